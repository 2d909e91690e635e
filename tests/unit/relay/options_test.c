#include "support/unit.h"

#include "base/file.h"
#include "relay/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct options options;
static char complaint[512];

static int set_up(void **state)
{
	(void)state;
	options_init(&options);
	complaint[0] = 0;
	return 0;
}

#define READ(...) read_line((char *[]){"lotse-relay", __VA_ARGS__, NULL})

static enum result read_line(char **arguments)
{
	int count = 0;
	while (arguments[count])
		count++;
	return options_read(&options, count, arguments, complaint);
}

static enum result read_text(const char *text)
{
	return options_read_text(&options, bytes_of_text(text), complaint);
}

static void without_options_it_is_a_whole_service(void **state)
{
	char *arguments[] = {"lotse-relay", NULL};
	(void)state;
	assert_int_equal(read_line(arguments), RESULT_OK);
	assert_int_equal(options.wish, OPTIONS_RUN);
	assert_int_equal(options.raw_port, 5000);
	assert_int_equal(options.http_port, 80);
	assert_string_equal(options.log, "stderr");
	assert_int_equal(options.hello_ms, 5000);
	assert_int_equal(options.match_ms, 15000);
	assert_int_equal(options.wait_ms, 900000);
	assert_int_equal(options.limits.unmatched_early, 1024);
	assert_int_equal(options.limits.unmatched_max, 16384);
}

static void command_line_is_read(void **state)
{
	(void)state;
	assert_int_equal(READ("--raw-port", "0", "--http-port", "8080", "--state", "/x y", "--listen", "::1",
	                      "--host", "relay.example", "--log", "/tmp/l", "--workers", "3"),
	                 RESULT_OK);
	assert_int_equal(options.raw_port, 0);
	assert_int_equal(options.http_port, 8080);
	assert_string_equal(options.state, "/x y");
	assert_string_equal(options.listen, "::1");
	assert_string_equal(options.host, "relay.example");
	assert_string_equal(options.log, "/tmp/l");
	assert_int_equal(options.workers, 3);
}

static void help_and_version_are_wishes(void **state)
{
	(void)state;
	assert_int_equal(READ("--help"), RESULT_OK);
	assert_int_equal(options.wish, OPTIONS_HELP);
	assert_non_null(strstr(options_help(), "--raw-port"));
	options_init(&options);
	assert_int_equal(READ("--version"), RESULT_OK);
	assert_int_equal(options.wish, OPTIONS_SHOW_VERSION);
}

static void wrong_usage_gets_a_sentence_with_the_word(void **state)
{
	static char *const lines[][3] = {
		{"--nonsense", NULL},          {"nonsense", NULL},         {"--raw-port", NULL},
		{"--raw-port", "65536", NULL}, {"--raw-port", "x1", NULL}, {"--raw-port", "", NULL},
		{"--ping-s", "0", NULL},       {"--workers", "-1", NULL},
	};
	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		char *arguments[] = {"lotse-relay", lines[i][0], lines[i][1], NULL};
		set_up(state);
		assert_int_equal(read_line(arguments), RESULT_BAD_ARGUMENT);
		assert_non_null(strstr(complaint, lines[i][0] + (lines[i][0][0] == '-' ? 2 : 0)));
	}
}

static void https_has_a_port_a_free_one_or_none(void **state)
{
	(void)state;
	assert_int_equal(options.https_port, OPTIONS_PORT_IF_FREE);
	assert_int_equal(READ("--https-port", "8443"), RESULT_OK);
	assert_int_equal(options.https_port, 8443);
	assert_int_equal(READ("--https-port", "0"), RESULT_OK);
	assert_int_equal(options.https_port, 0);
	assert_int_equal(READ("--https-port", "none"), RESULT_OK);
	assert_int_equal(options.https_port, OPTIONS_PORT_NONE);
	assert_int_equal(READ("--https-port", "65536"), RESULT_BAD_ARGUMENT);
	assert_int_equal(READ("--https-port", "nonesuch"), RESULT_BAD_ARGUMENT);
	assert_int_equal(READ("--http-port", "none"), RESULT_BAD_ARGUMENT);
}

static void a_certificate_may_have_its_key_in_the_same_file_but_not_the_other_way_round(void **state)
{
	(void)state;
	assert_int_equal(READ("--certificate", "/c.pem"), RESULT_OK);
	assert_string_equal(options.certificate, "/c.pem");
	assert_string_equal(options.certificate_key, "");
	options_init(&options);
	assert_int_equal(READ("--certificate-key", "/k.pem"), RESULT_BAD_ARGUMENT);
	assert_non_null(strstr(complaint, "certificate-key"));
}

static void trusted_proxies_are_several(void **state)
{
	(void)state;
	assert_int_equal(read_text("trusted-proxy 192.0.2.1\ntrusted-proxy 2001:db8::/32\n"), RESULT_OK);
	assert_int_equal(READ("--trusted-proxy", "10.0.0.0/8"), RESULT_OK);
	assert_int_equal(options.trusted.count, 3);
	assert_int_equal(options.trusted.networks[2].bits, 96 + 8);
	assert_int_equal(read_text("trusted-proxy 10.0.0.1/8\n"), RESULT_BAD_ARGUMENT);
	assert_non_null(strstr(complaint, "10.0.0.1/8"));
}

