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

/* It is somebody else's than was thought. False: that one may not stay; it has ended. */
static bool rename_to(struct connection *connection, const struct address *address)
{
	struct worker *worker = connection->worker;
	struct limits_source source = address_source(address);
	connection->address = *address;
	connection->is_proxied = source.is_proxy = trusted_has(trusted_of(connection), address);
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
	memcpy(address.bytes, header.source, sizeof address.bytes);
	return !header.has_source || rename_to(connection, &address);
}

bool arrival_heard(struct connection *connection, const struct http_head *head)
{
	if (!connection->is_proxied)
		return true;
	struct address address = trusted_client(trusted_of(connection), head, &connection->address);
	return memcmp(&address, &connection->address, sizeof address) == 0 || rename_to(connection, &address);
}
