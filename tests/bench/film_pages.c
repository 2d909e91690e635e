/*
 * film_pages -d DISPLAY -b BOARD -t SECONDS -i FLIP_SECONDS [-g] [what else workload takes]
 *
 * In the place of the harness's own page flips: the pictures of the film in the environment's FILM
 * (desktop_record), one after the other in a window over the whole screen, each entered in the board with the
 * time at which it was there. Built against the harness, as it shares the board with its probes (run does
 * that). It stays until it is ended.
 */
#include "screen.h"

#include <X11/Xutil.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct pages {
	FILE *film;
	Display *display;
	Window window;
	GC context;
	XImage *image;
	XShmSegmentInfo memory;
	int width_px, height_px, count;
	long first; /* where the pictures begin */
	struct board *board;
};

static void open_film(struct pages *p)
{
	const char *path = getenv("FILM");
	int interval_ms;

	p->film = path != NULL ? fopen(path, "rb") : NULL;
	if (p->film == NULL ||
	    fscanf(p->film, "LOTSEFILM %d %d %d", &p->width_px, &p->height_px, &interval_ms) != 3)
		die("FILM is no film");
	p->first = ftell(p->film) + 1; /* the line's end */
	fseek(p->film, 0, SEEK_END);
	p->count = (int)((ftell(p->film) - p->first) / ((long)p->width_px * p->height_px * 4));
	if (p->count < 2)
		die("FILM has no two pictures");
}

static void open_window(struct pages *p, const char *display)
{
	XSetWindowAttributes wanted = {.override_redirect = True, .event_mask = ExposureMask};
	XEvent event;

	p->display = open_display(display);
	p->window = XCreateWindow(p->display, DefaultRootWindow(p->display), 0, 0, (unsigned)p->width_px,
	                          (unsigned)p->height_px, 0, CopyFromParent, InputOutput, CopyFromParent,
	                          CWOverrideRedirect | CWEventMask, &wanted);
	p->context = XCreateGC(p->display, p->window, 0, NULL);
	p->image = shm_image(p->display, &p->memory, p->width_px, p->height_px);
	XMapRaised(p->display, p->window);
	XLowerWindow(p->display, p->window); /* what the peer itself has on the screen stays above */
	do
		XNextEvent(p->display, &event);
	while (event.type != Expose);
}

static void put(struct pages *p)
{
	XShmPutImage(p->display, p->window, p->context, p->image, 0, 0, 0, 0, (unsigned)p->width_px,
	             (unsigned)p->height_px, False);
	XSync(p->display, False);
}

static void read_page(struct pages *p, int number)
{
	size_t bytes = (size_t)p->width_px * (size_t)p->height_px * 4;

	fseek(p->film, p->first + (long)(number % p->count) * (long)bytes, SEEK_SET);
	if (fread(p->image->data, 1, bytes, p->film) != bytes)
		die("FILM ends too early");
}

static void show_page(struct pages *p, int number, int64_t when_ns)
{
	uint32_t frame = (uint32_t)number + 1;

	read_page(p, number);
	sleep_until(when_ns);
	put(p);
	p->board->drawn[frame & 65535] = now_ns();
	p->board->last = frame;
	p->board->flip = frame;
	if (number == 0)
		p->board->started = now_ns();
}

static void stay(struct pages *p)
{
	for (;;) {
		XEvent event;
		XNextEvent(p->display, &event);
		if (event.type == Expose)
			put(p);
	}
}

int main(int argc, char **argv)
{
	struct pages p = {0};
	const char *display = NULL, *board = NULL;
	double seconds = 10, each = 2;
	bool waits = false;
	int option;

	while ((option = getopt(argc, argv, "d:w:s:t:i:b:gkl")) != -1) {
		switch (option) {
		case 'd':
			display = optarg;
			break;
		case 'b':
			board = optarg;
			break;
		case 't':
			seconds = atof(optarg);
			break;
		case 'i':
			each = atof(optarg);
			break;
		case 'g':
			waits = true;
			break;
		default:
			break; /* of workload; nothing here */
		}
	}
	if (display == NULL || board == NULL || each <= 0)
		die("usage: film_pages -d DISPLAY -b BOARD -t SECONDS -i FLIP_SECONDS [-g]");
	open_film(&p);
	p.board = board_open(board, true);
	open_window(&p, display);
	show_page(&p, 0, 0);
	while (waits && !p.board->go)
		usleep(1000);
	int64_t begin_ns = now_ns();
	for (int i = 1; i * each < seconds; i++)
		show_page(&p, i, begin_ns + (int64_t)(i * each * 1e9));
	sleep_until(begin_ns + (int64_t)(seconds * 1e9));
	p.board->done = 1;
	stay(&p);
}
