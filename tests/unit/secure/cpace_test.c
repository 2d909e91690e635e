/* CPace draft-21: every published vector, and the points that must be refused. */
#include "support/unit.h"

#include "unit/secure/vectors.h"

#include "base/secret.h"
#include "secure/cpace.h"

#include <sodium.h>

/* A value of cpace_21.txt, in one of a few memories that take turns. */
static struct bytes value(const char *name)
{
	static uint8_t memory[16][256];
	static size_t turn;
	struct vectors *v = vectors_open("cpace_21.txt");
	struct bytes found = {NULL, 0};

	while (found.data == NULL && vectors_next(v))
		if (vectors_is(v, 0, name)) {
			struct bytes bytes = vectors_bytes(v, 1);
			turn = (turn + 1) % 16;
			memcpy(memory[turn], bytes.data, bytes.size);
			found = (struct bytes){memory[turn], bytes.size};
		}
	vectors_close(v);
	assert_non_null(found.data);
	return found;
}

static void assert_bytes(struct bytes actual, struct bytes expected)
{
	assert_int_equal(actual.size, expected.size);
	assert_memory_equal(actual.data, expected.data, expected.size);
}

static struct cpace_input input(void)
{
	return (struct cpace_input){value("prs"), value("ci"), value("sid")};
}

static struct cpace_transcript transcript(void)
{
	return (struct cpace_transcript){value("share_a"), value("ad_a"), value("share_b"), value("ad_b")};
}

static void lengths_are_leb128(void **state)
{
	(void)state;
	uint8_t long_text[128], out[200];
	for (size_t i = 0; i < sizeof(long_text); i++)
		long_text[i] = (uint8_t)i;

	struct writer w = writer_into(out, sizeof(out));
	cpace_write_lv(&w, (struct bytes){NULL, 0});
	assert_bytes(writer_bytes(&w), (struct bytes){(const uint8_t *)"\0", 1});
	w = writer_into(out, sizeof(out));
	cpace_write_lv(&w, (struct bytes){long_text, 127});
	assert_int_equal(w.size, 128);
	assert_int_equal(out[0], 0x7f);
	assert_memory_equal(out + 1, long_text, 127);
	w = writer_into(out, sizeof(out));
	cpace_write_lv(&w, (struct bytes){long_text, 128});
	assert_int_equal(w.size, 130);
	assert_memory_equal(out, "\x80\x01", 2);
	assert_memory_equal(out + 2, long_text, 128);
	w = writer_into(out, sizeof(out));
	cpace_write_lv(&w, bytes_of_text("1234"));
	cpace_write_lv(&w, bytes_of_text("5"));
	cpace_write_lv(&w, bytes_of_text(""));
	cpace_write_lv(&w, bytes_of_text("678"));
	assert_bytes(writer_bytes(&w), (struct bytes){(const uint8_t *)"\4\61\62\63\64\1\65\0\3\66\67\70", 12});
	uint8_t small[4];
	w = writer_into(small, sizeof(small));
	cpace_write_lv(&w, bytes_of_text("1234"));
	assert_true(w.failed);
}

static void generator_string_and_generator_are_the_published_ones(void **state)
{
	(void)state;
	uint8_t string[CPACE_STRING_MAX_BYTES], hash[CPACE_HASH_BYTES], generator[CPACE_POINT_BYTES];
	struct cpace_input in = input();
	struct writer w = writer_into(string, sizeof(string));

	cpace_write_generator_string(&w, &in);
	assert_bytes(writer_bytes(&w), value("generator_string"));
	crypto_hash_sha512(hash, string, w.size);
	assert_bytes((struct bytes){hash, sizeof(hash)}, value("generator_hash"));
	assert_int_equal(cpace_generator(&in, generator), RESULT_OK);
	assert_bytes((struct bytes){generator, sizeof(generator)}, value("generator"));
}

