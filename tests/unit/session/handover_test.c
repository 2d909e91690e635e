#include "support/unit.h"

#include "base/secret.h"
#include "session/handover.h"
#include "support/guarded.h"

#include <string.h>

static struct handover full, got;
static uint8_t memory[HANDOVER_BYTES_MAX];

static struct server_list_relay relay(uint8_t id)
{
	struct server_list_relay made = {.id = {id}, .host = "relay.example", .region = "eu", .raw_port = 5000};
	made.has_pin = true;
	made.pin[31] = id;
	return made;
}

/* Something in every field. */
static void fill(void)
{
	static const uint8_t pair[] = {1, 2, 3};

	memset(&full, 0, sizeof full);
	strcpy(full.where.urls[0], "https://relay.example/list");
	full.where.url_count = 1;
	full.where.has_list_key = true;
	full.where.list_key[5] = 9;
	strcpy(full.where.region, "eu");
	strcpy(full.proxy, "proxy.example:8080");
	full.is_german = true;
	strcpy(full.logins[0].proxy, "http://proxy.example:8080");
	strcpy(full.logins[0].name, "anna");
	strcpy(full.logins[0].password, "gehe\xEDm"); /* of no alphabet */
	full.login_count = 1;
	strcpy(full.name, "Jörg");
	full.self_id[0] = 1;
	full.session_id[15] = 2;
	full.tries_left = 2;
	full.operator_trust = OPERATOR_OF_COMPANY;
	strcpy(full.operator_name, "Anna Berg");
	strcpy(full.operator_company, "Hilfe GmbH");
	full.has_granted = true;
	full.home = 1;
	full.meetings[1] = (struct handover_meeting){
		.is_there = true, .relay = relay(1), .self = 7, .master = 1, .ticket = {4, 5, 6}, .ticket_bytes = 3};
	full.relay_ids[0][0] = 1;
	full.relay_id_count = 2;
	full.relays[0] = relay(1);
	full.relay_count = 1;
	for (uint16_t i = 0; i < 2; i++) {
		full.people[i] =
			(struct handover_person){.peer = (uint16_t)(i + 1), .where = 0x10001, .is_master = i == 0};
		strcpy(full.people[i].name, i == 0 ? "Anna" : "Ben");
		full.people[i].generation = 5;
		full.people[i].got_view = true;
		full.people[i].pair = (struct bytes){pair, i == 0 ? sizeof pair : 0};
	}
	full.person_count = 2;
}

static struct bytes encode(void)
{
	struct writer writer = writer_into(memory, sizeof memory);

	handover_encode(&full, &writer);
	assert_false(writer.failed);
	return writer_bytes(&writer);
}

static int begin(void **state)
{
	(void)state;
	assert_int_equal(secret_start(), RESULT_OK);
	fill();
	return 0;
}

static void what_is_written_is_read_again(void **state)
{
	(void)state;
	struct bytes bytes = encode();

	assert_int_equal(handover_decode(bytes, &got), RESULT_OK);
	assert_true(bytes_are_equal(got.people[0].pair, full.people[0].pair));
	assert_true(got.people[0].pair.data > bytes.data && got.people[0].pair.data < bytes.data + bytes.size);
	got.people[0].pair = full.people[0].pair; /* it borrows */
	got.people[1].pair = full.people[1].pair;
	assert_memory_equal(&got, &full, sizeof full);
}

static void the_head_and_the_first_fields_are_where_they_should_be(void **state)
{
	(void)state;
	static const uint8_t expected[] = {
		'L', 'o', 'h', 'a',                                    /* ours */
		2,                                                     /* version */
		1,                                                     /* URLs */
		0,   26,  'h', 't', 't', 'p', 's', ':', '/', '/', 'r', /* the first */
	};
	struct bytes bytes = encode();
	assert_memory_equal(bytes.data, expected, sizeof expected);
}

static enum result decode(struct bytes bytes)
{
	return handover_decode(bytes, &got);
}

