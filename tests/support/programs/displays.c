/*
 * displays COMMAND DISPLAY ...: what the system tests and packaging/demo see and do on X displays. It knows
 * nothing of Lotse: it grabs two displays and compares them, types and moves as a person would, and looks for
 * windows by title.
 *
 *   size D                         width and height
 *   list D                         windows from the lowest to the topmost: id x y width height title
 *   find D TITLE [SECONDS]         the topmost window whose title holds (or "=": is) it; waits for it
 *   gone D TITLE [SECONDS]         until there is none
 *   focus D [TITLE]                gives it (or the largest window) the keyboard
 *   type D TEXT | key D KEY..      by XTest: "ctrl+a", "Tab", "F12"
 *   hold D KEY | free D KEY        half a key press
 *   move D X Y | click D X Y [BUTTON] | down D X Y [BUTTON] | up D X Y [BUTTON]
 *   clip D                         the text in its clipboard
 *   shot D FILE [X,Y,W,H]          a picture: .ppm or .png
 *   compare A B [OPTION..]         how alike they are; exit 0 if enough; B may be a .ppm (with a "/")
 *   wait A B SECONDS [OPTION..]    the same, until they are
 *   change D SECONDS X,Y,W,H       until something in that place changes
 *   latency A B SAMPLES X,Y,W,H [OPTION..]   presses "x" at B, waits until that place changes there
 *
 * Options: least=SHARE (1), out=X,Y,W,H left out of A (up to 16), at=X,Y where A lies on B.
 * Exit: 0 yes, 1 no, 2 wrong usage.
 */
#include "clip.h"
#include "finder.h"
#include "hand.h"
#include "shot.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int usage(void)
{
	fprintf(stderr, "displays COMMAND DISPLAY ...: see the head of displays.c\n");
	return 2;
}

static bool read_rect(const char *text, struct rect *out)
{
	return sscanf(text, "%d,%d,%d,%d", &out->x, &out->y, &out->width, &out->height) == 4;
}

static int64_t in_seconds(const char *text)
{
	return clock_now_ms() + (int64_t)(atof(text) * 1000);
}

static int size_of(Display *d, int count, char **words)
{
	(void)count, (void)words;
	struct rect screen = shot_screen(d);
	printf("%d %d\n", screen.width, screen.height);
	return 0;
}

static int print_clip(Display *d, int count, char **words)
{
	static char text[65536];
	(void)count, (void)words;
	if (!clip_read(d, text, sizeof text))
		return 1;
	puts(text);
	return 0;
}

static bool print_found(void *context, const struct found *found)
{
	(void)context;
	printf("0x%lx %d %d %d %d %s\n", found->window, found->rect.x, found->rect.y, found->rect.width,
	       found->rect.height, found->title);
	return true;
}

static int list(Display *d, int count, char **words)
{
	(void)count, (void)words;
	finder_each(d, print_found, NULL);
	return 0;
}

/* Until a window is there (or not there); false when the time is up. */
static bool await(Display *d, const char *title, bool is_there, const char *seconds, struct found *found)
{
	int64_t end = in_seconds(seconds);
	while (finder_find(d, title, found) != is_there) {
		if (clock_now_ms() >= end)
			return false;
		clock_sleep_ms(50);
	}
	return true;
}

static int find(Display *d, int count, char **words)
{
	struct found found;
	if (count < 1)
		return usage();
	if (!await(d, words[0], true, count > 1 ? words[1] : "0", &found)) {
		fprintf(stderr, "there is no window titled %s\n", words[0]);
		return 1;
	}
	return !print_found(NULL, &found);
}

static int gone(Display *d, int count, char **words)
{
	struct found found;
	if (count < 1)
		return usage();
	return !await(d, words[0], false, count > 1 ? words[1] : "0", &found);
}

static int focus(Display *d, int count, char **words)
{
	struct found found;
	if (!finder_find(d, count > 0 ? words[0] : NULL, &found))
		return 1;
	hand_focus(d, found.window);
	return 0;
}

static int hide(Display *d, int count, char **words)
{
	struct found found;
	if (count < 1 || !finder_find(d, words[0], &found))
		return 1;
	XUnmapWindow(d, found.window);
	XSync(d, False);
	return 0;
}

