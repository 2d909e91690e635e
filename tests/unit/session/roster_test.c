#include "support/unit.h"

#include "session/meeting.h"
#include "session/roster.h"

#include "wire/frame.h"

#include <string.h>

static int gone_count;
static uint16_t gone_peer;

static void gone(void *context, struct person *person)
{
	(void)context;
	gone_count++;
	gone_peer = person->peer;
}

static wire_RosterEntry entry(uint16_t peer, wire_Role role)
{
	wire_RosterEntry e = {.peer = peer, .role = role};

	e.participant.size = ROSTER_ID_BYTES;
	e.participant.bytes[0] = (uint8_t)peer;
	return e;
}

/* I am peer 2. */
static const uint8_t my_id[ROSTER_ID_BYTES] = {2};
static const struct roster_listener me = {.self_id = my_id, .gone = gone};

/* A client's roster that knows its master (peer 1). */
static struct roster joined(void)
{
	struct roster roster = {0};
	struct person *master = roster_add(&roster, 1);

	master->role = PARTICIPANT_MASTER;
	master->consent = CONSENT_IN;
	return roster;
}

static void peers_are_added_once_and_found(void **state)
{
	(void)state;
	struct roster roster = {0};
	struct person *a = roster_add(&roster, 7);

	assert_non_null(a);
	assert_ptr_equal(roster_add(&roster, 7), a);
	assert_ptr_equal(roster_find(&roster, 7), a);
	assert_null(roster_find(&roster, 8));
	assert_null(roster_find(&roster, 0));
	assert_null(roster_add(&roster, FRAME_PEER_ALL));
	assert_null(roster_add(&roster, FRAME_PEER_NONE));
	roster_remove(&roster, a);
	assert_null(roster_find(&roster, 7));
}

static void a_full_roster_takes_nobody(void **state)
{
	(void)state;
	struct roster roster = {0};

	for (uint16_t peer = 1; peer <= PARTICIPANT_PEOPLE_MAX; peer++)
		assert_non_null(roster_add(&roster, peer));
	assert_null(roster_add(&roster, PARTICIPANT_PEOPLE_MAX + 1));
}

static void only_who_is_admitted_is_told_of(void **state)
{
	(void)state;
	struct roster roster = {0};
	struct person self = {.peer = 1, .where = 1, .role = PARTICIPANT_MASTER};
	static wire_Roster told;

	roster_add(&roster, 2)->consent = CONSENT_IN;
	roster_add(&roster, 3)->consent = CONSENT_ACCEPTED;
	roster_tell(&roster, &self, 0, &told);
	assert_int_equal(told.epoch, 1);
	assert_int_equal(told.entries_count, 2);
	assert_int_equal(told.entries[0].peer, 1);
	assert_int_equal(told.entries[0].role, wire_Role_ROLE_MASTER);
	assert_int_equal(told.entries[1].peer, 2);
	roster_tell(&roster, &self, 0, &told);
	assert_int_equal(told.epoch, 2);
}

static void a_roster_adds_and_takes_away(void **state)
{
	(void)state;
	struct roster roster = joined();
	static wire_Roster told;

	told = (wire_Roster){.epoch = 1, .entries_count = 3};
	told.entries[0] = entry(1, wire_Role_ROLE_MASTER);
	told.entries[1] = entry(2, wire_Role_ROLE_CLIENT);
	told.entries[2] = entry(3, wire_Role_ROLE_CLIENT);
	assert_int_equal(roster_apply(&roster, &told, 0, &me), RESULT_OK);
	assert_null(roster_find(&roster, 2)); /* that is I */
	assert_true(roster_is_in(roster_find(&roster, 3)));
	told.epoch = 2;
	told.entries_count = 2;
	gone_count = 0;
	assert_int_equal(roster_apply(&roster, &told, 0, &me), RESULT_OK);
	assert_int_equal(gone_count, 1);
	assert_int_equal(gone_peer, 3);
	assert_null(roster_find(&roster, 3));
	assert_non_null(roster_find(&roster, 1));
}

