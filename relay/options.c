/*
 * One table of what can be set, for the command line and for files: `set` finds
 * the word in it and reads its value.
 */
#include "relay/options.h"

#include "base/config.h"
#include "base/file.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { CONFIG_FILE_BYTES_MAX = 65536 };

enum kind { KIND_TEXT, KIND_NUMBER, KIND_PORT, KIND_TRUSTED };

struct word {
	const char *name;
	enum kind kind;
	size_t offset;
	uint32_t min, max; /* of a number; of a text, max is its room with NUL */
	bool is_fixed;     /* can't change while the relay runs */
};

/* clang-format off */
#define TEXT_WORD(name, field)          {name, KIND_TEXT, offsetof(struct options, field), 0, sizeof((struct options *)0)->field, false}
#define NUMBER_WORD(name, field, min, max) {name, KIND_NUMBER, offsetof(struct options, field), min, max, false}
#define FIXED_TEXT(name, field)          {name, KIND_TEXT, offsetof(struct options, field), 0, sizeof((struct options *)0)->field, true}
#define FIXED_NUMBER(name, field, min, max) {name, KIND_NUMBER, offsetof(struct options, field), min, max, true}

static const struct word words[] = {
	FIXED_NUMBER("raw-port", raw_port, 0, 65535),
	FIXED_NUMBER("http-port", http_port, 0, 65535),
	{"https-port", KIND_PORT, offsetof(struct options, https_port), 0, 65535, true},
	TEXT_WORD("operators", operators),
	FIXED_TEXT("client-file", client_file),
	TEXT_WORD("certificate", certificate),
	TEXT_WORD("certificate-key", certificate_key),
	{"trusted-proxy", KIND_TRUSTED, offsetof(struct options, trusted), 0, 0, false},
	FIXED_TEXT("listen", listen),
	TEXT_WORD("host", host),
	TEXT_WORD("region", region),
	FIXED_TEXT("prefix", prefix),
	FIXED_TEXT("fleet-etcd", fleet_etcd),
	FIXED_TEXT("fleet-credentials", fleet_credentials),
	FIXED_TEXT("list-delegation", list_delegation),
	FIXED_TEXT("state", state),
	TEXT_WORD("log", log),
	FIXED_TEXT("user", user),
	FIXED_NUMBER("workers", workers, 0, OPTIONS_WORKERS_MAX),
	NUMBER_WORD("ping-s", ping_s, 1, 3600),
	NUMBER_WORD("hello-ms", hello_ms, 100, 600000),
	NUMBER_WORD("match-ms", match_ms, 100, 600000),
	NUMBER_WORD("wait-ms", wait_ms, 100, 86400000),
	NUMBER_WORD("refuse-ms", refuse_ms, 1, 10000),
	NUMBER_WORD("keep-s", keep_s, 1, 86400),
	NUMBER_WORD("back-in-ms", back_in_ms, 0, 600000),
	FIXED_NUMBER("queue-mb", queue_mb, 1, 65536),
	NUMBER_WORD("hold-several", hold_several, 0, 1),
	NUMBER_WORD("max-unmatched", limits.unmatched_max, 2, 1000000),
	NUMBER_WORD("early-unmatched", limits.unmatched_early, 1, 1000000),
	NUMBER_WORD("max-unmatched-per-source", limits.unmatched_per_source, 1, 1000000),
	NUMBER_WORD("max-returning", limits.returning_max, 0, 1000000),
	NUMBER_WORD("max-returning-per-source", limits.returning_per_source, 0, 1000000),
	NUMBER_WORD("max-numbers-per-source", limits.numbers_per_source, 1, 1000000),
	NUMBER_WORD("max-numbers-per-network", limits.numbers_per_network, 1, 1000000),
	NUMBER_WORD("failures", limits.failures_burst, 1, 1000000),
	NUMBER_WORD("failures-per-minute", limits.failures_per_minute, 1, 1000000),
	NUMBER_WORD("network-failures", limits.network_burst, 1, 1000000),
	NUMBER_WORD("network-failures-per-minute", limits.network_per_minute, 1, 1000000),
};
/* clang-format on */

