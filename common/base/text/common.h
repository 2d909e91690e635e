/* Sentences of: common. TEXT(id, English, German); included by list.h alone, several times. */
/* clang-format off */

/* Buttons. */
TEXT(TEXT_CANCEL, "Cancel", "Abbrechen")
TEXT(TEXT_CLOSE, "Close", "Schließen")
TEXT(TEXT_TRY_AGAIN, "Try again", "Erneut versuchen")
TEXT(TEXT_LEAVE, "Leave", "Verlassen")

/* While a connection is made. */
TEXT(TEXT_CONNECTING, "Connecting", "Verbindung wird aufgebaut")
TEXT(TEXT_FETCHING_LIST, "Fetching the list of relays …", "Die Liste der Vermittlungsserver wird geholt …")
TEXT(TEXT_REACHING_RELAY, "Reaching the relay …", "Der Vermittlungsserver wird gesucht …")
TEXT(TEXT_WHAT_IS_TRIED, "What is being tried", "Was gerade versucht wird")

/* The line at the bottom: host of the relay, milliseconds. */
TEXT(TEXT_STATUS_CONNECTED, "Connected through %s · end-to-end encrypted", "Verbunden über %s · Ende-zu-Ende-verschlüsselt")
TEXT(TEXT_STATUS_CONNECTED_MS, "Connected through %s · %d ms · end-to-end encrypted", "Verbunden über %s · %d ms · Ende-zu-Ende-verschlüsselt")
TEXT(TEXT_STATUS_NOT_CONNECTED, "Not connected", "Nicht verbunden")

/* The end: heading; then the words of a result. */
TEXT(TEXT_ENDED, "The session has ended", "Die Sitzung ist beendet")
TEXT(TEXT_ENDED_WELL, "Nobody sees or controls anything any more.", "Niemand sieht oder steuert noch etwas.")

/* People: the computer; who has no name. */
TEXT(TEXT_NO_NAME, "Somebody without a name", "Jemand ohne Namen")

/* Command lines. */
TEXT(TEXT_USAGE_DIRECTORY, "  --directory URL    where the signed list of relays is (can be given several times)", "  --directory URL    wo die unterschriebene Liste der Vermittlungsserver liegt (mehrmals möglich)")
TEXT(TEXT_USAGE_LIST_KEY, "  --list-key FILE    the public key that must have signed it (64 hex digits)", "  --list-key DATEI   der öffentliche Schlüssel, der sie unterschrieben haben muss (64 Hexziffern)")
TEXT(TEXT_USAGE_PROXY, "  --proxy HOST:PORT  the proxy to go through; \"none\": no proxy (without: as this computer's settings say)", "  --proxy RECHNER:PORT  der Proxy, der benutzt wird; „none“: keiner (ohne: wie in den Einstellungen des Computers)")
TEXT(TEXT_USAGE_CHECK, "  --check            try to reach a relay, say how each try went, and end", "  --check            versuchen, einen Vermittlungsserver zu erreichen, jeden Versuch nennen und enden")
TEXT(TEXT_USAGE_HELP, "  --help, --version  say that and end", "  --help, --version  das ausgeben und enden")

/* After the name of the program: an argument that it does not know; a file and what is wrong with it. */
TEXT(TEXT_UNKNOWN_ARGUMENT, "%s: what is \"%s\"? See --help.", "%s: Was ist „%s“? Siehe --help.")
TEXT(TEXT_BAD_KEY_FILE, "%s: %s does not hold a key (64 hex digits).", "%s: %s enthält keinen Schlüssel (64 Hexziffern).")
TEXT(TEXT_BAD_FILE, "%s: %s can not be read, or is too long.", "%s: %s ist nicht lesbar oder zu lang.")
TEXT(TEXT_TOO_MANY_DIRECTORIES, "%s: at most %d directories.", "%s: höchstens %d Verzeichnisse.")
TEXT(TEXT_NO_DIRECTORY, "%s: no address of a relay is known. Give --directory and --list-key, or put them into lotse.conf beside the program.", "%s: Es ist keine Adresse eines Vermittlungsservers bekannt. Bitte --directory und --list-key angeben oder beides in lotse.conf neben dem Programm schreiben.")
/* clang-format on */
