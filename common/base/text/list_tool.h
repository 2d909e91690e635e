/* Sentences of: lotse-relay list. TEXT(id, English, German); included by list.h alone, several times. */
/* clang-format off */
TEXT(TEXT_LIST_HELP,
	"lotse-relay list: keys and signed lists for a fleet whose list lies on any web server.\n"
	"\n"
	"  root FILE               make a root key: FILE (secret; keep it off the network) and FILE.pub\n"
	"  delegate --root FILE [--key PUBFILE] [--purpose list|operators|list,operators] [--expires DAYS] OUT\n"
	"                          let another key sign for DAYS (90): OUT is the delegation. PUBFILE is that key (of a\n"
	"                          relay: root.pub in its state folder); without it a new one is made as OUT.key\n"
	"  sign --key FILE [--delegation FILE] [--hours N] DESCRIPTION OUT\n"
	"                          make the list OUT, valid for N hours (24), from relay blocks as a relay's own list has\n"
	"                          them, each with a host line. With --key and --delegation several times, several sign\n"
	"  certify --key FILE --delegation FILE [--expires DAYS] OPERATORS\n"
	"                          vouch for the operators in a file as lotse-relay --operators has it, by a key that was\n"
	"                          delegated for operators alone: prints for each the line that he adds to his key's file\n"
	"  show [--key PUBFILE] FILE|URL\n"
	"                          say in words what is in a list, and whether that root key stands for it\n"
	"\n"
	"Keys are never overwritten. Exit codes: 0 done, 1 failed, 2 wrong usage.\n",
	"lotse-relay list: Schlüssel und unterschriebene Listen für eine Flotte, deren Liste auf irgendeinem Web-Server liegt.\n"
	"\n"
	"  root DATEI              einen Wurzelschlüssel machen: DATEI (geheim; nicht ans Netz) und DATEI.pub\n"
	"  delegate --root DATEI [--key PUBDATEI] [--purpose list|operators|list,operators] [--expires TAGE] AUS\n"
	"                          einen anderen Schlüssel TAGE (90) lang unterschreiben lassen: AUS ist die Vollmacht.\n"
	"                          PUBDATEI ist dieser Schlüssel (bei einem Server: root.pub in seinem Zustandsordner);\n"
	"                          ohne sie entsteht ein neuer als AUS.key\n"
	"  sign --key DATEI [--delegation DATEI] [--hours N] BESCHREIBUNG AUS\n"
	"                          die Liste AUS machen, N Stunden (24) gültig, aus Server-Blöcken, wie sie in der eigenen\n"
	"                          Liste eines Servers stehen, jeder mit einer Zeile host. Mit mehreren --key und\n"
	"                          --delegation unterschreiben mehrere\n"
	"  certify --key DATEI --delegation DATEI [--expires TAGE] BETREUER\n"
	"                          für die Betreuer einer Datei bürgen, wie lotse-relay --operators sie hat, mit einem nur\n"
	"                          dafür bevollmächtigten Schlüssel: gibt für jeden die Zeile aus, die er an die Datei\n"
	"                          seines Schlüssels anhängt\n"
	"  show [--key PUBDATEI] DATEI|URL\n"
	"                          in Worten sagen, was in einer Liste steht und ob dieser Wurzelschlüssel dafür einsteht\n"
	"\n"
	"Schlüssel werden nie überschrieben. Rückgabewerte: 0 erledigt, 1 gescheitert, 2 falsch aufgerufen.\n")