void options_init(struct options *options)
{
	*options = (struct options){
		.log = "stderr",
		.user = "lotse",
		.raw_port = 5000,
		.http_port = 80,
		.https_port = OPTIONS_PORT_IF_FREE,
		.ping_s = 20,
		.hello_ms = 5000,
		.match_ms = 15000,
		.wait_ms = 15 * 60 * 1000,
		.refuse_ms = 300,
		.keep_s = 30 * 60,
		.back_in_ms = 1000,
		.queue_mb = 512,
		.limits =
			{
				.unmatched_max = 16384,
				.unmatched_early = 1024,
				.unmatched_per_source = 64,
				.failures_burst = 20,
				.failures_per_minute = 10,
				.network_burst = 120,
				.network_per_minute = 60,
				.returning_max = 1024,
				.returning_per_source = 32,
				.numbers_per_source = 256,
				.numbers_per_network = 1024,
			},
	};
}

const char *options_help(void)
{
	return text_get(TEXT_RELAY_HELP);
}

static bool set_text(const struct word *word, struct bytes value, char *to)
{
	if (value.size == 0 || value.size >= word->max || memchr(value.data, 0, value.size))
		return false;
	memcpy(to, value.data, value.size);
	to[value.size] = 0;
	return true;
}

static bool set_number(const struct word *word, struct bytes value, uint32_t *to)
{
	struct config_line line = {.value = value};
	uint32_t number;
	if (config_number(&line, word->max, &number) != RESULT_OK || number < word->min)
		return false;
	*to = number;
	return true;
}

/* A port, or "none". */
static bool set_port(const struct word *word, struct bytes value, uint32_t *to)
{
	if (!bytes_are_equal(value, bytes_of_text("none")))
		return set_number(word, value, to);
	*to = OPTIONS_PORT_NONE;
	return true;
}

static bool set_value(const struct word *word, struct bytes value, char *at)
{
	switch (word->kind) {
	case KIND_TEXT:
		return set_text(word, value, at);
	case KIND_NUMBER:
		return set_number(word, value, (uint32_t *)(void *)at);
	case KIND_PORT:
		return set_port(word, value, (uint32_t *)(void *)at);
	default: /* one more each time */
		return trusted_add((struct trusted *)(void *)at, value) == RESULT_OK;
	}
}

static const struct word *find(struct bytes name)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (bytes_are_equal(name, bytes_of_text(words[i].name)))
			return &words[i];
	return NULL;
}

/* RESULT_BAD_ARGUMENT with a sentence. */
static enum result set(struct options *options, struct bytes name, struct bytes value,
                       char complaint[static 512])
{
	const struct word *word = find(name);
	char shown[64]; /* what is wrong, cut to what is worth showing */
	if (!word) {
		snprintf(shown, sizeof shown, "%.*s", (int)name.size, (const char *)name.data);
		snprintf(complaint, 512, text_get(TEXT_RELAY_UNKNOWN_OPTION), shown);
		return RESULT_BAD_ARGUMENT;
	}
	if (set_value(word, value, (char *)options + word->offset))
		return RESULT_OK;
	snprintf(shown, sizeof shown, "%.*s", (int)value.size, value.data ? (const char *)value.data : "");
	snprintf(complaint, 512, text_get(TEXT_RELAY_BAD_VALUE), word->name, shown);
	return RESULT_BAD_ARGUMENT;
}

enum result options_read_text(struct options *options, struct bytes text, char complaint[static 512])
{
	struct reader r = reader_over(text);
	struct config_line line;
	int number = 0;
	while (config_next(&r, &number, &line)) {
		char why[512];
		if (set(options, line.key, line.value, why) == RESULT_OK)
			continue;
		why[400] = 0; /* so that the sentence around it has its place */
		snprintf(complaint, 512, text_get(TEXT_RELAY_BAD_LINE), line.number, why);
		return RESULT_BAD_ARGUMENT;
	}
	return RESULT_OK;
}

