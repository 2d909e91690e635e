/*
 * Each command is one function over the parsed arguments (struct order). Files of
 * keys are key_file.c's; words about a list are list_say.c's. A list is made as
 * text: a head, then the description's relay blocks as they stand, so that the
 * parser that programs use (wire/server_list.h) is the one that judges it.
 */
#include "relay/list_tool.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/file.h"
#include "base/secret.h"
#include "base/text.h"
#include "relay/key_file.h"
#include "relay/list_fetch.h"
#include "relay/operators.h"
#include "wire/hex.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DAY_S = 24 * 3600, DAYS_DEFAULT = 90, DAYS_MAX = 3650, PATH_BYTES = 1024, HEX_BYTES = 2 * 32 + 1 };

/* What stands on the command line behind the command. */
struct order {
	const char *keys[LIST_TOOL_KEYS_MAX], *delegations[LIST_TOOL_KEYS_MAX];
	size_t key_count, delegation_count;
	const char *root, *purpose;
	uint32_t days, hours;
	const char *files[2];
	size_t file_count;
};

/* Says what is wrong; `about` and `more` stand in the sentence where it has places for them. */
static int complain(enum text_id id, const char *about, const char *more)
{
	char sentence[2048];
	fprintf(stderr, "lotse-relay: %s\n", text_write(sentence, sizeof sentence, id, about, more));
	return LIST_TOOL_FAILED;
}

static int complain_line(enum text_id id, int line, const char *about)
{
	char sentence[2048];
	fprintf(stderr, "lotse-relay: %s\n", text_write(sentence, sizeof sentence, id, line, about));
	return LIST_TOOL_FAILED;
}

static int complain_usage(enum text_id id, const char *word, const char *value)
{
	complain(id, word, value);
	return LIST_TOOL_WRONG;
}

static void key_text(const uint8_t key[static 32], char to[static HEX_BYTES])
{
	struct writer w = writer_into((uint8_t *)to, HEX_BYTES);
	hex_encode((struct bytes){key, 32}, &w);
	write_u8(&w, 0);
}

/* --- files
 * --------------------------------------------------------------------------------------------------------------
 */

static int complain_file(enum result result, const char *path, enum text_id bad)
{
	switch (result) {
	case RESULT_BAD_ARGUMENT:
		return complain(bad, path, "");
	case RESULT_REFUSED:
		return complain(TEXT_LIST_EXISTS, path, "");
	default:
		return complain(TEXT_LIST_NO_FILE, path, "");
	}
}

static int read_secret(const char *path, uint8_t secret_key[static 64], uint8_t public_key[static 32])
{
	enum result result = key_file_read_pair(path, secret_key, public_key);
	return result == RESULT_OK ? LIST_TOOL_DONE : complain_file(result, path, TEXT_LIST_NO_SECRET);
}

static int read_public(const char *path, uint8_t public_key[static 32])
{
	enum result result = key_file_read(path, public_key, 32);
	return result == RESULT_OK ? LIST_TOOL_DONE : complain_file(result, path, TEXT_LIST_NO_PUBLIC);
}

static int create_key(const char *path, const uint8_t *key, size_t size, bool is_secret)
{
	enum result result = key_file_create(path, key, size, is_secret);
	if (result == RESULT_REFUSED)
		return complain(TEXT_LIST_EXISTS, path, "");
	return result == RESULT_OK ? LIST_TOOL_DONE : complain(TEXT_LIST_NO_WRITE, path, "");
}

/* --- root
 * ---------------------------------------------------------------------------------------------------------------
 */

static int make_root(const struct order *order)
{
	uint8_t public_key[32], secret_key[64];
	char path[PATH_BYTES], shown[HEX_BYTES], fingerprint[SERVER_LIST_FINGERPRINT_BYTES];
	snprintf(path, sizeof path, "%s.pub", order->files[0]);
	crypto_sign_keypair(public_key, secret_key);
	int code = create_key(order->files[0], secret_key, sizeof secret_key, true);
	secret_wipe(secret_key, sizeof secret_key);
	if (code == LIST_TOOL_DONE)
		code = create_key(path, public_key, sizeof public_key, false);
	if (code != LIST_TOOL_DONE)
		return code;
	key_text(public_key, shown);
	server_list_fingerprint(public_key, fingerprint);
	printf(text_get(TEXT_LIST_ROOT_MADE), shown, fingerprint, order->files[0]);
	return code;
}