/* What went wrong: file; file; file; file and sentence; number of line, file. */
TEXT(TEXT_LIST_NO_FILE, "%s can't be read.", "%s ist nicht lesbar.")
TEXT(TEXT_LIST_NO_WRITE, "%s can't be written.", "%s lässt sich nicht schreiben.")
TEXT(TEXT_LIST_EXISTS, "%s is there already; it is not overwritten.", "%s gibt es schon; es wird nicht überschrieben.")
TEXT(TEXT_LIST_NO_SECRET, "%s does not hold a secret key (128 hex digits).", "%s enthält keinen geheimen Schlüssel (128 Hexziffern).")
TEXT(TEXT_LIST_NO_PUBLIC, "%s does not hold a public key (64 hex digits).", "%s enthält keinen öffentlichen Schlüssel (64 Hexziffern).")
TEXT(TEXT_LIST_NO_DELEGATION, "%s is no delegation, or was changed after it was signed.", "%s ist keine Vollmacht oder wurde nach dem Unterschreiben verändert.")
TEXT(TEXT_LIST_OTHER_ROOT, "%s is of another root key than the other delegations.", "%s ist von einem anderen Wurzelschlüssel als die übrigen Vollmachten.")
TEXT(TEXT_LIST_BAD_LINE, "Line %d of %s makes no sense there.", "Zeile %d von %s ist dort unverständlich.")
TEXT(TEXT_LIST_UNKNOWN_WORD, "Line %d of %s begins with an unknown word.", "Zeile %d von %s beginnt mit einem unbekannten Wort.")
TEXT(TEXT_LIST_NO_HOST, "In %s, relay %s has no line \"host NAME\": programs would look for it at the web server.", "In %s hat Server %s keine Zeile „host NAME“: Programme würden ihn auf dem Web-Server suchen.")
TEXT(TEXT_LIST_NO_PORT, "In %s, relay %s offers no port (raw, https or http).", "In %s bietet Server %s keinen Port an (raw, https oder http).")
TEXT(TEXT_LIST_INCOMPLETE, "%s is incomplete: a relay has no seal line, or the prefixes of two overlap.", "%s ist unvollständig: Ein Server hat keine Zeile seal, oder zwei Präfixe überschneiden sich.")
TEXT(TEXT_LIST_NO_RELAY, "%s describes no relay.", "%s beschreibt keinen Server.")
TEXT(TEXT_LIST_MAY_NOT, "No key given may sign lists now: it is neither the root, nor delegated for lists by it, or the delegation is over.", "Kein angegebener Schlüssel darf jetzt Listen unterschreiben: Er ist weder die Wurzel noch von ihr dafür bevollmächtigt, oder die Vollmacht ist abgelaufen.")
TEXT(TEXT_LIST_MAY_NOT_CERTIFY, "%s may not vouch for operators now: it has to be delegated for operators alone (--purpose operators), and that must not be over.", "%s darf jetzt nicht für Betreuer bürgen: Er muss nur dafür bevollmächtigt sein (--purpose operators), und das darf nicht abgelaufen sein.")
TEXT(TEXT_LIST_NOT_FETCHED, "%s can't be fetched: %s.", "%s ist nicht abrufbar: %s.")

/* What was done: public key, fingerprint, file; key, date; file, date, relays, key. */
TEXT(TEXT_LIST_ROOT_MADE, "Public root key: %s\nFingerprint:     %s\n%s is secret: keep it off the network, and a copy in a safe place.\n", "Öffentlicher Wurzelschlüssel: %s\nFingerabdruck:                %s\n%s ist geheim: nicht ans Netz damit, und eine Kopie an einen sicheren Ort.\n")
TEXT(TEXT_LIST_DELEGATED, "Key %s may sign until %s.\n", "Schlüssel %s darf bis %s unterschreiben.\n")
TEXT(TEXT_LIST_CERTIFIED, "# %s | %s, until %s\n%s\n", "# %s | %s, bis %s\n%s\n")
TEXT(TEXT_LIST_SIGNED, "%s: signed, valid until %s; relays in it: %d.\nRoot key that programs need: %s\n", "%s: unterschrieben, gültig bis %s; Server darin: %d.\nWurzelschlüssel, den Programme brauchen: %s\n")

/* show: hex; date, date; key, purposes, date; key; and of a relay. */
TEXT(TEXT_LIST_FLEET, "Fleet %s\n", "Flotte %s\n")
TEXT(TEXT_LIST_DATES, "Issued %s, valid until %s\n", "Ausgestellt %s, gültig bis %s\n")
TEXT(TEXT_LIST_DELEGATE, "Delegated: %s may sign (%s) until %s\n", "Vollmacht: %s darf unterschreiben (%s) bis %s\n")
TEXT(TEXT_LIST_SIGNATURE, "Signed by %s\n", "Unterschrieben von %s\n")
TEXT(TEXT_LIST_RELAY, "Relay %s at %s\n", "Server %s auf %s\n")
TEXT(TEXT_LIST_RELAY_HERE, "the host that the list came from", "dem Rechner, von dem die Liste kam")
TEXT(TEXT_LIST_PORTS, "  ports: raw %s, https %s, http %s\n", "  Ports: raw %s, https %s, http %s\n")
TEXT(TEXT_LIST_NUMBERS, "  numbers: 9 %02d to 9 %02d\n", "  Nummern: 9 %02d bis 9 %02d\n")
TEXT(TEXT_LIST_ALL_NUMBERS, "  numbers: all that no other relay has\n", "  Nummern: alle, die kein anderer Server hat\n")
TEXT(TEXT_LIST_REGION, "  region %s, weight %d\n", "  Region %s, Gewicht %d\n")
TEXT(TEXT_LIST_WEIGHT, "  weight %d\n", "  Gewicht %d\n")
TEXT(TEXT_LIST_PIN, "  TLS key %s\n", "  TLS-Schlüssel %s\n")
TEXT(TEXT_LIST_GOOD, "This root key stands for it: the list is valid now.\n", "Dieser Wurzelschlüssel steht dafür ein: Die Liste gilt jetzt.\n")
TEXT(TEXT_LIST_UNCHECKED, "Not checked: give the root key with --key to learn whether it is valid.\n", "Nicht geprüft: mit --key den Wurzelschlüssel angeben, um zu erfahren, ob sie gilt.\n")
/* clang-format on */
