/*
 * worker_turn is the loop's body: wait, take events and mail, look at each
 * connection that has something to do, then at what is due, then free what died.
 * `now` holds the connections of this turn; one that has more to read goes to
 * `later`, so that everybody is served in between. epoll is edge-triggered: what
 * it has said is remembered in the connection.
 */
#include "relay/worker.h"
#include "relay/arrival.h"
#include "relay/carriers/tls.h"
#include "relay/carriers/tunnel.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 256, ACCEPTS = 64, DEAF_MS = 100, STRAY_MS = 60000 };

/* --- making and unmaking
 * --------------------------------------------------------------------------------------------- */

static void drop_mail(void *item)
{
	struct mail *mail = item;
	struct connection *connection = mail->connection;
	free(mail->list);
	free(mail->options);
	tls_identity_destroy(mail->identity);
	if (!connection)
		return;
	tunnel_dropped(connection);
	connection->participant.carrier.kind->close(&connection->participant.carrier);
	relay_gone(connection->worker->relay, &connection->source, connection->is_matched, connection->heard_ms);
	free(connection->tail); /* it left its pool */
	free(connection->comeback);
	free(connection);
}

static bool watch_listener(struct worker *worker, int which)
{
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = &worker->listeners[which]};
	return worker->listeners[which] < 0 ||
	       epoll_ctl(worker->epoll, EPOLL_CTL_ADD, worker->listeners[which], &event) == 0;
}

struct worker *worker_create(struct relay *relay, uint16_t index, int raw_listener_take,
                             int http_listener_take)
{
	struct worker *worker = calloc(1, sizeof *worker);
	if (!worker)
		return NULL;
	size_t limit_bytes =
		((size_t)relay->options->queue_mb << 20) / (relay->worker_count ? relay->worker_count : 1);
	worker->relay = relay;
	worker->options = relay->options;
	worker->index = index;
	worker->listeners[CONNECTION_RAW] = raw_listener_take;
	worker->listeners[CONNECTION_HTTP] = http_listener_take;
	worker->listeners[CONNECTION_HTTPS] = -1;
	worker->clock_ms = clock_now_ms;
	worker->wall_s = clock_wall_s;
	worker->now_ms = worker->clock_ms();
	wheel_init(&worker->wheel, worker->now_ms);
	worker->epoll = epoll_create1(EPOLL_CLOEXEC);
	worker->wakeup = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	worker->mail = queue_create(sizeof(struct mail), WORKER_MAIL_MAX, QUEUE_REFUSE_NEW, drop_mail, NULL);
	bool is_good = forward_init(&worker->forward, limit_bytes, &connection_forward_events) == RESULT_OK;
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = &worker->wakeup};
	is_good = is_good && worker->mail && worker->epoll >= 0 && worker->wakeup >= 0 &&
	          epoll_ctl(worker->epoll, EPOLL_CTL_ADD, worker->wakeup, &event) == 0 &&
	          watch_listener(worker, CONNECTION_RAW) && watch_listener(worker, CONNECTION_HTTP);
	if (is_good)
		return worker;
	worker->listeners[CONNECTION_RAW] = worker->listeners[CONNECTION_HTTP] = -1;
	worker_destroy(worker);
	return NULL;
}

void worker_identify(struct worker *worker, struct tls_identity *identity_take)
{
	tls_identity_destroy(worker->identity);
	worker->identity = identity_take;
}

bool worker_listen(struct worker *worker, enum connection_port port, int listener_take)
{
	worker->listeners[port] = listener_take;
	if (watch_listener(worker, port))
		return true;
	worker->listeners[port] = -1;
	return false;
}

static void close_listeners(struct worker *worker)
{
	for (int i = 0; i < CONNECTION_PORTS; i++) {
		if (worker->listeners[i] >= 0)
			close(worker->listeners[i]);
		worker->listeners[i] = -1;
	}
}

/* Frees the dead, but for those in a list of what to look at, whose turn comes. */
static void free_dead(struct worker *worker)
{
	struct connection **at = &worker->dead;
	while (*at) {
		struct connection *connection = *at;
		if (connection->is_looked_at) {
			at = &connection->next_all;
			continue;
		}
		*at = connection->next_all;
		free(connection);
	}
}

/* Tells the keeper of sessions that are over. False: it can't take more now; the rest waits for another turn.
 */
