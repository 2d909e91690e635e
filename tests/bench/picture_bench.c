/*
 * picture_bench [WIDTHxHEIGHT FILE...]
 *
 * Milliseconds and bytes of the picture path, encoder and decoder, without capture,
 * sealing, network and window: first page, page flips, typing, video. With files
 * (raw pixels, 4 bytes each, 0x00RRGGBB in the machine's order) these are the pages.
 * Times are CPU time of this thread; medians.
 */
#include "unit/picture/lane.h"
#include "unit/picture/screens.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { PAGES_MAX = 16, SAMPLES_MAX = 512 };

static double cpu_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

struct figures {
	double encode_ms[SAMPLES_MAX], decode_ms[SAMPLES_MAX], bytes[SAMPLES_MAX];
	size_t count;
};

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(double *values, size_t count)
{
	qsort(values, count, sizeof *values, by_value);
	return count > 0 ? values[count / 2] : 0;
}

static void report(const char *what, struct figures *f)
{
	double worst = 0;
	for (size_t i = 0; i < f->count; i++)
		worst = f->encode_ms[i] > worst ? f->encode_ms[i] : worst;
	printf("%-28s n %3zu  encode %7.3f ms (max %7.2f)  decode %7.3f ms  %9.0f bytes\n", what, f->count,
	       median(f->encode_ms, f->count), worst, median(f->decode_ms, f->count), median(f->bytes, f->count));
}

/* Lets the encoder see the screen, and sends all that can be sent now. */
static void show(struct lane *lane, const struct image *screen, const struct region *damage,
                 struct figures *f)
{
	double encode = 0, decode = 0, bytes = 0, start = cpu_ms();
	encoder_see(lane->encoder, screen, damage, ++lane->state, lane->now_us);
	encode = cpu_ms() - start;
	for (;;) {
		struct writer out;
		start = cpu_ms();
		enum result result = lane_pull(lane, &out);
		encode += cpu_ms() - start;
		if (result != RESULT_OK)
			break;
		start = cpu_ms();
		lane->result = decoder_apply(lane->decoder, writer_bytes(&out), &lane->news);
		decode += cpu_ms() - start;
		bytes += (double)out.size;
		if (lane->result != RESULT_OK)
			printf("decoder: %s\n", result_name(lane->result));
	}
	if (f == NULL || f->count == SAMPLES_MAX)
		return;
	f->encode_ms[f->count] = encode;
	f->decode_ms[f->count] = decode;
	f->bytes[f->count++] = bytes;
}

static size_t load_pages(struct image *pages, int argc, char **argv)
{
	int width = 1920, height = 1080;
	size_t count = 0;
	if (argc > 1 && sscanf(argv[1], "%dx%d", &width, &height) != 2)
		return 0;
	for (int i = 2; i < argc && count < PAGES_MAX; i++) {
		FILE *file = fopen(argv[i], "rb");
		if (file == NULL || image_init(&pages[count], width, height) != RESULT_OK)
			return 0;
		size_t pixels = (size_t)width * (size_t)height;
		if (fread(pages[count].pixels, 4, pixels, file) == pixels)
			count++;
		fclose(file);
	}
	for (; argc <= 2 && count < 4; count++) {
		if (image_init(&pages[count], width, height) != RESULT_OK)
			return 0;
		screens_page(&pages[count], 100 + (uint32_t)count, 0);
	}
	return count;
}

static void bench_pages(const struct image *pages, size_t count, uint32_t line)
{
	struct figures first = {0}, next = {0}, rest = {0};
	struct lane *lane = lane_create();
	lane->line_bytes_per_s = line;
	for (size_t i = 0; i < 3 * count; i++) {
		lane->now_us += 2000000;
		show(lane, &pages[i % count], NULL, i == 0 ? &first : &next);
		lane->now_us += 400000;
		show(lane, &pages[i % count], NULL, &rest);
		if (!lane_is_exact(lane, &pages[i % count]))
			printf("page %zu is not exact after 0.4 s (%s)\n", i, lane_settle(lane) ? "but later" : "never");
	}
	struct encoder_counts counts = encoder_counts(lane->encoder);
	report("first page", &first);
	report("next pages", &next);
	report("0.4 s later", &rest);
	printf("   tile bytes %llu, vp8 bytes %llu in %llu frames, refined %llu\n",
	       (unsigned long long)counts.tile_bytes, (unsigned long long)counts.vp8_bytes,
	       (unsigned long long)counts.vp8_frames, (unsigned long long)counts.refined_tiles);
	lane_destroy(lane);
}

static void bench_typing(const struct image *page)
{
	struct figures f = {0};
	struct image screen;
	struct lane *lane = lane_create();
	if (image_init(&screen, page->width_px, page->height_px) != RESULT_OK)
		return;
	image_copy(&screen, page, image_rect(page));
	show(lane, &screen, NULL, NULL);
	for (int i = 0; i < 100; i++) {
		struct rect at = {300 + i * SCREENS_GLYPH_WIDTH, 500, SCREENS_GLYPH_WIDTH, SCREENS_GLYPH_HEIGHT};
		struct region damage = {.rects = {at}, .count = 1};
		image_fill(&screen, at, 0xFFFFFF);
		screens_letter(&screen, at.x, at.y, screens_mix(9, (uint32_t)i) % SCREENS_LETTERS, 0xFFFFFF,
		               0x202020);
		lane->now_us += 100000;
		show(lane, &screen, &damage, &f);
	}
	report("typing one letter", &f);
	image_finish(&screen);
	lane_destroy(lane);
}

