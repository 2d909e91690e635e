#include "secure/key_schedule.h"

#include "base/secret.h"
#include "secure/cpace.h"

#include <assert.h>

enum { INFO_MAX_BYTES = 128 };

/* X(label, size) */
static void expand(const uint8_t prk[static HKDF_HASH_BYTES], const char *label, const uint8_t *th,
                   uint8_t *out, size_t size)
{
	uint8_t info[INFO_MAX_BYTES];
	struct writer writer = writer_into(info, sizeof(info));

	cpace_write_lv(&writer, bytes_of_text("lotse-e2e-1"));
	cpace_write_lv(&writer, bytes_of_text(label));
	cpace_write_lv(&writer, (struct bytes){th, HKDF_HASH_BYTES});
	enum result result = hkdf_expand(prk, writer_bytes(&writer), out, size);
	assert(!writer.failed && result == RESULT_OK); /* labels and sizes are constants below */
	(void)result;
}

void key_schedule_derive(const uint8_t isk[static HKDF_HASH_BYTES], const uint8_t th[static HKDF_HASH_BYTES],
                         struct session_keys *out)
{
	static const char *const labels[KEY_DIRECTIONS][KEY_CLASSES] = {
		[KEY_J2M] = {[KEY_INTERACTIVE] = "j2m interactive", [KEY_BULK] = "j2m bulk"},
		[KEY_M2J] = {[KEY_INTERACTIVE] = "m2j interactive", [KEY_BULK] = "m2j bulk"},
	};
	uint8_t prk[HKDF_HASH_BYTES];

	hkdf_extract(bytes_of_text("lotse-e2e-1 extract"), (struct bytes){isk, HKDF_HASH_BYTES}, prk);
	for (int direction = 0; direction < KEY_DIRECTIONS; direction++)
		for (int kind = 0; kind < KEY_CLASSES; kind++)
			expand(prk, labels[direction][kind], th, out->traffic[direction][kind], KEY_TRAFFIC_BYTES);
	expand(prk, "resume", th, out->resume, sizeof(out->resume));
	expand(prk, "rendezvous", th, out->rendezvous, sizeof(out->rendezvous));
	expand(prk, "check code", th, out->check_code, sizeof(out->check_code));
	expand(prk, "exporter", th, out->exporter, sizeof(out->exporter));
	secret_wipe(prk, sizeof(prk));
}

void key_schedule_next(uint8_t traffic[static KEY_TRAFFIC_BYTES], uint8_t key[static AEAD_KEY_BYTES],
                       uint8_t iv[static AEAD_NONCE_BYTES])
{
	uint8_t next[KEY_TRAFFIC_BYTES];

	(void)hkdf_expand(traffic, bytes_of_text("key"), key, AEAD_KEY_BYTES);
	(void)hkdf_expand(traffic, bytes_of_text("iv"), iv, AEAD_NONCE_BYTES);
	(void)hkdf_expand(traffic, bytes_of_text("next"), next, sizeof(next));
	for (size_t i = 0; i < sizeof(next); i++)
		traffic[i] = next[i];
	secret_wipe(next, sizeof(next));
}
