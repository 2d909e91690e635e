/*
 * memory-search RECORDS.. -- PLACE.. [-- PLACE..]: looks for what was sealed (record.h) where it must not be,
 * or must be.
 *
 * A PLACE is pid:N, all the memory of a process (needs the right to read it, so root), or a file, such as a
 * capture of sockets. Any run of 16 bytes of a plaintext or key counts, at any offset. Runs with fewer than 7
 * different bytes are no evidence (counters, padding) and left out, and so is what the places after the
 * second "--" hold: a process that had nothing to do with the session and has the same run by chance of its
 * kind.
 *
 * Prints for each place how many different runs of each kind were found, and the first of them. Exit 0: none
 * anywhere; 1: some; 2: could not look.
 *
 * How it works: the windows of all records are kept in a hash table by a 64-bit hash; a bit table in front of
 * it answers for nearly all windows of a place that they are not there. Both roll a byte at a time.
 */
#include "record.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WINDOW = 16, DISTINCT_MIN = 7, BITS = 27, SHOWN_MAX = 5, CHUNK = 1 << 20 };

struct run {
	const uint8_t *at; /* in the records, which stay loaded */
	uint32_t group;    /* of kinds: see group_names */
	bool is_found, is_common;
};

static const char *const group_names[] = {"keys", "interactive", "bulk", "pictures"};
enum { GROUPS = 4 };

static struct run *table;
static size_t table_size, run_count; /* size: a power of two */
static uint8_t *bits;

static uint64_t mix(const uint8_t *at)
{
	uint64_t a, b;
	memcpy(&a, at, 8);
	memcpy(&b, at + 8, 8);
	a = (a ^ b * UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xBF58476D1CE4E5B9);
	return a ^ a >> 29;
}

static bool is_evidence(const uint8_t *at)
{
	int distinct = 0;
	for (int i = 0; i < WINDOW; i++)
		distinct += i == 0 || !memchr(at, at[i], (size_t)i);
	return distinct >= DISTINCT_MIN;
}

static struct run *slot_of(const uint8_t *at, uint64_t hash)
{
	size_t i = hash & (table_size - 1);
	while (table[i].at && memcmp(table[i].at, at, WINDOW) != 0)
		i = (i + 1) & (table_size - 1);
	return &table[i];
}

static void grow(void)
{
	struct run *old = table;
	size_t old_size = table_size;
	table_size = table_size ? table_size * 2 : 1 << 16;
	table = calloc(table_size, sizeof *table);
	if (!table) {
		fprintf(stderr, "memory-search: out of memory\n");
		exit(2);
	}
	for (size_t i = 0; i < old_size; i++)
		if (old[i].at)
			*slot_of(old[i].at, mix(old[i].at)) = old[i];
	free(old);
}

static void add_runs(struct bytes bytes, uint32_t group)
{
	for (size_t i = 0; i + WINDOW <= bytes.size; i++) {
		if (!is_evidence(bytes.data + i))
			continue;
		if (run_count * 2 >= table_size)
			grow();
		uint64_t hash = mix(bytes.data + i);
		struct run *slot = slot_of(bytes.data + i, hash);
		if (slot->at)
			continue;
		*slot = (struct run){.at = bytes.data + i, .group = group};
		run_count++;
		uint64_t bit = hash >> (64 - BITS);
		bits[bit >> 3] |= (uint8_t)(1 << (bit & 7));
	}
}

static void load(const char *path)
{
	struct buffer content = record_load(path); /* kept: the runs point into it */
	struct reader r = reader_over(buffer_bytes(&content));
	for (struct recorded record; record_next(&r, &record);) {
		if (record.what == RECORD_KEY)
			add_runs(record.bytes, 0);
		else if (record.what == RECORD_SEALED && record.kind >= 3 && record.kind <= 5)
			add_runs(record.bytes, (uint32_t)record.kind - 2);
	}
}

static void search(struct bytes bytes, bool is_common)
{
	for (size_t i = 0; i + WINDOW <= bytes.size; i++) {
		uint64_t hash = mix(bytes.data + i), bit = hash >> (64 - BITS);
		if (!(bits[bit >> 3] >> (bit & 7) & 1))
			continue;
		struct run *slot = slot_of(bytes.data + i, hash);
		if (!slot->at)
			continue;
		if (is_common)
			slot->is_common = true;
		else
			slot->is_found = true;
	}
}