static bool tell_ends(struct worker *worker)
{
	for (struct session *session; (session = worker->over); session_destroy(session)) {
		for (; session->ends_told < session->number_count; session->ends_told++) {
			struct keeper_message message = {
				.kind = KEEPER_CLOSED,
				.route = session->numbers[session->ends_told].route,
				.log_id = session->numbers[session->ends_told].log_id,
			};
			if (relay_tell_keeper(worker->relay, &message) != RESULT_OK)
				return false;
		}
		worker->over = session->next;
	}
	return true;
}

void worker_destroy(struct worker *worker)
{
	if (!worker)
		return;
	while (worker->all)
		connection_lost(worker->all);
	for (struct connection *connection = worker->dead; connection; connection = connection->next_all)
		connection->is_looked_at = false;
	free_dead(worker);
	while (worker->kept)
		session_end(worker->kept, wire_CloseReason_CLOSE_SHUTDOWN);
	if (!tell_ends(worker)) /* then the keeper ends them with itself */
		for (struct session *session; (session = worker->over); session_destroy(session))
			worker->over = session->next;
	close_listeners(worker);
	if (worker->epoll >= 0)
		close(worker->epoll);
	if (worker->wakeup >= 0)
		close(worker->wakeup);
	queue_destroy(worker->mail);
	forward_finish(&worker->forward);
	free(worker->list);
	free(worker->own_options);
	tls_identity_destroy(worker->identity);
	free(worker->reclaims);
	free(worker);
}

/* --- connections
 * ------------------------------------------------------------------------------------------------------- */

static void link_connection(struct worker *worker, struct connection *connection)
{
	connection->worker = worker;
	connection->previous_all = NULL;
	connection->next_all = worker->all;
	if (worker->all)
		worker->all->previous_all = connection;
	worker->all = connection;
}

static void unlink_connection(struct worker *worker, struct connection *connection)
{
	if (connection->previous_all)
		connection->previous_all->next_all = connection->next_all;
	else
		worker->all = connection->next_all;
	if (connection->next_all)
		connection->next_all->previous_all = connection->previous_all;
}

