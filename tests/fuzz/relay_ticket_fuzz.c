/* Whatever somebody shows as a ticket: sealed or not, what opens is within its bounds and is sealed and
 * opened again as the same. The input is a ticket, and also the plain bytes of one that is sealed as the
 * relay would. */
#include "relay/ticket.h"
#include "support/guarded.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { NONCE_BYTES = 24, PLAIN_BYTES = 56 };

static const uint8_t key[TICKET_KEY_BYTES] = {1};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct bytes input)
{
	struct ticket first, second;
	uint8_t sealed[TICKET_BYTES];
	uint8_t *copy = guarded_copy(input);
	enum result result = ticket_open((struct bytes){copy, input.size}, key, 0, &first);
	guarded_free(copy);
	if (result != RESULT_OK)
		return;
	if (first.route_count > TICKET_ROUTES_MAX || first.peer == 0 || first.expires_s <= 0)
		abort();
	ticket_seal(&first, key, sealed);
	if (ticket_open((struct bytes){sealed, sizeof sealed}, key, 0, &second) != RESULT_OK ||
	    memcmp(first.session, second.session, sizeof first.session) != 0 || first.run != second.run ||
	    first.peer != second.peer || first.next_peer != second.next_peer ||
	    first.is_master != second.is_master || first.route_count != second.route_count ||
	    first.expires_s != second.expires_s ||
	    memcmp(first.routes, second.routes, first.route_count * sizeof *first.routes) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t plain[PLAIN_BYTES] = {0}, sealed[TICKET_BYTES] = {0};
	check((struct bytes){data, size});
	memcpy(plain, data, size < sizeof plain ? size : sizeof plain);
	crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_BYTES, NULL, plain, sizeof plain,
	                                           (const uint8_t *)"lotse-ticket-1\n", 15, NULL, sealed, key);
	check((struct bytes){sealed, sizeof sealed});
	return 0;
}