static int type(Display *d, int count, char **words)
{
	return count < 1 ? usage() : !hand_type(d, words[0]);
}

static int key(Display *d, int count, char **words)
{
	for (int i = 0; i < count; i++)
		if (!hand_key(d, words[i]))
			return 1;
	return 0;
}

static int hold(Display *d, int count, char **words)
{
	return count < 1 ? usage() : !hand_hold(d, words[0], true);
}

static int let_go(Display *d, int count, char **words)
{
	return count < 1 ? usage() : !hand_hold(d, words[0], false);
}

static bool go_to(Display *d, int count, char **words)
{
	if (count >= 2)
		hand_move(d, atoi(words[0]), atoi(words[1]));
	return count >= 2;
}

static unsigned button_of(int count, char **words)
{
	return count > 2 ? (unsigned)atoi(words[2]) : 1;
}

static int move(Display *d, int count, char **words)
{
	return go_to(d, count, words) ? 0 : usage();
}

static int click(Display *d, int count, char **words)
{
	if (!go_to(d, count, words))
		return usage();
	hand_click(d, button_of(count, words));
	return 0;
}

static int down(Display *d, int count, char **words)
{
	if (!go_to(d, count, words))
		return usage();
	hand_button(d, button_of(count, words), true);
	return 0;
}

static int up(Display *d, int count, char **words)
{
	if (!go_to(d, count, words))
		return usage();
	hand_button(d, button_of(count, words), false);
	return 0;
}

static int shoot(Display *d, int count, char **words)
{
	struct rect where = shot_screen(d);
	if (count < 1 || (count > 1 && !read_rect(words[1], &where)))
		return usage();
	struct image image = shot_take(d, where);
	bool is_saved = shot_save(&image, words[0]);
	image_finish(&image);
	return !is_saved;
}

struct options {
	struct shot_compare compare;
	double least;
};

static bool read_options(int count, char **words, struct options *out)
{
	*out = (struct options){.least = 1};
	for (int i = 0; i < count; i++) {
		struct shot_compare *c = &out->compare;
		if (strncmp(words[i], "least=", 6) == 0)
			out->least = atof(words[i] + 6);
		else if (strncmp(words[i], "at=", 3) == 0 && sscanf(words[i] + 3, "%d,%d", &c->at_x, &c->at_y) == 2)
			continue;
		else if (strncmp(words[i], "out=", 4) == 0 && c->out_count < SHOT_OUT_MAX &&
		         read_rect(words[i] + 4, &c->out[c->out_count]))
			c->out_count++;
		else
			return false;
	}
	return true;
}

static bool is_file(const char *name)
{
	return strchr(name, '/') != NULL;
}

static struct image picture_of(const char *name)
{
	if (is_file(name))
		return shot_load(name);
	Display *display = shot_display(name);
	struct image image = shot_take(display, shot_screen(display));
	XCloseDisplay(display);
	return image;
}

static struct shot_score score_now(Display *a, const char *b, const struct options *options)
{
	struct image first = shot_take(a, shot_screen(a)), second = picture_of(b);
	struct shot_score score = shot_score_of(&first, &second, &options->compare);
	image_finish(&first);
	image_finish(&second);
	return score;
}

static int say_score(const struct shot_score *score, const struct options *options)
{
	const struct rect *r = &score->bounds;
	printf("exact %.6f of %ld pixels, %ld left out", shot_share(score), score->compared, score->left_out);
	if (!rect_is_empty(*r))
		printf(", different within %d,%d,%d,%d", r->x, r->y, r->width, r->height);
	printf("\n");
	return shot_share(score) < options->least;
}

static int compare(Display *a, int count, char **words)
{
	struct options options;
	if (count < 1 || !read_options(count - 1, words + 1, &options))
		return usage();
	struct shot_score score = score_now(a, words[0], &options);
	return say_score(&score, &options);
}

static int wait_alike(Display *a, int count, char **words)
{
	struct options options;
	if (count < 2 || !read_options(count - 2, words + 2, &options))
		return usage();
	int64_t start = clock_now_ms(), end = in_seconds(words[1]);
	struct shot_score score;
	for (;;) {
		score = score_now(a, words[0], &options);
		if (shot_share(&score) >= options.least || clock_now_ms() >= end)
			break;
		clock_sleep_ms(100);
	}
	printf("after %lld ms: ", (long long)(clock_now_ms() - start));
	return say_score(&score, &options);
}

