/* The inside of a channel: for channel.c, channel_open.c, resume.c and their tests alone. */
#ifndef LOTSE_SECURE_CHANNEL_INSIDE_H
#define LOTSE_SECURE_CHANNEL_INSIDE_H

#include "secure/channel.h"
#include "secure/key_schedule.h"

/* When keys change, and when sealing is refused. Fields, so that a test can lower them. */
struct channel_limits {
	uint64_t update_records; /* 2^20 */
	uint64_t update_bytes;   /* 16 GiB */
	int64_t update_ms;       /* 15 min */
	uint64_t refuse_records; /* 2^22: far below what AES-GCM bears */
};

/* One direction of one class. */
struct channel_half {
	struct aead_key key;
	uint8_t iv[AEAD_NONCE_BYTES];
	uint8_t traffic[KEY_TRAFFIC_BYTES]; /* the next epoch's secret */
	uint32_t epoch;
	uint64_t sequence; /* records of this epoch */
	uint64_t bytes;    /* of plaintext in this epoch */
	int64_t since_ms;  /* this epoch's beginning */
	bool has_ended;    /* FIN */
};

struct channel {
	struct channel_half out[KEY_CLASSES], in[KEY_CLASSES];
	const struct aead *aead;
	struct channel_limits limits;
	bool is_dead;
	bool has_opened;
	uint8_t peer_id[HANDSHAKE_ID_BYTES];
	uint8_t rendezvous[KEY_RENDEZVOUS_BYTES]; /* names the run that these keys are of */
	uint8_t check_code[KEY_CHECK_CODE_BYTES];
	uint8_t exporter[KEY_EXPORTER_BYTES];
};

/* Finds type and body in an opened plaintext: body || type, not 0 || zeros. False: all zeros, or empty. */
bool channel_split(struct bytes plain, uint8_t *type, struct bytes *body);

#endif
