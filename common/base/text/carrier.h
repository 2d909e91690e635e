/* Sentences of: carrier. TEXT(id, English, German); included by list.h alone, several times. */
/* clang-format off */

/* How a try to reach the relay went (after "raw 192.0.2.7:5000: "), and what to do next. */
TEXT(TEXT_ATTEMPT_TRYING, "is being tried", "wird versucht")
TEXT(TEXT_ATTEMPT_CONNECTED, "connected", "verbunden")
TEXT(TEXT_ATTEMPT_NO_NAME, "this name is not known", "dieser Name ist nicht bekannt")
TEXT(TEXT_ATTEMPT_NO_NAME_NEXT, "Check the address and this computer's internet connection.", "Bitte die Adresse und die Internetverbindung prüfen.")
TEXT(TEXT_ATTEMPT_REFUSED, "nothing answers there", "dort antwortet nichts")
TEXT(TEXT_ATTEMPT_REFUSED_NEXT, "Ask whoever runs the relay whether it is on.", "Bitte beim Betreiber nachfragen, ob der Server läuft.")
TEXT(TEXT_ATTEMPT_NO_ANSWER, "no answer in time", "keine rechtzeitige Antwort")
TEXT(TEXT_ATTEMPT_NO_ANSWER_NEXT, "A firewall may be in the way; ask whoever looks after this network.", "Vielleicht blockiert eine Firewall; bitte bei der Netzbetreuung nachfragen.")
TEXT(TEXT_ATTEMPT_UNREACHABLE, "there is no way there from this network", "von diesem Netz führt kein Weg dorthin")
TEXT(TEXT_ATTEMPT_UNREACHABLE_NEXT, "Check the internet connection of this computer.", "Bitte die Internetverbindung dieses Computers prüfen.")
TEXT(TEXT_ATTEMPT_BROKEN, "the connection broke off", "die Verbindung ist abgerissen")
TEXT(TEXT_ATTEMPT_BROKEN_NEXT, "Try again.", "Bitte erneut versuchen.")
TEXT(TEXT_ATTEMPT_ABANDONED, "not needed, another way was faster", "nicht nötig, ein anderer Weg war schneller")
TEXT(TEXT_ATTEMPT_MS, ", %d ms", ", %d ms")

/* --check: host of the directory, number of relays. */
TEXT(TEXT_CHECK_LIST, "The list of relays came from %s and is signed as it must be; relays in it: %d.", "Die Liste der Vermittlungsserver kam von %s und ist richtig unterschrieben; Server darin: %d.")
TEXT(TEXT_CHECK_GOOD, "A relay can be reached from this computer.", "Von diesem Computer ist ein Vermittlungsserver erreichbar.")
/* clang-format on */
