/*
 * The channel: what a relay does to records, key updates, limits, the end, and that the bytes are the
 * documented ones. Each test runs with every back end.
 */
#include "support/unit.h"

#include "unit/secure/pair.h"

#include "secure/channel_inside.h"
#include "secure/handshake_inside.h"
#include "support/guarded.h"

static const struct aead *current; /* the back end of this round */

static void connect(struct pair *pair, uint64_t seed)
{
	pair_init(pair, seed);
	assert_true(pair_connect(pair, current));
}

static void records_come_through_in_both_directions_and_classes(void **state)
{
	(void)state;
	struct pair pair;
	struct outbox box = {0};
	connect(&pair, 1);
	struct channel *ends[] = {pair.joiner_channel, pair.master_channel};
	for (int from = 0; from < 2; from++) {
		assert_false(channel_first_record_opened(ends[1 - from]));
		for (int i = 0; i < 5; i++) {
			assert_int_equal(pair_seal(ends[from], CHANNEL_INTERACTIVE, "hello", 0, &box), RESULT_OK);
			assert_int_equal(pair_seal(ends[from], CHANNEL_BULK, "file", 0, &box), RESULT_OK);
		}
		for (size_t i = 0; i < box.count; i++)
			assert_true(pair_opens_as(ends[1 - from], &box, i, i % 2 == 0 ? "hello" : "file"));
		assert_true(channel_first_record_opened(ends[1 - from]));
		outbox_clear(&box);
	}
	pair_finish(&pair);
}

static void interactive_may_pass_bulk(void **state)
{
	(void)state;
	struct pair pair;
	struct outbox box = {0};
	connect(&pair, 2);
	for (int i = 0; i < 4; i++)
		assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_BULK, "b", 0, &box), RESULT_OK);
	for (int i = 0; i < 4; i++)
		assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_INTERACTIVE, "i", 0, &box), RESULT_OK);
	static const size_t order[] = {4, 0, 5, 6, 1, 2, 7, 3};
	for (size_t i = 0; i < 8; i++)
		assert_true(pair_opens_as(pair.master_channel, &box, order[i], order[i] < 4 ? "b" : "i"));
	outbox_clear(&box);
	pair_finish(&pair);
}

/* --- the bytes
 * ---------------------------------------------------------------------------------------------------- */

static void interactive_is_padded_to_steps_of_32_and_bulk_is_not(void **state)
{
	(void)state;
	struct pair pair;
	connect(&pair, 3);
	for (size_t size = 0; size < 100; size++) {
		struct outbox box = {0};
		struct channel_out out = outbox_out(&box);
		uint8_t body[100];
		memset(body, 0, sizeof(body)); /* zeros in the body are not padding */
		struct record record = {CHANNEL_INTERACTIVE, 0, RECORD_INPUT, {body, size}};
		assert_int_equal(channel_seal(pair.joiner_channel, &record, 0, &out), RESULT_OK);
		record.kind = CHANNEL_BULK;
		assert_int_equal(channel_seal(pair.joiner_channel, &record, 0, &out), RESULT_OK);
		assert_int_equal(box.records[0].size, (size / 32 + 1) * 32 + AEAD_TAG_BYTES);
		assert_int_equal(box.records[1].size, size + 1 + AEAD_TAG_BYTES);
		for (size_t i = 0; i < 2; i++) {
			struct record opened;
			uint8_t *memory;
			assert_int_equal(pair_open(pair.master_channel, &box, i, &opened, &memory), RESULT_OK);
			assert_int_equal(opened.type, RECORD_INPUT);
			assert_int_equal(opened.body.size, size);
			assert_memory_equal(opened.body.data, body, size);
			free(memory);
		}
		outbox_clear(&box);
	}
	pair_finish(&pair);
}

