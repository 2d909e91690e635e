#include "relay/limits.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

_Static_assert(LIMITS_KEY_BYTES == crypto_shorthash_KEYBYTES, "the key is SipHash's");

void limits_init(struct limits *limits, const struct limits_rules *rules,
                 const uint8_t key[static LIMITS_KEY_BYTES])
{
	memset(limits, 0, sizeof *limits);
	limits->rules = *rules;
	memcpy(limits->key, key, LIMITS_KEY_BYTES);
}

struct limits_source limits_source_of(const struct sockaddr *address)
{
	struct limits_source source = {0};
	if (address->sa_family == AF_INET) {
		memcpy(source.bytes, &((const struct sockaddr_in *)(const void *)address)->sin_addr, 4);
	} else if (address->sa_family == AF_INET6) {
		const struct in6_addr *ip = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
		source.is_ipv6 = !IN6_IS_ADDR_V4MAPPED(ip);
		memcpy(source.bytes, ip->s6_addr + (source.is_ipv6 ? 0 : 12), source.is_ipv6 ? 8 : 4);
	}
	return source;
}

static uint64_t hash_of(const struct limits *limits, const struct limits_source *source, bool is_network)
{
	uint8_t text[10] = {0}, out[crypto_shorthash_BYTES];
	uint64_t hash;
	size_t size = is_network ? (source->is_ipv6 ? 6 : 3) : sizeof source->bytes;
	memcpy(text, source->bytes, size);
	text[8] = source->is_ipv6;
	text[9] = is_network;
	crypto_shorthash(out, text, sizeof text, limits->key);
	memcpy(&hash, out, sizeof hash);
	return hash ? hash : 1;
}

static void forgive(struct limits_entry *entry, int64_t now_ms, uint32_t per_minute)
{
	int64_t passed_ms = now_ms - entry->heard_ms;
	uint64_t forgiven = passed_ms > 0 ? (uint64_t)passed_ms * per_minute / 60 : 0;
	if (forgiven >= entry->debt_millis) {
		entry->debt_millis = 0;
		entry->heard_ms = now_ms;
		return;
	}
	entry->debt_millis -= (uint32_t)forgiven;
	entry->heard_ms += (int64_t)(forgiven * 60 / per_minute); /* not now: small steps are not rounded away */
}

static bool has_nothing(const struct limits_entry *entry)
{
	return entry->unmatched == 0 && entry->returning == 0 && entry->numbers == 0;
}

/* The entry, or a free one, or the one of its bucket that was heard of least recently; those with connections
 * stay if they can. */
static struct limits_entry *find(struct limits *limits, uint64_t hash, int64_t now_ms)
{
	struct limits_entry *bucket = &limits->entries[hash % (LIMITS_ENTRIES / LIMITS_WAYS) * LIMITS_WAYS];
	struct limits_entry *victim = bucket;
	for (int i = 0; i < LIMITS_WAYS; i++) {
		struct limits_entry *entry = &bucket[i];
		if (entry->hash == hash)
			return entry;
		bool is_better = entry->hash == 0 ||
		                 (victim->hash != 0 && has_nothing(entry) > has_nothing(victim)) ||
		                 (victim->hash != 0 && has_nothing(entry) == has_nothing(victim) &&
		                  entry->heard_ms < victim->heard_ms);
		if (is_better)
			victim = entry;
	}
	*victim = (struct limits_entry){.hash = hash, .heard_ms = now_ms};
	return victim;
}

static bool is_tired(struct limits *limits, const struct limits_source *source, int64_t now_ms,
                     bool is_network)
{
	struct limits_entry *entry = find(limits, hash_of(limits, source, is_network), now_ms);
	uint32_t burst = is_network ? limits->rules.network_burst : limits->rules.failures_burst;
	forgive(entry, now_ms, is_network ? limits->rules.network_per_minute : limits->rules.failures_per_minute);
	return entry->debt_millis + UINT64_C(1000) > (uint64_t)burst * 1000; /* no whole failure is left */
}

bool limits_is_tired(struct limits *limits, const struct limits_source *source, int64_t now_ms)
{
	return !source->is_proxy &&
	       (is_tired(limits, source, now_ms, false) || is_tired(limits, source, now_ms, true));
}

static bool is_full(const struct limits *limits, uint32_t dice)
{
	uint32_t early = limits->rules.unmatched_early, max = limits->rules.unmatched_max;
	if (limits->unmatched >= max)
		return true;
	if (limits->unmatched < early)
		return false;
	return dice % (max - early) < limits->unmatched - early;
}

