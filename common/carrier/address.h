/*
 * The parts of a web address, "http://host[:port][/path]" or https: of a
 * directory, of a host that somebody has typed. libcurl's parser does the work.
 * A value; any thread.
 */
#ifndef LOTSE_CARRIER_ADDRESS_H
#define LOTSE_CARRIER_ADDRESS_H

#include "base/bytes.h"
#include "base/result.h"
#include "wire/server_list.h"

enum { ADDRESS_BYTES = 512 };

struct address {
	bool is_tls;
	char host[SERVER_LIST_HOST_BYTES]; /* name or address; IPv6 without brackets */
	uint16_t port;                     /* the scheme's own if none was said */
	bool has_port;                     /* one was said */
	char path[ADDRESS_BYTES];          /* "/" if there is none; with what comes behind a question mark */
};

/* RESULT_BAD_ARGUMENT: not such an address, too long, or with a login in it; *out only on RESULT_OK. */
enum result address_parse(const char *url, struct address *out);

/* The whole, as it is asked for. False if it does not fit. */
bool address_write(const struct address *address, char *to, size_t room);

#endif
