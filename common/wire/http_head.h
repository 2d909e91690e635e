/*
 * The head of an HTTP/1.1 request, read strictly (RFC 9112): bare LF, folded
 * lines, spaces before the colon, both Content-Length and Transfer-Encoding, and
 * repeated lengths are refused, and so is a target that is not a path: nobody asks a
 * relay as if it were a proxy. In place, nothing is copied. Pure; any thread.
 */
#ifndef LOTSE_WIRE_HTTP_HEAD_H
#define LOTSE_WIRE_HTTP_HEAD_H

#include "base/bytes.h"
#include "base/result.h"

#include <stdbool.h>

enum { HTTP_HEAD_BYTES_MAX = 8192, HTTP_HEAD_FIELDS_MAX = 64 };

struct http_field {
	struct bytes name, value;
};

struct http_head {
	struct bytes method, target; /* target starts with '/' */
	int minor;                   /* of HTTP/1.minor: 0 or 1 */
	struct http_field fields[HTTP_HEAD_FIELDS_MAX];
	size_t field_count;
	uint64_t content_length; /* 0 if there is none */
	bool is_chunked;
	size_t head_bytes; /* with the empty line */
};

/* RESULT_NEED_MORE while the empty line is not there; RESULT_BAD_FRAME as above or over the bounds. *out only
 * on RESULT_OK; it points into `bytes`. */
enum result http_head_decode(struct bytes bytes, struct http_head *out);

/* The value of the first field of that name, whatever the case; {NULL, 0} if it is not there. */
struct bytes http_head_field(const struct http_head *head, const char *name);

/* How many fields have that name. */
size_t http_head_count(const struct http_head *head, const char *name);

/* Whether `word` is one of the words, between commas, of all fields of that name (RFC 9110, 5.6.1). */
bool http_head_has(const struct http_head *head, const char *name, const char *word);

/* Whether two words differ in nothing but the case of their letters (ASCII). */
bool http_is_same_word(struct bytes a, struct bytes b);

#endif
