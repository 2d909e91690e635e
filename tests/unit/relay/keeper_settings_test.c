/* What counts after a reload, and what a broken file changes: nothing. */
#include "support/unit.h"

#include "base/file.h"
#include "base/secret.h"
#include "relay/keeper.h"
#include "relay/keeper_settings.h"
#include "relay/settings.h"
#include "wire/server_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOW_S = 1800000000 };

static struct options options;
static struct keeper_setup setup;
static struct keeper_settings settings;
static char config[OPTIONS_TEXT_BYTES + 16], own[OPTIONS_TEXT_BYTES + 16];
static char *arguments[] = {"lotse-relay", "--config", config, "--raw-port", "7000", NULL};

static void write_config(const char *text)
{
	assert_int_equal(file_write(config, bytes_of_text(text), false), RESULT_OK);
}

static void begin(const char *text)
{
	char complaint[512];
	write_config(text);
	options_init(&options);
	assert_int_equal(options_read(&options, 5, arguments, complaint), RESULT_OK);
	assert_int_equal(keeper_settings_open(&settings, &setup, NOW_S), RESULT_OK);
}

static int set_up(void **state)
{
	(void)state;
	setup = (struct keeper_setup){.options = &options,
	                              .folder = "/tmp/lotse-settings.XXXXXX",
	                              .https_port = 443,
	                              .argument_count = 5,
	                              .arguments = arguments};
	assert_non_null(mkdtemp(setup.folder));
	snprintf(config, sizeof config, "%s/config", setup.folder);
	snprintf(own, sizeof own, "%s/own.pem", setup.folder);
	return 0;
}

static int tear_down(void **state)
{
	char command[OPTIONS_TEXT_BYTES + 16];
	(void)state;
	keeper_settings_close(&settings);
	keeper_settings_close(&settings);
	snprintf(command, sizeof command, "rm -rf %s", setup.folder);
	return system(command); // NOLINT(cert-env33-c): a folder of the test's own
}

/* A certificate of somebody else in own.pem, with its key. */
static void write_own(struct certificate **made)
{
	enum result why;
	char folder[OPTIONS_TEXT_BYTES + 16];
	snprintf(folder, sizeof folder, "%s/elsewhere", setup.folder);
	mkdir(folder, 0700);
	*made = certificate_own(folder, "own.example", NOW_S, &why);
	assert_non_null(*made);
	assert_int_equal(file_write(own, (struct bytes){(*made)->pem, (*made)->size}, true), RESULT_OK);
}

static void settings_are_those_of_the_start(void **state)
{
	(void)state;
	begin("failures 7\n");
	assert_int_equal(settings.options.limits.failures_burst, 7);
	assert_non_null(settings.certificate);
}

static void without_a_port_for_it_there_is_no_certificate(void **state)
{
	struct stat found;
	char path[OPTIONS_TEXT_BYTES + 16];
	(void)state;
	setup.https_port = 0;
	begin("");
	assert_null(settings.certificate);
	keeper_settings_reload(&settings, NOW_S);
	assert_null(settings.certificate);
	snprintf(path, sizeof path, "%s/tls.key", setup.folder);
	assert_int_equal(stat(path, &found), -1);
}

static void what_may_change_does(void **state)
{
	(void)state;
	begin("failures 7\nhttp-port 8000\nhost a.example\n");
	write_config("failures 9\nhttp-port 9000\nhost b.example\ntrusted-proxy 10.0.0.0/8\n");
	keeper_settings_reload(&settings, NOW_S);
	assert_int_equal(settings.options.limits.failures_burst, 9);
	assert_string_equal(settings.options.host, "b.example");
	assert_int_equal(settings.options.trusted.count, 1);
	assert_int_equal(settings.options.http_port, 8000); /* that may not */
	assert_int_equal(settings.options.raw_port, 7000);  /* the command line wins still */
	write_config("");
	keeper_settings_reload(&settings, NOW_S);
	assert_int_equal(settings.options.trusted.count, 0);
	assert_int_equal(settings.options.limits.failures_burst, 20);
}

static void a_broken_configuration_changes_nothing(void **state)
{
	(void)state;
	begin("failures 7\n");
	write_config("failures 9\nnonsense\n");
	keeper_settings_reload(&settings, NOW_S);
	assert_int_equal(settings.options.limits.failures_burst, 7);
	unlink(config);
	keeper_settings_reload(&settings, NOW_S);
	assert_int_equal(settings.options.limits.failures_burst, 7);
}

