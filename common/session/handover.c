#include "session/handover.h"

#include "base/secret.h"
#include "wire/frame.h"
#include "wire/plain_text.h"

#include <string.h>

enum { MAGIC = 0x4C6F6861, PEER_MAX = FRAME_PEER_ALL - 1 };

/* --- out
 * ------------------------------------------------------------------------------------------------------- */

static void write_text(struct writer *to, const char *text)
{
	struct bytes bytes = bytes_of_text(text);
	write_u16(to, (uint16_t)bytes.size);
	write_bytes(to, bytes);
}

static void write_id(struct writer *to, const uint8_t *id, size_t size)
{
	write_bytes(to, (struct bytes){id, size});
}

static void write_where(struct writer *to, const struct where *where)
{
	write_u8(to, (uint8_t)where->url_count);
	for (size_t i = 0; i < where->url_count; i++)
		write_text(to, where->urls[i]);
	write_u8(to, where->has_list_key);
	write_id(to, where->list_key, sizeof where->list_key);
	write_text(to, where->region);
	write_u8(to, where->is_branded);
}

static void write_relay(struct writer *to, const struct server_list_relay *relay)
{
	write_id(to, relay->id, sizeof relay->id);
	write_id(to, relay->seal_key, sizeof relay->seal_key);
	write_text(to, relay->host);
	write_text(to, relay->region);
	write_u16(to, relay->raw_port);
	write_u16(to, relay->https_port);
	write_u16(to, relay->http_port);
	write_u8(to, relay->has_pin);
	write_id(to, relay->pin, sizeof relay->pin);
}

static void write_meeting(struct writer *to, const struct handover_meeting *meeting)
{
	write_u8(to, meeting->is_there);
	if (!meeting->is_there)
		return;
	write_relay(to, &meeting->relay);
	write_u16(to, meeting->self);
	write_u16(to, meeting->master);
	write_u8(to, (uint8_t)meeting->ticket_bytes);
	write_id(to, meeting->ticket, meeting->ticket_bytes);
}

static void write_person(struct writer *to, const struct handover_person *person)
{
	write_u16(to, person->peer);
	write_u32(to, person->where);
	write_u8(to, person->is_master);
	write_text(to, person->name);
	write_text(to, person->computer);
	write_id(to, person->id, sizeof person->id);
	write_u32(to, person->capabilities);
	write_text(to, person->layout);
	write_u32(to, person->generation);
	write_u32(to, person->got_generation);
	write_u8(to, person->shares);
	write_u8(to, person->got_view);
	write_u32(to, (uint32_t)person->pair.size);
	write_bytes(to, person->pair);
}

static void write_login(struct writer *to, const struct ways_login *login)
{
	write_text(to, login->proxy);
	write_text(to, login->name);
	write_text(to, login->password);
}

void handover_encode(const struct handover *handover, struct writer *to)
{
	write_u32(to, MAGIC);
	write_u8(to, HANDOVER_VERSION);
	write_where(to, &handover->where);
	write_text(to, handover->proxy);
	write_u8(to, handover->is_german);
	write_u8(to, (uint8_t)handover->login_count);
	for (size_t i = 0; i < handover->login_count; i++)
		write_login(to, &handover->logins[i]);
	write_text(to, handover->name);
	write_id(to, handover->self_id, sizeof handover->self_id);
	write_id(to, handover->session_id, sizeof handover->session_id);
	write_u8(to, handover->tries_left);
	write_u8(to, (uint8_t)handover->operator_trust);
	write_text(to, handover->operator_name);
	write_text(to, handover->operator_company);
	write_u8(to, handover->has_granted);
	write_u8(to, handover->is_moved);
	write_u8(to, handover->home);
	for (int i = 0; i < 2; i++)
		write_meeting(to, &handover->meetings[i]);
	write_u8(to, (uint8_t)handover->relay_id_count);
	for (size_t i = 0; i < handover->relay_id_count; i++)
		write_id(to, handover->relay_ids[i], PLACES_ID_BYTES);
	write_u8(to, (uint8_t)handover->relay_count);
	for (size_t i = 0; i < handover->relay_count; i++)
		write_relay(to, &handover->relays[i]);
	write_u8(to, (uint8_t)handover->person_count);
	for (size_t i = 0; i < handover->person_count; i++)
		write_person(to, &handover->people[i]);
}

/* --- in
 * -------------------------------------------------------------------------------------------------------- */

static bool read_flag(struct reader *from)
{
	uint8_t value = read_u8(from);
	from->failed |= value > 1;
	return value == 1;
}

/* How many there are of something, at most `most`. */
static size_t read_count(struct reader *from, size_t most)
{
	size_t count = read_u8(from);
	from->failed |= count > most;
	return from->failed ? 0 : count;
}

/* A line with its NUL. */
static void read_text(struct reader *from, char *to, size_t room)
{
	struct bytes bytes = read_bytes(from, read_u16(from));
	from->failed |= bytes.size >= room || !plain_text_is_valid(bytes, PLAIN_TEXT_LINE);
	if (from->failed)
		return;
	if (bytes.size > 0)
		memcpy(to, bytes.data, bytes.size);
	to[bytes.size] = 0;
}

/* A name or password, of which nobody knows in what alphabet it is. */
static void read_secret(struct reader *from, char *to, size_t room)
{
	struct bytes bytes = read_bytes(from, read_u16(from));
	from->failed |= bytes.size >= room;
	if (from->failed || bytes.size == 0)
		return;
	from->failed |= memchr(bytes.data, 0, bytes.size) != NULL;
	memcpy(to, bytes.data, bytes.size);
	to[bytes.size] = 0;
}