/* --- delegate
 * -----------------------------------------------------------------------------------------------------------
 */

/* The key that may sign: one that is there, or a new one beside the delegation. */
static int take_delegate_key(const struct order *order, uint8_t public_key[static 32])
{
	uint8_t secret_key[64];
	char path[PATH_BYTES];
	if (order->key_count)
		return read_public(order->keys[0], public_key);
	snprintf(path, sizeof path, "%s.key", order->files[0]);
	crypto_sign_keypair(public_key, secret_key);
	int code = create_key(path, secret_key, sizeof secret_key, true);
	secret_wipe(secret_key, sizeof secret_key);
	return code;
}

static int write_delegation(const struct order *order, const struct delegation *delegation)
{
	uint8_t text[DELEGATION_BYTES_MAX];
	struct writer w = writer_into(text, sizeof text);
	char key[HEX_BYTES], until[LIST_TOOL_TIME_BYTES];
	delegation_write(delegation, &w);
	if (w.failed || file_write(order->files[0], writer_bytes(&w), false) != RESULT_OK)
		return complain(TEXT_LIST_NO_WRITE, order->files[0], "");
	key_text(delegation->delegates[0].key, key);
	printf(text_get(TEXT_LIST_DELEGATED), key, list_tool_time(delegation->delegates[0].expires_s, until));
	return LIST_TOOL_DONE;
}

static int make_delegation(const struct order *order)
{
	struct delegation delegation = {.count = 1};
	struct server_list_delegate *delegate = &delegation.delegates[0];
	uint8_t root_secret[64];
	if (access(order->files[0], F_OK) == 0)
		return complain(TEXT_LIST_EXISTS, order->files[0], "");
	int code = read_secret(order->root, root_secret, delegation.root_key);
	if (code == LIST_TOOL_DONE)
		code = take_delegate_key(order, delegate->key);
	if (code == LIST_TOOL_DONE) {
		delegate->may_list = strstr(order->purpose, "list") != NULL;
		delegate->may_operators = strstr(order->purpose, "operators") != NULL;
		delegate->expires_s = clock_wall_s() + (int64_t)order->days * DAY_S;
		server_list_fleet_id(delegation.root_key, delegation.fleet_id);
		server_list_delegate_sign(delegate, delegation.fleet_id, root_secret);
		code = write_delegation(order, &delegation);
	}
	secret_wipe(root_secret, sizeof root_secret);
	return code;
}

/* --- sign
 * ---------------------------------------------------------------------------------------------------------------
 */

static bool is_one_of(const struct config_line *line, const char *const *words)
{
	for (; *words; words++)
		if (config_is(line, *words))
			return true;
	return false;
}

enum result list_tool_take_blocks(struct bytes description, struct writer *out, int *lines, int *count,
                                  int *line)
{
	static const char *const known[] = {"relay", "seal", "host",   "region", "raw", "https",
	                                    "http",  "pin",  "prefix", "weight", NULL};
	static const char *const of_lists[] = {"lotse-list", "fleet",     "issued", "expires",
	                                       "delegate",   "signature", NULL};
	struct reader reader = reader_over(description);
	struct config_line read;
	*count = *line = 0;
	while (config_next(&reader, line, &read)) {
		if (is_one_of(&read, of_lists))
			continue;
		if (!is_one_of(&read, known))
			return RESULT_BAD_ARGUMENT;
		if (*count == LIST_TOOL_LINES_MAX)
			return RESULT_TOO_LARGE;
		lines[(*count)++] = read.number;
		write_bytes(out, read.key);
		write_u8(out, ' ');
		write_bytes(out, read.value);
		write_u8(out, '\n');
	}
	return out->failed ? RESULT_TOO_LARGE : RESULT_OK;
}