/* A record by the documented formulas alone, out of a traffic secret. */
static void a_record_has_the_documented_bytes(void **state)
{
	(void)state;
	struct pair pair;
	struct outbox box = {0};
	uint8_t traffic[64], key[32], iv[12], plain[32] = "hi\1", expected[48];
	pair_init(&pair, 4);
	assert_int_equal(pair_offer(&pair) | pair_join(&pair), RESULT_OK);
	assert_int_equal(pair_go(&pair, HANDSHAKE_UP), RESULT_OK);
	struct session_keys keys;
	assert_true(handshake_take_traffic(pair.master, &keys));
	memcpy(traffic, keys.traffic[KEY_J2M][KEY_INTERACTIVE], 64);
	assert_int_equal(channel_create(pair.joiner, current, 0, &pair.joiner_channel), RESULT_OK);

	pair.joiner_channel->limits.update_records = 2;
	for (uint8_t record_number = 0; record_number < 4; record_number++) {
		/* epoch 0: two records and the KEY_UPDATE, then epoch 1 */
		uint8_t epoch = record_number / 2, sequence = record_number % 2;
		struct channel_out out = outbox_out(&box);
		struct record record = {CHANNEL_INTERACTIVE, 2, RECORD_MESSAGE, bytes_of_text("hi")};
		assert_int_equal(channel_seal(pair.joiner_channel, &record, 0, &out), RESULT_OK);
		if (epoch == 1 && sequence == 0) {
			uint8_t next[64];
			assert_int_equal(hkdf_expand(traffic, bytes_of_text("next"), next, 64), RESULT_OK);
			memcpy(traffic, next, 64);
		}
		assert_int_equal(hkdf_expand(traffic, bytes_of_text("key"), key, 32), RESULT_OK);
		assert_int_equal(hkdf_expand(traffic, bytes_of_text("iv"), iv, 12), RESULT_OK);
		iv[11] ^= sequence;
		const uint8_t aad[6] = {3, 2, 0, 0, 0, epoch}; /* interactive, lane 2 */
		struct aead_nonce nonce = {iv, {aad, sizeof(aad)}};
		struct aead_key raw = {0};
		assert_int_equal(aead_set_key(&raw, current, key), RESULT_OK);
		assert_int_equal(aead_seal(&raw, &nonce, (struct bytes){plain, 32}, expected), RESULT_OK);
		aead_finish(&raw);
		assert_int_equal(box.records[box.count - 1].size, 48);
		assert_memory_equal(box.records[box.count - 1].data, expected, 48);
	}
	assert_int_equal(box.count, 5);
	outbox_clear(&box);
	pair_finish(&pair);
}

static void split_finds_the_type_behind_any_body(void **state)
{
	(void)state;
	static const struct {
		const char *plain;
		size_t size;
		bool is_good;
		uint8_t type;
		size_t body_size;
	} cases[] = {{"", 0, false, 0, 0},          {"\0", 1, false, 0, 0},     {"\0\0\0\0", 4, false, 0, 0},
	             {"\1", 1, true, 1, 0},         {"\1\0", 2, true, 1, 0},    {"\0\1", 2, true, 1, 1},
	             {"ab\0\2\0\0", 6, true, 2, 3}, {"ab\377", 3, true, 255, 2}};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t *plain = guarded_copy((struct bytes){(const uint8_t *)cases[i].plain, cases[i].size});
		uint8_t type = 0;
		struct bytes body = {NULL, 0};
		assert_int_equal(channel_split((struct bytes){plain, cases[i].size}, &type, &body), cases[i].is_good);
		assert_int_equal(type, cases[i].type);
		assert_int_equal(body.size, cases[i].body_size);
		guarded_free(plain);
	}
}