static void read_login(struct reader *from, struct ways_login *login)
{
	read_text(from, login->proxy, sizeof login->proxy);
	read_secret(from, login->name, sizeof login->name);
	read_secret(from, login->password, sizeof login->password);
	from->failed |= login->proxy[0] == 0 || login->name[0] == 0;
}

static void read_where(struct reader *from, struct where *where)
{
	where->url_count = read_count(from, DIRECTORY_URLS_MAX);
	for (size_t i = 0; i < where->url_count; i++)
		read_text(from, where->urls[i], sizeof where->urls[i]);
	where->has_list_key = read_flag(from);
	read_copy(from, where->list_key, sizeof where->list_key);
	read_text(from, where->region, sizeof where->region);
	where->is_branded = read_flag(from);
}

static void read_relay(struct reader *from, struct server_list_relay *relay)
{
	read_copy(from, relay->id, sizeof relay->id);
	read_copy(from, relay->seal_key, sizeof relay->seal_key);
	read_text(from, relay->host, sizeof relay->host);
	read_text(from, relay->region, sizeof relay->region);
	relay->raw_port = read_u16(from);
	relay->https_port = read_u16(from);
	relay->http_port = read_u16(from);
	relay->has_pin = read_flag(from);
	read_copy(from, relay->pin, sizeof relay->pin);
	from->failed |= relay->host[0] == 0;
}

static void read_meeting(struct reader *from, struct handover_meeting *meeting)
{
	meeting->is_there = read_flag(from);
	if (!meeting->is_there)
		return;
	read_relay(from, &meeting->relay);
	meeting->self = read_u16(from);
	meeting->master = read_u16(from);
	meeting->ticket_bytes = read_count(from, sizeof meeting->ticket);
	read_copy(from, meeting->ticket, meeting->ticket_bytes);
}

static void read_person(struct reader *from, struct handover_person *person)
{
	person->peer = read_u16(from);
	person->where = read_u32(from);
	person->is_master = read_flag(from);
	read_text(from, person->name, sizeof person->name);
	read_text(from, person->computer, sizeof person->computer);
	read_copy(from, person->id, sizeof person->id);
	person->capabilities = read_u32(from);
	read_text(from, person->layout, sizeof person->layout);
	person->generation = read_u32(from);
	person->got_generation = read_u32(from);
	person->shares = read_flag(from);
	person->got_view = read_flag(from);
	person->pair = read_bytes(from, read_u32(from));
	from->failed |= person->peer == FRAME_PEER_NONE || person->peer > PEER_MAX;
}

/* Each peer once; the master first, and with something to come back by. */
static bool people_make_sense(const struct handover *h)
{
	if (h->person_count == 0 || h->people[0].pair.size == 0)
		return false;
	for (size_t i = 0; i < h->person_count; i++) {
		if (h->people[i].is_master != (i == 0))
			return false;
		for (size_t before = 0; before < i; before++) {
			if (h->people[before].peer == h->people[i].peer)
				return false;
		}
	}
	return true;
}

static bool makes_sense(const struct handover *h)
{
	return h->home < 2 && h->meetings[h->home].is_there && h->meetings[h->home].ticket_bytes > 0 &&
	       h->tries_left <= GUESS_CUSTOMER_TRIES && people_make_sense(h);
}

static void read_all(struct reader *from, struct handover *h)
{
	read_where(from, &h->where);
	read_text(from, h->proxy, sizeof h->proxy);
	h->is_german = read_flag(from);
	h->login_count = read_count(from, HANDOVER_LOGINS_MAX);
	for (size_t i = 0; i < h->login_count; i++)
		read_login(from, &h->logins[i]);
	read_text(from, h->name, sizeof h->name);
	read_copy(from, h->self_id, sizeof h->self_id);
	read_copy(from, h->session_id, sizeof h->session_id);
	h->tries_left = read_u8(from);
	h->operator_trust = (enum operator_trust)read_count(from, OPERATOR_OF_COMPANY);
	read_text(from, h->operator_name, sizeof h->operator_name);
	read_text(from, h->operator_company, sizeof h->operator_company);
	h->has_granted = read_flag(from);
	h->is_moved = read_flag(from);
	h->home = read_u8(from);
	for (int i = 0; i < 2; i++)
		read_meeting(from, &h->meetings[i]);
	h->relay_id_count = read_count(from, PLACES_MEETING_MAX);
	for (size_t i = 0; i < h->relay_id_count; i++)
		read_copy(from, h->relay_ids[i], PLACES_ID_BYTES);
	h->relay_count = read_count(from, PLACES_MEETING_MAX);
	for (size_t i = 0; i < h->relay_count; i++)
		read_relay(from, &h->relays[i]);
	h->person_count = read_count(from, PARTICIPANT_PEOPLE_MAX);
	for (size_t i = 0; i < h->person_count; i++)
		read_person(from, &h->people[i]);
}

enum result handover_decode(struct bytes bytes, struct handover *out)
{
	struct reader from = reader_over(bytes);
	bool is_ours = read_u32(&from) == MAGIC && read_u8(&from) == HANDOVER_VERSION;
	if (!is_ours || bytes.size > HANDOVER_BYTES_MAX)
		return RESULT_BAD_FRAME;
	struct handover *made = secret_create(sizeof *made);
	if (made == NULL)
		return RESULT_OUT_OF_MEMORY;
	read_all(&from, made);
	bool is_good = !from.failed && from.left_bytes == 0 && makes_sense(made);
	if (is_good)
		*out = *made;
	secret_destroy(made);
	return is_good ? RESULT_OK : RESULT_BAD_FRAME;
}