/* What is being signed. Large. */
struct signing {
	struct server_list list;
	struct delegation delegation; /* of all files together */
	uint8_t secret_keys[LIST_TOOL_KEYS_MAX][64], public_keys[LIST_TOOL_KEYS_MAX][32];
	uint8_t text[SERVER_LIST_BYTES_MAX];
	int lines[LIST_TOOL_LINES_MAX];
};

static int read_delegation(struct signing *signing, const char *path)
{
	struct delegation read;
	struct buffer file;
	buffer_init(&file, DELEGATION_BYTES_MAX);
	enum result result = file_read(path, &file);
	if (result == RESULT_OK)
		result = delegation_open(buffer_bytes(&file), &read) == RESULT_OK ? RESULT_OK : RESULT_BAD_ARGUMENT;
	buffer_finish(&file);
	if (result != RESULT_OK)
		return complain(result == RESULT_DISK ? TEXT_LIST_NO_FILE : TEXT_LIST_NO_DELEGATION, path, "");
	struct delegation *all = &signing->delegation;
	if (all->count && memcmp(all->root_key, read.root_key, sizeof read.root_key) != 0)
		return complain(TEXT_LIST_OTHER_ROOT, path, "");
	size_t before = all->count;
	if (before == 0)
		*all = read;
	for (size_t i = 0; before > 0 && i < read.count && all->count < SERVER_LIST_DELEGATES_MAX; i++)
		all->delegates[all->count++] = read.delegates[i];
	return LIST_TOOL_DONE;
}

/* The keys that sign, and whose root stands for them: that of the delegations, otherwise the first key. */
static int read_keys(struct signing *signing, const struct order *order)
{
	int code = LIST_TOOL_DONE;
	for (size_t i = 0; code == LIST_TOOL_DONE && i < order->key_count; i++)
		code = read_secret(order->keys[i], signing->secret_keys[i], signing->public_keys[i]);
	for (size_t i = 0; code == LIST_TOOL_DONE && i < order->delegation_count; i++)
		code = read_delegation(signing, order->delegations[i]);
	if (code == LIST_TOOL_DONE && order->delegation_count == 0) {
		memcpy(signing->delegation.root_key, signing->public_keys[0], 32);
		server_list_fleet_id(signing->public_keys[0], signing->delegation.fleet_id);
	}
	return code;
}

/* The lines before the first relay. Not signed yet. */
static void write_head(struct signing *signing, const struct order *order, struct writer *to)
{
	struct server_list head = {0};
	memcpy(head.fleet_id, signing->delegation.fleet_id, sizeof head.fleet_id);
	memcpy(head.delegates, signing->delegation.delegates, sizeof head.delegates);
	head.delegate_count = signing->delegation.count;
	head.issued_s = clock_wall_s();
	head.expires_s = head.issued_s + (int64_t)order->hours * 3600;
	server_list_write(&head, to);
}

static int count_lines(struct bytes text)
{
	int count = 0;
	for (size_t i = 0; i < text.size; i++)
		count += text.data[i] == '\n';
	return count;
}

/* Each relay must be found and reached from anywhere. */
static int check_relays(const struct server_list *list, const char *path)
{
	for (size_t i = 0; i < list->relay_count; i++) {
		const struct server_list_relay *relay = &list->relays[i];
		char id[HEX_BYTES] = "";
		struct writer w = writer_into((uint8_t *)id, sizeof id - 1);
		hex_encode((struct bytes){relay->id, sizeof relay->id}, &w);
		if (!relay->host[0])
			return complain(TEXT_LIST_NO_HOST, path, id);
		if (!relay->raw_port && !relay->https_port && !relay->http_port)
			return complain(TEXT_LIST_NO_PORT, path, id);
	}
	return list->relay_count ? LIST_TOOL_DONE : complain(TEXT_LIST_NO_RELAY, path, "");
}