static bool watch(struct worker *worker, struct connection *connection)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = connection};
	int fd = connection->participant.carrier.fd;
	return fd < 0 || epoll_ctl(worker->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

struct connection *worker_welcome(struct worker *worker, struct carrier *carrier_take,
                                  const struct limits_source *source, enum connection_port port)
{
	struct connection *connection = calloc(1, sizeof *connection);
	if (!connection) {
		relay_gone(worker->relay, source, false, worker->now_ms);
		carrier_take->kind->close(carrier_take);
		return NULL;
	}
	connection->participant.carrier = *carrier_take;
	connection->source = *source;
	connection->port = port;
	link_connection(worker, connection);
	connection_start(connection, port);
	if (!watch(worker, connection)) {
		connection_lost(connection);
		return NULL;
	}
	return connection;
}

void worker_look(struct connection *connection)
{
	struct worker *worker = connection->worker;
	if (connection->is_looked_at || connection->state == CONNECTION_DEAD)
		return;
	connection->is_looked_at = true;
	connection->next_look = NULL;
	if (worker->now)
		worker->now_last->next_look = connection;
	else
		worker->now = connection;
	worker->now_last = connection;
}

void worker_look_next(struct connection *connection)
{
	struct worker *worker = connection->worker;
	if (connection->is_looked_at)
		return;
	connection->is_looked_at = true;
	connection->next_look = NULL;
	if (worker->later)
		worker->later_last->next_look = connection;
	else
		worker->later = connection;
	worker->later_last = connection;
}

static void forget_tickets(struct worker *worker, const struct connection *connection)
{
	for (int i = 0; connection->openings > 0 && i < WORKER_OPENINGS_MAX; i++)
		if (worker->openings[i] == connection)
			worker->openings[i] = NULL; /* used still, until the keeper answers */
}

void worker_bury(struct connection *connection)
{
	struct worker *worker = connection->worker;
	wheel_stop(&worker->wheel, &connection->timer);
	forget_tickets(worker, connection);
	unlink_connection(worker, connection);
	connection->next_all = worker->dead;
	worker->dead = connection;
	relay_gone(worker->relay, &connection->source, connection->is_matched, worker->now_ms);
}

int worker_ticket(struct connection *connection, const struct limits_source *source)
{
	struct worker *worker = connection->worker;
	for (int i = 0; i < WORKER_OPENINGS_MAX; i++)
		if (!worker->opening_used[i]) {
			worker->opening_used[i] = true;
			worker->openings[i] = connection;
			worker->opening_sources[i] = *source;
			return i;
		}
	return -1;
}

void worker_adopt(struct worker *worker, struct session *session, const struct limits_source *source)
{
	session->owner = worker;
	session->source = *source;
	session->touched_ms = worker->now_ms;
	session->keep_ms = (int64_t)worker->options->keep_s * 1000;
	session->may_hold_several = worker->options->hold_several;
}

void worker_keep(struct worker *worker, struct session *session)
{
	if (session->is_kept || session->is_over)
		return;
	session->is_kept = true;
	session->kept_until_ms = worker->now_ms + session->keep_ms;
	session->next_kept = NULL;
	session->previous_kept = worker->kept_last;
	if (worker->kept_last)
		worker->kept_last->next_kept = session;
	else
		worker->kept = session;
	worker->kept_last = session;
}

void worker_unkeep(struct worker *worker, struct session *session)
{
	if (!session->is_kept)
		return;
	session->is_kept = false;
	*(session->previous_kept ? &session->previous_kept->next_kept : &worker->kept) = session->next_kept;
	*(session->next_kept ? &session->next_kept->previous_kept : &worker->kept_last) = session->previous_kept;
}

void worker_session_over(struct worker *worker, struct session *session)
{
	worker_unkeep(worker, session);
	comeback_session_over(session);
	if (!session->had_company) /* a number was spent for nothing */
		relay_failed(worker->relay, &session->source, worker->now_ms);
	session->next = worker->over;
	worker->over = session;
	log_info("relay", "a session has ended, %zu numbers are open", routes_count(worker->relay->routes));
}

bool worker_send_away(struct connection *connection)
{
	struct worker *worker = connection->worker;
	struct worker *to = worker->relay->workers[connection->moves_to - 1];
	struct mail mail = {.kind = MAIL_CONNECTION, .connection = connection};
	int fd = connection->participant.carrier.fd;
	if (fd >= 0 && epoll_ctl(worker->epoll, EPOLL_CTL_DEL, fd, NULL) < 0)
		return false;
	wheel_stop(&worker->wheel, &connection->timer);
	unlink_connection(worker, connection);
	if (connection->tail)
		block_leave(&worker->forward.pool, connection->tail);
	struct tunnel_move move = tunnel_leaves(connection);
	if (worker_post(to, &mail) == RESULT_OK) {
		tunnel_moved(worker->relay->tunnels, &move, to->index);
		return true;
	}
	tunnel_arrives(connection);
	if (connection->tail)
		block_arrive(&worker->forward.pool, connection->tail);
	link_connection(worker, connection);
	return false;
}

/* --- accepting
 * ----------------------------------------------------------------------------------------------------------
 */

/* No descriptors are left: listening goes on when some may be. */
static void go_deaf(struct worker *worker)
{
	if (!worker->is_deaf)
		log_error("relay", "there are no descriptors left (%s): new connections wait", strerror(errno));
	worker->is_deaf = true;
	worker->listen_again_ms = worker->now_ms + DEAF_MS;
	for (int i = 0; i < CONNECTION_PORTS; i++)
		if (worker->listeners[i] >= 0)
			epoll_ctl(worker->epoll, EPOLL_CTL_DEL, worker->listeners[i], NULL);
}

static void hear_again(struct worker *worker)
{
	if (!worker->is_deaf || worker->now_ms < worker->listen_again_ms)
		return;
	worker->is_deaf = false;
	for (int i = 0; i < CONNECTION_PORTS; i++)
		watch_listener(worker, i);
}

static bool carry(struct worker *worker, enum connection_port port, int fd, struct carrier *carrier)
{
	if (port == CONNECTION_HTTPS)
		return worker->identity && carrier_tls(carrier, fd, worker->identity) == RESULT_OK;
	carrier_tcp(carrier, fd);
	return true;
}

static void take_socket(struct worker *worker, enum connection_port port, int fd, struct address from)
{
	struct carrier carrier;
	struct limits_source source = address_source(&from);
	source.is_proxy = trusted_has(&worker->options->trusted, &from);
	if (!relay_admit(worker->relay, &source, worker->now_ms)) {
		close(fd);
		return;
	}
	if (!carry(worker, port, fd, &carrier)) {
		relay_gone(worker->relay, &source, false, worker->now_ms);
		close(fd);
		return;
	}
	struct connection *connection = worker_welcome(worker, &carrier, &source, port);
	if (connection)
		arrival_begin(connection, &from);
}

static void accept_some(struct worker *worker, int which)
{
	for (int i = 0; i < ACCEPTS && worker->listeners[which] >= 0; i++) {
		struct sockaddr_storage address = {0};
		socklen_t size = sizeof address;
		int fd = accept4(worker->listeners[which], (struct sockaddr *)&address, &size,
		                 SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM))
			go_deaf(worker);
		if (fd < 0)
			return;
		take_socket(worker, (enum connection_port)which, fd, address_of((struct sockaddr *)&address));
	}
}

