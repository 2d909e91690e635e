/* Sentences of: client. TEXT(id, English, German); included by list.h alone, several times. */
/* clang-format off */

/* The number. */
TEXT(TEXT_CLIENT_TITLE, "Lotse", "Lotse")
TEXT(TEXT_ENTER_NUMBER, "Enter the session number", "Sitzungsnummer eingeben")
TEXT(TEXT_ENTER_NUMBER_HOW, "The person who helps you tells you a number with 12 digits (14 if it begins with 9).", "Die Person, die Ihnen hilft, nennt Ihnen eine Nummer mit 12 Ziffern (14, wenn sie mit 9 beginnt).")
TEXT(TEXT_NUMBER_HINT, "123 456 789 012", "123 456 789 012")
TEXT(TEXT_CONNECT, "Connect", "Verbinden")
TEXT(TEXT_NUMBER_SHORT, "The number is not complete yet.", "Die Nummer ist noch nicht vollständig.")
TEXT(TEXT_NUMBER_SHORT_NEXT, "It has 12 digits, or 14 if it begins with 9.", "Sie hat 12 Ziffern, oder 14, wenn sie mit 9 beginnt.")
TEXT(TEXT_TRIES_LEFT, "%d of 3 tries are left.", "Noch %d von 3 Versuchen.")
TEXT(TEXT_NO_TRIES, "All tries are used up. Start Lotse again and ask for a new number.", "Alle Versuche sind verbraucht. Bitte Lotse neu starten und nach einer neuen Nummer fragen.")
TEXT(TEXT_ONLY_WHO_YOU_KNOW, "Only go on with somebody you know or have called yourself.", "Machen Sie nur mit jemandem weiter, den Sie kennen oder selbst angerufen haben.")
TEXT(TEXT_CHECKING_NUMBER, "Checking the number …", "Die Nummer wird geprüft …")

/* Nobody there; knocking. */
TEXT(TEXT_REFUSED_TITLE, "Not let in", "Nicht eingelassen")
TEXT(TEXT_REFUSED_WORDS, "Nobody is waiting under this number, or somebody has come in by it already.", "Unter dieser Nummer wartet niemand, oder es ist schon jemand mit ihr hereingekommen.")
TEXT(TEXT_REFUSED_NEXT, "Compare the number. If it is right, ask to be let in.", "Vergleichen Sie die Nummer. Wenn sie stimmt, bitten Sie um Einlass.")
TEXT(TEXT_KNOCK_BUTTON, "Ask to be let in", "Um Einlass bitten")
TEXT(TEXT_OTHER_NUMBER, "Other number", "Andere Nummer")
TEXT(TEXT_KNOCKING, "Asking to be let in", "Es wird um Einlass gebeten")
TEXT(TEXT_KNOCKING_NEXT, "The other side has to let you in. Say on the phone that you are waiting.", "Die Gegenseite muss Sie einlassen. Sagen Sie am Telefon, dass Sie warten.")

