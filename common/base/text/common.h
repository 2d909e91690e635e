/* Sentences of: common. TEXT(id, English, German); included by list.h alone, several times. */
/* clang-format off */

/* Buttons. */
TEXT(TEXT_CANCEL, "Cancel", "Abbrechen")
TEXT(TEXT_CLOSE, "Close", "Schließen")
TEXT(TEXT_TRY_AGAIN, "Try again", "Erneut versuchen")
TEXT(TEXT_LEAVE, "Leave", "Verlassen")

/* At the corner of a page: the other language, in that language; the other look. */
TEXT(TEXT_OTHER_LANGUAGE, "Deutsch", "English")
TEXT(TEXT_CONTRAST, "Contrast", "Kontrast")

/* While a connection is made. */
TEXT(TEXT_CONNECTING, "Connecting", "Verbindung wird aufgebaut")
TEXT(TEXT_FETCHING_LIST, "Fetching the list of relays …", "Die Liste der Vermittlungsserver wird geholt …")
TEXT(TEXT_REACHING_RELAY, "Reaching the relay …", "Der Vermittlungsserver wird gesucht …")
TEXT(TEXT_WHAT_IS_TRIED, "What is being tried", "Was gerade versucht wird")
TEXT(TEXT_WHAT_WAS_TRIED, "What was tried", "Was versucht wurde")
TEXT(TEXT_CONNECTING_FOR, "%s (for %s)", "%s (seit %s)")
TEXT(TEXT_SLOW_LIST, "The list of relays has not come yet.", "Die Liste der Vermittlungsserver ist noch nicht da.")
TEXT(TEXT_SLOW_RELAY, "The relay has not answered yet.", "Der Vermittlungsserver hat noch nicht geantwortet.")
TEXT(TEXT_SLOW_OTHER, "The relay is reached, but the other side has not answered yet.", "Der Vermittlungsserver ist erreicht, aber die Gegenseite hat noch nicht geantwortet.")
TEXT(TEXT_SLOW_NEXT, "Lotse goes on trying. Is this computer online? Does a browser reach the web? If this network has a proxy, it can be named below.", "Lotse versucht es weiter. Ist dieser Computer online? Kommt ein Browser ins Internet? Wenn dieses Netz einen Proxy hat, lässt er sich unten angeben.")
TEXT(TEXT_SLOW_OTHER_NEXT, "Ask on the phone whether Lotse is still open there.", "Fragen Sie am Telefon, ob Lotse dort noch geöffnet ist.")
TEXT(TEXT_NOT_CONNECTED_TITLE, "No connection", "Keine Verbindung")
TEXT(TEXT_COPY_LINES, "Copy these lines", "Zeilen kopieren")
TEXT(TEXT_LINES_COPIED, "Copied: paste them into a mail to whoever looks after this network.", "Kopiert: Fügen Sie die Zeilen in eine E-Mail an Ihre Netzbetreuung ein.")
TEXT(TEXT_OTHER_ADDRESS, "Other address", "Andere Adresse")
/* The first of the copied lines: the version; then what is wrong. */
TEXT(TEXT_LINES_HEAD, "Lotse %s, attempts to reach a relay:", "Lotse %s, Versuche, einen Vermittlungsserver zu erreichen:")

/* More: the proxy by hand. */
TEXT(TEXT_MORE, "More …", "Mehr …")
TEXT(TEXT_PROXY, "Proxy", "Proxy")
TEXT(TEXT_PROXY_SYSTEM, "As set on this computer", "Wie auf diesem Computer eingestellt")
TEXT(TEXT_PROXY_NONE, "No proxy", "Kein Proxy")
TEXT(TEXT_PROXY_THIS, "This one:", "Dieser:")
TEXT(TEXT_PROXY_HINT, "proxy.example.com:8080", "proxy.example.com:8080")
TEXT(TEXT_PROXY_USE, "Use it", "Benutzen")
TEXT(TEXT_PROXY_BAD, "This is no proxy: a name or an address, a colon and a port.", "Das ist kein Proxy: ein Name oder eine Adresse, ein Doppelpunkt und ein Port.")

