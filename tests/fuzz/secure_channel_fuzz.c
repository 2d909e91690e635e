/*
 * Records: the fuzzer's bytes as a sealed record never open and end the channel; the same bytes sealed by the
 * genuine peer as a plaintext open as what they are, or end it. The channel is put back from a copy for each
 * input.
 */
#include "secure/channel_inside.h"
#include "support/guarded.h"
#include "unit/secure/pair.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

static struct pair pair;
static struct channel fresh;

/* Once; the copies are only good for a back end that keeps nothing elsewhere. */
static bool start(void)
{
	static bool is_started;
	if (secret_start() != RESULT_OK || !aead_sodium()->is_available())
		return false;
	if (!is_started) {
		pair_init(&pair, 1);
		check(pair_connect(&pair, aead_sodium()));
		fresh = *pair.master_channel;
	}
	*pair.master_channel = fresh;
	is_started = true;
	return true;
}

static void check_split(struct bytes plain)
{
	uint8_t type = 0;
	struct bytes body;
	bool is_good = channel_split(plain, &type, &body);
	size_t zeros = 0;
	while (zeros < plain.size && plain.data[plain.size - 1 - zeros] == 0)
		zeros++;
	check(is_good == (zeros < plain.size));
	check(!is_good || (type != 0 && body.size + 1 + zeros == plain.size && body.data == plain.data));
}

static void check_genuine(enum channel_class kind, struct bytes plain)
{
	struct channel_half *half = &pair.joiner_channel->out[kind == CHANNEL_BULK ? KEY_BULK : KEY_INTERACTIVE];
	uint8_t aad[6] = {(uint8_t)kind, 2};
	struct aead_nonce nonce = {half->iv, {aad, sizeof(aad)}};
	uint8_t *sealed = malloc(plain.size + AEAD_TAG_BYTES), type = 0;
	struct bytes body;
	struct record in = {kind, 2, 0, {sealed, plain.size + AEAD_TAG_BYTES}}, out;

	check(aead_seal(&half->key, &nonce, plain, sealed) == RESULT_OK);
	enum result result = channel_open(pair.master_channel, &in, sealed, &out);
	bool is_good = channel_split(plain, &type, &body) && body.size <= CHANNEL_BODY_MAX_BYTES &&
	               in.body.size <= CHANNEL_RECORD_MAX_BYTES && (type < RECORD_KEY_UPDATE || body.size == 0);
	check(result == (is_good ? RESULT_OK : RESULT_NOT_OPENED));
	check(channel_is_dead(pair.master_channel) == !is_good);
	check(!is_good || (out.type == type && bytes_are_equal(out.body, body)));
	free(sealed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader r = reader_over((struct bytes){data, size});
	uint8_t flags = read_u8(&r), lane = read_u8(&r);
	struct bytes rest = read_rest(&r);
	enum channel_class kind = (flags & 1) != 0 ? CHANNEL_BULK : CHANNEL_INTERACTIVE;

	if (!start())
		return 0;
	uint8_t *copy = guarded_copy(rest);
	uint8_t *to = malloc(rest.size + 1);
	if ((flags & 2) != 0)
		kind = (enum channel_class)(flags >> 2);
	check_split((struct bytes){copy, rest.size});
	struct record in = {kind, lane, 0, {copy, rest.size}}, out;
	check(channel_open(pair.master_channel, &in, to, &out) == RESULT_NOT_OPENED);
	check(channel_is_dead(pair.master_channel));
	guarded_free(copy);
	free(to);

	start();
	if ((flags & 2) == 0)
		check_genuine(kind, rest);
	return 0;
}
