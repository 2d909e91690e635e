/* The list behind result.h: code, words and next step in English, words and next step in German. */
#ifndef LOTSE_BASE_RESULT_LIST_H
#define LOTSE_BASE_RESULT_LIST_H

/* clang-format off */
#define RESULT_LIST \
	RESULT(RESULT_OK, "All is well.", "", "Alles in Ordnung.", "") \
	RESULT(RESULT_NEED_MORE, "Not everything has arrived yet.", "", "Es ist noch nicht alles angekommen.", "") \
	RESULT(RESULT_WOULD_BLOCK, "The line is busy.", "", "Die Leitung ist ausgelastet.", "") \
	RESULT(RESULT_OUT_OF_MEMORY, "This computer has run out of memory.", "Close other programs and try again.", \
		"Der Arbeitsspeicher dieses Computers ist voll.", "Bitte andere Programme schließen und erneut versuchen.") \
	RESULT(RESULT_BAD_ARGUMENT, "Something was asked for that does not exist.", "", \
		"Es wurde etwas verlangt, das es nicht gibt.", "") \
	RESULT(RESULT_BAD_FRAME, "The other side sent something that makes no sense.", "Connect again.", \
		"Die Gegenseite hat etwas Unverständliches gesendet.", "Bitte neu verbinden.") \
	RESULT(RESULT_TOO_LARGE, "Something was larger than is allowed.", "", "Etwas war größer als erlaubt.", "") \
	RESULT(RESULT_BAD_NUMBER, "This number has a typing error.", "Please compare it with what you were told and type it again.", \
		"In dieser Nummer steckt ein Tippfehler.", "Bitte mit der genannten Nummer vergleichen und neu eingeben.") \
	RESULT(RESULT_NOT_OPENED, "This could not be opened: it is damaged or not for us.", "Connect again.", \
		"Das ließ sich nicht öffnen: es ist beschädigt oder nicht für uns.", "Bitte neu verbinden.") \
	RESULT(RESULT_WRONG_NUMBER, "The connection was refused after the number check.", \
		"Ask for the number again, or for a new one.", \
		"Die Verbindung wurde nach der Prüfung der Nummer abgelehnt.", "Bitte noch einmal nach der Nummer oder nach einer neuen fragen.") \
	RESULT(RESULT_TOO_MANY_TRIES, "There were too many wrong tries.", "Please ask for a new number.", \
		"Es gab zu viele Fehlversuche.", "Bitte nach einer neuen Nummer fragen.") \
	RESULT(RESULT_NO_SUCH_NUMBER, "Nobody is waiting under this number.", \
		"Compare the number, or ask to be let in.", \
		"Unter dieser Nummer wartet niemand.", "Bitte die Nummer vergleichen oder um Einlass bitten.") \
	RESULT(RESULT_LINK_DIGITS, "These are not the last seven digits of the link's number.", \
		"The link may be somebody else's. Ask for the number on the phone and type it whole.", \
		"Das sind nicht die letzten sieben Ziffern der Nummer aus dem Link.", "Der Link kann von jemand anderem sein. Bitte am Telefon nach der Nummer fragen und sie ganz eingeben.") \
	RESULT(RESULT_UNKNOWN_OPERATOR, "This relay gives numbers only to operators that it knows, and does not know you.", \
		"Send your public key to whoever runs the relay (lotse-master --operator-key FILE makes one).", \
		"Dieser Vermittlungsserver vergibt Nummern nur an Betreuer, die er kennt, und kennt Sie nicht.", "Bitte dem Betreiber Ihren öffentlichen Schlüssel schicken (lotse-master --operator-key DATEI macht einen).") \
	RESULT(RESULT_NO_MORE_NUMBERS, "The relay gives no further number now.", \
		"Use one of those that wait, or try again later.", \
		"Der Vermittlungsserver vergibt gerade keine weitere Nummer.", "Bitte eine der wartenden benutzen oder es später versuchen.") \
	RESULT(RESULT_NUMBER_UNANSWERED, "The relay has not answered, so there is no further number yet.", \
		"Ask for it again; the session and its numbers go on.", \
		"Der Vermittlungsserver hat nicht geantwortet, deshalb gibt es noch keine weitere Nummer.", \
		"Bitte noch einmal anfordern; Sitzung und Nummern bestehen weiter.") \
	RESULT(RESULT_VERSION, "The two programs are too far apart in age.", "Please download the newest Lotse.", \
		"Die beiden Programme sind zu unterschiedlich alt.", "Bitte das neueste Lotse herunterladen.") \
	RESULT(RESULT_NOT_REACHABLE, "The relay can't be reached.", "Check the internet connection of this computer and try again.", \
		"Der Vermittlungsserver ist nicht erreichbar.", "Bitte die Internetverbindung prüfen und erneut versuchen.") \
	RESULT(RESULT_PROXY_LOGIN, "The proxy of this network wants a name and a password.", \
		"Connect again and give them, or ask whoever looks after this network.", \
		"Der Proxy dieses Netzes verlangt Namen und Passwort.", \
		"Bitte neu verbinden und beides angeben oder bei der Netzbetreuung nachfragen.") \
	RESULT(RESULT_PROXY_TICKET, "The proxy of this network wants the sign-on of this computer to its company.", \
		"Sign in to this computer with the company's account, or ask whoever looks after this network.", \
		"Der Proxy dieses Netzes verlangt die Anmeldung dieses Computers bei seiner Firma.", \
		"Bitte an diesem Computer mit dem Firmenkonto anmelden oder bei der Netzbetreuung nachfragen.") \
	RESULT(RESULT_LOST, "The connection was lost.", "Connect again.", "Die Verbindung ist abgebrochen.", "Bitte neu verbinden.") \
	RESULT(RESULT_GONE_TOO_LONG, "The connection could not be brought back within 30 minutes.", "Begin a new session.", \
		"Die Verbindung ließ sich 30 Minuten lang nicht wiederherstellen.", "Bitte eine neue Sitzung beginnen.") \
	RESULT(RESULT_CLOSED, "The session has ended.", "", "Die Sitzung ist beendet.", "") \
	RESULT(RESULT_TIMED_OUT, "There was no answer in time.", "Try again.", "Es kam nicht rechtzeitig eine Antwort.", "Bitte erneut versuchen.") \
	RESULT(RESULT_REFUSED, "The other side said no.", "", "Die Gegenseite hat abgelehnt.", "") \
	RESULT(RESULT_LIST_UNREACHABLE, "The list of relays can't be fetched.", \
		"Check the internet connection and the address of the directory.", \
		"Die Liste der Vermittlungsserver ist nicht abrufbar.", "Bitte Internetverbindung und Adresse des Verzeichnisses prüfen.") \
	RESULT(RESULT_LIST_UNSIGNED, "The list of relays is not signed.", "Do not go on; ask whoever runs the relay.", \
		"Die Liste der Vermittlungsserver ist nicht unterschrieben.", "Bitte nicht fortfahren und beim Betreiber nachfragen.") \
	RESULT(RESULT_LIST_EXPIRED, "The list of relays is out of date.", \
		"Check date and time of this computer; if they are right, ask whoever runs the relay.", \
		"Die Liste der Vermittlungsserver ist abgelaufen.", \
		"Bitte Datum und Uhrzeit prüfen; wenn sie stimmen, beim Betreiber nachfragen.") \
	RESULT(RESULT_LIST_CLOCK, "The clock of this computer is wrong, so the list of relays can't be checked.", \
		"Set date and time right, and try again.", \
		"Die Uhr dieses Computers geht falsch, deshalb lässt sich die Liste der Vermittlungsserver nicht prüfen.", \
		"Bitte Datum und Uhrzeit richtig stellen und erneut versuchen.") \
	RESULT(RESULT_LIST_PORTAL, "This network shows a page of its own instead of the list of relays.", \
		"Open a browser, sign in to the network there, and try again.", \
		"Dieses Netz zeigt statt der Liste der Vermittlungsserver eine eigene Seite.", \
		"Bitte einen Browser öffnen, sich dort im Netz anmelden und erneut versuchen.") \
	RESULT(RESULT_LIST_FOREIGN, "The list of relays is signed with another key.", \
		"Check that the key that you were given belongs to this relay.", \
		"Die Liste der Vermittlungsserver ist mit einem anderen Schlüssel unterschrieben.", \
		"Bitte prüfen, ob der Schlüssel zu diesem Server gehört.") \
	RESULT(RESULT_LIST_BAD, "The list of relays is damaged.", "Try again; if it stays, ask whoever runs the relay.", \
		"Die Liste der Vermittlungsserver ist beschädigt.", "Bitte erneut versuchen, sonst beim Betreiber nachfragen.") \
	RESULT(RESULT_NO_RELAY, "The list of relays has none for you: none takes sessions now, or none is in your region.", \
		"Try again later, or ask whoever runs the relays.", \
		"Die Liste der Vermittlungsserver hat keinen passenden: Keiner nimmt gerade Sitzungen an, oder keiner ist in Ihrer Region.", \
		"Bitte später erneut versuchen oder beim Betreiber nachfragen.") \
	RESULT(RESULT_NO_LIST_KEY, "It is not known with which key the list of relays must be signed, and the relay has no web certificate that this computer trusts, by which it could be asked.", \
		"Ask whoever runs the relay for its key, and put it into lotse.conf beside the program (or give it with --list-key).", \
		"Es ist nicht bekannt, mit welchem Schlüssel die Liste der Vermittlungsserver unterschrieben sein muss, und der Server hat kein Web-Zertifikat, dem dieser Computer traut und über das er sich fragen ließe.", \
		"Bitte beim Betreiber nach dem Schlüssel fragen und ihn in lotse.conf neben dem Programm eintragen (oder mit --list-key angeben).") \
	RESULT(RESULT_NO_DISPLAY, "There is no screen that Lotse can show here.", \
		"Start Lotse inside your desktop.", \
		"Es gibt hier keinen Bildschirm, den Lotse zeigen kann.", "Bitte Lotse auf der Arbeitsoberfläche starten.") \
	RESULT(RESULT_NO_APPLICATIONS, "This desktop can't show single programs.", "Show everything, or one monitor.", \
		"Dieser Desktop kann keine einzelnen Programme zeigen.", "Bitte alles oder einen Bildschirm zeigen.") \
	RESULT(RESULT_WAYLAND, "This desktop (Wayland) does not let Lotse see the screen.", \
		"Log out, choose an \"Xorg\" session at the login screen, and start Lotse again.", \
		"Diese Arbeitsoberfläche (Wayland) lässt Lotse den Bildschirm nicht sehen.", \
		"Bitte abmelden, beim Anmelden eine „Xorg“-Sitzung wählen und Lotse neu starten.") \
	RESULT(RESULT_COLOURS, "This screen does not have 24 bits of colour; Lotse can't show it.", \
		"Set its colour depth to 24 bits (True Color), and start Lotse again.", \
		"Dieser Bildschirm hat keine Farbtiefe von 24 Bit; Lotse kann ihn nicht zeigen.", \
		"Bitte die Farbtiefe auf 24 Bit (True Color) stellen und Lotse neu starten.") \
	RESULT(RESULT_UNSUPPORTED, "This computer can't do that.", "", "Das kann dieser Computer nicht.", "") \
	RESULT(RESULT_DISK, "A file could not be read or written.", "Check free space and rights.", \
		"Eine Datei ließ sich nicht lesen oder schreiben.", "Bitte Speicherplatz und Rechte prüfen.") \
	RESULT(RESULT_SYSTEM, "This computer refused something that Lotse needs.", "Start Lotse again.", \
		"Der Computer hat etwas verweigert, das Lotse braucht.", "Bitte Lotse neu starten.")
/* clang-format on */

#endif