/* A proxy wants a name and a password: its host; what it calls itself. */
TEXT(TEXT_LOGIN_TITLE, "The proxy wants to know who you are", "Der Proxy will wissen, wer Sie sind")
TEXT(TEXT_LOGIN_WORDS, "The way out of this network leads through %s, which asks for a name and a password: often the same as for this computer.", "Der Weg aus diesem Netz führt über %s, und dort werden Name und Passwort verlangt: oft dieselben wie für diesen Computer.")
TEXT(TEXT_LOGIN_REALM, "It calls itself \"%s\".", "Er nennt sich „%s“.")
TEXT(TEXT_LOGIN_WRONG, "The name or the password was wrong.", "Name oder Passwort war falsch.")
TEXT(TEXT_LOGIN_WRONG_NEXT, "Check both before you try again: some companies lock an account after a few wrong tries.", "Bitte beides prüfen, bevor Sie es erneut versuchen: Manche Firmen sperren ein Konto nach wenigen Fehlversuchen.")
TEXT(TEXT_LOGIN_UNANSWERED, "The proxy gave no answer to this name and password.", "Der Proxy hat auf Namen und Passwort nicht geantwortet.")
TEXT(TEXT_LOGIN_NAME, "Name", "Name")
TEXT(TEXT_LOGIN_NAME_HINT, "name, or COMPANY\\name", "Name, oder FIRMA\\Name")
TEXT(TEXT_LOGIN_PASSWORD, "Password", "Passwort")
TEXT(TEXT_LOGIN_STORE, "Remember on this computer", "Auf diesem Computer merken")
TEXT(TEXT_LOGIN_STORE_MORE, "Encrypted, in this computer's own key store.", "Verschlüsselt, im Schlüsselspeicher dieses Computers.")
TEXT(TEXT_LOGIN_FORGET, "It goes to this proxy alone. Lotse forgets it when you close it.", "Beides geht nur an diesen Proxy. Lotse vergisst es, wenn Sie es schließen.")
TEXT(TEXT_LOGIN_BUTTON, "Sign in", "Anmelden")

/* No address of a relay is known: it is asked for. */
TEXT(TEXT_HOST_TITLE, "Which relay?", "Welcher Vermittlungsserver?")
TEXT(TEXT_HOST_WORDS, "Both sides meet at a relay. Whoever helps you, or runs the relay, can tell you its address.", "Beide Seiten treffen sich bei einem Vermittlungsserver. Wer Ihnen hilft oder ihn betreibt, kann Ihnen seine Adresse nennen.")
TEXT(TEXT_HOST_HINT, "lotse.example.com", "lotse.example.com")
TEXT(TEXT_HOST_BUTTON, "Continue", "Weiter")
TEXT(TEXT_HOST_EMPTY, "Please type the address of the relay.", "Bitte die Adresse des Vermittlungsservers eingeben.")
TEXT(TEXT_HOST_BAD, "This is no address of a relay.", "Das ist keine Adresse eines Vermittlungsservers.")
TEXT(TEXT_HOST_BAD_NEXT, "It is a name with dots, without blanks, like lotse.example.com.", "Es ist ein Name mit Punkten und ohne Leerzeichen, wie lotse.example.com.")
TEXT(TEXT_HOST_AT, "Relay: %s", "Vermittlungsserver: %s")

