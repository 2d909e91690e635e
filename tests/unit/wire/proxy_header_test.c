#include "support/unit.h"

#include "support/guarded.h"
#include "support/noise.h"
#include "wire/proxy_header.h"

#include <string.h>

static const uint8_t over_ipv4[] = {
	0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, /* signature */
	0x21,                                                                   /* version 2, PROXY */
	0x11,                                                                   /* TCP over IPv4 */
	0x00, 0x0F,                                                             /* 15 bytes follow */
	192,  0,    2,    7,                                                    /* source */
	198,  51,   100,  1,                                                    /* destination */
	0x12, 0x34, 0x01, 0xBB,                                                 /* ports */
	0x04, 0x00, 0x00,                                                       /* an extension: NOOP, empty */
};
static const uint8_t over_ipv6[] = {
	0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, /* signature */
	0x21,                                                                   /* version 2, PROXY */
	0x21,                                                                   /* TCP over IPv6 */
	0x00, 0x24,                                                             /* 36 bytes follow */
	0x20, 0x01, 0x0D, 0xB8, 0,    0,    0,    0,    0,    0,    0,    0,    0, 0, 0,    1,    0x20, 0x01,
	0x0D, 0xB8, 0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0, 2, 0xFF, 0xFE, 0x01, 0xBB,
};
enum { AT_COMMAND = 12, AT_FAMILY = 13, AT_LENGTH = 14 };

static enum result judge(const uint8_t *bytes, size_t size, struct proxy_header *header)
{
	uint8_t *copy = guarded_copy((struct bytes){bytes, size});
	enum result result = proxy_header_decode((struct bytes){copy, size}, header);
	guarded_free(copy);
	return result;
}

static void both_families_are_read_field_by_field(void **state)
{
	struct proxy_header header;
	(void)state;
	assert_int_equal(judge(over_ipv4, sizeof over_ipv4, &header), RESULT_OK);
	assert_true(header.has_source);
	assert_memory_equal(header.source, "\0\0\0\0\0\0\0\0\0\0\xFF\xFF\xC0\0\2\7", 16);
	assert_int_equal(header.source_port, 0x1234);
	assert_int_equal(header.bytes, sizeof over_ipv4);
	assert_int_equal(judge(over_ipv6, sizeof over_ipv6, &header), RESULT_OK);
	assert_true(header.has_source);
	assert_memory_equal(header.source, over_ipv6 + 16, 16);
	assert_int_equal(header.source_port, 0xFFFE);
	assert_int_equal(header.bytes, sizeof over_ipv6);
}

static void every_prefix_needs_more(void **state)
{
	(void)state;
	for (size_t size = 0; size < sizeof over_ipv6; size++) {
		struct proxy_header header = {.source_port = 5};
		assert_int_equal(judge(over_ipv6, size, &header), RESULT_NEED_MORE);
		assert_int_equal(header.source_port, 5);
		assert_int_equal(proxy_header_is_begun((struct bytes){over_ipv6, size}), size > 0);
	}
}

static void what_follows_is_not_the_headers(void **state)
{
	uint8_t more[sizeof over_ipv4 + 9];
	struct proxy_header header;
	(void)state;
	memcpy(more, over_ipv4, sizeof over_ipv4);
	memset(more + sizeof over_ipv4, 0x16, 9);
	assert_int_equal(judge(more, sizeof more, &header), RESULT_OK);
	assert_int_equal(header.bytes, sizeof over_ipv4);
}

static void a_connection_of_the_proxys_own_has_no_source(void **state)
{
	static const uint8_t kinds[][2] = {{0x20, 0x00}, {0x20, 0x11}, {0x20, 0x77}, {0x21, 0x00}, {0x21, 0x31}};
	(void)state;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		uint8_t bytes[sizeof over_ipv4];
		struct proxy_header header;
		memcpy(bytes, over_ipv4, sizeof bytes);
		memcpy(bytes + AT_COMMAND, kinds[i], 2);
		assert_int_equal(judge(bytes, sizeof bytes, &header), RESULT_OK);
		assert_false(header.has_source);
		assert_int_equal(header.bytes, sizeof bytes);
	}
}

static void what_the_specification_does_not_have_is_refused(void **state)
{
	static const struct {
		size_t at;
		uint8_t value;
	} changes[] = {
		{0, 0x0A},          /* the signature */
		{11, 0x0B},         /* its end */
		{AT_COMMAND, 0x11}, /* version 1 */
		{AT_COMMAND, 0x31}, /* version 3 */
		{AT_COMMAND, 0x22}, /* an unknown command */
		{AT_FAMILY, 0x12},  /* UDP */
		{AT_FAMILY, 0x22},  /* likewise */
		{AT_FAMILY, 0x10},  /* IPv4 without a protocol */
		{AT_FAMILY, 0x41},  /* an unknown family */
		{AT_LENGTH, 0x04},  /* 1039 bytes and more: too long */
		{AT_LENGTH + 1, 11} /* too short for the addresses */
	};
	(void)state;
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		uint8_t bytes[sizeof over_ipv4];
		struct proxy_header header;
		memcpy(bytes, over_ipv4, sizeof bytes);
		bytes[changes[i].at] = changes[i].value;
		if (judge(bytes, sizeof bytes, &header) != RESULT_BAD_FRAME)
			fail_msg("taken: change %zu", i);
	}
}

static void version_1_and_others_are_refused_at_once(void **state)
{
	struct proxy_header header;
	(void)state;
	assert_int_equal(judge((const uint8_t *)"P", 1, &header), RESULT_BAD_FRAME);
	assert_int_equal(judge((const uint8_t *)"PROXY TCP4 192.0.2.7 198.51.100.1 1 2\r\n", 39, &header),
	                 RESULT_BAD_FRAME);
	assert_int_equal(judge((const uint8_t *)"\r\nGET", 5, &header), RESULT_BAD_FRAME);
	assert_false(proxy_header_is_begun((struct bytes){(const uint8_t *)"\r\nG", 3}));
}

static void accepted_noise_stays_in_its_bounds(void **state)
{
	struct noise noise = noise_start(9);
	int good = 0;
	(void)state;
	for (int i = 0; i < 50000; i++) {
		uint8_t bytes[60] = {0};
		struct proxy_header header;
		memcpy(bytes, over_ipv6, sizeof over_ipv6);
		for (uint32_t changes = noise_below(&noise, 4); changes > 0; changes--)
			bytes[noise_below(&noise, sizeof bytes)] = (uint8_t)noise_u32(&noise);
		if (proxy_header_decode((struct bytes){bytes, sizeof bytes}, &header) != RESULT_OK)
			continue;
		assert_true(header.bytes >= 16 && header.bytes <= sizeof bytes);
		good++;
	}
	assert_true(good > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_families_are_read_field_by_field),
		cmocka_unit_test(every_prefix_needs_more),
		cmocka_unit_test(what_follows_is_not_the_headers),
		cmocka_unit_test(a_connection_of_the_proxys_own_has_no_source),
		cmocka_unit_test(what_the_specification_does_not_have_is_refused),
		cmocka_unit_test(version_1_and_others_are_refused_at_once),
		cmocka_unit_test(accepted_noise_stays_in_its_bounds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