/* Who asks, and the notice. */
TEXT(TEXT_WHO_ASKS, "Somebody wants to help you", "Jemand möchte Ihnen helfen")
TEXT(TEXT_OPERATOR_VERIFIED, "%s of %s", "%s von %s")
TEXT(TEXT_OPERATOR_OF_RELAY, "%s of %s, says %s", "%s von %s, sagt %s")
TEXT(TEXT_DIGITS_TITLE, "Which number were you told?", "Welche Nummer wurde Ihnen genannt?")
TEXT(TEXT_DIGITS_WORDS, "Lotse was opened by a link or a file with a number in it. Type the last 7 digits as the person who helps you says them: then you meet that person and nobody else.", "Lotse wurde mit einem Link oder einer Datei geöffnet, in der eine Nummer steht. Tippen Sie die letzten 7 Ziffern, wie die helfende Person sie nennt: Dann treffen Sie diese Person und niemand anderen.")
TEXT(TEXT_DIGITS_ONCE, "There is one try.", "Es gibt einen Versuch.")
TEXT(TEXT_NOT_VERIFIED, "calls himself %s, not verified", "nennt sich %s, nicht überprüft")
TEXT(TEXT_WILL_SEE, "That person sees nothing yet. Afterwards you choose what may be seen.", "Noch sieht diese Person nichts. Danach wählen Sie, was sie sehen darf.")
TEXT(TEXT_BEWARE, "Nobody from a bank, Microsoft or the police needs this.", "Niemand von Bank, Microsoft oder Polizei braucht das.")
TEXT(TEXT_BEWARE_MORE, "Have you been called by somebody you do not know? Then it is a fraud.\nPress “This is not for me” and hang up.", "Hat Sie jemand angerufen, den Sie nicht kennen? Dann ist es Betrug.\nDrücken Sie „Das ist nichts für mich“ und legen Sie auf.")
TEXT(TEXT_READ_FIRST, "Please read this first.", "Bitte zuerst lesen.")
TEXT(TEXT_NOTICE_VERSION, "What you agree to (version %s)", "Womit Sie einverstanden sind (Fassung %s)")
TEXT(TEXT_NOTICE_TITLE, "What you agree to", "Womit Sie einverstanden sind")
TEXT(TEXT_YOUR_NAME, "Your name, as the others see it", "Ihr Name, wie die anderen ihn sehen")
TEXT(TEXT_YOUR_NAME_HINT, "empty: the name of your account", "leer: der Name Ihres Kontos")
TEXT(TEXT_ACCEPT, "Accept", "Annehmen")
TEXT(TEXT_DECLINE, "This is not for me", "Das ist nichts für mich")
TEXT(TEXT_ACCEPTED_TITLE, "Waiting to be admitted", "Warten auf Einlass")
TEXT(TEXT_ACCEPTED_WORDS, "%s has to let you in. Nothing of your computer is shown yet.", "%s muss Sie noch einlassen. Von Ihrem Computer wird noch nichts gezeigt.")

/* The end at the customer's: refused, or over. */
TEXT(TEXT_DECLINED, "You have refused", "Sie haben abgelehnt")
TEXT(TEXT_DECLINED_WELL, "Nothing of this computer was shown. If somebody presses you on the phone, hang up.", "Von diesem Computer wurde nichts gezeigt. Wenn jemand Sie am Telefon drängt, legen Sie auf.")
TEXT(TEXT_REPORT_WORDS, "Did somebody want to trick you? You can tell whoever runs this service: which operator, which number and when. Nothing else is sent.", "Wollte Sie jemand täuschen? Sie können es dem Betreiber dieses Dienstes melden: welche Person, welche Nummer und wann. Sonst wird nichts gesendet.")
TEXT(TEXT_REPORT, "Report this", "Melden")
TEXT(TEXT_REPORTED, "It was reported. Thank you.", "Es wurde gemeldet. Danke.")
TEXT(TEXT_CUSTOMER_ENDED_WELL, "Nobody can see this computer any more.", "Niemand kann diesen Computer noch sehen.")

/* What to share. */
TEXT(TEXT_CHOOSE_TITLE, "What may be seen?", "Was darf gesehen werden?")
TEXT(TEXT_CHOOSE_WORDS, "%s can help you better by seeing your screen. You can stop at any time.", "%s kann Ihnen besser helfen, wenn der Bildschirm zu sehen ist. Sie können jederzeit aufhören.")
TEXT(TEXT_SHARE_EVERYTHING, "Show everything on my screen", "Alles auf meinem Bildschirm zeigen")
TEXT(TEXT_SHARE_NOTHING, "Show nothing", "Nichts zeigen")
TEXT(TEXT_CHOOSE_WORDS_OWN, "Who you allow can see this screen. You can stop at any time.", "Wem Sie es erlauben, der sieht diesen Bildschirm. Sie können jederzeit aufhören.")
TEXT(TEXT_SHARE_LATER, "What you choose here only concerns viewing. Control is asked for separately.", "Hier geht es nur um das Sehen. Um die Steuerung wird gesondert gebeten.")

