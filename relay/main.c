/*
 * Two processes: this one, which binds, forks the keeper, drops root and runs the
 * workers; and the keeper (keeper.c). Each ends when the other does.
 *
 * The main thread then passes messages between keeper and workers, waits for
 * SIGTERM or SIGINT, and ends everything in order. SIGHUP it hands to the keeper,
 * which reads configuration and certificate again (settings.h), and reads what
 * customers download itself: it must be readable to the user whom it became.
 */
#include "relay/download.h"
#include "relay/keeper.h"
#include "relay/list_parts.h"
#include "relay/list_tool.h"
#include "relay/listen.h"
#include "relay/log_file.h"
#include "relay/relay.h"
#include "relay/settings.h"
#include "relay/worker.h"

#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "wire/hex.h"
#include "wire/server_list.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_GOOD, EXIT_FAILED, EXIT_USAGE };
enum { BOX_FULL_MS = 20, HTTPS_PORT = 443 };

struct program {
	struct options options;
	int argument_count;
	char **arguments;
	struct keeper_setup setup;
	struct relay *relay;
	struct thread *threads[OPTIONS_WORKERS_MAX];
	size_t thread_count;
	int listeners[CONNECTION_PORTS][OPTIONS_WORKERS_MAX];
	size_t worker_count;
	int link, signals;
	pid_t keeper;
	struct list_parts list; /* on its way from the keeper */
	struct settings settings;
};

static int complain(const char *sentence)
{
	fprintf(stderr, "lotse-relay: %s\n", sentence);
	return EXIT_FAILED;
}

/* --- starting
 * ----------------------------------------------------------------------------------------------------------
 */

/* 443 if nobody has asked for another port; then it goes without if that can't be had. */
static enum result open_usual_https(struct program *program)
{
	program->setup.https_port = HTTPS_PORT;
	if (listen_open(program->options.listen, &program->setup.https_port, program->listeners[CONNECTION_HTTPS],
	                program->worker_count) == RESULT_OK)
		return RESULT_OK;
	program->setup.https_port = 0;
	fprintf(stderr, text_get(TEXT_RELAY_NO_TLS_PORT), HTTPS_PORT);
	return RESULT_OK;
}

static bool open_port(struct program *program, uint32_t wanted, uint16_t *port, enum connection_port which)
{
	char sentence[512];
	*port = (uint16_t)wanted;
	enum result result =
		wanted == OPTIONS_PORT_NONE ? RESULT_OK
		: wanted == OPTIONS_PORT_IF_FREE
			? open_usual_https(program)
			: listen_open(program->options.listen, port, program->listeners[which], program->worker_count);
	if (result == RESULT_OK)
		return true;
	if (result == RESULT_NOT_REACHABLE)
		snprintf(sentence, sizeof sentence, text_get(TEXT_RELAY_PORT_TAKEN), wanted);
	else if (result == RESULT_REFUSED)
		snprintf(sentence, sizeof sentence, text_get(TEXT_RELAY_PORT_FORBIDDEN), wanted);
	else if (result == RESULT_BAD_ARGUMENT)
		snprintf(sentence, sizeof sentence, text_get(TEXT_RELAY_BAD_ADDRESS), program->options.listen);
	else
		snprintf(sentence, sizeof sentence, "%s", result_words(result));
	complain(sentence);
	return false;
}