static void nobody_turns_into_somebody_else(void **state)
{
	(void)state;
	struct roster roster = joined();
	static wire_Roster told;

	told = (wire_Roster){.epoch = 1, .entries_count = 2};
	told.entries[0] = entry(1, wire_Role_ROLE_MASTER);
	told.entries[1] = entry(3, wire_Role_ROLE_CLIENT);
	strcpy(roster_find(&roster, 1)->name, "Anna");
	strcpy(told.entries[0].name, "relay.example.com");
	strcpy(told.entries[1].name, "Ben");
	assert_int_equal(roster_apply(&roster, &told, 0, &me), RESULT_OK);
	assert_string_equal(roster_find(&roster, 1)->name, "Anna");
	assert_string_equal(roster_find(&roster, 3)->name, "Ben");
	told.epoch = 2;
	strcpy(told.entries[1].name, "Anna");
	told.entries[1].shares = true;
	assert_int_equal(roster_apply(&roster, &told, 0, &me), RESULT_OK);
	assert_string_equal(roster_find(&roster, 3)->name, "Ben");
	assert_true(roster_find(&roster, 3)->shares);
}

static void an_old_roster_is_refused(void **state)
{
	(void)state;
	struct roster roster = joined();
	static wire_Roster told;

	told = (wire_Roster){.epoch = 5, .entries_count = 1};
	told.entries[0] = entry(1, wire_Role_ROLE_MASTER);
	assert_int_equal(roster_apply(&roster, &told, 0, &me), RESULT_OK);
	assert_int_equal(roster_apply(&roster, &told, 0, &me), RESULT_BAD_FRAME);
	told.epoch = 4;
	assert_int_equal(roster_apply(&roster, &told, 0, &me), RESULT_BAD_FRAME);
}

static void impossible_entries_change_nothing(void **state)
{
	(void)state;
	static const uint32_t bad_peers[] = {0, 0xFFFF, 0x10000, 4};
	static wire_Roster told;

	for (size_t i = 0; i < sizeof bad_peers / sizeof bad_peers[0]; i++) {
		struct roster roster = joined();
		told = (wire_Roster){.epoch = 1, .entries_count = 3};
		told.entries[0] = entry(1, wire_Role_ROLE_MASTER);
		told.entries[1] = entry(4, wire_Role_ROLE_CLIENT);
		told.entries[2] = entry(9, wire_Role_ROLE_CLIENT);
		told.entries[2].peer = bad_peers[i]; /* the last: 4 a second time */
		assert_int_equal(roster_apply(&roster, &told, 0, &me), RESULT_BAD_FRAME);
		assert_null(roster_find(&roster, 4));
		assert_int_equal(roster.epoch, 0);
	}
}

/* At another relay they have other peer ids, which may be exchanged; who they are stays, and so does what my
 * own programs call them. */
static void people_keep_their_names_at_another_relay(void **state)
{
	(void)state;
	struct roster roster = joined();
	static wire_Roster told;

	told = (wire_Roster){.epoch = 1, .entries_count = 4};
	told.entries[0] = entry(1, wire_Role_ROLE_MASTER);
	told.entries[1] = entry(2, wire_Role_ROLE_CLIENT);
	told.entries[2] = entry(3, wire_Role_ROLE_CLIENT);
	told.entries[3] = entry(4, wire_Role_ROLE_CLIENT);
	assert_int_equal(roster_apply(&roster, &told, 0, &me), RESULT_OK);
	struct person *third = roster_find(&roster, 3), *fourth = roster_find(&roster, 4);
	told.epoch = 2;
	told.entries[2].peer = 4;
	told.entries[3].peer = 3;
	assert_int_equal(roster_apply(&roster, &told, 1, &me), RESULT_OK);
	assert_ptr_equal(roster_find(&roster, 3), third);
	assert_ptr_equal(roster_find(&roster, 4), fourth);
	assert_ptr_equal(roster_at(&roster, meeting_place(1, 4)), third);
	assert_ptr_equal(roster_at(&roster, meeting_place(1, 3)), fourth);
	assert_null(roster_at(&roster, meeting_place(0, 3)));
}

static void a_newcomer_does_not_take_somebody_elses_name(void **state)
{
	(void)state;
	struct roster roster = {0};
	struct person *old = roster_add(&roster, meeting_place(0, 2));
	struct person *newcomer = roster_add(&roster, meeting_place(1, 2));

	assert_ptr_not_equal(old, newcomer);
	assert_int_equal(old->peer, 2);
	assert_int_not_equal(newcomer->peer, 2);
	assert_ptr_equal(roster_find(&roster, newcomer->peer), newcomer);
	assert_ptr_equal(roster_at(&roster, meeting_place(1, 2)), newcomer);
}