/* A page that scrolls by three lines: the toolbar stays. */
static void bench_scroll(int width, int height)
{
	struct figures f = {0};
	struct image screen;
	struct lane *lane = lane_create();
	if (image_init(&screen, width, height) != RESULT_OK)
		return;
	for (int i = 0; i < 40; i++) {
		lane->now_us += 50000;
		screens_page(&screen, 5, 3 * i);
		show(lane, &screen, NULL, i == 0 ? NULL : &f);
	}
	report("scroll by 60 px", &f);
	printf("   %llu copies, %s\n", (unsigned long long)encoder_counts(lane->encoder).copies,
	       lane_is_exact(lane, &screen) ? "exact" : "NOT EXACT");
	image_finish(&screen);
	lane_destroy(lane);
}

/* A window of 700x500 over a page, another place each time. */
static void bench_drag(const struct image *page, const struct image *window)
{
	struct figures f = {0};
	struct image screen;
	struct lane *lane = lane_create();
	if (image_init(&screen, page->width_px, page->height_px) != RESULT_OK)
		return;
	for (int i = 0; i < 60; i++) {
		lane->now_us += 33333;
		image_copy(&screen, page, image_rect(page));
		image_copy_to(&screen, 100 + 17 * i % 900, 120 + 11 * i % 300, window,
		              (struct rect){220, 90, 700, 500});
		show(lane, &screen, NULL, i == 0 ? NULL : &f);
	}
	report("window on the move", &f);
	printf("   %llu copies, %s\n", (unsigned long long)encoder_counts(lane->encoder).copies,
	       lane_is_exact(lane, &screen) ? "exact" : "NOT EXACT");
	image_finish(&screen);
	lane_destroy(lane);
}

static void bench_video(const struct image *page, struct rect rect, uint32_t line, const char *name)
{
	struct figures start = {0}, f = {0};
	struct image screen;
	struct lane *lane = lane_create();
	lane->line_bytes_per_s = line;
	if (image_init(&screen, page->width_px, page->height_px) != RESULT_OK)
		return;
	image_copy(&screen, page, image_rect(page));
	show(lane, &screen, NULL, NULL);
	struct region damage = {.rects = {rect}, .count = 1};
	for (int i = 0; i < 60; i++) {
		screens_photo(&screen, rect, 4, i * 2);
		lane->now_us += 33333;
		show(lane, &screen, &damage, i < 4 ? &start : &f);
	}
	report(name, &f);
	report("   its first frames", &start);
	double begin = cpu_ms();
	bool is_settled = lane_settle(lane);
	printf("   %s at rest, %.1f ms; last q %d\n",
	       is_settled && lane_is_exact(lane, &screen) ? "exact" : "NOT EXACT", cpu_ms() - begin,
	       encoder_counts(lane->encoder).last_q);
	image_finish(&screen);
	lane_destroy(lane);
}

static double resident_mb(void)
{
	long pages = 0, resident = 0;
	FILE *file = fopen("/proc/self/statm", "r");
	if (file != NULL && fscanf(file, "%ld %ld", &pages, &resident) != 2)
		resident = 0;
	if (file != NULL)
		fclose(file);
	malloc_trim(0);
	return (double)resident * 4096 / 1e6;
}

/* What both ends hold after text, a small video and a full-screen one. */
static void bench_memory(const struct image *page)
{
	struct image screen;
	if (image_init(&screen, page->width_px, page->height_px) != RESULT_OK)
		return;
	double before = resident_mb();
	struct lane *lane = lane_create();
	image_copy(&screen, page, image_rect(page));
	show(lane, &screen, NULL, NULL);
	double text = resident_mb();
	for (int i = 0; i < 10; i++) {
		screens_photo(&screen, (struct rect){641, 333, 640, 360}, 4, i * 2);
		lane->now_us += 33333;
		show(lane, &screen, NULL, NULL);
	}
	double video = resident_mb();
	for (int i = 0; i < 6; i++) {
		screens_photo(&screen, image_rect(&screen), 4, i * 2);
		lane->now_us += 33333;
		show(lane, &screen, NULL, NULL);
	}
	double full = resident_mb();
	decoder_destroy(lane->decoder);
	double encoder = resident_mb();
	lane->decoder = decoder_create();
	lane_destroy(lane);
	printf("resident memory of both ends: text %.1f MB, video 640x360 %.1f MB, full-screen video %.1f MB "
	       "(decoder %.1f, "
	       "encoder %.1f)\n",
	       text - before, video - before, full - before, full - encoder, encoder - before);
	image_finish(&screen);
}

int main(int argc, char **argv)
{
	static struct image pages[PAGES_MAX];
	size_t count = load_pages(pages, argc, argv);
	if (count == 0) {
		fprintf(stderr, "usage: picture_bench [WIDTHxHEIGHT FILE...]\n");
		return 2;
	}
	bench_memory(&pages[0]); /* first: what others have freed would be used */
	puts("-- fast line");
	bench_pages(pages, count, 100000000);
	puts("-- 24 kB/s");
	bench_pages(pages, count, 24000);
	bench_typing(&pages[0]);
	bench_scroll(pages[0].width_px, pages[0].height_px);
	if (count > 1)
		bench_drag(&pages[0], &pages[1]);
	bench_video(&pages[0], (struct rect){641, 333, 640, 360}, 100000000, "video 640x360, fast line");
	bench_video(&pages[0], (struct rect){641, 333, 640, 360}, 250000, "video 640x360, 2 Mbit/s");
	bench_video(&pages[0], image_rect(&pages[0]), 100000000, "video full screen");
	return 0;
}
