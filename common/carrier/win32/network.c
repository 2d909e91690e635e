#include "carrier/network.h"

/* clang-format off: this order */
#include <iphlpapi.h>
#include <winsock2.h>
/* clang-format on */

#include "base/log.h"

#include <stdlib.h>

enum { CANCEL_MS = 2000 };

/* NotifyAddrChange signals an event, which wake_wait can't wait for beside sockets: a thread of the system's
 * pool waits for it and signals the wake. */
struct network {
	OVERLAPPED overlapped;
	HANDLE waiting;
	struct wake *wake;
	volatile LONG has_changed;
};

static void CALLBACK changed(void *context, BOOLEAN timed_out)
{
	struct network *network = context;
	HANDLE ignored;

	(void)timed_out;
	InterlockedExchange(&network->has_changed, 1);
	(void)NotifyAddrChange(&ignored, &network->overlapped);
	wake_signal(network->wake);
}

struct network *network_create(struct wake *wake)
{
	struct network *network = calloc(1, sizeof *network);
	HANDLE ignored;

	if (network == NULL)
		return NULL;
	network->wake = wake;
	network->overlapped.hEvent = CreateEventW(NULL, FALSE, FALSE, NULL);
	DWORD said = network->overlapped.hEvent != NULL ? NotifyAddrChange(&ignored, &network->overlapped)
	                                                : ERROR_NOT_ENOUGH_MEMORY;
	if ((said != NO_ERROR && said != ERROR_IO_PENDING) ||
	    !RegisterWaitForSingleObject(&network->waiting, network->overlapped.hEvent, changed, network,
	                                 INFINITE, WT_EXECUTEDEFAULT)) {
		network_destroy(network);
		return NULL;
	}
	return network;
}

/* Windows writes into the request until it has ended, which it says by the event. False: it has not. */
static bool end_request(struct network *network)
{
	if (!CancelIPChangeNotify(&network->overlapped)) /* there is none under way */
		return true;
	return WaitForSingleObject(network->overlapped.hEvent, CANCEL_MS) == WAIT_OBJECT_0;
}

void network_destroy(struct network *network)
{
	if (network == NULL)
		return;
	if (network->waiting != NULL)
		(void)UnregisterWaitEx(network->waiting, INVALID_HANDLE_VALUE);
	if (network->overlapped.hEvent != NULL) {
		if (!end_request(network)) {
			log_warn("carrier", "Windows goes on to watch this computer's addresses");
			return; /* better lost than written into later */
		}
		CloseHandle(network->overlapped.hEvent);
	}
	free(network);
}

wake_handle network_handle(const struct network *network)
{
	(void)network;
	return -1;
}

bool network_has_changed(struct network *network)
{
	return network != NULL && InterlockedExchange(&network->has_changed, 0) != 0;
}
