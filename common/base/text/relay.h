/* Sentences of: relay. TEXT(id, English, German); included by list.h alone, several times. */
/* clang-format off */
/* --help. */
TEXT(TEXT_RELAY_HELP,
	"lotse-relay: brings the two ends of a Lotse session together. It carries what they say and can't read it.\n"
	"\n"
	"  --raw-port N       where programs dial in (5000; 0: any free port)\n"
	"  --http-port N      where the signed list and the pages are (80; 0: any free port)\n"
	"  --https-port N     the same and programs, over TLS (443 if it can be had; 0: any free port; none: without TLS)\n"
	"  --client-file FILE the customer's program, handed out at /LotseClient.exe (nothing: none is)\n"
	"  --certificate FILE, --certificate-key FILE\n"
	"                     your own certificate with its chain, and its key (nothing: the relay makes one; the list names it)\n"
	"  --trusted-proxy ADDRESS[/BITS]\n"
	"                     your own proxy in front, which says whose a connection is (PROXY v2, X-Forwarded-For); may be repeated\n"
	"  --listen ADDRESS   the address to listen on (all)\n"
	"  --host NAME        what the list calls this relay (nothing: the host that the list came from)\n"
	"  --region WORD      the region that the list says it is in\n"
	"  --list-delegation FILE  lets it sign lists for a fleet (see lotse-relay list --help)\n"
	"  --prefix A-B       gives numbers of 14 digits that begin with 9 and these two (0 to 99)\n"
	"  --fleet-etcd URLS  shares numbers and lists with the relays that this etcd knows (commas between)\n"
	"  --fleet-credentials FILE  user, password, ca, certificate, key for it: a line each\n"
	"  --operators FILE   gives numbers only to the operators in it: lines \"name | company | public key\" (nothing: to anybody)\n"
	"  --state DIR        where keys and connection log are kept\n"
	"  --log FILE|stderr  where it says what happens (stderr)\n"
	"  --workers N        threads that carry (as many as there are processors)\n"
	"  --config FILE      lines like \"raw-port 5000\", and limits; the command line wins\n"
	"  --help, --version  say that and end\n"
	"\n"
	"lotse-relay list ...  makes keys and signed lists for a fleet: see lotse-relay list --help\n"
	"\n"
	"With none of these it is a whole service. SIGHUP reads configuration, certificate and operators again, and drops nobody. Exit codes: 0 ended as asked, 1 failed, 2 wrong usage.\n",
	"lotse-relay: bringt die beiden Enden einer Lotse-Sitzung zusammen. Er trägt weiter, was sie sagen, und kann es nicht lesen.\n"
	"\n"
	"  --raw-port N       wo Programme sich einwählen (5000; 0: irgendein freier Port)\n"
	"  --http-port N      wo die unterschriebene Liste und die Seiten sind (80; 0: irgendein freier Port)\n"
	"  --https-port N     dasselbe und Programme, über TLS (443, wenn er zu haben ist; 0: irgendein freier Port; none: ohne TLS)\n"
	"  --client-file DATEI das Programm für Kunden, zu haben unter /LotseClient.exe (ohne: keines)\n"
	"  --certificate DATEI, --certificate-key DATEI\n"
	"                     ein eigenes Zertifikat mit Kette und sein Schlüssel (ohne: der Server macht eines, die Liste nennt es)\n"
	"  --trusted-proxy ADRESSE[/BITS]\n"
	"                     ein eigener Proxy davor, der sagt, wessen eine Verbindung ist (PROXY v2, X-Forwarded-For); auch mehrfach\n"
	"  --listen ADRESSE   auf welcher Adresse er wartet (auf allen)\n"
	"  --host NAME        wie die Liste ihn nennt (ohne: der Rechner, von dem die Liste kam)\n"
	"  --region WORT      die Region, die die Liste nennt\n"
	"  --list-delegation DATEI lässt ihn Listen für eine Flotte unterschreiben (siehe lotse-relay list --help)\n"
	"  --prefix A-B       vergibt Nummern mit 14 Ziffern, die mit 9 und diesen beiden (0 bis 99) beginnen\n"
	"  --fleet-etcd URLS  teilt Nummern und Listen mit den Servern, die dieses etcd kennt (durch Kommas getrennt)\n"
	"  --fleet-credentials DATEI  user, password, ca, certificate, key dafür: je eine Zeile\n"
	"  --operators DATEI  vergibt Nummern nur an die Betreuer darin: Zeilen „Name | Firma | öffentlicher Schlüssel“ (ohne: an jeden)\n"
	"  --state ORDNER     wo Schlüssel und Verbindungsprotokoll liegen\n"
	"  --log DATEI|stderr wohin er schreibt, was geschieht (stderr)\n"
	"  --workers N        wie viele Threads weitertragen (so viele, wie es Prozessoren gibt)\n"
	"  --config DATEI     Zeilen wie „raw-port 5000“, dazu Grenzwerte; die Befehlszeile geht vor\n"
	"  --help, --version  das ausgeben und enden\n"
	"\n"
	"lotse-relay list ...  macht Schlüssel und unterschriebene Listen für eine Flotte: siehe lotse-relay list --help\n"
	"\n"
	"Ohne all das ist er ein vollständiger Dienst. SIGHUP liest Konfiguration, Zertifikat und Betreuer neu und trennt niemanden. Rückgabewerte: 0 wie gewünscht beendet, 1 gescheitert, 2 falsch aufgerufen.\n")