static void shares_are_the_published_ones(void **state)
{
	(void)state;
	uint8_t share[CPACE_POINT_BYTES];

	assert_int_equal(cpace_share(value("scalar_a").data, value("generator").data, share), RESULT_OK);
	assert_bytes((struct bytes){share, sizeof(share)}, value("share_a"));
	assert_int_equal(cpace_share(value("scalar_b").data, value("generator").data, share), RESULT_OK);
	assert_bytes((struct bytes){share, sizeof(share)}, value("share_b"));
	assert_int_equal(cpace_share(value("valid_scalar").data, value("valid_point").data, share), RESULT_OK);
	assert_bytes((struct bytes){share, sizeof(share)}, value("valid_product"));
}

static void both_sides_get_the_published_isk(void **state)
{
	(void)state;
	uint8_t isk[CPACE_HASH_BYTES];
	struct cpace_transcript t = transcript();

	assert_int_equal(cpace_isk(value("scalar_a").data, value("share_b").data, value("sid"), &t, isk),
	                 RESULT_OK);
	assert_bytes((struct bytes){isk, sizeof(isk)}, value("isk_ir"));
	memset(isk, 0, sizeof(isk));
	assert_int_equal(cpace_isk(value("scalar_b").data, value("share_a").data, value("sid"), &t, isk),
	                 RESULT_OK);
	assert_bytes((struct bytes){isk, sizeof(isk)}, value("isk_ir"));
}

static void sid_output_is_the_published_one(void **state)
{
	(void)state;
	uint8_t sid[CPACE_HASH_BYTES];
	struct cpace_transcript t = transcript();

	assert_int_equal(cpace_sid_output(&t, sid), RESULT_OK);
	assert_bytes((struct bytes){sid, sizeof(sid)}, value("sid_output_ir"));
}

/* The symmetric setting is not used; its vectors hold our length prefixes and hash against two more strings.
 */
static void symmetric_transcript_vectors_hold(void **state)
{
	(void)state;
	uint8_t string[CPACE_STRING_MAX_BYTES], hash[CPACE_HASH_BYTES];
	struct writer w = writer_into(string, sizeof(string));

	write_bytes(&w, bytes_of_text("oc"));
	cpace_write_lv(&w, value("share_a")); /* d6.. is larger than 3e.. */
	cpace_write_lv(&w, value("ad_a"));
	cpace_write_lv(&w, value("share_b"));
	cpace_write_lv(&w, value("ad_b"));
	assert_bytes(writer_bytes(&w), value("transcript_oc"));
	w = writer_into(string, sizeof(string));
	cpace_write_lv(&w, bytes_of_text("CPaceRistretto255_ISK"));
	cpace_write_lv(&w, value("sid"));
	cpace_write_lv(&w, value("k"));
	write_bytes(&w, value("transcript_oc"));
	crypto_hash_sha512(hash, string, w.size);
	assert_bytes((struct bytes){hash, sizeof(hash)}, value("isk_sy"));
	w = writer_into(string, sizeof(string));
	write_bytes(&w, bytes_of_text("CPaceSidOutput"));
	write_bytes(&w, value("transcript_oc"));
	crypto_hash_sha512(hash, string, w.size);
	assert_bytes((struct bytes){hash, sizeof(hash)}, value("sid_output_oc"));
}

static void tags_are_as_computed_by_another_implementation(void **state)
{
	(void)state;
	uint8_t mac_key[CPACE_HASH_BYTES], tag[CPACE_HASH_BYTES];

	cpace_mac_key(value("sid"), value("isk_ir").data, mac_key);
	assert_bytes((struct bytes){mac_key, sizeof(mac_key)}, value("mac_key"));
	assert_int_equal(cpace_tag(mac_key, value("share_a"), value("ad_a"), tag), RESULT_OK);
	assert_bytes((struct bytes){tag, sizeof(tag)}, value("tag_a"));
	assert_int_equal(cpace_tag(mac_key, value("share_b"), value("ad_b"), tag), RESULT_OK);
	assert_bytes((struct bytes){tag, sizeof(tag)}, value("tag_b"));
}