static int write_blocks(struct signing *signing, const char *path, struct writer *to)
{
	struct buffer file;
	int count, line, head_lines = count_lines(writer_bytes(to));
	buffer_init(&file, SERVER_LIST_BYTES_MAX);
	enum result result = file_read(path, &file);
	if (result != RESULT_OK) {
		buffer_finish(&file);
		return complain(TEXT_LIST_NO_FILE, path, "");
	}
	result = list_tool_take_blocks(buffer_bytes(&file), to, signing->lines, &count, &line);
	buffer_finish(&file);
	if (result == RESULT_BAD_ARGUMENT)
		return complain_line(TEXT_LIST_UNKNOWN_WORD, line, path);
	if (result != RESULT_OK)
		return complain(TEXT_LIST_INCOMPLETE, path, "");
	if (server_list_read(writer_bytes(to), &signing->list, &line) == RESULT_OK)
		return check_relays(&signing->list, path);
	if (line <= head_lines || line > head_lines + count)
		return complain(TEXT_LIST_INCOMPLETE, path, "");
	return complain_line(TEXT_LIST_BAD_LINE, signing->lines[line - head_lines - 1], path);
}

static int sign_and_write(struct signing *signing, const struct order *order, struct writer *to)
{
	char until[LIST_TOOL_TIME_BYTES], root[HEX_BYTES];
	for (size_t i = 0; i < order->key_count; i++)
		server_list_sign(to, signing->secret_keys[i]);
	if (to->failed)
		return complain(TEXT_LIST_INCOMPLETE, order->files[0], "");
	if (server_list_open(writer_bytes(to), signing->delegation.root_key, clock_wall_s(), &signing->list) !=
	    RESULT_OK)
		return complain(TEXT_LIST_MAY_NOT, "", "");
	if (file_write(order->files[1], writer_bytes(to), false) != RESULT_OK)
		return complain(TEXT_LIST_NO_WRITE, order->files[1], "");
	key_text(signing->delegation.root_key, root);
	printf(text_get(TEXT_LIST_SIGNED), order->files[1], list_tool_time(signing->list.expires_s, until),
	       (int)signing->list.relay_count, root);
	return LIST_TOOL_DONE;
}

static int make_list(const struct order *order)
{
	struct signing *signing = secret_create(sizeof *signing);
	if (!signing)
		return complain(TEXT_LIST_NO_WRITE, order->files[1], "");
	struct writer to = writer_into(signing->text, sizeof signing->text);
	int code = read_keys(signing, order);
	if (code == LIST_TOOL_DONE) {
		write_head(signing, order, &to);
		code = write_blocks(signing, order->files[0], &to);
	}
	if (code == LIST_TOOL_DONE)
		code = sign_and_write(signing, order, &to);
	secret_destroy(signing);
	return code;
}

/* --- certify
 * ------------------------------------------------------------------------------------------------------------
 */

/* Until when this key may speak for operators, and no relay has it; 0: it may not. */
static int64_t speaks_until_s(const struct signing *signing)
{
	for (size_t i = 0; i < signing->delegation.count; i++) {
		const struct server_list_delegate *delegate = &signing->delegation.delegates[i];
		if (memcmp(delegate->key, signing->public_keys[0], sizeof delegate->key) == 0)
			return delegate->may_operators && !delegate->may_list ? delegate->expires_s : 0;
	}
	return 0;
}

/* The line that this operator appends to the file of his key. */
static bool print_certificate(const struct signing *signing, const struct operator_line *line, int64_t now_s,
                              int64_t until_s)
{
	uint8_t bytes[OPERATOR_CERTIFICATE_BYTES_MAX], text[2 * OPERATOR_CERTIFICATE_BYTES_MAX + 1];
	char shown[LIST_TOOL_TIME_BYTES];
	struct operator_certificate certificate = {.issued_s = now_s, .expires_s = until_s};
	struct writer w = writer_into(bytes, sizeof bytes), hex = writer_into(text, sizeof text);
	memcpy(certificate.operator_key, line->key, sizeof certificate.operator_key);
	memcpy(certificate.fleet_id, signing->delegation.fleet_id, sizeof certificate.fleet_id);
	memcpy(certificate.name, line->name, sizeof certificate.name);
	memcpy(certificate.company, line->company, sizeof certificate.company);
	operator_certificate_sign(&certificate, signing->secret_keys[0], &w);
	hex_encode(writer_bytes(&w), &hex);
	write_u8(&hex, 0);
	if (w.failed || hex.failed)
		return false;
	printf(text_get(TEXT_LIST_CERTIFIED), line->name, line->company, list_tool_time(until_s, shown),
	       (const char *)text);
	return true;
}

