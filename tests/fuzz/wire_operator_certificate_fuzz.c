/* Whatever bytes come: what is taken is written again as the same, but for the signature, which the fuzzer's
 * own key makes. The input is also signed with that key first, so that what stands behind a good signature is
 * reached. */
#include "support/guarded.h"
#include "wire/operator_certificate.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static uint8_t public_key[32], secret_key[64];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const uint8_t seed[32] = {1};
	(void)argc;
	(void)argv;
	return sodium_init() < 0 ? -1 : crypto_sign_seed_keypair(public_key, secret_key, seed);
}

static void open_and_write(struct bytes bytes)
{
	uint8_t memory[OPERATOR_CERTIFICATE_BYTES_MAX];
	struct writer w = writer_into(memory, sizeof memory);
	struct operator_certificate read, again;
	uint8_t *copy = guarded_copy(bytes);
	if (operator_certificate_open((struct bytes){copy, bytes.size}, &read) == RESULT_OK) {
		operator_certificate_sign(&read, secret_key, &w);
		if (w.failed || operator_certificate_open(writer_bytes(&w), &again) != RESULT_OK)
			abort();
		memcpy(read.signer, public_key, sizeof read.signer);
		if (memcmp(&read, &again, sizeof read) != 0)
			abort();
	}
	guarded_free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char domain[] = "lotse-operator-1\n";
	uint8_t what[sizeof domain + OPERATOR_CERTIFICATE_BYTES_MAX];
	size_t prefix = sizeof domain - 1;
	open_and_write((struct bytes){data, size});
	if (size < 32 || size > OPERATOR_CERTIFICATE_BYTES_MAX - 64)
		return 0;
	memcpy(what, domain, prefix);
	memcpy(what + prefix, data, size);
	memcpy(what + prefix + size - 32, public_key, sizeof public_key); /* the signer stands last */
	crypto_sign_detached(what + prefix + size, NULL, what, prefix + size, secret_key);
	open_and_write((struct bytes){what + prefix, size + 64});
	return 0;
}