void worker_strayed(struct worker *worker, const char *what)
{
	if (worker->stray_ms && worker->now_ms - worker->stray_ms < STRAY_MS)
		return;
	worker->stray_ms = worker->now_ms;
	log_info("relay", "%s", what);
}

/* --- mail
 * ----------------------------------------------------------------------------------------------------------------
 */

enum result worker_post(struct worker *worker, const struct mail *mail)
{
	uint64_t one = 1;
	enum result result = queue_push(worker->mail, mail);
	if (result == RESULT_OK && write(worker->wakeup, &one, sizeof one) < 0 && errno != EAGAIN)
		log_error("relay", "a worker can't be woken: %s", strerror(errno));
	return result;
}

static void take_connection(struct worker *worker, struct connection *connection)
{
	link_connection(worker, connection);
	if (connection->tail)
		block_arrive(&worker->forward.pool, connection->tail);
	tunnel_arrives(connection);
	connection->moves_to = 0;
	connection->is_looked_at = false;
	connection->is_readable = true; /* what the other worker's epoll has said is forgotten: look */
	connection->participant.may_send = true;
	if (worker->is_ending || !watch(worker, connection)) {
		connection_lost(connection);
		return;
	}
	if (connection->state != CONNECTION_LEG)
		connection_arrived(connection);
	worker_look(connection);
}

static void take_opened(struct worker *worker, const struct mail *mail)
{
	if (mail->ticket >= WORKER_OPENINGS_MAX || !worker->opening_used[mail->ticket])
		return;
	struct connection *connection = worker->openings[mail->ticket];
	worker->openings[mail->ticket] = NULL;
	worker->opening_used[mail->ticket] = false;
	if (connection && connection_opened(connection, mail))
		return;
	relay_number_over(worker->relay, &worker->opening_sources[mail->ticket], worker->now_ms);
	if (!connection && mail->route) /* it has gone meanwhile */
		dial_tell_keeper_closed(worker, mail->route, mail->log_id);
}

/* Where it will be, if anywhere; Close follows. */
static void say_go_away(struct connection *connection)
{
	wire_Control control = {.which_what = wire_Control_go_away_tag};
	control.what.go_away.wait_ms = connection->worker->options->back_in_ms;
	if (connection->state >= CONNECTION_GREETED && connection->state <= CONNECTION_SEATED)
		connection_tell(connection, &control);
}

static void begin_end(struct worker *worker)
{
	for (struct connection *connection = worker->all; connection; connection = connection->next_all)
		say_go_away(connection);
	worker->is_ending = true;
	worker->end_ms = worker->now_ms + WORKER_ENDING_MS;
	close_listeners(worker);
	for (struct connection *connection = worker->all, *next; connection; connection = next) {
		next = connection
		           ->next_all; /* ending does not bury those that have something to say; pages go at once */
		if (connection->state == CONNECTION_SEATED)
			session_end(connection->participant.session, wire_CloseReason_CLOSE_SHUTDOWN);
		else if (connection->state != CONNECTION_LEG || tunnel_leg_is_free(connection))
			connection_end(connection, wire_CloseReason_CLOSE_SHUTDOWN);
	}
	while (worker->kept)
		session_end(worker->kept, wire_CloseReason_CLOSE_SHUTDOWN);
}

static void take_settings(struct worker *worker, const struct mail *mail)
{
	if (mail->identity)
		worker_identify(worker, mail->identity);
	if (!mail->options)
		return;
	free(worker->own_options);
	worker->options = worker->own_options = mail->options;
}