/* Until `where` looks different from `before`; -1 when the time is up. */
static int64_t await_change_us(Display *d, struct rect where, const struct image *before, int64_t end_us)
{
	for (;;) {
		struct image now = shot_take(d, where);
		int64_t at = clock_now_us();
		bool is_same = image_is_equal(before, &now, image_rect(before));
		image_finish(&now);
		if (!is_same)
			return at;
		if (at >= end_us)
			return -1;
	}
}

static int change(Display *d, int count, char **words)
{
	struct rect where;
	if (count < 2 || !read_rect(words[1], &where))
		return usage();
	struct image before = shot_take(d, where);
	int64_t at = await_change_us(d, where, &before, clock_now_us() + (int64_t)(atof(words[0]) * 1e6));
	image_finish(&before);
	return at < 0;
}

static int still(Display *d, int count, char **words)
{
	enum { QUIET_US = 400000 };
	struct rect where;
	if (count < 2 || !read_rect(words[1], &where))
		return usage();
	int64_t end = clock_now_us() + (int64_t)(atof(words[0]) * 1e6), since = clock_now_us();
	struct image before = shot_take(d, where);
	while (clock_now_us() < end && clock_now_us() - since < QUIET_US) {
		clock_sleep_ms(50);
		struct image now = shot_take(d, where);
		if (!image_is_equal(&before, &now, image_rect(&before)))
			since = clock_now_us();
		image_finish(&before);
		before = now;
	}
	image_finish(&before);
	return clock_now_us() - since < QUIET_US;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* What a program on A draws for a key is seen at B: from the press there until that place has another
 * picture. */
static int latency(Display *a, int count, char **words)
{
	enum { SAMPLES_MAX = 1000, PATIENCE_MS = 3000 };
	static double ms[SAMPLES_MAX];
	struct options options;
	struct rect where;
	(void)a;
	if (count < 3 || !read_rect(words[2], &where) || !read_options(count - 3, words + 3, &options))
		return usage();
	Display *b = shot_display(words[0]);
	int wanted = atoi(words[1]), got = 0, lost = 0;
	where.x += options.compare.at_x;
	where.y += options.compare.at_y;
	srand(11);
	for (int i = 0; i < wanted && i < SAMPLES_MAX; i++) {
		clock_sleep_ms(120 + rand() % 100); /* the picture of the one before is there and rests */
		struct image before = shot_take(b, where);
		int64_t start = clock_now_us();
		if (!hand_hold(b, "x", true))
			return 1;
		int64_t seen = await_change_us(b, where, &before, start + PATIENCE_MS * 1000);
		hand_hold(b, "x", false);
		image_finish(&before);
		if (seen < 0)
			lost++;
		else
			ms[got++] = (double)(seen - start) / 1000;
	}
	XCloseDisplay(b);
	qsort(ms, (size_t)got, sizeof *ms, by_value);
	if (got > 0)
		printf("latency median %.1f ms, p95 %.1f ms, min %.1f ms, %d samples, %d lost\n", ms[got / 2],
		       ms[got * 95 / 100], ms[0], got, lost);
	return got == 0 || lost > 0;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(Display *display, int count, char **words);
	} commands[] = {
		{"size", size_of},    {"list", list},     {"find", find},   {"gone", gone},
		{"focus", focus},     {"hide", hide},     {"type", type},   {"key", key},
		{"hold", hold},       {"free", let_go},   {"move", move},   {"click", click},
		{"down", down},       {"up", up},         {"shot", shoot},  {"compare", compare},
		{"wait", wait_alike}, {"change", change}, {"still", still}, {"latency", latency},
		{"clip", print_clip},
	};
	if (argc < 3)
		return usage();
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strcmp(argv[1], commands[i].name) == 0) {
			Display *display = shot_display(argv[2]);
			int code = commands[i].run(display, argc - 3, argv + 3);
			XCloseDisplay(display);
			return code;
		}
	return usage();
}