static void no_prefix_is_one(void **state)
{
	(void)state;
	struct bytes bytes = encode();

	for (size_t size = 0; size < bytes.size; size++) {
		uint8_t *copy = guarded_copy((struct bytes){bytes.data, size});
		assert_int_equal(decode((struct bytes){copy, size}), RESULT_BAD_FRAME);
		guarded_free(copy);
	}
	memory[bytes.size] = 0; /* nor with something behind it */
	assert_int_equal(decode((struct bytes){bytes.data, bytes.size + 1}), RESULT_BAD_FRAME);
}

static void another_program_or_version_is_refused(void **state)
{
	(void)state;
	struct bytes bytes = encode();

	memory[4]++;
	assert_int_equal(decode(bytes), RESULT_BAD_FRAME);
	memory[4]--;
	memory[0]++;
	assert_int_equal(decode(bytes), RESULT_BAD_FRAME);
}

static void what_makes_no_sense_is_refused_and_changes_nothing(void **state)
{
	(void)state;
	enum { CASES = 13 };

	for (int i = 0; i < CASES; i++) {
		fill();
		switch (i) {
		case 0:
			full.person_count = 0;
			break;
		case 1:
			full.people[0].pair.size = 0; /* nothing to come back by */
			break;
		case 2:
			full.people[1].peer = full.people[0].peer;
			break;
		case 3:
			full.people[1].is_master = true;
			break;
		case 4:
			full.people[0].is_master = false;
			break;
		case 5:
			full.home = 0; /* where nothing is */
			break;
		case 6:
			full.home = 2;
			break;
		case 7:
			full.meetings[1].ticket_bytes = 0;
			break;
		case 8:
			full.tries_left = GUESS_CUSTOMER_TRIES + 1; /* no start of the client gives more */
			break;
		case 9:
			full.login_count = HANDOVER_LOGINS_MAX + 1;
			break;
		case 10:
			full.logins[0].proxy[0] = 0;
			break;
		case 11:
			full.logins[0].name[0] = 0; /* the present user's sign-on is nothing to hand over */
			break;
		default:
			strcpy(full.people[1].name, "a\x1b[2J"); /* names come from others */
			break;
		}
		memset(&got, 0xA5, sizeof got);
		assert_int_equal(decode(encode()), RESULT_BAD_FRAME);
		for (size_t at = 0; at < sizeof got; at++)
			assert_int_equal(((uint8_t *)&got)[at], 0xA5);
	}
}

/* The master, who gave the names, can't make them longer than there is room. */
static void the_longest_of_everything_fits(void **state)
{
	(void)state;
	memset(full.people[0].name, 'n', sizeof full.people[0].name - 1);
	memset(full.people[0].computer, 'c', sizeof full.people[0].computer - 1);
	full.person_count = PARTICIPANT_PEOPLE_MAX;
	for (uint16_t i = 1; i < PARTICIPANT_PEOPLE_MAX; i++)
		full.people[i] = (struct handover_person){.peer = (uint16_t)(i + 1)};
	full.where.url_count = DIRECTORY_URLS_MAX;
	for (int i = 0; i < DIRECTORY_URLS_MAX; i++)
		memset(full.where.urls[i], 'u', sizeof full.where.urls[i] - 1);
	assert_int_equal(decode(encode()), RESULT_OK);
	assert_string_equal(got.people[0].name, full.people[0].name);
	assert_string_equal(got.where.urls[7], full.where.urls[7]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_is_written_is_read_again, begin),
		cmocka_unit_test_setup(the_head_and_the_first_fields_are_where_they_should_be, begin),
		cmocka_unit_test_setup(no_prefix_is_one, begin),
		cmocka_unit_test_setup(another_program_or_version_is_refused, begin),
		cmocka_unit_test_setup(what_makes_no_sense_is_refused_and_changes_nothing, begin),
		cmocka_unit_test_setup(the_longest_of_everything_fits, begin),
	};
	return cmocka_run_group_tests_name("handover", tests, NULL, NULL);
}
