/* Links are opened by this program only for who has asked for it, and no more when that is taken back. */
#include "support/unit.h"

#include "client/links.h"
#include "support/environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void links_are_opened_here_only_if_that_is_asked_for(void **state)
{
	char folder[] = "/tmp/lotse-links-XXXXXX", path[200], line[400] = "";
	(void)state;
	assert_non_null(mkdtemp(folder));
	environment_set("XDG_DATA_HOME", folder);
	environment_set("PATH", "/nowhere");
	snprintf(path, sizeof path, "%s/applications/lotse-client.desktop", folder);
	assert_int_equal(access(path, F_OK), -1);
	assert_false(links_are_here());
	assert_int_equal(rmdir(folder), 0); /* to look has left nothing there */
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_int_equal(links_open_here(true), RESULT_OK);
	assert_true(links_are_here());
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	bool has_type = false, has_program = false;
	while (fgets(line, sizeof line, file) != NULL) {
		has_type = has_type || strcmp(line, "MimeType=x-scheme-handler/lotse;\n") == 0;
		has_program = has_program || (strncmp(line, "Exec=\"/", 7) == 0 && strstr(line, "\" %u\n") != NULL);
	}
	fclose(file);
	assert_true(has_type && has_program);
	assert_int_equal(links_open_here(false), RESULT_OK);
	assert_int_not_equal(access(path, F_OK), 0);
	assert_false(links_are_here());
	snprintf(path, sizeof path, "%s/applications", folder);
	rmdir(path);
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(links_are_opened_here_only_if_that_is_asked_for)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
