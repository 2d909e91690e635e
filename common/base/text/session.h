/* Sentences of: session. TEXT(id, English, German); included by list.h alone, several times. */
/* clang-format off */
TEXT(TEXT_NOTICE_BUILT_IN,
	"The person named above asks to help you on this computer.\n\n"
	"You decide what is shown, and whether that person may use your mouse and keyboard. Nothing is shown or controlled "
	"before you allow it.\n\n"
	"F12 takes control back at once, at any time. The stop sign ends everything.\n\n"
	"Before you allow control, make sure that no machine or plant can move because of this computer and that nobody is in "
	"danger. You stay at this computer and answer for what you allow; the person named above answers for what that person "
	"does here.\n\n"
	"Nobody from a bank, from Microsoft or from the police needs this. If somebody whom you do not know has called you "
	"and asks for it, refuse and hang up.",
	"Die oben genannte Person möchte Ihnen an diesem Computer helfen.\n\n"
	"Sie bestimmen, was gezeigt wird und ob diese Person Maus und Tastatur benutzen darf. Vorher wird nichts gezeigt und "
	"nichts gesteuert.\n\n"
	"F12 nimmt die Steuerung jederzeit sofort zurück. Das Stoppschild beendet alles.\n\n"
	"Bevor Sie die Steuerung erlauben, vergewissern Sie sich, dass sich durch diesen Computer keine Maschine oder Anlage "
	"bewegen kann und niemand in Gefahr ist. Sie bleiben am Computer und verantworten, was Sie erlauben; die oben genannte "
	"Person verantwortet, was sie hier tut.\n\n"
	"Niemand von einer Bank, von Microsoft oder von der Polizei braucht das. Wenn jemand, den Sie nicht kennen, Sie "
	"angerufen hat und darum bittet, lehnen Sie ab und legen Sie auf.")
/* clang-format on */
