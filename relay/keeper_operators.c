#include "relay/keeper_operators.h"

#include "base/buffer.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { SENTENCE_BYTES = 640 };

/* *out only on RESULT_OK; else a sentence. */
static enum result load(const char *path, struct operators *out, char sentence[static SENTENCE_BYTES])
{
	struct buffer file;
	int line = 0;
	buffer_init(&file, OPERATORS_BYTES_MAX);
	enum result result = file_read(path, &file);
	bool is_read = result == RESULT_OK;
	if (is_read)
		result = operators_read(out, buffer_bytes(&file), &line);
	buffer_finish(&file);
	if (result != RESULT_OK && is_read && line > 0)
		text_write(sentence, SENTENCE_BYTES, TEXT_RELAY_BAD_OPERATOR, line, path);
	else if (result != RESULT_OK)
		text_write(sentence, SENTENCE_BYTES, TEXT_RELAY_NO_OPERATORS_FILE, path);
	return result;
}

bool keeper_operators_open(struct keeper_operators *operators, const char *path)
{
	char sentence[SENTENCE_BYTES];
	*operators = (struct keeper_operators){.is_asked = path[0] != 0};
	if (!operators->is_asked) {
		log_warn("keeper", "%s", text_get(TEXT_RELAY_ANYBODY));
		return true;
	}
	if (load(path, &operators->known, sentence) != RESULT_OK) {
		fprintf(stderr, "lotse-relay: %s\n", sentence);
		return false;
	}
	log_info("keeper", "%zu operators are known", operators->known.count);
	return true;
}

void keeper_operators_reload(struct keeper_operators *operators, const char *path)
{
	char sentence[SENTENCE_BYTES];
	struct operators read = {0};
	if (!operators->is_asked && !path[0])
		return;
	if (!path[0]) { /* asking ends with a start alone: a line lost from a file must not open the relay */
		log_error("keeper", "the operators stay as they were: to do without them, start the relay anew");
		return;
	}
	if (load(path, &read, sentence) != RESULT_OK) {
		log_error("keeper", "the operators stay as they were: %s", sentence);
		return;
	}
	operators_finish(&operators->known);
	*operators = (struct keeper_operators){.known = read, .is_asked = true};
	log_info("keeper", "the operators were read again: %zu are known", read.count);
}

void keeper_operators_close(struct keeper_operators *operators)
{
	operators_finish(&operators->known);
}

bool keeper_operators_allow(const struct keeper_operators *operators,
                            const struct control_open_context *context, const wire_Open *open,
                            const struct operator_line **line)
{
	uint8_t memory[CONTROL_SIGNED_OPEN_BYTES_MAX];
	struct writer w = writer_into(memory, sizeof memory);
	*line = NULL;
	if (!operators->is_asked)
		return true;
	if (open->operator_key.size != SERVER_LIST_KEY_BYTES ||
	    open->signature.size != SERVER_LIST_SIGNATURE_BYTES)
		return false;
	const struct operator_line *found = operators_find(&operators->known, open->operator_key.bytes);
	if (!found)
		return false;
	control_signed_open(context, open, &w);
	struct bytes what = writer_bytes(&w);
	if (w.failed || crypto_sign_verify_detached(open->signature.bytes, what.data, what.size, found->key) != 0)
		return false;
	*line = found;
	return true;
}

size_t keeper_operators_certify(const struct operator_line *line, const struct keeper_list *list,
                                int64_t now_s, uint8_t to[static OPERATOR_CERTIFICATE_BYTES_MAX])
{
	struct operator_certificate certificate = {.issued_s = now_s,
	                                           .expires_s = now_s + OPERATOR_RELAY_LIFE_MAX_S};
	struct writer w = writer_into(to, OPERATOR_CERTIFICATE_BYTES_MAX);
	memcpy(certificate.operator_key, line->key, sizeof certificate.operator_key);
	memcpy(certificate.fleet_id, list->fleet_id, sizeof certificate.fleet_id);
	memcpy(certificate.name, line->name, sizeof certificate.name);
	memcpy(certificate.company, line->company, sizeof certificate.company);
	operator_certificate_sign(&certificate, list->keys->root_secret, &w);
	return w.failed ? 0 : w.size;
}
