/* Who is found by which id. */
#include "support/unit.h"

#include "relay/rendezvous.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 5000 };

static const uint8_t key[RENDEZVOUS_KEY_BYTES] = {9};
static struct rendezvous *table;
static int owners[MOST]; /* each is somebody by its address */

static int set_up(void **state)
{
	static const uint32_t most[RENDEZVOUS_KINDS] = {3, MOST, 4, 1};
	(void)state;
	table = rendezvous_create(most, key);
	return table ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	rendezvous_destroy(table);
	return 0;
}

static const uint8_t *id_of(uint32_t number)
{
	static uint8_t ids[4][RENDEZVOUS_ID_BYTES];
	static int next;
	uint8_t *id = ids[next++ % 4];
	memset(id, 0, RENDEZVOUS_ID_BYTES);
	memcpy(id + 12, &number, sizeof number); /* alike in front */
	return id;
}

static enum result put(enum rendezvous_kind kind, uint32_t id, int owner)
{
	struct rendezvous_place place = {.owner = &owners[owner], .worker = (uint16_t)owner};
	return rendezvous_put(table, kind, id_of(id), place);
}

/* Whose it is; -1: nobody's. */
static int find(enum rendezvous_kind kind, uint32_t id)
{
	struct rendezvous_place place = {0};
	if (!rendezvous_find(table, kind, id_of(id), &place))
		return -1;
	assert_ptr_equal(place.owner, &owners[place.worker]);
	return place.worker;
}

static void drop(enum rendezvous_kind kind, uint32_t id, int owner)
{
	rendezvous_drop(table, kind, id_of(id), &owners[owner]);
}

static void id_leads_to_its_owner_until_it_is_dropped(void **state)
{
	(void)state;
	assert_int_equal(find(RENDEZVOUS_OFFER, 1), -1);
	assert_int_equal(put(RENDEZVOUS_OFFER, 1, 7), RESULT_OK);
	assert_int_equal(find(RENDEZVOUS_OFFER, 1), 7);
	assert_int_equal(find(RENDEZVOUS_OFFER, 2), -1);
	drop(RENDEZVOUS_OFFER, 1, 7);
	assert_int_equal(find(RENDEZVOUS_OFFER, 1), -1);
	assert_int_equal(rendezvous_count(table, RENDEZVOUS_OFFER), 0);
	drop(RENDEZVOUS_OFFER, 1, 7); /* fine twice */
	assert_int_equal(rendezvous_count(table, RENDEZVOUS_OFFER), 0);
}

static void kinds_do_not_see_each_other(void **state)
{
	(void)state;
	assert_int_equal(put(RENDEZVOUS_OFFER, 1, 1), RESULT_OK);
	assert_int_equal(find(RENDEZVOUS_WAIT, 1), -1);
	assert_int_equal(put(RENDEZVOUS_WAIT, 1, 2), RESULT_OK);
	assert_int_equal(put(RENDEZVOUS_SESSION, 1, 3), RESULT_OK);
	assert_int_equal(find(RENDEZVOUS_OFFER, 1), 1);
	assert_int_equal(find(RENDEZVOUS_WAIT, 1), 2);
	assert_int_equal(find(RENDEZVOUS_SESSION, 1), 3);
	drop(RENDEZVOUS_WAIT, 1, 2);
	assert_int_equal(find(RENDEZVOUS_OFFER, 1), 1);
	assert_int_equal(find(RENDEZVOUS_SESSION, 1), 3);
}

static void newest_who_shows_an_id_is_found_by_it(void **state)
{
	(void)state;
	put(RENDEZVOUS_WAIT, 1, 1);
	assert_int_equal(put(RENDEZVOUS_WAIT, 1, 2), RESULT_OK);
	assert_int_equal(find(RENDEZVOUS_WAIT, 1), 2);
	assert_int_equal(rendezvous_count(table, RENDEZVOUS_WAIT), 1);
	drop(RENDEZVOUS_WAIT, 1, 1); /* not his any more */
	assert_int_equal(find(RENDEZVOUS_WAIT, 1), 2);
}

static void session_is_made_anew_by_one_alone(void **state)
{
	(void)state;
	assert_int_equal(put(RENDEZVOUS_SESSION, 1, 1), RESULT_OK);
	assert_int_equal(put(RENDEZVOUS_SESSION, 1, 2), RESULT_BAD_ARGUMENT);
	assert_int_equal(find(RENDEZVOUS_SESSION, 1), 1);
}

static void each_kind_has_its_own_bound(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 4; i++)
		assert_int_equal(put(RENDEZVOUS_WAIT, i, 1), RESULT_OK);
	assert_int_equal(put(RENDEZVOUS_WAIT, 4, 1), RESULT_TOO_LARGE);
	assert_int_equal(find(RENDEZVOUS_WAIT, 4), -1);
	assert_int_equal(put(RENDEZVOUS_WAIT, 3, 2), RESULT_OK); /* one that is there may move */
	assert_int_equal(put(RENDEZVOUS_OFFER, 4, 1), RESULT_OK);
	drop(RENDEZVOUS_WAIT, 0, 1);
	assert_int_equal(put(RENDEZVOUS_WAIT, 4, 1), RESULT_OK);
}

/* Against a plain array, with thousands that come and go. */
static void table_says_what_an_array_says(void **state)
{
	static int model[MOST]; /* the owner, from 1; 0: none */
	uint32_t count = 0;
	(void)state;
	srand(1);
	memset(model, 0, sizeof model);
	for (int step = 0; step < 200000; step++) {
		uint32_t id = (uint32_t)rand() % MOST;
		int owner = rand() % MOST;
		switch (rand() % 4) {
		case 0:
		case 1:
			assert_int_equal(put(RENDEZVOUS_OFFER, id, owner), RESULT_OK);
			count += model[id] == 0;
			model[id] = owner + 1;
			break;
		case 2:
			if (model[id] && rand() % 2)
				owner = model[id] - 1;
			drop(RENDEZVOUS_OFFER, id, owner);
			if (model[id] == owner + 1) {
				model[id] = 0;
				count--;
			}
			break;
		default:
			assert_int_equal(find(RENDEZVOUS_OFFER, id), model[id] - 1);
		}
	}
	assert_int_equal(rendezvous_count(table, RENDEZVOUS_OFFER), count);
	for (uint32_t id = 0; id < MOST; id++)
		assert_int_equal(find(RENDEZVOUS_OFFER, id), model[id] - 1);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(id_leads_to_its_owner_until_it_is_dropped),
		HERE(kinds_do_not_see_each_other),
		HERE(newest_who_shows_an_id_is_found_by_it),
		HERE(session_is_made_anew_by_one_alone),
		HERE(each_kind_has_its_own_bound),
		HERE(table_says_what_an_array_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