/* A line that is lost: for how long; how long it will still be tried. Then who lost it. */
TEXT(TEXT_SECONDS, "%d s", "%d s")
TEXT(TEXT_MINUTES, "%d min", "%d min")
TEXT(TEXT_LINE_LOST, "Your line is lost.", "Ihre Leitung ist unterbrochen.")
TEXT(TEXT_LINE_RESTART, "The relay is being restarted.", "Der Vermittlungsserver wird neu gestartet.")
TEXT(TEXT_LINE_LOST_NEXT, "Lotse has been trying to come back for %s and goes on for %s. Until then nobody sees or controls anything.", "Lotse versucht seit %s zurückzukommen und macht noch %s weiter. Bis dahin sieht und steuert niemand etwas.")
TEXT(TEXT_LINE_OTHER_LOST, "The line of %s is lost.", "Die Leitung von %s ist unterbrochen.")
TEXT(TEXT_LINE_OTHER_NEXT, "Yours is fine. Lotse has been waiting for %s and goes on for %s. Until then nobody sees or controls anything.", "Ihre ist in Ordnung. Lotse wartet seit %s und macht noch %s weiter. Bis dahin sieht und steuert niemand etwas.")
TEXT(TEXT_LINE_LOST_FOR, "Your line is lost, for %s", "Ihre Leitung ist seit %s unterbrochen")
TEXT(TEXT_LINE_RESTART_FOR, "The relay restarts, for %s", "Der Vermittlungsserver startet seit %s neu")
TEXT(TEXT_LINE_OTHER_FOR, "The other line is lost, for %s", "Die andere Leitung ist seit %s unterbrochen")
TEXT(TEXT_LINE_BACK, "The line is back (it was away for %s).", "Die Leitung ist wieder da (sie war %s weg).")
TEXT(TEXT_LINE_MOVED, "The session has moved to another relay. It goes on by itself.", "Die Sitzung ist zu einem anderen Vermittlungsserver umgezogen. Sie geht von selbst weiter.")
TEXT(TEXT_PERSON_BACK, "%s is back (away for %s).", "%s ist wieder da (war %s weg).")

/* The line at the bottom: host of the relay, milliseconds. */
TEXT(TEXT_STATUS_CONNECTED, "Connected through %s · end-to-end encrypted", "Verbunden über %s · Ende-zu-Ende-verschlüsselt")
TEXT(TEXT_STATUS_CONNECTED_MS, "Connected through %s · %d ms · end-to-end encrypted", "Verbunden über %s · %d ms · Ende-zu-Ende-verschlüsselt")
TEXT(TEXT_STATUS_NOT_CONNECTED, "Not connected", "Nicht verbunden")
TEXT(TEXT_STATUS_INSPECTED, "%s. This network may inspect connections, but what you see and type stays sealed.", "%s. Dieses Netz prüft vielleicht Verbindungen; was Sie sehen und tippen, bleibt trotzdem versiegelt.")

/* The end: heading; then the words of a result. */
TEXT(TEXT_ENDED, "The session is over", "Die Sitzung ist beendet")
TEXT(TEXT_ENDED_WELL, "Nobody sees or controls anything any more.", "Niemand sieht oder steuert noch etwas.")

/* The summary of a session, on the last page and in the file. First of whose names: whose computer it is. */
TEXT(TEXT_RECAP_TITLE, "What happened in this session", "Was in dieser Sitzung geschah")
TEXT(TEXT_RECAP_HEAD, "Lotse session on %s to %s\n\n", "Lotse-Sitzung am %s bis %s\n\n")
TEXT(TEXT_RECAP_HELPED, "%s opened the session.\n", "%s hat die Sitzung geöffnet.\n")
TEXT(TEXT_RECAP_TOOK_PART, "%s took part.\n", "%s hat teilgenommen.\n")
TEXT(TEXT_RECAP_CAME, "%s came in.", "%s kam herein.")
TEXT(TEXT_RECAP_LEFT, "%s left.", "%s ging.")
TEXT(TEXT_RECAP_SHOWS_ALL, "%s showed the whole screen.", "%s zeigte den ganzen Bildschirm.")
TEXT(TEXT_RECAP_SHOWS_MONITOR, "%s showed one monitor.", "%s zeigte einen Monitor.")
TEXT(TEXT_RECAP_SHOWS_PROGRAMS, "%s showed chosen programs.", "%s zeigte ausgewählte Programme.")
TEXT(TEXT_RECAP_SHOWS_NOTHING, "%s showed nothing any more.", "%s zeigte nichts mehr.")
TEXT(TEXT_RECAP_REFUSED, "%s refused %s.", "%s lehnte %s ab.")
TEXT(TEXT_RECAP_VIEW_GIVEN, "%s let %s see.", "%s erlaubte %s das Sehen.")
TEXT(TEXT_RECAP_VIEW_TAKEN, "%s did not let %s see any more.", "%s erlaubte %s das Sehen nicht mehr.")
TEXT(TEXT_RECAP_CONTROL_GIVEN, "%s let %s control.", "%s erlaubte %s die Steuerung.")
TEXT(TEXT_RECAP_CONTROL_TAKEN, "Control of the computer of %s by %s ended.", "Beim Computer von %s endete die Steuerung durch %s.")
TEXT(TEXT_RECAP_CLIPBOARD_GIVEN, "%s let %s read what is copied.", "%s erlaubte %s, Kopiertes zu lesen.")
TEXT(TEXT_RECAP_CLIPBOARD_TAKEN, "%s did not let %s read what is copied any more.", "%s erlaubte %s nicht mehr, Kopiertes zu lesen.")
TEXT(TEXT_RECAP_MORE, "… and %d more entries, which were not kept.\n", "… und %d weitere Einträge, die nicht aufgehoben wurden.\n")
TEXT(TEXT_RECAP_KEPT, "The others have the same. It is gone when you close this window, unless you save it.", "Die anderen haben dasselbe. Mit diesem Fenster ist es weg, wenn Sie es nicht speichern.")
TEXT(TEXT_RECAP_SAVE, "Save …", "Speichern …")
TEXT(TEXT_RECAP_PATH, "In this file", "In dieser Datei")
TEXT(TEXT_RECAP_SAVE_THERE, "Save there", "Dort speichern")
TEXT(TEXT_RECAP_SAVED, "It is saved.", "Es ist gespeichert.")
TEXT(TEXT_RECAP_NOT_SAVED, "It could not be saved there.", "Dort ließ es sich nicht speichern.")
TEXT(TEXT_RECAP_NOT_SAVED_NEXT, "Name a folder that exists and is yours, and a file name.", "Nennen Sie einen vorhandenen Ordner, der Ihnen gehört, und einen Dateinamen.")

