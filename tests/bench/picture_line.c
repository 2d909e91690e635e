/*
 * picture_line KBIT_PER_S ROUND_TRIP_MS FILM...
 *
 * Films of desktop_record through pace, encoder, decoder and a simulated line; KBIT_PER_S 0: as fast as it
 * goes. The simulation's time goes on by what coding really takes on this machine.
 *
 * Films of pages (half a second or more between pictures): each stays until it is there exactly, or 40 s;
 * what it cost and how long it took until SSIM of luma was over 0.95, over 0.99, and exact.
 * Other films run on: what was shown, the delay of each picture, what it cost, and how soon it is exact after
 * the end. A letter is typed every 97 ms, too: from the key until the viewer has it.
 */
#include "picture/decoder.h"
#include "picture/encoder.h"
#include "picture/pace.h"
#include "unit/picture/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	MS = 1000,
	FLIGHT_MAX = 512,
	SAMPLES_MAX = 4096,
	OVERHEAD = 90, /* sealing, our frame header, IP and TCP */
	STEP_US = 500,
	PAGE_MS = 500,
	PAGE_TIME_US = 40000 * MS,
	KEY_US = 97 * MS,
	KEYS_PER_LINE = 80,
};

struct message {
	uint8_t *bytes;
	size_t size;
	uint32_t counter;
	int64_t arrives_us, acked_us;
};

struct film {
	FILE *file;
	int interval_ms;
	struct image frame;
};

struct samples {
	double values[SAMPLES_MAX];
	size_t count;
};

struct world {
	struct encoder *encoder;
	struct decoder *decoder;
	struct pace pace;
	struct image screen;
	struct message flight[FLIGHT_MAX];
	size_t first, arrived, count;
	int64_t now_us, line_free_us, delay_us;
	double bytes_per_s;
	uint64_t sent_bytes;
	uint32_t state, shown_state;
	int64_t seen_us[SAMPLES_MAX]; /* by state */
	struct encoder_focus focus;
	struct rect key; /* typed and not yet there; empty: none */
	int64_t key_us;
	int keys;
	struct samples delay, encode, decode, key_delay;
	uint8_t memory[PICTURE_MESSAGE_BYTES_MAX];
};

