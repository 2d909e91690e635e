#include "relay/ticket.h"

#include "base/secret.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>

enum {
	NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	PLAIN_BYTES = TICKET_BYTES - NONCE_BYTES - TAG_BYTES,
	ROLE_MASTER = 0x80, /* the lower bits are how many routes follow */
};

_Static_assert(PLAIN_BYTES == TICKET_SESSION_BYTES + 4 + 1 + 2 + 2 + 4 + 3 * TICKET_ROUTES_MAX,
               "a ticket is full");
_Static_assert(TICKET_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "the key is XChaCha20's");

static const uint8_t domain[] = "lotse-ticket-1\n";

void ticket_seal(const struct ticket *ticket, const uint8_t key[static TICKET_KEY_BYTES],
                 uint8_t to[static TICKET_BYTES])
{
	uint8_t plain[PLAIN_BYTES];
	struct writer w = writer_into(plain, sizeof plain);
	uint8_t count = ticket->route_count < TICKET_ROUTES_MAX ? ticket->route_count : TICKET_ROUTES_MAX;
	write_bytes(&w, (struct bytes){ticket->session, sizeof ticket->session});
	write_u32(&w, ticket->run);
	write_u8(&w, (uint8_t)((ticket->is_master ? ROLE_MASTER : 0) | count));
	write_u16(&w, ticket->peer);
	write_u16(&w, ticket->next_peer);
	write_u32(&w, (uint32_t)ticket->expires_s);
	for (int i = 0; i < TICKET_ROUTES_MAX; i++)
		write_u24(&w, i < count ? ticket->routes[i] : 0);
	secret_random(to, NONCE_BYTES);
	crypto_aead_xchacha20poly1305_ietf_encrypt(to + NONCE_BYTES, NULL, plain, sizeof plain, domain,
	                                           sizeof domain - 1, NULL, to, key);
}

enum result ticket_open(struct bytes sealed, const uint8_t key[static TICKET_KEY_BYTES], int64_t now_s,
                        struct ticket *out)
{
	uint8_t plain[PLAIN_BYTES];
	struct ticket ticket = {0};
	if (sealed.size != TICKET_BYTES ||
	    crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, sealed.data + NONCE_BYTES,
	                                               TICKET_BYTES - NONCE_BYTES, domain, sizeof domain - 1,
	                                               sealed.data, key) != 0)
		return RESULT_NOT_OPENED;
	struct reader r = reader_over((struct bytes){plain, sizeof plain});
	read_copy(&r, ticket.session, sizeof ticket.session);
	ticket.run = read_u32(&r);
	uint8_t roles = read_u8(&r);
	ticket.is_master = roles & ROLE_MASTER;
	ticket.route_count = roles & ~ROLE_MASTER;
	ticket.peer = read_u16(&r);
	ticket.next_peer = read_u16(&r);
	ticket.expires_s = read_u32(&r);
	for (int i = 0; i < TICKET_ROUTES_MAX; i++)
		ticket.routes[i] = read_u24(&r);
	/* Only we can have made it, so what is wrong is old or our own mistake. */
	if (r.failed || ticket.route_count > TICKET_ROUTES_MAX || ticket.peer == 0 || ticket.expires_s <= now_s)
		return RESULT_NOT_OPENED;
	*out = ticket;
	return RESULT_OK;
}
