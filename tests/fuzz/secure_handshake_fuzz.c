/*
 * A joiner and a master with the fuzzer as the relay between them: it passes messages on, changes them, sends
 * its own. Whatever it does: who changed anything gets nobody up at the joiner, both up have the same keys,
 * and no try is ever given back beyond what there was.
 */
#include "secure/handshake_inside.h"
#include "unit/secure/pair.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

/* The relay's next message for a side: its own bytes, from a copy of exactly that size. */
static void send(struct handshake *side, struct bytes message, int64_t now_ms,
                 struct handshake_message *answer)
{
	uint8_t *copy = malloc(message.size + 1); /* libFuzzer's sanitizer guards its end but for one byte */
	if (message.size > 0)
		memcpy(copy + 1, message.data, message.size);
	enum handshake_state before = handshake_state(side);
	enum result result = handshake_receive(side, (struct bytes){copy + 1, message.size}, now_ms, answer);
	free(copy);
	check(result == RESULT_OK || (answer->size == 0 && handshake_state(side) == HANDSHAKE_DEAD));
	check(result != RESULT_OK || handshake_state(side) > before);
}

static void begin(struct pair *pair, uint8_t flags)
{
	pair_init(pair, flags);
	if ((flags & 1) != 0)
		pair->joiner_setup.secret = bytes_of_text(PAIR_WRONG);
	if ((flags & 2) != 0) {
		pair->master_setup.version_max = 200;
		pair->joiner_setup.version_max = 199;
	}
	check(pair_offer(pair) == RESULT_OK && pair_join(pair) == RESULT_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader r = reader_over((struct bytes){data, size});
	struct pair pair;
	uint8_t flags = read_u8(&r);
	bool is_changed = (flags & 1) != 0;
	int64_t now_ms = 1000;
	begin(&pair, flags);
	struct handshake_message waiting = pair.offer;
	bool to_joiner = true, joiner_up = false;

	while (r.left_bytes > 0) {
		uint8_t what = read_u8(&r);
		struct handshake_message answer = {0};
		if (what < 128) { /* the waiting message, as it is or changed at one place */
			if (waiting.size == 0)
				break;
			if (what < waiting.size) {
				uint8_t change = read_u8(&r);
				waiting.data[what] ^= change;
				is_changed = is_changed || change != 0;
			}
			send(to_joiner ? pair.joiner : pair.master, pair_bytes(&waiting), now_ms, &answer);
		} else { /* one of its own, or time */
			struct bytes own = read_bytes(&r, what % 80);
			is_changed = true;
			now_ms += what > 240 ? 6000 : 0;
			to_joiner = what % 2 == 0;
			send(to_joiner ? pair.joiner : pair.master, own, now_ms, &answer);
		}
		if (!joiner_up && handshake_state(pair.joiner) == HANDSHAKE_UP) {
			joiner_up = true;
			check(handshake_state(pair.master) == HANDSHAKE_UP && !is_changed);
			check(memcmp(&pair.joiner->keys, &pair.master->keys, sizeof(pair.joiner->keys)) == 0);
		}
		waiting = answer;
		to_joiner = !to_joiner;
	}
	pair_finish(&pair);
	check(pair.number.pending == 0 && pair.number.tries_left <= GUESS_NUMBER_TRIES &&
	      pair.number.tries_left >= GUESS_NUMBER_TRIES - 1 &&
	      pair.customer.tries_left <= GUESS_CUSTOMER_TRIES &&
	      pair.customer.tries_left >= GUESS_CUSTOMER_TRIES - 1);
	return 0;
}