static void another_certificate_counts_from_the_reload_on(void **state)
{
	struct certificate *made;
	char text[OPTIONS_TEXT_BYTES + 64];
	(void)state;
	begin("");
	write_own(&made);
	snprintf(text, sizeof text, "certificate %s\n", own);
	write_config(text);
	assert_memory_not_equal(settings.certificate->pin, made->pin, sizeof made->pin);
	keeper_settings_reload(&settings, NOW_S);
	assert_memory_equal(settings.certificate->pin, made->pin, sizeof made->pin);
	secret_destroy(made);
}

static void a_broken_certificate_changes_nothing(void **state)
{
	struct certificate *made;
	char text[OPTIONS_TEXT_BYTES + 64];
	(void)state;
	write_own(&made);
	snprintf(text, sizeof text, "certificate %s\n", own);
	begin(text);
	assert_memory_equal(settings.certificate->pin, made->pin, sizeof made->pin);
	assert_int_equal(file_write(own, bytes_of_text("broken"), true), RESULT_OK);
	keeper_settings_reload(&settings, NOW_S);
	assert_memory_equal(settings.certificate->pin, made->pin, sizeof made->pin);
	unlink(own);
	keeper_settings_reload(&settings, NOW_S);
	assert_memory_equal(settings.certificate->pin, made->pin, sizeof made->pin);
	secret_destroy(made);
}

static void a_start_without_a_usable_certificate_fails(void **state)
{
	(void)state;
	options_init(&options);
	snprintf(options.certificate, sizeof options.certificate, "/nowhere/certificate.pem");
	assert_int_equal(keeper_settings_open(&settings, &setup, NOW_S), RESULT_DISK);
}

/* All parts of a kind, on their way to the workers. True: they are whole at the end. */
static bool hand_over(enum keeper_kind kind, struct settings *to)
{
	struct keeper_message part;
	uint32_t at = 0;
	bool is_whole = false;
	while (keeper_settings_part(&settings, kind, &at, &part)) {
		assert_false(is_whole);
		assert_int_equal(part.kind, kind);
		is_whole = settings_add(to, &part);
	}
	return is_whole;
}

static void the_workers_get_what_counts(void **state)
{
	static struct settings there; /* large */
	(void)state;
	begin("failures 7\n");
	struct relay *relay = relay_create(&options);
	assert_null(settings_identity(&there, relay));
	assert_true(hand_over(KEEPER_OPTIONS, &there));
	assert_memory_equal(there.options.bytes, &settings.options, sizeof settings.options);
	assert_true(hand_over(KEEPER_TLS, &there));
	struct tls_identity *identity = settings_identity(&there, relay);
	assert_non_null(identity);
	tls_identity_destroy(identity);
	settings_wipe(&there);
	assert_null(settings_identity(&there, relay));
	settings_finish(&there);
	settings_finish(&there);
	relay_destroy(relay);
}

static void the_list_names_port_and_pin(void **state)
{
	static struct server_list list;
	static struct list_parts parts;
	struct keeper_message ready, part;
	uint32_t at = 0;
	bool is_whole = false;
	(void)state;
	begin("");
	setup.https_port = 8443;
	struct keeper *keeper = keeper_create(&setup);
	keeper_introduce(keeper, &ready);
	assert_int_equal(keeper_sign_list(keeper, NOW_S), RESULT_OK);
	while (keeper_list_part(keeper, &at, &part))
		is_whole = list_parts_add(&parts, &part);
	assert_true(is_whole);
	struct bytes text = {parts.bytes, parts.have_bytes};
	assert_int_equal(server_list_open(text, ready.root_key, NOW_S, &list), RESULT_OK);
	assert_int_equal(list.relays[0].https_port, 8443);
	assert_true(list.relays[0].has_pin);
	assert_memory_equal(list.relays[0].pin, settings.certificate->pin, sizeof list.relays[0].pin);
	keeper_destroy(keeper);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(settings_are_those_of_the_start),
		HERE(without_a_port_for_it_there_is_no_certificate),
		HERE(what_may_change_does),
		HERE(a_broken_configuration_changes_nothing),
		HERE(another_certificate_counts_from_the_reload_on),
		HERE(a_broken_certificate_changes_nothing),
		HERE(a_start_without_a_usable_certificate_fails),
		HERE(the_workers_get_what_counts),
		HERE(the_list_names_port_and_pin),
	};
	if (secret_start() != RESULT_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
