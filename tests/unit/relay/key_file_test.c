#include "support/unit.h"

#include "base/file.h"
#include "relay/key_file.h"
#include "relay/keys.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct place {
	char folder[40], path[60];
};

static int make_place(void **state)
{
	struct place *place = calloc(1, sizeof *place);
	if (!place || sodium_init() < 0)
		return -1;
	strcpy(place->folder, "/tmp/lotse-key-XXXXXX");
	if (!mkdtemp(place->folder))
		return -1;
	snprintf(place->path, sizeof place->path, "%s/k", place->folder);
	*state = place;
	return 0;
}

static int end_place(void **state)
{
	struct place *place = *state;
	unlink(place->path);
	rmdir(place->folder);
	free(place);
	return 0;
}

static void a_secret_key_is_for_its_owner_alone_and_never_overwritten(void **state)
{
	struct place *place = *state;
	static const uint8_t key[32] = {1, 2, 3}, other[32] = {9};
	uint8_t back[32];
	struct stat found;
	umask(0);
	assert_int_equal(key_file_read(place->path, back, sizeof back), RESULT_NEED_MORE);
	assert_int_equal(key_file_create(place->path, key, sizeof key, true), RESULT_OK);
	assert_int_equal(stat(place->path, &found), 0);
	assert_int_equal(found.st_mode & 0777, 0600);
	assert_int_equal(key_file_create(place->path, other, sizeof other, true), RESULT_REFUSED);
	assert_int_equal(key_file_read(place->path, back, sizeof back), RESULT_OK);
	assert_memory_equal(back, key, sizeof key);
}

static void a_public_key_may_be_read_by_all(void **state)
{
	struct place *place = *state;
	static const uint8_t key[32] = {1};
	struct stat found;
	umask(022);
	assert_int_equal(key_file_create(place->path, key, sizeof key, false), RESULT_OK);
	assert_int_equal(stat(place->path, &found), 0);
	assert_int_equal(found.st_mode & 0777, 0644);
}

static void what_holds_no_key_is_refused(void **state)
{
	struct place *place = *state;
	static const char *const bad[] = {"", "00", "nonsense\n",
	                                  "zz0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"};
	uint8_t back[32] = {7};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(file_write(place->path, bytes_of_text(bad[i]), true), RESULT_OK);
		assert_int_equal(key_file_read(place->path, back, sizeof back), RESULT_BAD_ARGUMENT);
	}
	assert_int_equal(key_file_create("/nowhere/at/all", back, sizeof back, true), RESULT_DISK);
	assert_int_equal(key_file_read(place->folder, back, sizeof back), RESULT_DISK);
}

static void two_halves_of_a_pair_must_belong_together(void **state)
{
	struct place *place = *state;
	uint8_t public_key[32], secret_key[64], read_secret[64], read_public[32];
	crypto_sign_keypair(public_key, secret_key);
	assert_int_equal(key_file_create(place->path, secret_key, sizeof secret_key, true), RESULT_OK);
	assert_int_equal(key_file_read_pair(place->path, read_secret, read_public), RESULT_OK);
	assert_memory_equal(read_public, public_key, sizeof public_key);
	unlink(place->path);
	secret_key[63] ^= 1;
	assert_int_equal(key_file_create(place->path, secret_key, sizeof secret_key, true), RESULT_OK);
	assert_int_equal(key_file_read_pair(place->path, read_secret, read_public), RESULT_BAD_ARGUMENT);
}

/* A relay that was killed: whoever starts it again at once need not try twice. */
static void a_folder_is_waited_for_while_the_relay_before_ends(void **state)
{
	struct place *place = *state;
	int said[2];
	char word;
	snprintf(place->path, sizeof place->path, "%s/lock", place->folder);
	assert_int_equal(pipe(said), 0);
	pid_t before = fork();
	if (before == 0) {
		bool has_it = keys_claim_folder(place->folder) == RESULT_OK;
		if (write(said[1], "", 1) == 1)
			usleep(400000);
		_exit(has_it ? 0 : 1);
	}
	assert_int_equal(read(said[0], &word, 1), 1);
	assert_int_equal(keys_claim_folder(place->folder), RESULT_OK);
	int status = 1;
	assert_int_equal(waitpid(before, &status, 0), before);
	assert_int_equal(status, 0);
	close(said[0]);
	close(said[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_secret_key_is_for_its_owner_alone_and_never_overwritten, make_place,
	                                    end_place),
		cmocka_unit_test_setup_teardown(a_public_key_may_be_read_by_all, make_place, end_place),
		cmocka_unit_test_setup_teardown(what_holds_no_key_is_refused, make_place, end_place),
		cmocka_unit_test_setup_teardown(a_folder_is_waited_for_while_the_relay_before_ends, make_place,
	                                    end_place),
		cmocka_unit_test_setup_teardown(two_halves_of_a_pair_must_belong_together, make_place, end_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