/* The session. */
TEXT(TEXT_YOUR_SCREEN, "Your screen", "Ihr Bildschirm")
TEXT(TEXT_SHOW_MY_SCREEN, "Show my screen", "Meinen Bildschirm zeigen")
TEXT(TEXT_SHOWN, "Everything on it can be seen by those you allow below.", "Alles darauf sehen die, denen Sie es unten erlauben.")
TEXT(TEXT_NOT_SHOWN, "Nobody sees anything of your computer.", "Niemand sieht etwas von Ihrem Computer.")
TEXT(TEXT_IS_HELPER, "helps you", "hilft Ihnen")
TEXT(TEXT_IS_GUEST, "takes part", "nimmt teil")
TEXT(TEXT_MAY_SEE, "May see my screen", "Darf meinen Bildschirm sehen")
TEXT(TEXT_MAY_CONTROL, "May control my computer", "Darf meinen Computer steuern")
TEXT(TEXT_MAY_CONTROL_MORE, "Pointer and keyboard. F12 ends it at once.", "Maus und Tastatur. F12 beendet es sofort.")
TEXT(TEXT_NO_GUARD, "Not possible now: this computer does not let Lotse listen to F12.", "Gerade nicht möglich: Dieser Computer lässt Lotse nicht auf F12 hören.")
TEXT(TEXT_ASKS_CONTROL, "%s asks for control of your computer.", "%s bittet darum, Ihren Computer zu steuern.")
TEXT(TEXT_ASKS_CONTROL_NEXT, "Pointer and keyboard then work from there too. F12 ends it at once.", "Maus und Tastatur gehen dann auch von dort. F12 beendet es sofort.")
TEXT(TEXT_ASK_VIEW, "Ask to see", "Um Sehen bitten")
TEXT(TEXT_ASKS_VIEW, "%s asks to see your screen.", "%s bittet darum, Ihren Bildschirm zu sehen.")
TEXT(TEXT_ASKS_VIEW_NEXT, "You can take it back at any time by a switch below.", "Mit einem Schalter unten können Sie es jederzeit zurücknehmen.")
TEXT(TEXT_ALLOW_VIEW, "Allow viewing", "Sehen erlauben")
TEXT(TEXT_ASKED_AGAIN, "Has asked again. If you want that, use the switch.", "Hat noch einmal gefragt. Wenn Sie es möchten, benutzen Sie den Schalter.")
TEXT(TEXT_ALLOW_CONTROL, "Allow control", "Steuerung erlauben")
TEXT(TEXT_NOT_NOW, "Not now", "Jetzt nicht")
TEXT(TEXT_CONTROL_TAKEN, "Control was taken back. Nobody controls your computer now.", "Die Steuerung wurde zurückgenommen. Niemand steuert jetzt Ihren Computer.")

/* Before the first control. */
TEXT(TEXT_SAFETY_TITLE, "Before somebody else controls", "Bevor jemand anders steuert")
TEXT(TEXT_SAFETY_WORDS, "%s is about to use your mouse and keyboard. First make sure:", "%s wird gleich Ihre Maus und Tastatur benutzen. Vergewissern Sie sich vorher:")
TEXT(TEXT_SAFETY_MACHINE, "No machine or plant can start or move because of this computer.", "Durch diesen Computer kann keine Maschine oder Anlage anlaufen oder sich bewegen.")
TEXT(TEXT_SAFETY_PEOPLE, "Nobody is in danger if something unexpected happens.", "Niemand ist in Gefahr, wenn etwas Unerwartetes geschieht.")
TEXT(TEXT_SAFETY_WORK, "Your work is saved, and you stay at this computer.", "Ihre Arbeit ist gespeichert, und Sie bleiben an diesem Computer.")
TEXT(TEXT_SAFETY_F12, "F12 ends control at once, at any time.", "F12 beendet die Steuerung jederzeit sofort.")
TEXT(TEXT_SAFETY_ALLOW, "All is safe: allow control", "Alles sicher: Steuerung erlauben")

/* After the line was away for long, or the computer slept: for how long. */
TEXT(TEXT_RESUME_TITLE, "Go on showing your screen?", "Bildschirm weiter zeigen?")
TEXT(TEXT_RESUME_LINE, "The line was away for %s. Nobody sees your screen until you say so.", "Die Leitung war %s weg. Niemand sieht Ihren Bildschirm, bevor Sie es sagen.")
TEXT(TEXT_RESUME_SLEEP, "This computer was asleep. Nobody sees your screen until you say so.", "Dieser Computer hat geschlafen. Niemand sieht Ihren Bildschirm, bevor Sie es sagen.")
TEXT(TEXT_RESUME_WHO, "Then it is seen again by: %s.", "Danach sehen ihn wieder: %s.")
TEXT(TEXT_RESUME_BUTTON, "Go on showing", "Weiter zeigen")