/* People: the computer; who has no name. */
TEXT(TEXT_NO_NAME, "Somebody without a name", "Jemand ohne Namen")

/* Command lines. */
TEXT(TEXT_USAGE_DIRECTORY, "  --directory URL    where the signed list of relays is, or a relay's host (can be given several times)", "  --directory URL    wo die unterschriebene Liste der Vermittlungsserver liegt, oder der Name eines solchen (mehrmals möglich)")
TEXT(TEXT_USAGE_LIST_KEY, "  --list-key FILE    the public key that must have signed it (64 hex digits)", "  --list-key DATEI   der öffentliche Schlüssel, der sie unterschrieben haben muss (64 Hexziffern)")
TEXT(TEXT_USAGE_PROXY, "  --proxy HOST:PORT  the proxy to go through; \"none\": no proxy (without: as this computer's settings say)", "  --proxy RECHNER:PORT  der Proxy, der benutzt wird; „none“: keiner (ohne: wie in den Einstellungen des Computers)")
TEXT(TEXT_USAGE_CHECK, "  --check            try to reach a relay, say how each try went, and end", "  --check            versuchen, einen Vermittlungsserver zu erreichen, jeden Versuch nennen und enden")
TEXT(TEXT_USAGE_HELP, "  --help, --version  say that and end", "  --help, --version  das ausgeben und enden")

/* After the name of the program: an argument that it does not know; a file and what is wrong with it. */
TEXT(TEXT_UNKNOWN_ARGUMENT, "%s: what is \"%s\"? See --help.", "%s: Was ist „%s“? Siehe --help.")
TEXT(TEXT_BAD_KEY_FILE, "%s: %s does not hold a key (64 hex digits).", "%s: %s enthält keinen Schlüssel (64 Hexziffern).")
TEXT(TEXT_BAD_FILE, "%s: %s can not be read, or is too long.", "%s: %s ist nicht lesbar oder zu lang.")
TEXT(TEXT_BAD_COMPANY, "%s: what its company has put into this program is damaged. Please download it again.", "%s: Was die Firma in dieses Programm gelegt hat, ist beschädigt. Bitte neu herunterladen.")
TEXT(TEXT_TOO_MANY_DIRECTORIES, "%s: at most %d directories.", "%s: höchstens %d Verzeichnisse.")
TEXT(TEXT_NO_DIRECTORY, "%s: no address of a relay is known. Give --directory and --list-key, or put them into lotse.conf beside the program.", "%s: Es ist keine Adresse eines Vermittlungsservers bekannt. Bitte --directory und --list-key angeben oder beides in lotse.conf neben dem Programm schreiben.")
/* clang-format on */