static enum result read_config(struct options *options, const char *path, char complaint[static 512])
{
	struct buffer buffer;
	buffer_init(&buffer, CONFIG_FILE_BYTES_MAX);
	enum result result = file_read(path, &buffer);
	if (result == RESULT_OK)
		result = options_read_text(options, buffer_bytes(&buffer), complaint);
	else
		snprintf(complaint, 512, text_get(TEXT_RELAY_BAD_CONFIG), path);
	buffer_finish(&buffer);
	return result;
}

/* One pass over the command line: only --config, or all but that. */
static enum result read_arguments(struct options *options, int count, char **arguments, bool is_for_config,
                                  char complaint[static 512])
{
	for (int i = 1; i < count; i++) {
		const char *name = arguments[i];
		if (strcmp(name, "--help") == 0 || strcmp(name, "--version") == 0) {
			options->wish = name[2] == 'h' ? OPTIONS_HELP : OPTIONS_SHOW_VERSION;
			continue;
		}
		if (strncmp(name, "--", 2) != 0) {
			snprintf(complaint, 512, text_get(TEXT_RELAY_UNKNOWN_OPTION), name);
			return RESULT_BAD_ARGUMENT;
		}
		bool is_config = strcmp(name, "--config") == 0;
		if (!is_config && !find(bytes_of_text(name + 2)))
			return set(options, bytes_of_text(name + 2), (struct bytes){0}, complaint);
		if (i + 1 == count) {
			snprintf(complaint, 512, text_get(TEXT_RELAY_NO_VALUE), name);
			return RESULT_BAD_ARGUMENT;
		}
		const char *value = arguments[++i];
		enum result result = RESULT_OK;
		if (is_config && is_for_config)
			result = read_config(options, value, complaint);
		else if (!is_config && !is_for_config)
			result = set(options, bytes_of_text(name + 2), bytes_of_text(value), complaint);
		if (result != RESULT_OK)
			return result;
	}
	return RESULT_OK;
}

enum result options_read(struct options *options, int count, char **arguments, char complaint[static 512])
{
	enum result result = read_arguments(options, count, arguments, true, complaint);
	if (result == RESULT_OK)
		result = read_arguments(options, count, arguments, false, complaint);
	if (result == RESULT_OK && options->limits.unmatched_early >= options->limits.unmatched_max)
		options->limits.unmatched_early = options->limits.unmatched_max - 1;
	if (result == RESULT_OK && options->certificate_key[0] && !options->certificate[0]) {
		snprintf(complaint, 512, "%s", text_get(TEXT_RELAY_KEY_ALONE));
		return RESULT_BAD_ARGUMENT;
	}
	return result;
}

const char *options_hold_back(struct options *wanted, const struct options *running, size_t *at)
{
	while (*at < sizeof words / sizeof *words) {
		const struct word *word = &words[(*at)++];
		char *value = (char *)wanted + word->offset;
		const char *held = (const char *)running + word->offset;
		size_t size = word->kind == KIND_TEXT ? word->max : sizeof(uint32_t);
		bool is_same = word->kind == KIND_TEXT ? strcmp(value, held) == 0 : memcmp(value, held, size) == 0;
		if (!word->is_fixed || is_same)
			continue;
		memcpy(value, held, size);
		return word->name;
	}
	return NULL;
}

enum result options_state_folder(const char *state_directory, const char *xdg_state_home, const char *home,
                                 char to[static OPTIONS_TEXT_BYTES])
{
	int length = -1;
	if (state_directory && *state_directory == '/')
		length =
			snprintf(to, OPTIONS_TEXT_BYTES, "%.*s", (int)strcspn(state_directory, ":"), state_directory);
	else if (xdg_state_home && *xdg_state_home == '/')
		length = snprintf(to, OPTIONS_TEXT_BYTES, "%s/lotse-relay", xdg_state_home);
	else if (home && *home == '/')
		length = snprintf(to, OPTIONS_TEXT_BYTES, "%s/.local/state/lotse-relay", home);
	return length > 0 && length < OPTIONS_TEXT_BYTES ? RESULT_OK : RESULT_BAD_ARGUMENT;
}