static void who_is_not_at_this_relay_is_told_of_with_a_peer_that_nobody_has(void **state)
{
	(void)state;
	struct roster roster = {0};
	struct person self = {.peer = 1, .where = meeting_place(1, 1), .role = PARTICIPANT_MASTER};
	static wire_Roster told;

	roster_add(&roster, meeting_place(0, 5))->consent = CONSENT_IN;
	roster_add(&roster, meeting_place(1, 5))->consent = CONSENT_IN;
	roster_tell(&roster, &self, 1, &told);
	assert_int_equal(told.entries_count, 3);
	assert_int_equal(told.entries[2].peer, 5);
	assert_in_range(told.entries[1].peer, 0xFF00, 0xFFFE);
}

/* The whole table: whom a joiner knows besides the master, and what the master's next roster says of that
 * one. */

enum { NOBODY_YET, A_CLIENT, KNOWN };
enum { NOT_TOLD, TOLD, TOLD_ELSEWHERE, TOLD_AS_MASTER, TELLINGS };

static const struct {
	int clients, gone;
	uint16_t place;  /* that one's; 0: nobody's, or nowhere that is known */
	bool keeps_view; /* what he was given */
} outcomes[KNOWN][TELLINGS] = {
	[NOBODY_YET] = {[NOT_TOLD] = {0, 0, 0, false},
                    [TOLD] = {1, 0, 5, false},
                    [TOLD_ELSEWHERE] = {1, 0, 6, false},
                    [TOLD_AS_MASTER] = {0, 0, 0, false}},
	[A_CLIENT] = {[NOT_TOLD] = {0, 1, 0, false},
                  [TOLD] = {1, 0, 5, true},
                  [TOLD_ELSEWHERE] = {1, 0, 6, true},
                  [TOLD_AS_MASTER] = {1, 0, 0, true}},
};

static struct person *the_client(struct roster *roster, int *count)
{
	struct person *found = NULL;

	*count = 0;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &roster->people[i];
		if (person->peer == 0 || person->role == PARTICIPANT_MASTER)
			continue;
		found = person;
		++*count;
	}
	return found;
}

static void tell(struct roster *roster, uint32_t epoch, int telling)
{
	static wire_Roster told;

	told = (wire_Roster){.epoch = epoch, .entries_count = telling == NOT_TOLD ? 2 : 3};
	told.entries[0] = entry(1, wire_Role_ROLE_MASTER);
	told.entries[1] = entry(2, wire_Role_ROLE_CLIENT);
	told.entries[2] = entry(5, telling == TOLD_AS_MASTER ? wire_Role_ROLE_MASTER : wire_Role_ROLE_CLIENT);
	if (telling == TOLD_ELSEWHERE)
		told.entries[2].peer = 6;
	assert_int_equal(roster_apply(roster, &told, 0, &me), RESULT_OK);
}

static void each_knowledge_takes_each_telling_as_written(void **state)
{
	(void)state;
	for (int known = 0; known < KNOWN; known++) {
		for (int telling = 0; telling < TELLINGS; telling++) {
			struct roster roster = joined();
			int count;
			tell(&roster, 1, known == A_CLIENT ? TOLD : NOT_TOLD);
			if (known == A_CLIENT)
				the_client(&roster, &count)->given.view = true;
			gone_count = 0;
			tell(&roster, 2, telling);
			const struct person *client = the_client(&roster, &count);
			bool is_right =
				count == outcomes[known][telling].clients && gone_count == outcomes[known][telling].gone &&
				(client == NULL || (meeting_peer_of(client->where) == outcomes[known][telling].place &&
			                        client->given.view == outcomes[known][telling].keeps_view));
			/* The master is at the place that the relay and the keys have given him, whatever is told. */
			const struct person *master = roster_find(&roster, 1);
			if (!is_right || master == NULL || meeting_peer_of(master->where) != 1 ||
			    master->role != PARTICIPANT_MASTER)
				fail_msg("known %d, telling %d: %d clients, %d gone", known, telling, count, gone_count);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(peers_are_added_once_and_found),
		cmocka_unit_test(a_full_roster_takes_nobody),
		cmocka_unit_test(only_who_is_admitted_is_told_of),
		cmocka_unit_test(a_roster_adds_and_takes_away),
		cmocka_unit_test(nobody_turns_into_somebody_else),
		cmocka_unit_test(each_knowledge_takes_each_telling_as_written),
		cmocka_unit_test(an_old_roster_is_refused),
		cmocka_unit_test(impossible_entries_change_nothing),
		cmocka_unit_test(people_keep_their_names_at_another_relay),
		cmocka_unit_test(a_newcomer_does_not_take_somebody_elses_name),
		cmocka_unit_test(who_is_not_at_this_relay_is_told_of_with_a_peer_that_nobody_has),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