/* Wrong usage: the word; the word; the file, line number and word; word and largest value; the file. */
TEXT(TEXT_RELAY_UNKNOWN_OPTION, "What is \"%s\"? See --help.", "Was ist „%s“? Siehe --help.")
TEXT(TEXT_RELAY_NO_VALUE, "\"%s\" needs a value. See --help.", "„%s“ braucht einen Wert. Siehe --help.")
TEXT(TEXT_RELAY_BAD_VALUE, "\"%s\" can't be \"%s\". See --help.", "„%s“ kann nicht „%s“ sein. Siehe --help.")
TEXT(TEXT_RELAY_BAD_LINE, "Line %d of the configuration: %s", "Zeile %d der Konfiguration: %s")
TEXT(TEXT_RELAY_BAD_CONFIG, "The configuration %s can't be read.", "Die Konfiguration %s ist nicht lesbar.")
TEXT(TEXT_RELAY_KEY_ALONE, "There is a certificate-key without a certificate: give both.", "Es gibt certificate-key ohne certificate: bitte beides angeben.")

/* At the start: a port; a port; a folder; what is wrong. */
TEXT(TEXT_RELAY_PORT_TAKEN, "Port %u is taken by another program. End it, or give another port (see --help).", "Port %u ist von einem anderen Programm belegt. Bitte dieses beenden oder einen anderen Port angeben (siehe --help).")
TEXT(TEXT_RELAY_PORT_FORBIDDEN, "Port %u may not be opened by this user. Start as root, or give another port (see --help).", "Port %u darf dieser Benutzer nicht öffnen. Bitte als root starten oder einen anderen Port angeben (siehe --help).")
TEXT(TEXT_RELAY_BAD_CERTIFICATE, "%s is no certificate that can be used with its key. It has to be PEM, with the key that belongs to it and without a password.", "%s ist kein Zertifikat, das sich mit seinem Schlüssel benutzen lässt. Es muss PEM sein, mit dem Schlüssel, der dazugehört, und ohne Passwort.")
TEXT(TEXT_RELAY_UNREADABLE_CERTIFICATE, "The certificate %s or its key can't be read.", "Das Zertifikat %s oder sein Schlüssel ist nicht lesbar.")
TEXT(TEXT_RELAY_BAD_OPERATOR, "Line %d of %s is no operator. It has to be \"name | company | public key\", and each key may be there once; a key is 64 digits and letters a to f (lotse-master --operator-key FILE shows it).", "Zeile %d von %s ist kein Betreuer. Sie muss „Name | Firma | öffentlicher Schlüssel“ lauten, und jeder Schlüssel darf einmal da sein; ein Schlüssel hat 64 Ziffern und Buchstaben a bis f (lotse-master --operator-key DATEI zeigt ihn).")
TEXT(TEXT_RELAY_NO_OPERATORS_FILE, "The operators' file %s can't be read.", "Die Datei %s mit den Betreuern ist nicht lesbar.")
TEXT(TEXT_RELAY_ANYBODY, "Anybody may open sessions here, and customers are told that nobody vouches for him: that is for trying out. With --operators FILE only those in it may.", "Jeder darf hier Sitzungen eröffnen, und Kunden lesen, dass niemand für ihn bürgt: Das ist zum Ausprobieren. Mit --operators DATEI dürfen es nur die, die darin stehen.")
TEXT(TEXT_RELAY_NO_CLIENT, "The client file %s can't be read, is empty, or is larger than 256 MB.", "Die Client-Datei %s ist nicht lesbar, leer oder größer als 256 MB.")
TEXT(TEXT_RELAY_NO_TLS_PORT, "Port %u could not be had, so there is no TLS: some offices will not reach this relay.\n", "Port %u war nicht zu haben, also gibt es kein TLS: Manche Büros werden diesen Server nicht erreichen.\n")
TEXT(TEXT_RELAY_BAD_ADDRESS, "\"%s\" is no address of this computer.", "„%s“ ist keine Adresse dieses Rechners.")
TEXT(TEXT_RELAY_NO_STATE, "There is no folder for keys and log. Give one with --state DIR.", "Es gibt keinen Ordner für Schlüssel und Protokoll. Bitte mit --state ORDNER angeben.")
TEXT(TEXT_RELAY_BAD_STATE, "Keys can't be kept in %s. Check its rights and free space, or give another folder with --state DIR.", "In %s lassen sich keine Schlüssel aufbewahren. Bitte Rechte und Speicherplatz prüfen oder mit --state ORDNER einen anderen Ordner angeben.")
TEXT(TEXT_RELAY_BAD_KEY, "The key in %s is damaged. Put it back from a copy; or remove it, then the relay makes a new one and everybody needs its new public key.", "Der Schlüssel in %s ist beschädigt. Bitte aus einer Kopie zurückholen; oder entfernen, dann macht der Server einen neuen, und alle brauchen dessen neuen öffentlichen Schlüssel.")
TEXT(TEXT_RELAY_BAD_DELEGATION, "%s gives this relay no right to sign lists now: it is no delegation, it is for another key, or it is over. Make one with: lotse-relay list delegate --root ROOTKEY --key %s/root.pub OUT", "%s gibt diesem Server gerade kein Recht, Listen zu unterschreiben: Es ist keine Vollmacht, sie ist für einen anderen Schlüssel, oder sie ist abgelaufen. Eine neue macht: lotse-relay list delegate --root WURZEL --key %s/root.pub AUS")
TEXT(TEXT_RELAY_FLEET_NEEDS, "--fleet-etcd needs --list-delegation and --host, and shares out prefixes itself (no --prefix).", "--fleet-etcd braucht --list-delegation und --host und verteilt Präfixe selbst (kein --prefix).")
TEXT(TEXT_RELAY_STATE_IN_USE, "Another relay works with %s. End it, or give another folder with --state DIR.", "Ein anderer Server arbeitet mit %s. Bitte diesen beenden oder mit --state ORDNER einen anderen Ordner angeben.")

