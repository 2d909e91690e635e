/*
 * The customer's program as the relay hands it out: the same bytes for everybody,
 * one copy of them in memory, however many fetch it. The shelf holds the present
 * one; who fetches an older one keeps that until it has all of it. Any thread.
 */
#ifndef LOTSE_RELAY_DOWNLOAD_H
#define LOTSE_RELAY_DOWNLOAD_H

#include "base/bytes.h"
#include "base/result.h"
#include "wire/http_head.h"

#include <stdbool.h>

enum {
	DOWNLOAD_BYTES_MAX = 256 << 20,
	DOWNLOAD_HASH_BYTES = 65, /* SHA-256 as text, with NUL */
	DOWNLOAD_HEAD_BYTES = 1024,
	DOWNLOAD_SLOW = 4096, /* bytes a second: who takes less has it cut off */
	DOWNLOAD_LEAST_MS = 60000,
	DOWNLOAD_PIECE_BYTES = 64 << 10, /* at once */
};

struct shelf;    /* opaque, heap */
struct download; /* opaque, heap, counted */

/* Empty. NULL: no memory. */
struct shelf *shelf_create(void);

/* Fine with NULL. Nobody may fetch any more. */
void shelf_destroy(struct shelf *shelf);

/* Reads a file and puts it in the place of what was there. RESULT_DISK: it can't be read, is empty, or too
 * large; RESULT_OUT_OF_MEMORY. Then all stays as it was. */
enum result shelf_put(struct shelf *shelf, const char *path);

/* What is there now, once more; NULL: nothing. */
struct download *shelf_take(struct shelf *shelf);

/* Back; fine with NULL. */
void shelf_give_back(struct shelf *shelf, struct download *download);

struct bytes download_bytes(const struct download *download); /* All of it. */
const char *download_hash(const struct download *download);   /* Its SHA-256. */

/* How long all of it may take at most. */
int64_t download_ms(const struct download *download);

enum download_kind { DOWNLOAD_NONE, DOWNLOAD_PROGRAM, DOWNLOAD_HASH };

/* What a path (without "?...") asks for: "/LotseClient.exe", "/LotseClient_ROUTE.exe" with the digits of a
 * route (number.h) and nothing else, either, and with ".sha256" behind it its hash. */
enum download_kind download_kind_of(struct bytes path);

/* The head of the answer to a request (GET or HEAD) for that path, which asks for something; for the hash all
 * of the answer. True: the program has to follow. Fails (writer) for lack of room alone. */
bool download_answer(const struct download *download, const struct http_head *head, struct bytes path,
                     struct writer *to);

#endif