static void the_largest_body_fits_and_one_more_does_not(void **state)
{
	(void)state;
	struct pair pair;
	static uint8_t body[CHANNEL_BODY_MAX_BYTES + 1];
	connect(&pair, 5);
	for (int i = 0; i < 2; i++) {
		struct outbox box = {0};
		struct channel_out out = outbox_out(&box);
		struct record record = {
			i == 0 ? CHANNEL_INTERACTIVE : CHANNEL_BULK, 0, RECORD_MESSAGE, {body, CHANNEL_BODY_MAX_BYTES}};
		assert_int_equal(channel_seal(pair.joiner_channel, &record, 0, &out), RESULT_OK);
		assert_true(box.records[0].size <= CHANNEL_RECORD_MAX_BYTES);
		struct record opened;
		uint8_t *memory;
		assert_int_equal(pair_open(pair.master_channel, &box, 0, &opened, &memory), RESULT_OK);
		assert_int_equal(opened.body.size, CHANNEL_BODY_MAX_BYTES);
		free(memory);
		record.body.size++;
		assert_int_equal(channel_seal(pair.joiner_channel, &record, 0, &out), RESULT_TOO_LARGE);
		assert_int_equal(box.count, 1);
		outbox_clear(&box);
	}
	assert_true((size_t)CHANNEL_RECORD_MAX_BYTES <= (size_t)FRAME_PAYLOAD_MAX_BYTES);
	pair_finish(&pair);
}

static void opening_in_place_gives_the_same(void **state)
{
	(void)state;
	struct pair pair;
	struct outbox box = {0};
	connect(&pair, 6);
	assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_INTERACTIVE, "in place", 0, &box), RESULT_OK);
	uint8_t *guarded = guarded_copy((struct bytes){box.records[0].data, box.records[0].size});
	struct record in = {CHANNEL_INTERACTIVE, 0, 0, {guarded, box.records[0].size}}, opened;
	assert_int_equal(channel_open(pair.master_channel, &in, guarded, &opened), RESULT_OK);
	assert_true(bytes_are_equal(opened.body, bytes_of_text("in place")));
	assert_ptr_equal(opened.body.data, guarded);
	guarded_free(guarded);
	outbox_clear(&box);
	pair_finish(&pair);
}

/* --- what a relay can do
 * ------------------------------------------------------------------------------------------ */

enum attack {
	REPLAY,
	SKIP,
	REORDER,
	CUT,
	EXTEND,
	INSERT,
	OTHER_CLASS,
	OTHER_LANE,
	OTHER_KIND,
	REFLECT,
	OTHER_SESSION,
	EMPTY,
	TAG_ALONE,
	HUGE_RECORD,
	FLIP,
	ATTACKS,
};

static struct record as_in(const struct outbox *box, size_t index)
{
	return (struct record){box->records[index].kind,
	                       box->records[index].lane,
	                       0,
	                       {box->records[index].data, box->records[index].size}};
}

static void every_attack_on_a_record_ends_the_channel_for_good(void **state)
{
	(void)state;
	static uint8_t memory[CHANNEL_RECORD_MAX_BYTES + 100];
	for (enum attack attack = REPLAY; attack < ATTACKS; attack++) {
		struct pair pair, other;
		struct outbox box = {0}, foreign = {0}, back = {0};
		struct record opened;
		connect(&pair, 7);
		connect(&other, 8);
		for (int i = 0; i < 3; i++)
			assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_INTERACTIVE, "record", 0, &box),
			                 RESULT_OK);
		assert_int_equal(pair_seal(other.joiner_channel, CHANNEL_INTERACTIVE, "record", 0, &foreign),
		                 RESULT_OK);
		assert_int_equal(pair_seal(pair.master_channel, CHANNEL_INTERACTIVE, "record", 0, &back), RESULT_OK);
		struct channel *channel = pair.master_channel;
		if (attack != OTHER_SESSION && attack != REFLECT)
			assert_true(pair_opens_as(channel, &box, 0, "record"));

		struct record in = as_in(&box, 1);
		switch (attack) {
		case REPLAY:
			in = as_in(&box, 0);
			break;
		case SKIP:
		case REORDER:
			in = as_in(&box, 2);
			break;
		case CUT:
			in.body.size--;
			break;
		case EXTEND:
			memcpy(memory, in.body.data, in.body.size);
			in.body = (struct bytes){memory, in.body.size + 1};
			break;
		case INSERT:
			memset(memory, 0, 64);
			in.body = (struct bytes){memory, 64};
			break;
		case OTHER_CLASS:
			in.kind = CHANNEL_BULK;
			break;
		case OTHER_LANE:
			in.lane = 1;
			break;
		case OTHER_KIND:
			in.kind = (enum channel_class)FRAME_PICTURE;
			break;
		case REFLECT:
			in = as_in(&back, 0);
			break;
		case OTHER_SESSION:
			in = as_in(&foreign, 0);
			break;
		case EMPTY:
			in.body.size = 0;
			break;
		case TAG_ALONE:
			in.body.size = AEAD_TAG_BYTES;
			break;
		case HUGE_RECORD:
			in.body = (struct bytes){memory, CHANNEL_RECORD_MAX_BYTES + 1};
			break;
		default:
			box.records[1].data[5] ^= 1;
			break;
		}
		assert_int_equal(channel_open(channel, &in, memory, &opened), RESULT_NOT_OPENED);
		assert_true(channel_is_dead(channel));

		/* Dead in every direction and class, also for what is genuine. */
		if (attack == FLIP)
			box.records[1].data[5] ^= 1;
		in = as_in(&box, 1);
		assert_int_equal(channel_open(channel, &in, memory, &opened), RESULT_NOT_OPENED);
		assert_int_equal(pair_seal(channel, CHANNEL_BULK, "no", 0, &back), RESULT_NOT_OPENED);
		struct channel_out out = outbox_out(&back);
		assert_int_equal(channel_seal_end(channel, CHANNEL_BULK, 0, &out), RESULT_NOT_OPENED);
		assert_int_equal(channel_refresh(channel, 1 << 30, &out), RESULT_NOT_OPENED);
		assert_int_equal(back.count, 1);
		outbox_clear(&box);
		outbox_clear(&foreign);
		outbox_clear(&back);
		pair_finish(&pair);
		pair_finish(&other);
	}
}