/* When it runs: public key; fingerprint; raw port, HTTP port; the list's address. */
TEXT(TEXT_RELAY_STARTED,
	"This relay's public key: %s\nIts fingerprint:         %s\nPrograms dial in at port %u, pages are at port %u.\nThe signed list is at    %s\n",
	"Öffentlicher Schlüssel dieses Servers: %s\nSein Fingerabdruck:                    %s\nProgramme wählen sich auf Port %u ein, Seiten gibt es auf Port %u.\nDie unterschriebene Liste liegt unter  %s\n")

/* Likewise, the port. */
TEXT(TEXT_RELAY_HTTPS, "Over TLS, both are at port %u.\n", "Über TLS gibt es beides auf Port %u.\n")

/* Pages: a heading each, then text. */
TEXT(TEXT_PAGE_TITLE, "Lotse relay", "Lotse-Vermittlungsserver")
TEXT(TEXT_PAGE_WHAT, "This computer brings the two ends of a Lotse support session together. What they see and type passes through it sealed: it can't be read here.", "Dieser Rechner bringt die beiden Enden einer Lotse-Fernwartung zusammen. Was sie sehen und tippen, läuft versiegelt hindurch: Hier kann es niemand lesen.")
TEXT(TEXT_PAGE_CUSTOMER, "Has somebody given you a number? Start the Lotse program and type it there. Only ever do that with somebody whom you have called yourself or whom you know.", "Hat Ihnen jemand eine Nummer genannt? Starten Sie das Programm Lotse und geben Sie sie dort ein. Tun Sie das nur, wenn Sie selbst angerufen haben oder die Person kennen.")
TEXT(TEXT_PAGE_DOWNLOAD, "The Lotse program for Windows", "Das Programm Lotse für Windows")
TEXT(TEXT_PAGE_LIST, "The signed list of relays, for the programs", "Die unterschriebene Liste der Vermittlungsserver, für die Programme")
TEXT(TEXT_PAGE_NOT_FOUND, "There is no such page here.", "Diese Seite gibt es hier nicht.")
TEXT(TEXT_PAGE_BACK, "To the start", "Zur Startseite")
TEXT(TEXT_PAGE_BAD_REQUEST, "This request makes no sense.", "Diese Anfrage ist unverständlich.")
TEXT(TEXT_PAGE_BAD_METHOD, "Pages here can only be read.", "Seiten können hier nur gelesen werden.")
TEXT(TEXT_PAGE_NO_LIST, "The list is being renewed. Please try again in a minute.", "Die Liste wird gerade erneuert. Bitte in einer Minute noch einmal versuchen.")
TEXT(TEXT_TUNNEL_BAD, "This address is for Lotse programs alone, and what was sent to it makes no sense.", "Diese Adresse ist nur für Lotse-Programme, und was hierher gesendet wurde, ist unverständlich.")
TEXT(TEXT_TUNNEL_GONE, "This connection does not exist any more.", "Diese Verbindung gibt es nicht mehr.")
TEXT(TEXT_TUNNEL_FULL, "This relay takes no more connections now. Please try again in a minute.", "Dieser Vermittlungsserver nimmt gerade keine weiteren Verbindungen an. Bitte in einer Minute noch einmal versuchen.")
TEXT(TEXT_PAGE_HTTPS_PORT, "This port speaks HTTPS, and the browser has asked without it. These are the right addresses; the first one may be warned about, if the relay's certificate is its own.", "Dieser Port spricht HTTPS, und der Browser hat ohne gefragt. Dies sind die richtigen Adressen; vor der ersten warnt er vielleicht, wenn das Zertifikat des Servers ein eigenes ist.")
TEXT(TEXT_PAGE_UPGRADE, "This address is for Lotse programs alone: they open a WebSocket here.", "Diese Adresse ist nur für Lotse-Programme: Sie öffnen hier einen WebSocket.")
TEXT(TEXT_PAGE_FOREIGN, "A page of another address has tried to make the browser connect here. That is refused.", "Eine Seite von einer anderen Adresse wollte den Browser hierher verbinden. Das wird abgelehnt.")
TEXT(TEXT_PAGE_RAW_PORT, "This port is for Lotse programs alone. A browser finds the pages of this relay at its web address, without this port number.", "Dieser Port ist nur für Lotse-Programme. Die Seiten dieses Servers findet ein Browser unter seiner Web-Adresse, ohne diese Portnummer.")
/* clang-format on */