static int print_certificates(const struct signing *signing, const struct order *order)
{
	struct operators operators = {0};
	struct buffer file;
	int number = 0, code = LIST_TOOL_DONE;
	int64_t now_s = clock_wall_s(), until_s = now_s + (int64_t)order->days * DAY_S;
	int64_t ends_s = speaks_until_s(signing);
	if (ends_s <= now_s)
		return complain(TEXT_LIST_MAY_NOT_CERTIFY, order->keys[0], "");
	until_s = until_s < ends_s ? until_s : ends_s;
	until_s = until_s < now_s + OPERATOR_COMPANY_LIFE_MAX_S ? until_s : now_s + OPERATOR_COMPANY_LIFE_MAX_S;
	buffer_init(&file, OPERATORS_BYTES_MAX);
	enum result result = file_read(order->files[0], &file);
	if (result == RESULT_OK)
		result = operators_read(&operators, buffer_bytes(&file), &number);
	if (result != RESULT_OK)
		code = number ? complain_line(TEXT_RELAY_BAD_OPERATOR, number, order->files[0])
		              : complain(TEXT_LIST_NO_FILE, order->files[0], "");
	for (size_t i = 0; code == LIST_TOOL_DONE && i < operators.count; i++)
		if (!print_certificate(signing, &operators.lines[i], now_s, until_s))
			code = LIST_TOOL_FAILED;
	operators_finish(&operators);
	buffer_finish(&file);
	return code;
}

static int certify(const struct order *order)
{
	struct signing *signing = secret_create(sizeof *signing);
	if (!signing)
		return LIST_TOOL_FAILED;
	int code = read_keys(signing, order);
	if (code == LIST_TOOL_DONE)
		code = print_certificates(signing, order);
	secret_destroy(signing);
	return code;
}

/* --- show
 * ---------------------------------------------------------------------------------------------------------------
 */

static int get(const char *where, struct buffer *into)
{
	if (strncmp(where, "http://", 7) != 0 && strncmp(where, "https://", 8) != 0)
		return file_read(where, into) == RESULT_OK ? LIST_TOOL_DONE : complain(TEXT_LIST_NO_FILE, where, "");
	const char *why = list_fetch(where, into);
	return why ? complain(TEXT_LIST_NOT_FETCHED, where, why) : LIST_TOOL_DONE;
}

static int judge(const struct order *order, struct bytes text, struct server_list *list)
{
	uint8_t root_key[32];
	if (!order->key_count) {
		fputs(text_get(TEXT_LIST_UNCHECKED), stdout);
		return LIST_TOOL_DONE;
	}
	int code = read_public(order->keys[0], root_key);
	if (code != LIST_TOOL_DONE)
		return code;
	enum result result = server_list_open(text, root_key, clock_wall_s(), list);
	if (result == RESULT_OK)
		fputs(text_get(TEXT_LIST_GOOD), stdout);
	else
		printf("%s\n", result_words(result));
	return result == RESULT_OK ? LIST_TOOL_DONE : LIST_TOOL_FAILED;
}

static int show(const struct order *order)
{
	struct buffer text;
	int line;
	struct server_list *list = calloc(1, sizeof *list);
	if (!list)
		return complain(TEXT_LIST_NO_FILE, order->files[0], "");
	buffer_init(&text, SERVER_LIST_BYTES_MAX);
	int code = get(order->files[0], &text);
	if (code == LIST_TOOL_DONE && server_list_read(buffer_bytes(&text), list, &line) != RESULT_OK)
		code = line ? complain_line(TEXT_LIST_BAD_LINE, line, order->files[0])
		            : complain(TEXT_LIST_INCOMPLETE, order->files[0], "");
	if (code == LIST_TOOL_DONE) {
		list_tool_say(list, buffer_bytes(&text));
		code = judge(order, buffer_bytes(&text), list);
	}
	buffer_finish(&text);
	free(list);
	return code;
}