static void every_flipped_bit_and_prefix_is_refused(void **state)
{
	(void)state;
	struct pair pair;
	struct outbox box = {0};
	connect(&pair, 9);
	assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_INTERACTIVE, "x", 0, &box), RESULT_OK);
	struct bytes whole = {box.records[0].data, box.records[0].size};
	size_t refused = 0;
	for (size_t change = 0; change < 8 * whole.size + whole.size; change++) {
		struct pair again;
		struct record opened, in = as_in(&box, 0);
		uint8_t memory[64];
		connect(&again, 9); /* the same noise: the same keys */
		if (change < 8 * whole.size)
			box.records[0].data[change / 8] ^= (uint8_t)(1 << change % 8);
		else
			in.body.size = change - 8 * whole.size;
		uint8_t *guarded = guarded_copy(in.body);
		in.body.data = guarded;
		refused += channel_open(again.master_channel, &in, memory, &opened) == RESULT_NOT_OPENED;
		guarded_free(guarded);
		if (change < 8 * whole.size)
			box.records[0].data[change / 8] ^= (uint8_t)(1 << change % 8);
		pair_finish(&again);
	}
	assert_int_equal(refused, 9 * whole.size);
	assert_true(pair_opens_as(pair.master_channel, &box, 0, "x")); /* the control */
	outbox_clear(&box);
	pair_finish(&pair);
}

/* A peer that is genuine but breaks the inner format. */
static void a_plaintext_of_zeros_or_a_key_update_with_a_body_ends_the_channel(void **state)
{
	(void)state;
	static const struct {
		const char *plain;
		size_t size;
	} bad[] = {{"\0\0\0", 3}, {"x\376", 2}, {"x\377", 2}};
	for (size_t i = 0; i < 3; i++) {
		struct pair pair;
		uint8_t sealed[20], memory[20], nonce_bytes[12];
		connect(&pair, 10);
		struct channel_half *half = &pair.joiner_channel->out[KEY_BULK];
		memcpy(nonce_bytes, half->iv, 12);
		struct aead_nonce nonce = {nonce_bytes, {(const uint8_t *)"\4\0\0\0\0\0", 6}};
		struct bytes plain = {(const uint8_t *)bad[i].plain, bad[i].size};
		assert_int_equal(aead_seal(&half->key, &nonce, plain, sealed), RESULT_OK);
		struct record in = {CHANNEL_BULK, 0, 0, {sealed, plain.size + AEAD_TAG_BYTES}}, opened;
		assert_int_equal(channel_open(pair.master_channel, &in, memory, &opened), RESULT_NOT_OPENED);
		assert_true(channel_is_dead(pair.master_channel));
		pair_finish(&pair);
	}
}