static double cpu_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void add(struct samples *samples, double value)
{
	if (samples->count < SAMPLES_MAX)
		samples->values[samples->count++] = value;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double quantile(struct samples *samples, double part)
{
	qsort(samples->values, samples->count, sizeof *samples->values, by_value);
	return samples->count == 0 ? -1 : samples->values[(size_t)(part * (double)(samples->count - 1) + 0.5)];
}

/* --- films ------------------------------------------------------------------------------------------------
 */

static bool film_open(struct film *film, const char *path)
{
	int width, height;
	*film = (struct film){.file = fopen(path, "rb")};
	if (film->file == NULL ||
	    fscanf(film->file, "LOTSEFILM %d %d %d", &width, &height, &film->interval_ms) != 3 ||
	    fgetc(film->file) != '\n')
		return false;
	return image_init(&film->frame, width, height) == RESULT_OK;
}

static bool film_next(struct film *film)
{
	size_t pixels = (size_t)film->frame.width_px * (size_t)film->frame.height_px;
	return fread(film->frame.pixels, 4, pixels, film->file) == pixels;
}

static void film_close(struct film *film)
{
	fclose(film->file);
	image_finish(&film->frame);
}

/* --- SSIM of luma, in blocks of 8x8 (Wang et al. 2004) ----------------------------------------------------
 */

static int luma(uint32_t p)
{
	return (int)((p >> 16 & 255) * 77 + (p >> 8 & 255) * 150 + (p & 255) * 29) >> 8;
}

static double block_ssim(const struct image *a, const struct image *b, int x, int y)
{
	int sa = 0, sb = 0, aa = 0, bb = 0, ab = 0;
	for (int j = 0; j < 8; j++) {
		const uint32_t *p = image_row(a, y + j) + x, *q = image_row(b, y + j) + x;
		for (int i = 0; i < 8; i++) {
			int u = luma(p[i]), v = luma(q[i]);
			sa += u, sb += v;
			aa += u * u, bb += v * v, ab += u * v;
		}
	}
	double ma = sa / 64.0, mb = sb / 64.0;
	double va = aa / 64.0 - ma * ma, vb = bb / 64.0 - mb * mb, cov = ab / 64.0 - ma * mb;
	return (2 * ma * mb + 6.5025) * (2 * cov + 58.5225) /
	       ((ma * ma + mb * mb + 6.5025) * (va + vb + 58.5225));
}

static double ssim(const struct image *a, const struct image *b)
{
	double sum = 0;
	int blocks = 0;
	if (a->width_px != b->width_px || a->height_px != b->height_px)
		return 0;
	for (int y = 0; y + 8 <= a->height_px; y += 8) {
		for (int x = 0; x + 8 <= a->width_px; x += 8, blocks++)
			sum += image_is_equal(a, b, (struct rect){x, y, 8, 8}) ? 1 : block_ssim(a, b, x, y);
	}
	return sum / blocks;
}

/* --- the two ends and the line ----------------------------------------------------------------------------
 */

static struct world *world_create(int width, int height, double kbit_per_s, double round_trip_ms)
{
	struct world *w = calloc(1, sizeof *w);
	if (w == NULL || image_init(&w->screen, width, height) != RESULT_OK)
		exit(1);
	w->encoder = encoder_create();
	w->decoder = decoder_create();
	encoder_set_context(w->encoder, true);
	w->now_us = 1000 * MS;
	w->bytes_per_s = kbit_per_s > 0 ? kbit_per_s * 125 : 1e9;
	w->delay_us = (int64_t)(round_trip_ms * 500) + 50;
	pace_init(&w->pace, w->now_us);
	return w;
}

static void world_destroy(struct world *w)
{
	for (; w->count > 0; w->count--, w->first = (w->first + 1) % FLIGHT_MAX)
		free(w->flight[w->first].bytes);
	encoder_destroy(w->encoder);
	decoder_destroy(w->decoder);
	image_finish(&w->screen);
	free(w);
}

static void put_on_line(struct world *w, const struct writer *out, uint32_t counter)
{
	struct message *message = &w->flight[(w->first + w->count++) % FLIGHT_MAX];
	size_t on_line = out->size + OVERHEAD;
	*message = (struct message){malloc(out->size), out->size, counter, 0, 0};
	memcpy(message->bytes, out->start, out->size);
	if (w->line_free_us < w->now_us)
		w->line_free_us = w->now_us;
	w->line_free_us += (int64_t)((double)on_line * 1e6 / w->bytes_per_s);
	message->arrives_us = w->line_free_us + w->delay_us;
	message->acked_us = message->arrives_us + MS + w->delay_us;
	pace_sent(&w->pace, counter, on_line, w->now_us);
	w->sent_bytes += on_line;
}

static void note_shown(struct world *w, uint32_t state, int64_t at_us)
{
	for (uint32_t s = w->shown_state + 1; s <= state && s < SAMPLES_MAX; s++)
		if (s == state)
			add(&w->delay, (double)(at_us - w->seen_us[s]) / MS);
	if (state > w->shown_state)
		w->shown_state = state;
	bool is_there = !rect_is_empty(w->key) && image_is_equal(decoder_image(w->decoder), &w->screen, w->key);
	if (is_there) {
		add(&w->key_delay, (double)(at_us - w->key_us) / MS);
		w->key = (struct rect){0};
	}
}

static void arrive(struct world *w)
{
	while (w->arrived < w->count) {
		struct message *message = &w->flight[(w->first + w->arrived) % FLIGHT_MAX];
		struct decoder_news news;
		if (message->arrives_us > w->now_us)
			return;
		double start = cpu_us();
		enum result result = decoder_apply(w->decoder, (struct bytes){message->bytes, message->size}, &news);
		double took = cpu_us() - start;
		add(&w->decode, took / MS);
		if (result != RESULT_OK)
			printf("decoder: %s\n", result_name(result));
		w->arrived++;
		note_shown(w, news.state, message->arrives_us + (int64_t)took);
	}
}

static void acknowledge(struct world *w)
{
	while (w->count > 0 && w->arrived > 0 && w->flight[w->first].acked_us <= w->now_us) {
		pace_acked(&w->pace, w->flight[w->first].counter, MS, MS, w->now_us);
		free(w->flight[w->first].bytes);
		w->first = (w->first + 1) % FLIGHT_MAX;
		w->arrived--;
		w->count--;
	}
}

static bool send_one(struct world *w)
{
	size_t budget = pace_budget(&w->pace, w->now_us);
	if (budget <= OVERHEAD || w->count == FLIGHT_MAX)
		return false;
	struct encoder_message message;
	struct encoder_ask ask = {.now_us = w->now_us,
	                          .budget_bytes = budget - OVERHEAD,
	                          .line_bytes_per_s = pace_line_bytes_per_s(&w->pace),
	                          .is_line_idle = pace_is_idle(&w->pace),
	                          .focus = w->focus};
	struct writer out = writer_into(w->memory, sizeof w->memory);
	double start = cpu_us();
	enum result result = encoder_next(w->encoder, &ask, &out, &message);
	double took = cpu_us() - start;
	w->now_us += (int64_t)took;
	if (took > 100)
		add(&w->encode, took / MS);
	if (result == RESULT_OK)
		put_on_line(w, &out, message.counter);
	return result == RESULT_OK;
}

static void see(struct world *w, int64_t since_us)
{
	double start = cpu_us();
	w->state++;
	if (w->state < SAMPLES_MAX)
		w->seen_us[w->state] = since_us;
	(void)encoder_see(w->encoder, &w->screen, NULL, w->state, w->now_us);
	w->now_us += (int64_t)(cpu_us() - start);
}

/* One message at most, so that what comes meanwhile is seen before the next. */
static void step(struct world *w)
{
	arrive(w);
	acknowledge(w);
	if (send_one(w))
		return;
	int64_t next_us = w->now_us + STEP_US;
	if (w->arrived < w->count && w->flight[(w->first + w->arrived) % FLIGHT_MAX].arrives_us < next_us)
		next_us = w->flight[(w->first + w->arrived) % FLIGHT_MAX].arrives_us;
	w->now_us = next_us > w->now_us ? next_us : w->now_us + 1;
}

static bool is_exact(const struct world *w)
{
	const struct image *shown = decoder_image(w->decoder);
	return shown->width_px == w->screen.width_px && image_is_equal(shown, &w->screen, image_rect(shown));
}

/* --- pages ------------------------------------------------------------------------------------------------
 */

static void page(struct world *w, int number)
{
	int64_t since_us = w->now_us, checked_us = 0;
	uint64_t before = w->sent_bytes;
	struct encoder_counts counts = encoder_counts(w->encoder);
	double good = -1, better = -1, exact = -1, encode_ms = 0;
	w->encode.count = w->decode.count = 0;
	see(w, since_us);
	while (exact < 0 && w->now_us - since_us < PAGE_TIME_US) {
		step(w);
		if (w->now_us - checked_us < 20 * MS && !encoder_is_exact(w->encoder))
			continue;
		checked_us = w->now_us;
		double have = better < 0 ? ssim(decoder_image(w->decoder), &w->screen) : 1;
		double s = (double)(w->now_us - since_us) / 1e6;
		good = good < 0 && have > 0.95 ? s : good;
		better = better < 0 && have > 0.99 ? s : better;
		exact = is_exact(w) ? s : -1;
	}
	for (size_t i = 0; i < w->encode.count; i++)
		encode_ms += w->encode.values[i];
	struct encoder_counts now = encoder_counts(w->encoder);
	printf("  page %d: %7llu bytes (tiles %llu, vp8 %llu in %llu), coding %5.1f ms in all; s until > 0.95 "
	       "%5.2f, "
	       "> 0.99 %5.2f, exact %5.2f\n",
	       number, (unsigned long long)(w->sent_bytes - before),
	       (unsigned long long)(now.tile_bytes - counts.tile_bytes),
	       (unsigned long long)(now.vp8_bytes - counts.vp8_bytes),
	       (unsigned long long)(now.vp8_frames - counts.vp8_frames), encode_ms, good, better, exact);
	for (int64_t end_us = w->now_us + 1000 * MS; w->now_us < end_us;)
		step(w);
}

/* --- what runs on -----------------------------------------------------------------------------------------
 */

static void press(struct world *w, int64_t due_us)
{
	if (!rect_is_empty(w->key))
		return; /* the last one is still on its way; that shows in its delay */
	int place = w->keys++ % KEYS_PER_LINE;
	w->key = (struct rect){40 + place * SCREENS_GLYPH_WIDTH, 8, SCREENS_GLYPH_WIDTH, SCREENS_GLYPH_HEIGHT};
	image_fill(&w->screen, w->key, 0xFFFFFF);
	screens_letter(&w->screen, w->key.x, w->key.y, screens_mix(9, (uint32_t)w->keys) % SCREENS_LETTERS,
	               0xFFFFFF, 0x202020);
	w->key_us = due_us;
	w->focus.input_us = w->now_us;
	see(w, due_us);
}

/* All of the next picture but the line that is typed in. */
static void take_frame(struct world *w, const struct film *film)
{
	enum { TYPED_PX = 30 };
	struct rect rest = image_rect(&w->screen);
	rest.y = TYPED_PX;
	rest.height -= TYPED_PX;
	image_copy(&w->screen, &film->frame, rest);
}

static void play(struct world *w, struct film *film, const char *name)
{
	int64_t start_us = w->now_us, frame_us = start_us, key_us = start_us + KEY_US;
	int frames = 0;
	uint64_t before = w->sent_bytes;
	struct encoder_counts was = encoder_counts(w->encoder);
	w->encode.count = w->decode.count = w->delay.count = w->key_delay.count = 0;
	while (film_next(film)) {
		for (frame_us += film->interval_ms * MS; w->now_us < frame_us;) {
			for (; key_us <= w->now_us; key_us += KEY_US)
				press(w, key_us);
			step(w);
		}
		take_frame(w, film);
		see(w, frame_us);
		frames++;
	}
	uint64_t bytes = w->sent_bytes - before;
	struct encoder_counts now = encoder_counts(w->encoder);
	int64_t end_us = w->now_us;
	while (!is_exact(w) && w->now_us - end_us < PAGE_TIME_US)
		step(w);
	printf("%s: %d pictures, %zu states shown; delay %.1f / %.1f ms; key %.1f / %.1f ms (%zu); %.2f kB a "
	       "picture "
	       "(tiles %llu, vp8 %llu in %llu, copies %llu)\n    a message: coding %.2f / %.2f, most %.2f, "
	       "decoding %.2f / %.2f ms; exact %.2f s after the end%s\n",
	       name, frames, w->delay.count, quantile(&w->delay, 0.5), quantile(&w->delay, 0.95),
	       quantile(&w->key_delay, 0.5), quantile(&w->key_delay, 0.95), w->key_delay.count,
	       (double)bytes / 1000 / frames, (unsigned long long)(now.tile_bytes - was.tile_bytes),
	       (unsigned long long)(now.vp8_bytes - was.vp8_bytes),
	       (unsigned long long)(now.vp8_frames - was.vp8_frames),
	       (unsigned long long)(now.copies - was.copies), quantile(&w->encode, 0.5),
	       quantile(&w->encode, 0.95), quantile(&w->encode, 1), quantile(&w->decode, 0.5),
	       quantile(&w->decode, 0.95), (double)(w->now_us - end_us) / 1e6, is_exact(w) ? "" : ": NOT EXACT");
}

static bool run(const char *path, double kbit_per_s, double round_trip_ms)
{
	struct film film;
	if (!film_open(&film, path) || !film_next(&film))
		return false;
	struct world *w = world_create(film.frame.width_px, film.frame.height_px, kbit_per_s, round_trip_ms);
	const char *name = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
	image_copy(&w->screen, &film.frame, image_rect(&w->screen));
	if (film.interval_ms >= PAGE_MS) {
		printf("%s\n", name);
		page(w, 0);
		for (int i = 1; film_next(&film); i++) {
			image_copy(&w->screen, &film.frame, image_rect(&w->screen));
			page(w, i);
		}
	} else {
		see(w, w->now_us);
		for (int64_t since_us = w->now_us; !is_exact(w) && w->now_us - since_us < PAGE_TIME_US;)
			step(w);
		play(w, &film, name);
	}
	world_destroy(w);
	film_close(&film);
	return true;
}

int main(int argc, char **argv)
{
	if (argc < 4) {
		fprintf(stderr, "usage: picture_line KBIT_PER_S ROUND_TRIP_MS FILM...\n");
		return 2;
	}
	for (int i = 3; i < argc; i++) {
		if (!run(argv[i], atof(argv[1]), atof(argv[2]))) {
			fprintf(stderr, "%s is no film\n", argv[i]);
			return 1;
		}
	}
	return 0;
}
