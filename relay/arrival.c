#include "relay/arrival.h"

#include "relay/worker.h"

#include "base/log.h"
#include "wire/proxy_header.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

static const struct trusted *trusted_of(const struct connection *connection)
{
	return &connection->worker->options->trusted;
}

void arrival_begin(struct connection *connection, const struct address *from)
{
	connection->address = *from;
	connection->is_proxied = connection->awaits_header = trusted_has(trusted_of(connection), from);
}

/* It counts as this one's from now on. False: that one may not stay; it has ended. */
static bool count_for(struct connection *connection, const struct address *address)
{
	struct worker *worker = connection->worker;
	struct limits_source source = address_source(address);
	source.is_proxy = trusted_has(trusted_of(connection), address);
	if (connection->is_matched) { /* a tunnel's leg, which is counted no more; tunnels that it opens are */
		connection->source = source;
		return true;
	}
	if (relay_rename(worker->relay, &connection->source, &source, worker->now_ms))
		return true;
	connection_lost(connection);
	return false;
}

bool arrival_work(struct connection *connection)
{
	uint8_t bytes[PROXY_HEADER_BYTES_MAX];
	struct proxy_header header;
	struct address address;
	int fd = connection->participant.carrier.fd;
	if (!connection->awaits_header)
		return true;
	ssize_t seen = recv(fd, bytes, sizeof bytes, MSG_PEEK);
	struct bytes begun = {bytes, seen > 0 ? (size_t)seen : 0};
	enum result result = RESULT_NEED_MORE;
	if (begun.size > 0 &&
	    !proxy_header_is_begun(begun)) { /* it may say so in the request, or it is its own */
		connection->awaits_header = false;
		return true;
	}
	if (begun.size > 0)
		result = proxy_header_decode(begun, &header);
	connection->is_readable = false; /* what there is has been seen; epoll tells when there is more */
	bool is_over = seen == 0 || (seen < 0 && errno != EAGAIN && errno != EINTR);
	if (is_over || result == RESULT_BAD_FRAME || (result == RESULT_NEED_MORE && connection->has_hung_up)) {
		if (result == RESULT_BAD_FRAME)
			log_warn("relay", "a trusted proxy has sent a PROXY header that is none");
		connection_lost(connection);
		return false;
	}
	if (result != RESULT_OK || recv(fd, bytes, header.bytes, 0) != (ssize_t)header.bytes)
		return false;
	connection->is_readable = true;
	connection->awaits_header = false;
	if (!header.has_source)
		return true;
	memcpy(address.bytes, header.source, sizeof address.bytes);
	connection->address = address;
	connection->is_proxied = trusted_has(trusted_of(connection), &address);
	return count_for(connection, &address);
}

static bool is_counted_for(const struct connection *connection, const struct address *address)
{
	struct limits_source source = address_source(address);
	return source.is_ipv6 == connection->source.is_ipv6 &&
	       memcmp(source.bytes, connection->source.bytes, sizeof source.bytes) == 0;
}

bool arrival_heard(struct connection *connection, const struct http_head *head)
{
	if (!connection->is_proxied)
		return true;
	struct address address = trusted_client(trusted_of(connection), head, &connection->address);
	return is_counted_for(connection, &address) || count_for(connection, &address);
}