/* --- key updates
 * -------------------------------------------------------------------------------------------------- */

enum limit { BY_RECORDS, BY_BYTES, BY_TIME, LIMITS };

static void keys_change_at_each_limit_and_both_ends_follow(void **state)
{
	(void)state;
	for (enum limit limit = BY_RECORDS; limit < LIMITS; limit++) {
		struct pair pair;
		connect(&pair, 11);
		int64_t now_ms = pair.now_ms;
		int updates = 0;
		if (limit == BY_RECORDS)
			pair.joiner_channel->limits.update_records = 4;
		if (limit == BY_BYTES)
			pair.joiner_channel->limits.update_bytes = 4 * 32;
		for (int i = 0; i < 20; i++) {
			struct outbox box = {0};
			if (limit == BY_TIME)
				now_ms += 15 * 60 * 1000 / 4;
			assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_INTERACTIVE, "tick", now_ms, &box),
			                 RESULT_OK);
			for (size_t k = 0; k + 1 < box.count; k++) {
				struct record opened;
				uint8_t *memory;
				assert_int_equal(pair_open(pair.master_channel, &box, k, &opened, &memory), RESULT_OK);
				assert_int_equal(opened.type, RECORD_KEY_UPDATE);
				assert_int_equal(opened.body.size, 0);
				free(memory);
				updates++;
			}
			assert_true(pair_opens_as(pair.master_channel, &box, box.count - 1, "tick"));
			outbox_clear(&box);
		}
		assert_in_range(updates, 4, 5);
		assert_int_equal(pair.joiner_channel->out[KEY_INTERACTIVE].epoch, updates);
		assert_int_equal(pair.master_channel->in[KEY_INTERACTIVE].epoch, updates);
		assert_int_equal(pair.joiner_channel->out[KEY_BULK].epoch, 0); /* each class by itself */
		assert_int_equal(pair.master_channel->out[KEY_INTERACTIVE].epoch, 0);
		pair_finish(&pair);
	}
}

static void the_limits_are_the_documented_ones(void **state)
{
	(void)state;
	struct pair pair;
	connect(&pair, 12);
	const struct channel_limits *limits = &pair.master_channel->limits;
	assert_int_equal(limits->update_records, 1048576);
	assert_int_equal(limits->update_bytes, 17179869184);
	assert_int_equal(limits->update_ms, 900000);
	assert_int_equal(limits->refuse_records, 4194304);
	pair_finish(&pair);
}

static void updates_of_both_directions_and_classes_may_cross(void **state)
{
	(void)state;
	struct pair pair;
	struct outbox there = {0}, back = {0};
	connect(&pair, 13);
	pair.joiner_channel->limits.update_records = pair.master_channel->limits.update_records = 1;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_BULK, "b", 0, &there), RESULT_OK);
		assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_INTERACTIVE, "i", 0, &there), RESULT_OK);
		assert_int_equal(pair_seal(pair.master_channel, CHANNEL_INTERACTIVE, "m", 0, &back), RESULT_OK);
	}
	/* there: b i [update b] b [update i] i; interactive is let past */
	assert_int_equal(there.count, 6);
	static const size_t order[] = {1, 4, 5, 0, 2, 3};
	for (size_t i = 0; i < 6; i++) {
		struct record opened;
		uint8_t *memory;
		assert_int_equal(pair_open(pair.master_channel, &there, order[i], &opened, &memory), RESULT_OK);
		free(memory);
	}
	for (size_t i = 0; i < back.count; i++) {
		struct record opened;
		uint8_t *memory;
		assert_int_equal(pair_open(pair.joiner_channel, &back, i, &opened, &memory), RESULT_OK);
		free(memory);
	}
	outbox_clear(&there);
	outbox_clear(&back);
	pair_finish(&pair);
}