/* In pieces that overlap, so that no run is cut in two. Pages that can't be read are skipped. */
static size_t search_range(int fd, uint64_t from, uint64_t to, bool is_common)
{
	static uint8_t chunk[WINDOW - 1 + CHUNK];
	size_t kept = 0, total = 0;
	while (from < to) {
		size_t want = to - from < CHUNK ? (size_t)(to - from) : CHUNK;
		ssize_t got = pread(fd, chunk + kept, want, (off_t)from);
		if (got <= 0) {
			from = (from & ~UINT64_C(4095)) + 4096;
			kept = 0;
			continue;
		}
		search((struct bytes){chunk, kept + (size_t)got}, is_common);
		total += (size_t)got;
		from += (size_t)got;
		size_t all = kept + (size_t)got;
		kept = all < WINDOW - 1 ? all : WINDOW - 1;
		memmove(chunk, chunk + all - kept, kept);
	}
	return total;
}

static size_t search_process(const char *pid, bool is_common)
{
	char path[64], line[512];
	snprintf(path, sizeof path, "/proc/%.20s/maps", pid);
	FILE *maps = fopen(path, "r");
	snprintf(path, sizeof path, "/proc/%.20s/mem", pid);
	int memory = open(path, O_RDONLY | O_CLOEXEC);
	if (!maps || memory < 0) {
		fprintf(stderr, "memory-search: can't read the memory of process %s\n", pid);
		exit(2);
	}
	size_t total = 0;
	while (fgets(line, sizeof line, maps)) {
		unsigned long long from, to;
		if (sscanf(line, "%llx-%llx", &from, &to) == 2 &&
		    !strstr(line, "[v")) /* vvar, vsyscall: the system's */
			total += search_range(memory, from, to, is_common);
	}
	fclose(maps);
	close(memory);
	return total;
}

static size_t search_place(const char *place, bool is_common)
{
	if (strncmp(place, "pid:", 4) == 0)
		return search_process(place + 4, is_common);
	int fd = open(place, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		perror(place);
		exit(2);
	}
	off_t size = lseek(fd, 0, SEEK_END);
	size_t total = search_range(fd, 0, size > 0 ? (uint64_t)size : 0, is_common);
	close(fd);
	return total;
}

static void show(const struct run *run)
{
	printf("  %s:", group_names[run->group]);
	for (int i = 0; i < WINDOW; i++)
		printf(" %02x", run->at[i]);
	printf("\n");
}

static size_t report(const char *place, size_t searched)
{
	size_t found[GROUPS] = {0}, all = 0;
	for (size_t i = 0; i < table_size; i++)
		if (table[i].at && table[i].is_found && !table[i].is_common) {
			found[table[i].group]++;
			table[i].is_found = false;
			if (all++ < SHOWN_MAX)
				show(&table[i]);
		}
	printf("%s: %zu kB searched;", place, searched / 1024);
	for (int g = 0; g < GROUPS; g++)
		printf(" %s %zu", group_names[g], found[g]);
	printf("\n");
	return all;
}

int main(int argc, char **argv)
{
	int first = argc, common = argc;
	for (int i = argc - 1; i > 0; i--)
		if (strcmp(argv[i], "--") == 0)
			common = first, first = i;
	bits = calloc((size_t)1 << (BITS - 3), 1);
	if (first + 1 >= argc || first < 2 || !bits) {
		fprintf(stderr, "memory-search RECORDS.. -- PLACE.. [-- PLACE..]\n");
		return 2;
	}
	for (int i = 1; i < first; i++)
		load(argv[i]);
	if (run_count == 0) {
		fprintf(stderr, "memory-search: there is nothing to look for\n");
		return 2;
	}
	printf("looking for %zu runs of %d bytes\n", run_count, WINDOW);
	for (int i = common + 1; i < argc; i++)
		search_place(argv[i], true);
	size_t all = 0;
	for (int i = first + 1; i < common; i++)
		all += report(argv[i], search_place(argv[i], false));
	return all > 0;
}