/* --- the command line
 * --------------------------------------------------------------------------------------------------- */

struct command {
	const char *name;
	int (*run)(const struct order *order);
	size_t files;
	bool needs_root, needs_key;
};

static const struct command commands[] = {
	{"root", make_root, 1, false, false}, {"delegate", make_delegation, 1, true, false},
	{"sign", make_list, 2, false, true},  {"certify", certify, 1, false, true},
	{"show", show, 1, false, false},
};

static bool add(const char **to, size_t *count, const char *value)
{
	if (*count == LIST_TOOL_KEYS_MAX)
		return false;
	to[(*count)++] = value;
	return true;
}

static bool take_number(const char *value, uint32_t max, uint32_t *to)
{
	struct config_line line = {.value = bytes_of_text(value)};
	return config_number(&line, max, to) == RESULT_OK && *to > 0;
}

static bool is_purpose(const char *value)
{
	return strcmp(value, "list") == 0 || strcmp(value, "operators") == 0 ||
	       strcmp(value, "list,operators") == 0;
}

/* -1: there is no such option; 0: that is no value for it; 1: taken. */
static int take_option(struct order *order, const char *name, const char *value)
{
	if (strcmp(name, "--key") == 0)
		return add(order->keys, &order->key_count, value);
	if (strcmp(name, "--delegation") == 0)
		return add(order->delegations, &order->delegation_count, value);
	if (strcmp(name, "--root") == 0)
		return (order->root = value) != NULL;
	if (strcmp(name, "--purpose") == 0)
		return (order->purpose = value) != NULL && is_purpose(value);
	if (strcmp(name, "--expires") == 0)
		return take_number(value, DAYS_MAX, &order->days);
	if (strcmp(name, "--hours") == 0)
		return take_number(value, SERVER_LIST_LIFE_MAX_S / 3600, &order->hours);
	return -1;
}

static int read_order(struct order *order, int count, char **arguments)
{
	*order = (struct order){.purpose = "list", .days = DAYS_DEFAULT, .hours = SERVER_LIST_LIFE_MAX_S / 3600};
	for (int i = 0; i < count; i++) {
		const char *word = arguments[i];
		if (strncmp(word, "--", 2) != 0) {
			if (order->file_count == 2)
				return complain_usage(TEXT_RELAY_UNKNOWN_OPTION, word, "");
			order->files[order->file_count++] = word;
			continue;
		}
		int taken = take_option(order, word, i + 1 < count ? arguments[i + 1] : "");
		if (taken < 0)
			return complain_usage(TEXT_RELAY_UNKNOWN_OPTION, word, "");
		if (i + 1 == count)
			return complain_usage(TEXT_RELAY_NO_VALUE, word, "");
		if (taken == 0)
			return complain_usage(TEXT_RELAY_BAD_VALUE, word, arguments[i + 1]);
		i++;
	}
	return LIST_TOOL_DONE;
}

int list_tool_run(int count, char **arguments)
{
	struct order order;
	if (count == 0 || strcmp(arguments[0], "--help") == 0) {
		fputs(text_get(TEXT_LIST_HELP), count == 0 ? stderr : stdout);
		return count == 0 ? LIST_TOOL_WRONG : LIST_TOOL_DONE;
	}
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		const struct command *command = &commands[i];
		if (strcmp(arguments[0], command->name) != 0)
			continue;
		int code = read_order(&order, count - 1, arguments + 1);
		if (code != LIST_TOOL_DONE)
			return code;
		if (order.file_count != command->files || (command->needs_root && !order.root) ||
		    (command->needs_key && !order.key_count)) {
			fputs(text_get(TEXT_LIST_HELP), stderr);
			return LIST_TOOL_WRONG;
		}
		return secret_start() == RESULT_OK ? command->run(&order) : LIST_TOOL_FAILED;
	}
	return complain_usage(TEXT_RELAY_UNKNOWN_OPTION, arguments[0], "");
}