static void a_record_of_an_old_or_later_epoch_is_refused(void **state)
{
	(void)state;
	for (int later = 0; later < 2; later++) {
		struct pair pair;
		struct outbox box = {0};
		struct record opened;
		uint8_t *memory;
		connect(&pair, 14);
		pair.joiner_channel->limits.update_records = 1;
		assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_BULK, "a", 0, &box), RESULT_OK);
		assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_BULK, "b", 0, &box), RESULT_OK);
		assert_int_equal(box.count, 3);
		if (later) { /* the update was cut out */
			assert_true(pair_opens_as(pair.master_channel, &box, 0, "a"));
			assert_int_equal(pair_open(pair.master_channel, &box, 2, &opened, &memory), RESULT_NOT_OPENED);
		} else {
			assert_true(pair_opens_as(pair.master_channel, &box, 0, "a"));
			assert_int_equal(pair_open(pair.master_channel, &box, 1, &opened, &memory), RESULT_OK);
			free(memory);
			assert_int_equal(pair_open(pair.master_channel, &box, 0, &opened, &memory), RESULT_NOT_OPENED);
		}
		free(memory);
		outbox_clear(&box);
		pair_finish(&pair);
	}
}

static void an_old_epochs_keys_are_gone(void **state)
{
	(void)state;
	struct pair pair;
	struct outbox box = {0};
	connect(&pair, 15);
	struct channel_half *half = &pair.joiner_channel->out[KEY_INTERACTIVE];
	uint8_t iv[12], traffic[64];
	memcpy(iv, half->iv, 12);
	memcpy(traffic, half->traffic, 64);
	assert_non_null(unit_find(pair.joiner_channel, sizeof(*pair.joiner_channel), traffic, 64));
	half->sequence = pair.joiner_channel->limits.update_records;
	assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_INTERACTIVE, "x", 0, &box), RESULT_OK);
	assert_null(unit_find(pair.joiner_channel, sizeof(*pair.joiner_channel), traffic, 64));
	assert_null(unit_find(pair.joiner_channel, sizeof(*pair.joiner_channel), iv, 12));
	outbox_clear(&box);
	pair_finish(&pair);
}

static void refresh_changes_keys_of_classes_at_rest(void **state)
{
	(void)state;
	struct pair pair;
	struct outbox box = {0};
	struct channel_out out = outbox_out(&box);
	connect(&pair, 16);
	assert_int_equal(channel_refresh(pair.joiner_channel, pair.now_ms + 899999, &out), RESULT_OK);
	assert_int_equal(box.count, 0);
	assert_int_equal(channel_refresh(pair.joiner_channel, pair.now_ms + 900000, &out), RESULT_OK);
	assert_int_equal(box.count, 2);
	assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_BULK, "after", pair.now_ms + 900001, &box),
	                 RESULT_OK);
	for (size_t i = 0; i < 2; i++) {
		struct record opened;
		uint8_t *memory;
		assert_int_equal(pair_open(pair.master_channel, &box, i, &opened, &memory), RESULT_OK);
		assert_int_equal(opened.type, RECORD_KEY_UPDATE);
		free(memory);
	}
	assert_true(pair_opens_as(pair.master_channel, &box, 2, "after"));
	outbox_clear(&box);
	pair_finish(&pair);
}

static void without_an_update_sealing_and_opening_stop_at_the_hard_limit(void **state)
{
	(void)state;
	struct pair pair;
	struct outbox box = {0};
	connect(&pair, 17);
	pair.joiner_channel->limits.update_records = 100;
	pair.joiner_channel->limits.refuse_records = 3;
	pair.master_channel->limits.refuse_records = 2;
	for (int i = 0; i < 3; i++)
		assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_BULK, "x", 0, &box), RESULT_OK);
	assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_BULK, "x", 0, &box), RESULT_NOT_OPENED);
	assert_true(channel_is_dead(pair.joiner_channel));
	assert_true(pair_opens_as(pair.master_channel, &box, 0, "x"));
	assert_true(pair_opens_as(pair.master_channel, &box, 1, "x"));
	assert_false(pair_opens_as(pair.master_channel, &box, 2, "x"));
	assert_true(channel_is_dead(pair.master_channel));
	outbox_clear(&box);
	pair_finish(&pair);
}