static bool admit_returning(struct limits *limits, struct limits_entry *entry)
{
	if (limits->returning >= limits->rules.returning_max ||
	    entry->returning >= limits->rules.returning_per_source)
		return false;
	entry->returning++;
	limits->returning++;
	return true;
}

/* Who is behind it may be one who comes back, as long as there is a place for those. */
static bool admit_proxy(struct limits *limits, struct limits_source *source, bool is_welcome)
{
	source->is_returning = !is_welcome;
	bool may_stay = is_welcome || limits->returning < limits->rules.returning_max;
	if (may_stay)
		++*(is_welcome ? &limits->unmatched : &limits->returning);
	limits->refused += !may_stay;
	return may_stay;
}

bool limits_admit(struct limits *limits, struct limits_source *source, int64_t now_ms, uint32_t dice)
{
	bool is_welcome = !is_full(limits, dice) && !limits_is_tired(limits, source, now_ms);
	if (source->is_proxy)
		return admit_proxy(limits, source, is_welcome);
	struct limits_entry *entry = find(limits, hash_of(limits, source, false), now_ms);
	source->is_returning = !is_welcome || entry->unmatched >= limits->rules.unmatched_per_source;
	if (source->is_returning) {
		bool may_stay = admit_returning(limits, entry);
		limits->refused += !may_stay;
		return may_stay;
	}
	entry->unmatched++;
	limits->unmatched++;
	return true;
}

static void take_off(uint32_t *count)
{
	if (*count > 0) /* 0: its entry had to give way meanwhile */
		--*count;
}

void limits_matched(struct limits *limits, const struct limits_source *source, int64_t now_ms)
{
	if (!source->is_proxy) {
		struct limits_entry *entry = find(limits, hash_of(limits, source, false), now_ms);
		take_off(source->is_returning ? &entry->returning : &entry->unmatched);
	}
	take_off(source->is_returning ? &limits->returning : &limits->unmatched);
}

static void forgive_one(struct limits *limits, const struct limits_source *source, int64_t now_ms,
                        bool is_network)
{
	struct limits_entry *entry = find(limits, hash_of(limits, source, is_network), now_ms);
	entry->debt_millis -= entry->debt_millis < 1000 ? entry->debt_millis : 1000;
}

void limits_forgive(struct limits *limits, const struct limits_source *source, int64_t now_ms)
{
	if (source->is_proxy)
		return;
	forgive_one(limits, source, now_ms, false);
	forgive_one(limits, source, now_ms, true);
}

bool limits_number(struct limits *limits, const struct limits_source *source, int64_t now_ms)
{
	uint64_t hash = hash_of(limits, source, false), network_hash = hash_of(limits, source, true);
	if (source->is_proxy)
		return true;
	if (find(limits, hash, now_ms)->numbers >= limits->rules.numbers_per_source ||
	    find(limits, network_hash, now_ms)->numbers >= limits->rules.numbers_per_network)
		return false;
	find(limits, hash, now_ms)->numbers++; /* looked for anew: one may have made the other give way */
	find(limits, network_hash, now_ms)->numbers++;
	return true;
}

void limits_number_over(struct limits *limits, const struct limits_source *source, int64_t now_ms)
{
	if (source->is_proxy)
		return;
	take_off(&find(limits, hash_of(limits, source, false), now_ms)->numbers);
	take_off(&find(limits, hash_of(limits, source, true), now_ms)->numbers);
}

static void add_debt(struct limits *limits, const struct limits_source *source, int64_t now_ms,
                     bool is_network)
{
	struct limits_entry *entry = find(limits, hash_of(limits, source, is_network), now_ms);
	uint32_t burst = is_network ? limits->rules.network_burst : limits->rules.failures_burst;
	forgive(entry, now_ms, is_network ? limits->rules.network_per_minute : limits->rules.failures_per_minute);
	if (entry->debt_millis < (uint64_t)burst * 2000) /* so that it ends some time */
		entry->debt_millis += 1000;
}

void limits_failed(struct limits *limits, const struct limits_source *source, int64_t now_ms)
{
	if (source->is_proxy)
		return;
	add_debt(limits, source, now_ms, false);
	add_debt(limits, source, now_ms, true);
}

void limits_source_text(const struct limits_source *source, char to[static 32])
{
	const uint8_t *b = source->bytes;
	if (source->is_ipv6)
		snprintf(to, 32, "%x:%x:%x:x", b[0] << 8 | b[1], b[2] << 8 | b[3], b[4] << 8 | b[5]);
	else
		snprintf(to, 32, "%d.%d.%d.x", b[0], b[1], b[2]);
}
