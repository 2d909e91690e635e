/* Whatever bytes come: they are no list of ours. Each input is tried as it is and, so that the part behind
 * the signature is reached too, with its lines signed by the root. */
#include "support/guarded.h"
#include "wire/server_list.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#include <sodium.h>

enum { NOW_S = 1800000000 };

/* The key pair of the seed 1, 0, 0 ...: the corpus has lists that another one signed. */
static uint8_t root_public[32], root_secret[64];

int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const uint8_t seed[32] = {1};
	(void)argc;
	(void)argv;
	return sodium_init() < 0 ? -1 : crypto_sign_seed_keypair(root_public, root_secret, seed);
}

/* What is accepted can be written, and is accepted again. */
static void write_again(const struct server_list *list)
{
	static uint8_t memory[SERVER_LIST_BYTES_MAX];
	static struct server_list second;
	struct writer w = writer_into(memory, sizeof memory);
	server_list_write(list, &w);
	server_list_sign(&w, root_secret);
	if (w.failed || server_list_open(writer_bytes(&w), root_public, NOW_S, &second) != RESULT_OK ||
	    second.relay_count != list->relay_count || second.delegate_count != list->delegate_count)
		abort();
	for (uint32_t prefix = 0; prefix < 100; prefix++)
		if (server_list_find(&second, 9000000 + prefix * 10000) == NULL && list->relay_count &&
		    !list->relays[0].has_prefix)
			abort();
}

static void open_signed(struct bytes lines)
{
	static uint8_t memory[SERVER_LIST_BYTES_MAX + 300];
	static struct server_list list;
	struct writer w = writer_into(memory, sizeof memory);
	write_bytes(&w, lines);
	server_list_sign(&w, root_secret);
	if (!w.failed && server_list_open(writer_bytes(&w), root_public, NOW_S, &list) == RESULT_OK)
		write_again(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	struct bytes input = {copy, size};
	struct server_list list;
	uint8_t key[SERVER_LIST_KEY_BYTES];
	int line;
	if (server_list_open(input, root_public, NOW_S, &list) == RESULT_OK)
		abort(); /* nobody can sign but this program */
	server_list_key_from_text(input, key);
	if (server_list_read(input, &list, &line) == RESULT_OK && line != 0)
		abort();
	open_signed(input);
	guarded_free(copy);
	return 0;
}