static void take_mail(struct worker *worker)
{
	uint64_t count;
	struct mail mail;
	if (read(worker->wakeup, &count, sizeof count) < 0 && errno != EAGAIN)
		log_error("relay", "a worker's mail: %s", strerror(errno));
	while (queue_pop(worker->mail, &mail)) {
		if (mail.kind == MAIL_CONNECTION)
			take_connection(worker, mail.connection);
		else if (mail.kind == MAIL_OPENED)
			take_opened(worker, &mail);
		else if (mail.kind == MAIL_RECLAIMED)
			comeback_reclaimed(worker, mail.id, mail.route, mail.log_id);
		else if (mail.kind == MAIL_MEET)
			comeback_meet(worker, mail.id);
		else if (mail.kind == MAIL_SETTINGS)
			take_settings(worker, &mail);
		else if (mail.kind == MAIL_END)
			begin_end(worker);
		else if (mail.kind == MAIL_LIST) {
			free(worker->list);
			worker->list = mail.list;
		}
	}
}

/* --- the loop
 * -------------------------------------------------------------------------------------------------------------
 */

static void take_event(struct worker *worker, const struct epoll_event *event)
{
	if (event->data.ptr == &worker->wakeup) {
		take_mail(worker);
		return;
	}
	for (int i = 0; i < CONNECTION_PORTS; i++)
		if (event->data.ptr == &worker->listeners[i]) {
			accept_some(worker, i);
			return;
		}
	struct connection *connection = event->data.ptr;
	if (event->events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
		connection->is_readable = true;
	if (event->events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))
		connection->has_hung_up = true;
	if (event->events & (EPOLLHUP | EPOLLERR) && connection->participant.is_held)
		connection->is_broken = true; /* else it would be found out by reading, which waits */
	if (event->events & EPOLLOUT)
		connection->participant.may_send = true;
	worker_look(connection);
}

static void look_at_all(struct worker *worker)
{
	while (worker->now) {
		struct connection *connection = worker->now;
		worker->now = connection->next_look;
		connection->is_looked_at = false;
		connection_work(connection);
	}
}

static int sleep_ms(struct worker *worker, int timeout_ms)
{
	int64_t now_ms = worker->clock_ms();
	int until_due = wheel_sleep_ms(&worker->wheel, now_ms);
	if (worker->later || worker->now)
		return 0;
	if (until_due >= 0 && (timeout_ms < 0 || until_due < timeout_ms))
		timeout_ms = until_due;
	if (worker->kept) {
		int64_t left_ms = worker->kept->kept_until_ms - now_ms;
		if (left_ms < (timeout_ms < 0 ? INT32_MAX : timeout_ms))
			timeout_ms = left_ms > 0 ? (int)left_ms : 0;
	}
	if (worker->is_deaf && (timeout_ms < 0 || timeout_ms > DEAF_MS))
		timeout_ms = DEAF_MS;
	if ((worker->is_ending || worker->over || worker->reclaim_count > 0) &&
	    (timeout_ms < 0 || timeout_ms > DEAF_MS))
		timeout_ms = DEAF_MS;
	return timeout_ms;
}

bool worker_turn(struct worker *worker, int timeout_ms)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(worker->epoll, events, EVENTS, sleep_ms(worker, timeout_ms));
	worker->now_ms = worker->clock_ms();
	if (worker->later) { /* those that had more to read: all of them are looked at now */
		if (worker->now)
			worker->now_last->next_look = worker->later;
		else
			worker->now = worker->later;
		worker->now_last = worker->later_last;
		worker->later = worker->later_last = NULL;
	}
	for (int i = 0; i < count; i++)
		take_event(worker, &events[i]);
	hear_again(worker);
	look_at_all(worker);
	for (struct wheel_entry *entry; (entry = wheel_next_due(&worker->wheel, worker->now_ms));)
		connection_due((struct connection *)(void *)((char *)entry - offsetof(struct connection, timer)));
	while (worker->kept && worker->kept->kept_until_ms <= worker->now_ms) {
		log_info("relay", "a session's master did not come back in time");
		session_end(worker->kept, wire_CloseReason_CLOSE_TOO_LATE);
	}
	look_at_all(worker);
	free_dead(worker);
	tell_ends(worker);
	comeback_ask(worker);
	if (!worker->is_ending)
		return true;
	return worker->all && worker->now_ms < worker->end_ms;
}

void worker_run(void *context)
{
	struct worker *worker = context;
	while (worker_turn(worker, -1))
		;
}