static void the_last_epoch_is_the_end(void **state)
{
	(void)state;
	struct pair pair;
	struct outbox box = {0};
	connect(&pair, 18);
	pair.joiner_channel->out[KEY_BULK].epoch = UINT32_MAX;
	pair.joiner_channel->limits.update_records = 1;
	assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_BULK, "x", 0, &box), RESULT_OK);
	assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_BULK, "x", 0, &box), RESULT_NOT_OPENED);
	outbox_clear(&box);
	pair_finish(&pair);
}

/* --- room, end, arguments
 * ----------------------------------------------------------------------------------------- */

static void without_room_nothing_is_lost(void **state)
{
	(void)state;
	struct pair pair;
	struct outbox box = {0};
	connect(&pair, 19);
	pair.joiner_channel->limits.update_records = 1;
	assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_BULK, "a", 0, &box), RESULT_OK);
	box.limit = 1; /* none for the update */
	assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_BULK, "b", 0, &box), RESULT_WOULD_BLOCK);
	box.limit = 2; /* room for the update, none for the record */
	assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_BULK, "b", 0, &box), RESULT_WOULD_BLOCK);
	assert_int_equal(box.count, 2);
	box.limit = 0;
	assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_BULK, "b", 0, &box), RESULT_OK);
	assert_int_equal(box.count, 3); /* the update is not sent twice */
	struct record opened;
	uint8_t *memory;
	assert_true(pair_opens_as(pair.master_channel, &box, 0, "a"));
	assert_int_equal(pair_open(pair.master_channel, &box, 1, &opened, &memory), RESULT_OK);
	free(memory);
	assert_true(pair_opens_as(pair.master_channel, &box, 2, "b"));
	outbox_clear(&box);
	pair_finish(&pair);
}

static void the_right_end_is_told_from_a_loss(void **state)
{
	(void)state;
	struct pair pair;
	struct outbox box = {0};
	struct channel_out out = outbox_out(&box);
	struct record opened;
	uint8_t *memory;
	connect(&pair, 20);
	assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_INTERACTIVE, "last", 0, &box), RESULT_OK);
	assert_int_equal(channel_seal_end(pair.joiner_channel, CHANNEL_INTERACTIVE, 0, &out), RESULT_OK);
	assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_INTERACTIVE, "more", 0, &box), RESULT_CLOSED);
	assert_int_equal(channel_seal_end(pair.joiner_channel, CHANNEL_INTERACTIVE, 0, &out), RESULT_CLOSED);
	assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_BULK, "still", 0, &box), RESULT_OK);
	assert_true(pair_opens_as(pair.master_channel, &box, 0, "last"));
	assert_false(channel_has_ended(pair.master_channel, CHANNEL_INTERACTIVE)); /* so far it would be a loss */
	assert_int_equal(pair_open(pair.master_channel, &box, 1, &opened, &memory), RESULT_OK);
	free(memory);
	assert_int_equal(opened.type, RECORD_FIN);
	assert_true(channel_has_ended(pair.master_channel, CHANNEL_INTERACTIVE));
	assert_false(channel_has_ended(pair.master_channel, CHANNEL_BULK));
	assert_true(pair_opens_as(pair.master_channel, &box, 2, "still"));
	assert_int_equal(pair_open(pair.master_channel, &box, 0, &opened, &memory), RESULT_NOT_OPENED);
	free(memory);
	assert_int_equal(channel_refresh(pair.joiner_channel, 1 << 30, &out), RESULT_OK);
	assert_int_equal(box.count, 4); /* bulk alone has a new key: the other class has ended */
	outbox_clear(&box);
	pair_finish(&pair);
}

