/* Whatever bytes come: what is taken is the root's, and is written and read again as the same. The input is
 * also tried with the root and a signature of the fuzzer's in front, so that the lines behind them are
 * reached. */
#include "support/guarded.h"
#include "wire/delegation.h"
#include "wire/server_list_sign.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static uint8_t root_public[32], root_secret[64];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const uint8_t seed[32] = {1};
	(void)argc;
	(void)argv;
	return sodium_init() < 0 ? -1 : crypto_sign_seed_keypair(root_public, root_secret, seed);
}

static void open_and_write(struct bytes text)
{
	struct delegation first, second;
	uint8_t memory[DELEGATION_BYTES_MAX], again[DELEGATION_BYTES_MAX];
	struct writer w = writer_into(memory, sizeof memory), w2 = writer_into(again, sizeof again);
	if (delegation_open(text, &first) != RESULT_OK)
		return;
	for (size_t i = 0; i < first.count; i++)
		if (!first.delegates[i].may_list && !first.delegates[i].may_operators)
			return; /* a purpose to come: it is not written */
	delegation_write(&first, &w);
	if (w.failed || delegation_open(writer_bytes(&w), &second) != RESULT_OK)
		abort();
	delegation_write(&second, &w2);
	if (!bytes_are_equal(writer_bytes(&w), writer_bytes(&w2)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t memory[DELEGATION_BYTES_MAX];
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	struct delegation signed_one = {.count = 1};
	struct writer w = writer_into(memory, sizeof memory);
	open_and_write((struct bytes){copy, size});
	struct server_list_delegate unused;
	server_list_delegate_decode((struct bytes){copy, size}, &unused);
	memcpy(signed_one.root_key, root_public, sizeof root_public);
	server_list_fleet_id(root_public, signed_one.fleet_id);
	signed_one.delegates[0] = (struct server_list_delegate){.may_list = true, .expires_s = 5};
	server_list_delegate_sign(&signed_one.delegates[0], signed_one.fleet_id, root_secret);
	delegation_write(&signed_one, &w);
	write_bytes(&w, (struct bytes){copy, size});
	if (!w.failed)
		open_and_write(writer_bytes(&w));
	guarded_free(copy);
	return 0;
}