static void raise_descriptors(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

/* From here on nobody that breaks in over the network is root. */
static bool drop_root(const char *user)
{
	if (geteuid() != 0)
		return true;
	struct passwd *who = getpwnam(user);
	if (!who)
		who = getpwnam("nobody");
	return who && setgroups(0, NULL) == 0 && setresgid(who->pw_gid, who->pw_gid, who->pw_gid) == 0 &&
	       setresuid(who->pw_uid, who->pw_uid, who->pw_uid) == 0 && secret_start() == RESULT_OK;
}

/* The keeper as a process of its own; it has none of our sockets but the link. */
static bool fork_keeper(struct program *program)
{
	int pair[2];
	if (keeper_link_create(pair) != RESULT_OK)
		return false;
	fflush(NULL);
	program->keeper = fork();
	if (program->keeper < 0)
		return false;
	if (program->keeper == 0) {
		signal(SIGINT, SIG_IGN); /* of a terminal: it ends when the workers have */
		signal(SIGTERM, SIG_IGN);
		signal(SIGHUP, SIG_IGN); /* the main process hands it on */
		close(pair[0]);
		for (int port = 0; port < CONNECTION_PORTS; port++)
			for (size_t i = 0; i < program->worker_count; i++)
				if (program->listeners[port][i] >= 0)
					close(program->listeners[port][i]);
		umask(0077);
		_exit(keeper_run(&program->setup, pair[1]));
	}
	close(pair[1]);
	program->link = pair[0];
	return true;
}

/* What customers download, as it is now. False: the file can't be had. */
static bool read_client(struct program *program)
{
	const char *path = program->options.client_file;
	struct shelf *shelf = program->relay->shelf;
	if (!path[0])
		return true;
	if (shelf_put(shelf, path) != RESULT_OK)
		return false;
	struct download *download = shelf_take(shelf);
	log_info("relay", "hands out %s: %zu bytes, SHA-256 %s", path, download_bytes(download).size,
	         download_hash(download));
	shelf_give_back(shelf, download);
	if (!program->options.certificate[0])
		log_warn("relay", "it is handed out without a certificate that browsers know (--certificate): they "
		                  "can't check that it comes from here");
	return true;
}

/* Waits for the keeper's next word. False: it has ended, and has said why. */
static bool await_keeper(struct program *program, struct keeper_message *message)
{
	struct wake_on on = {.handle = program->link, .want_read = true};
	for (;;) {
		enum result result = keeper_link_receive(program->link, message);
		if (result == RESULT_OK)
			return true;
		if (result != RESULT_WOULD_BLOCK || wake_wait(program->relay->wake, &on, 1, -1) != RESULT_OK)
			return false;
	}
}

/* The key for TLS comes before the list. */
static bool await_tls(struct program *program)
{
	struct keeper_message message = {0};
	bool is_whole = program->setup.https_port == 0, is_there = true;
	while (!is_whole && is_there) {
		is_there = await_keeper(program, &message);
		is_whole = is_there && message.kind == KEEPER_TLS && settings_add(&program->settings, &message);
	}
	secret_wipe(&message, sizeof message);
	return is_there;
}

/* The worker's listeners, and what it shows at the one for TLS. */
static bool open_worker(struct program *program, size_t index)
{
	struct relay *relay = program->relay;
	struct worker *worker = worker_create(relay, (uint16_t)index, program->listeners[CONNECTION_RAW][index],
	                                      program->listeners[CONNECTION_HTTP][index]);
	relay->workers[index] = worker;
	if (!worker || !program->setup.https_port)
		return worker;
	struct tls_identity *identity = settings_identity(&program->settings, relay);
	worker_identify(worker, identity);
	return identity && worker_listen(worker, CONNECTION_HTTPS, program->listeners[CONNECTION_HTTPS][index]);
}

static bool start_workers(struct program *program)
{
	struct relay *relay = program->relay;
	relay->worker_count = program->worker_count;
	relay->http_port = program->setup.http_port;
	relay->https_port = program->setup.https_port;
	for (size_t i = 0; i < program->worker_count; i++)
		if (!open_worker(program, i))
			return false;
	settings_wipe(&program->settings);
	for (; program->thread_count < program->worker_count; program->thread_count++)
		if (thread_start(&program->threads[program->thread_count], THREAD_WORKER, worker_run,
		                 relay->workers[program->thread_count]) != RESULT_OK)
			return false;
	return true;
}

static void say_started(const struct program *program, const struct keeper_message *ready)
{
	char key[2 * sizeof ready->root_key + 1] = "", fingerprint[SERVER_LIST_FINGERPRINT_BYTES], url[512];
	struct writer w = writer_into((uint8_t *)key, sizeof key - 1);
	hex_encode((struct bytes){ready->root_key, sizeof ready->root_key}, &w);
	server_list_fingerprint(ready->root_key, fingerprint);
	char host[256] = "localhost";
	if (program->options.host[0])
		snprintf(host, sizeof host, "%s", program->options.host);
	else if (gethostname(host, sizeof host - 1) < 0)
		snprintf(host, sizeof host, "localhost");
	snprintf(url, sizeof url, "http://%s:%u/list", host, program->setup.http_port);
	printf(text_get(TEXT_RELAY_STARTED), key, fingerprint, program->setup.raw_port, program->setup.http_port,
	       url);
	if (program->setup.https_port)
		printf(text_get(TEXT_RELAY_HTTPS), program->setup.https_port);
	printf("listening raw %u http %u https %u key %s\n", program->setup.raw_port, program->setup.http_port,
	       program->setup.https_port, key);
	fflush(stdout);
}

/* --- running
 * -----------------------------------------------------------------------------------------------------------
 */

static void post_list(struct program *program, const struct keeper_message *message)
{
	if (!list_parts_add(&program->list, message))
		return;
	for (size_t i = 0; i < program->worker_count; i++) {
		struct worker_list *list = malloc(sizeof *list);
		if (!list)
			return;
		list->expires_s = message->expires_s;
		list->size = program->list.have_bytes;
		memcpy(list->bytes, program->list.bytes, list->size);
		if (worker_post(program->relay->workers[i], &(struct mail){.kind = MAIL_LIST, .list = list}) !=
		    RESULT_OK)
			free(list); /* the next one comes in an hour */
	}
}

/* False: that worker's box is full now. */
static bool pass_on(struct program *program, const struct keeper_message *message)
{
	if (message->kind == KEEPER_LIST) {
		post_list(program, message);
		return true;
	}
	if (message->kind == KEEPER_TLS || message->kind == KEEPER_OPTIONS) {
		if (settings_add(&program->settings, message))
			settings_post(&program->settings, program->relay, message->kind);
		return true;
	}
	bool is_reclaim = message->kind == KEEPER_RECLAIMED;
	bool is_answer = message->kind == KEEPER_OPENED || message->kind == KEEPER_DENIED || is_reclaim;
	if (!is_answer || message->worker >= program->worker_count)
		return true;
	struct mail mail = {
		.kind = is_reclaim ? MAIL_RECLAIMED : MAIL_OPENED,
		.ticket = message->ticket,
		.route = message->route,
		.log_id = message->log_id,
	};
	memcpy(mail.id, message->bytes, sizeof mail.id);
	if (message->kind == KEEPER_OPENED && message->size <= sizeof mail.certificate) {
		memcpy(mail.certificate, message->bytes, message->size);
		mail.certificate_bytes = message->size;
	}
	return worker_post(program->relay->workers[message->worker], &mail) == RESULT_OK;
}

/* What the keeper says. False: it is gone. What a worker can't take now is kept, and nothing more is heard
 * until it can: an answer that is lost would cost a number for 24 h. */
static bool hear_keeper(struct program *program, struct keeper_message *message, bool *waiting)
{
	enum result result = RESULT_WOULD_BLOCK;
	while (*waiting || (result = keeper_link_receive(program->link, message)) == RESULT_OK) {
		*waiting = !pass_on(program, message);
		if (*waiting)
			return true;
	}
	return result == RESULT_WOULD_BLOCK;
}

/* What the workers have for the keeper. False: it is gone. *waiting: it could not take `next` now. */
static bool tell_keeper(struct program *program, struct keeper_message *next, bool *waiting)
{
	while (*waiting || queue_pop(program->relay->to_keeper, next)) {
		enum result result = keeper_link_send(program->link, next, false);
		*waiting = result == RESULT_WOULD_BLOCK;
		if (result != RESULT_OK)
			return *waiting;
	}
	return true;
}

/* Until a signal asks for the end, or the keeper has ended: then false. */
static bool run(struct program *program)
{
	static struct keeper_message next, heard;
	bool waiting = false, is_unheard = false;
	struct wake_on on[] = {{.handle = program->link, .want_read = true},
	                       {.handle = program->signals, .want_read = true}};
	for (;;) {
		if (!hear_keeper(program, &heard, &is_unheard) || !tell_keeper(program, &next, &waiting)) {
			log_error("relay", "the keeper process has ended: the relay ends");
			return false;
		}
		on[0].want_read = !is_unheard;
		on[0].want_write = waiting;
		if (wake_wait(program->relay->wake, on, 2, is_unheard ? BOX_FULL_MS : -1) != RESULT_OK)
			return false;
		struct signalfd_siginfo info;
		if (on[1].may_read && read(program->signals, &info, sizeof info) == sizeof info) {
			if (info.ssi_signo == SIGHUP) {
				relay_tell_keeper(program->relay, &(struct keeper_message){.kind = KEEPER_RELOAD});
				if (!read_client(program))
					log_error("relay", "the client's file can't be read: it stays as it was");
				continue;
			}
			log_info("relay", "signal %u: the relay ends", info.ssi_signo);
			return true;
		}
	}
}

static void end_workers(struct program *program)
{
	struct relay *relay = program->relay;
	for (size_t i = 0; i < program->thread_count; i++)
		while (worker_post(relay->workers[i], &(struct mail){.kind = MAIL_END}) != RESULT_OK)
			usleep(1000); /* its box is full: it empties it */
	for (size_t i = 0; i < program->thread_count; i++)
		thread_join(program->threads[i]);
	for (size_t i = 0; i < program->worker_count; i++)
		worker_destroy(relay->workers[i]);
}

/* What the keeper still answers is thrown away: if nobody took it, each would wait for the other. */
static bool tell_last(struct program *program, const struct keeper_message *message)
{
	struct keeper_message answer;
	struct wake_on on = {.handle = program->link, .want_read = true, .want_write = true};
	for (;;) {
		enum result result;
		while ((result = keeper_link_receive(program->link, &answer)) == RESULT_OK)
			;
		if (result == RESULT_WOULD_BLOCK)
			result = keeper_link_send(program->link, message, false);
		if (result != RESULT_WOULD_BLOCK)
			return result == RESULT_OK;
		if (wake_wait(program->relay->wake, &on, 1, -1) != RESULT_OK)
			return false;
	}
}

/* The ends of sessions, then BYE; waits for the keeper. */
static int end_keeper(struct program *program)
{
	struct keeper_message message;
	int status = 0;
	while (queue_pop(program->relay->to_keeper, &message))
		if (message.kind != KEEPER_OPEN && !tell_last(program, &message)) /* nobody waits for a number now */
			break;
	tell_last(program, &(struct keeper_message){.kind = KEEPER_BYE});
	close(program->link);
	while (waitpid(program->keeper, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILED;
}

static int serve(struct program *program)
{
	struct keeper_message ready;
	sigset_t ends;
	if (!fork_keeper(program))
		return complain(result_words(RESULT_SYSTEM));
	program->relay = relay_create(&program->options);
	if (!program->relay)
		return complain(result_words(RESULT_OUT_OF_MEMORY));
	if (!await_keeper(program, &ready) || !await_tls(program))
		return EXIT_FAILED;
	if (!read_client(program)) {
		char sentence[512];
		snprintf(sentence, sizeof sentence, text_get(TEXT_RELAY_NO_CLIENT), program->options.client_file);
		return complain(sentence);
	}
	memcpy(program->relay->relay_id, ready.relay_id, sizeof ready.relay_id);
	memcpy(program->relay->root_key, ready.root_key, sizeof ready.root_key);
	memcpy(program->relay->ticket_key, ready.bytes, sizeof program->relay->ticket_key);
	secret_wipe(ready.bytes, sizeof ready.bytes);
	if (!drop_root(program->options.user))
		return complain(result_words(RESULT_SYSTEM));
	sigemptyset(&ends); /* blocked in all threads, which inherit it: only signals says them */
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGHUP);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	program->signals = signalfd(-1, &ends, SFD_CLOEXEC);
	bool is_started = program->signals >= 0 && start_workers(program);
	bool was_asked = false;
	if (is_started) {
		say_started(program, &ready);
		was_asked = run(program);
	} else {
		complain(result_words(RESULT_OUT_OF_MEMORY));
	}
	end_workers(program);
	int code = end_keeper(program);
	settings_finish(&program->settings);
	relay_destroy(program->relay);
	return was_asked ? code : EXIT_FAILED;
}

static int prepare(struct program *program)
{
	struct options *options = &program->options;
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	program->worker_count = options->workers                   ? options->workers
	                        : processors < 1                   ? 1
	                        : processors > OPTIONS_WORKERS_MAX ? OPTIONS_WORKERS_MAX
	                                                           : (size_t)processors;
	snprintf(program->setup.folder, sizeof program->setup.folder, "%s", options->state);
	if (!options->state[0] && options_state_folder(getenv("STATE_DIRECTORY"), getenv("XDG_STATE_HOME"),
	                                               getenv("HOME"), program->setup.folder) != RESULT_OK)
		return complain(text_get(TEXT_RELAY_NO_STATE));
	program->setup.options = options;
	program->setup.argument_count = program->argument_count;
	program->setup.arguments = program->arguments;
	if (secret_start() != RESULT_OK)
		return complain(result_words(RESULT_SYSTEM));
	raise_descriptors();
	log_start(LOG_INFO);
	if (!log_file_open(options->log, options->user)) {
		char sentence[512];
		snprintf(sentence, sizeof sentence, text_get(TEXT_RELAY_BAD_VALUE), "log", options->log);
		return complain(sentence);
	}
	memset(program->listeners, 0xFF, sizeof program->listeners); /* -1: none */
	if (!open_port(program, options->raw_port, &program->setup.raw_port, CONNECTION_RAW) ||
	    !open_port(program, options->http_port, &program->setup.http_port, CONNECTION_HTTP) ||
	    !open_port(program, options->https_port, &program->setup.https_port, CONNECTION_HTTPS))
		return EXIT_FAILED;
	return serve(program);
}

static void mask_hangup(int how)
{
	sigset_t hangup;
	sigemptyset(&hangup);
	sigaddset(&hangup, SIGHUP);
	sigprocmask(how, &hangup, NULL);
}

int main(int count, char **arguments)
{
	static struct program program; /* large */
	char complaint[512];
	mask_hangup(SIG_BLOCK); /* one that comes before it can be obeyed waits until then, and ends nothing */
	text_speak_as_environment();
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_DFL); /* also under nohup: it is an order here */
	if (count > 1 && strcmp(arguments[1], "list") == 0) {
		mask_hangup(SIG_UNBLOCK);
		return list_tool_run(count - 2, arguments + 2);
	}
	options_init(&program.options);
	enum result result = options_read(&program.options, count, arguments, complaint);
	if (result != RESULT_OK) {
		complain(complaint);
		return EXIT_USAGE;
	}
	if (program.options.wish == OPTIONS_HELP) {
		fputs(options_help(), stdout);
		return EXIT_GOOD;
	}
	if (program.options.wish == OPTIONS_SHOW_VERSION) {
		printf("lotse-relay %s\n", LOTSE_VERSION);
		return EXIT_GOOD;
	}
	program.argument_count = count;
	program.arguments = arguments;
	return prepare(&program);
}