static void what_can_not_change_while_it_runs_is_held_back_and_named(void **state)
{
	struct options wanted;
	size_t at = 0;
	(void)state;
	wanted = options;
	assert_null(options_hold_back(&wanted, &options, &at));
	wanted.raw_port = 6000;
	wanted.https_port = 7;
	snprintf(wanted.user, sizeof wanted.user, "other");
	wanted.hello_ms = 777;
	wanted.limits.failures_burst = 3;
	snprintf(wanted.certificate, sizeof wanted.certificate, "/c.pem");
	at = 0;
	assert_string_equal(options_hold_back(&wanted, &options, &at), "raw-port");
	assert_string_equal(options_hold_back(&wanted, &options, &at), "https-port");
	assert_string_equal(options_hold_back(&wanted, &options, &at), "user");
	assert_null(options_hold_back(&wanted, &options, &at));
	assert_int_equal(wanted.raw_port, 5000);
	assert_int_equal(wanted.https_port, OPTIONS_PORT_IF_FREE);
	assert_string_equal(wanted.user, "lotse");
	assert_int_equal(wanted.hello_ms, 777); /* these may */
	assert_int_equal(wanted.limits.failures_burst, 3);
	assert_string_equal(wanted.certificate, "/c.pem");
}

static void value_too_long_for_its_place_is_refused(void **state)
{
	char value[OPTIONS_TEXT_BYTES + 1];
	(void)state;
	memset(value, 'a', sizeof value);
	value[OPTIONS_TEXT_BYTES] = 0;
	assert_int_equal(READ("--state", value), RESULT_BAD_ARGUMENT);
	value[OPTIONS_TEXT_BYTES - 1] = 0;
	assert_int_equal(READ("--state", value), RESULT_OK);
	assert_string_equal(options.state, value);
}

static void configuration_sets_what_the_command_line_sets_and_limits(void **state)
{
	(void)state;
	assert_int_equal(
		read_text("# a comment\r\nraw-port 5001\nmax-unmatched 9\n\nfailures 3\nregion eu-central\n"),
		RESULT_OK);
	assert_int_equal(options.raw_port, 5001);
	assert_int_equal(options.limits.unmatched_max, 9);
	assert_int_equal(options.limits.failures_burst, 3);
	assert_string_equal(options.region, "eu-central");
}

static void bad_line_is_named(void **state)
{
	(void)state;
	assert_int_equal(read_text("raw-port 5001\n\nhttp-port many\n"), RESULT_BAD_ARGUMENT);
	assert_non_null(strstr(complaint, "3"));
	assert_non_null(strstr(complaint, "http-port"));
	assert_non_null(strstr(complaint, "many"));
	assert_int_equal(read_text("colour blue\n"), RESULT_BAD_ARGUMENT);
	assert_non_null(strstr(complaint, "colour"));
}

static void command_line_wins_over_the_file_wherever_it_is_named(void **state)
{
	char path[] = "/tmp/lotse-options.XXXXXX";
	(void)state;
	close(mkstemp(path));
	assert_int_equal(file_write(path, bytes_of_text("raw-port 1111\nhttp-port 2222\n"), false), RESULT_OK);
	assert_int_equal(READ("--raw-port", "3333", "--config", path), RESULT_OK);
	assert_int_equal(options.raw_port, 3333);
	assert_int_equal(options.http_port, 2222);
	unlink(path);
	assert_int_equal(READ("--config", path), RESULT_DISK);
	assert_non_null(strstr(complaint, path));
}

static void early_refusal_stays_below_the_maximum(void **state)
{
	char path[] = "/tmp/lotse-options.XXXXXX";
	(void)state;
	close(mkstemp(path));
	file_write(path, bytes_of_text("max-unmatched 100\n"), false);
	assert_int_equal(READ("--config", path), RESULT_OK);
	assert_true(options.limits.unmatched_early < options.limits.unmatched_max);
	unlink(path);
}

static void state_folder_follows_systemd_then_xdg_then_home(void **state)
{
	char to[OPTIONS_TEXT_BYTES];
	(void)state;
	assert_int_equal(options_state_folder("/var/lib/lotse", "/x", "/h", to), RESULT_OK);
	assert_string_equal(to, "/var/lib/lotse");
	assert_int_equal(options_state_folder("/a:/b", NULL, NULL, to), RESULT_OK);
	assert_string_equal(to, "/a");
	assert_int_equal(options_state_folder(NULL, "/x", "/h", to), RESULT_OK);
	assert_string_equal(to, "/x/lotse-relay");
	assert_int_equal(options_state_folder("", "relative", "/h", to), RESULT_OK);
	assert_string_equal(to, "/h/.local/state/lotse-relay");
	assert_int_equal(options_state_folder(NULL, NULL, NULL, to), RESULT_BAD_ARGUMENT);
}

#define HERE(test) cmocka_unit_test_setup(test, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(without_options_it_is_a_whole_service),
		HERE(command_line_is_read),
		HERE(help_and_version_are_wishes),
		HERE(wrong_usage_gets_a_sentence_with_the_word),
		HERE(https_has_a_port_a_free_one_or_none),
		HERE(a_certificate_may_have_its_key_in_the_same_file_but_not_the_other_way_round),
		HERE(trusted_proxies_are_several),
		HERE(what_can_not_change_while_it_runs_is_held_back_and_named),
		HERE(value_too_long_for_its_place_is_refused),
		HERE(configuration_sets_what_the_command_line_sets_and_limits),
		HERE(bad_line_is_named),
		HERE(command_line_wins_over_the_file_wherever_it_is_named),
		HERE(early_refusal_stays_below_the_maximum),
		HERE(state_folder_follows_systemd_then_xdg_then_home),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