static void what_is_no_point_and_the_identity_are_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {"invalid_point", "identity"};
	struct cpace_transcript t = transcript();

	for (size_t i = 0; i < 2; i++) {
		uint8_t isk[CPACE_HASH_BYTES], zeros[CPACE_HASH_BYTES] = {0}, share[CPACE_POINT_BYTES];
		memset(isk, 'x', sizeof(isk));
		assert_int_equal(cpace_isk(value("scalar_a").data, value(bad[i]).data, value("sid"), &t, isk),
		                 RESULT_NOT_OPENED);
		assert_memory_equal(isk, zeros, sizeof(isk));
		assert_int_equal(cpace_share(value("valid_scalar").data, value(bad[i]).data, share),
		                 RESULT_NOT_OPENED);
	}
	/* Each other non-canonical form: p and above, the negative, the all-ones string. */
	uint8_t forms[4][CPACE_POINT_BYTES], isk[CPACE_HASH_BYTES];
	memset(forms, 0xff, sizeof(forms));
	forms[0][0] = 0xed, forms[0][31] = 0x7f; /* p */
	forms[1][0] = 0xee, forms[1][31] = 0x7f; /* p + 1 */
	memcpy(forms[2], value("share_b").data, CPACE_POINT_BYTES);
	forms[2][0] |= 1; /* odd is negative */
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(cpace_isk(value("scalar_a").data, forms[i], value("sid"), &t, isk),
		                 RESULT_NOT_OPENED);
}

static void a_zero_scalar_gives_no_share(void **state)
{
	(void)state;
	uint8_t zero[CPACE_SCALAR_BYTES] = {0}, share[CPACE_POINT_BYTES];
	assert_int_equal(cpace_share(zero, value("generator").data, share), RESULT_NOT_OPENED);
}

static void scalars_are_below_two_to_252(void **state)
{
	(void)state;
	uint8_t random[CPACE_SCALAR_BYTES], scalar[CPACE_SCALAR_BYTES];
	memset(random, 0xff, sizeof(random));
	cpace_scalar(random, scalar);
	assert_int_equal(scalar[31], 0x0f);
	assert_memory_equal(scalar, random, 31);
}

static void too_long_an_input_is_refused_and_not_cut(void **state)
{
	(void)state;
	static uint8_t huge[2 * CPACE_STRING_MAX_BYTES];
	uint8_t generator[CPACE_POINT_BYTES], isk[CPACE_HASH_BYTES];
	struct cpace_input in = input();
	struct cpace_transcript t = transcript();

	in.channel = (struct bytes){huge, sizeof(huge)};
	assert_int_equal(cpace_generator(&in, generator), RESULT_TOO_LARGE);
	t.data_a = in.channel;
	assert_int_equal(cpace_isk(value("scalar_a").data, value("share_b").data, value("sid"), &t, isk),
	                 RESULT_TOO_LARGE);
	assert_int_equal(cpace_tag(isk, in.channel, in.channel, isk), RESULT_TOO_LARGE);
	assert_int_equal(cpace_sid_output(&t, isk), RESULT_TOO_LARGE);
}

static void each_part_of_the_input_changes_the_generator(void **state)
{
	(void)state;
	struct cpace_input in = input();
	uint8_t generator[CPACE_POINT_BYTES];
	struct bytes *parts[] = {&in.secret, &in.channel, &in.session};

	for (size_t i = 0; i < 3; i++) {
		struct bytes whole = *parts[i];
		parts[i]->size--;
		assert_int_equal(cpace_generator(&in, generator), RESULT_OK);
		assert_memory_not_equal(generator, value("generator").data, sizeof(generator));
		*parts[i] = whole;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lengths_are_leb128),
		cmocka_unit_test(generator_string_and_generator_are_the_published_ones),
		cmocka_unit_test(shares_are_the_published_ones),
		cmocka_unit_test(both_sides_get_the_published_isk),
		cmocka_unit_test(sid_output_is_the_published_one),
		cmocka_unit_test(symmetric_transcript_vectors_hold),
		cmocka_unit_test(tags_are_as_computed_by_another_implementation),
		cmocka_unit_test(what_is_no_point_and_the_identity_are_refused),
		cmocka_unit_test(a_zero_scalar_gives_no_share),
		cmocka_unit_test(scalars_are_below_two_to_252),
		cmocka_unit_test(too_long_an_input_is_refused_and_not_cut),
		cmocka_unit_test(each_part_of_the_input_changes_the_generator),
	};
	return secret_start() != RESULT_OK ? 2 : cmocka_run_group_tests(tests, NULL, NULL);
}