static void nothing_is_opened_behind_the_end_even_if_it_is_genuine(void **state)
{
	(void)state;
	struct pair pair;
	struct outbox box = {0};
	struct channel_out out = outbox_out(&box);
	struct record opened;
	uint8_t *memory;
	connect(&pair, 22);
	assert_int_equal(channel_seal_end(pair.joiner_channel, CHANNEL_BULK, 0, &out), RESULT_OK);
	pair.joiner_channel->out[KEY_BULK].has_ended = false; /* a peer that does not keep to it */
	assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_BULK, "more", 0, &box), RESULT_OK);
	assert_int_equal(pair_open(pair.master_channel, &box, 0, &opened, &memory), RESULT_OK);
	free(memory);
	assert_false(pair_opens_as(pair.master_channel, &box, 1, "more"));
	assert_true(channel_is_dead(pair.master_channel));
	outbox_clear(&box);
	pair_finish(&pair);
}

static void the_channels_own_types_and_other_classes_are_refused(void **state)
{
	(void)state;
	struct pair pair;
	struct outbox box = {0};
	struct channel_out out = outbox_out(&box);
	connect(&pair, 21);
	static const uint8_t types[] = {RECORD_NONE, RECORD_KEY_UPDATE, RECORD_FIN};
	for (size_t i = 0; i < 3; i++) {
		struct record record = {CHANNEL_BULK, 0, types[i], {NULL, 0}};
		assert_int_equal(channel_seal(pair.joiner_channel, &record, 0, &out), RESULT_BAD_ARGUMENT);
	}
	for (int kind = 0; kind < 10; kind++) {
		struct record record = {(enum channel_class)kind, 0, RECORD_MESSAGE, {NULL, 0}};
		if (kind != CHANNEL_INTERACTIVE && kind != CHANNEL_BULK)
			assert_int_equal(channel_seal(pair.joiner_channel, &record, 0, &out), RESULT_BAD_ARGUMENT);
	}
	assert_int_equal(box.count, 0);
	assert_false(channel_is_dead(pair.joiner_channel));
	pair_finish(&pair);
}

static int use_first(void **state)
{
	(void)state;
	current = aead_by_index(0)->is_available() ? aead_by_index(0) : aead_by_index(1);
	return 0;
}

static int use_second(void **state)
{
	(void)state;
	current = aead_by_index(1);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_opened_behind_the_end_even_if_it_is_genuine),
		cmocka_unit_test(records_come_through_in_both_directions_and_classes),
		cmocka_unit_test(interactive_may_pass_bulk),
		cmocka_unit_test(interactive_is_padded_to_steps_of_32_and_bulk_is_not),
		cmocka_unit_test(a_record_has_the_documented_bytes),
		cmocka_unit_test(split_finds_the_type_behind_any_body),
		cmocka_unit_test(the_largest_body_fits_and_one_more_does_not),
		cmocka_unit_test(opening_in_place_gives_the_same),
		cmocka_unit_test(every_attack_on_a_record_ends_the_channel_for_good),
		cmocka_unit_test(every_flipped_bit_and_prefix_is_refused),
		cmocka_unit_test(a_plaintext_of_zeros_or_a_key_update_with_a_body_ends_the_channel),
		cmocka_unit_test(keys_change_at_each_limit_and_both_ends_follow),
		cmocka_unit_test(the_limits_are_the_documented_ones),
		cmocka_unit_test(updates_of_both_directions_and_classes_may_cross),
		cmocka_unit_test(a_record_of_an_old_or_later_epoch_is_refused),
		cmocka_unit_test(an_old_epochs_keys_are_gone),
		cmocka_unit_test(refresh_changes_keys_of_classes_at_rest),
		cmocka_unit_test(without_an_update_sealing_and_opening_stop_at_the_hard_limit),
		cmocka_unit_test(the_last_epoch_is_the_end),
		cmocka_unit_test(without_room_nothing_is_lost),
		cmocka_unit_test(the_right_end_is_told_from_a_loss),
		cmocka_unit_test(the_channels_own_types_and_other_classes_are_refused),
	};
	int failed = cmocka_run_group_tests_name("first back end", tests, use_first, NULL);
	return failed + cmocka_run_group_tests_name("second back end", tests, use_second, NULL);
}