/* The strip. */
TEXT(TEXT_STRIP_RESTS, "Showing rests", "Die Anzeige ruht")
TEXT(TEXT_STRIP_MORE_CONTROL, "%s and %d more control", "%s und %d weitere steuern")
TEXT(TEXT_STRIP_ASKS, "%s asks for something", "%s bittet um etwas")
TEXT(TEXT_STRIP_ANSWER, "Answer", "Antworten")
TEXT(TEXT_STRIP_NOBODY, "Nobody sees your screen", "Niemand sieht Ihren Bildschirm")
TEXT(TEXT_STRIP_SEES, "%s sees your screen", "%s sieht Ihren Bildschirm")
TEXT(TEXT_STRIP_MORE_SEE, "%s and %d more see your screen", "%s und %d weitere sehen Ihren Bildschirm")
TEXT(TEXT_STRIP_CONTROLS, "%s controls", "%s steuert")
TEXT(TEXT_STRIP_F12, "F12 ends control", "F12 beendet die Steuerung")
TEXT(TEXT_STRIP_NO_CONTROL, "Nobody controls", "Niemand steuert")
TEXT(TEXT_STRIP_STOP, "Stop", "Stopp")

/* What the system keeps from whoever controls; "continue as administrator": who asks for it. */
TEXT(TEXT_BARRED_HERE, "A window with an administrator's rights is in front.", "Im Vordergrund ist ein Fenster mit Administratorrechten.")
TEXT(TEXT_BARRED_HERE_NEXT, "Windows lets nobody control it from afar. In front of other windows it goes on by itself.", "Windows lässt es niemanden aus der Ferne steuern. Bei anderen Fenstern geht es von selbst weiter.")
TEXT(TEXT_QUESTION_HERE, "Windows asks you something that only you can see and answer.", "Windows fragt Sie etwas, das nur Sie sehen und beantworten können.")
TEXT(TEXT_ELEVATE, "Continue as administrator", "Als Administrator fortfahren")
TEXT(TEXT_ELEVATE_MORE, "Windows asks you first. Then Lotse starts again and stays in the session; nothing is shown or controlled until you allow it anew.", "Windows fragt Sie zuerst. Dann startet Lotse neu und bleibt in der Sitzung; gezeigt und gesteuert wird nichts, bevor Sie es neu erlauben.")
TEXT(TEXT_ELEVATE_ASKED, "%s asks you to continue as administrator.", "%s bittet Sie, als Administrator fortzufahren.")
TEXT(TEXT_ELEVATE_ANSWER, "Please answer the question of Windows.", "Bitte beantworten Sie die Frage von Windows.")
TEXT(TEXT_ELEVATE_REFUSED, "Lotse was not started as administrator: the question was answered with no.", "Lotse wurde nicht als Administrator gestartet: Die Frage wurde mit Nein beantwortet.")
TEXT(TEXT_ELEVATE_FAILED, "Lotse could not be started as administrator.", "Lotse konnte nicht als Administrator gestartet werden.")
TEXT(TEXT_ELEVATE_AS_BEFORE, "The session goes on here.", "Die Sitzung geht hier weiter.")
TEXT(TEXT_MOVING_TITLE, "Continuing as administrator", "Es geht als Administrator weiter")
TEXT(TEXT_MOVING, "The session goes over to the new window.", "Die Sitzung geht an das neue Fenster über.")
TEXT(TEXT_MOVING_MORE, "This window closes by itself. If the new one is closed before, the session goes on here.", "Dieses Fenster schließt sich von selbst. Wird das neue vorher geschlossen, geht die Sitzung hier weiter.")

/* Command line: lotse: links. */
TEXT(TEXT_USAGE_LINKS, "  --links on|off     let this program open lotse: links for you, or no more; and end", "  --links on|off     lotse:-Links für Sie mit diesem Programm öffnen oder nicht mehr; und enden")
TEXT(TEXT_LINKS_ON, "From now on lotse: links open this program. \"--links off\" takes that back.", "Ab jetzt öffnen lotse:-Links dieses Programm. „--links off“ nimmt es zurück.")
TEXT(TEXT_LINKS_OFF, "lotse: links do not open this program any more.", "lotse:-Links öffnen dieses Programm nicht mehr.")

/* Command line. */
TEXT(TEXT_CLIENT_USAGE, "Usage: lotse-client [options] [-]\nJoins a session. \"-\" reads the number from standard input.", "Aufruf: lotse-client [Optionen] [-]\nNimmt an einer Sitzung teil. „-“ liest die Nummer von der Standardeingabe.")
/* clang-format on */
