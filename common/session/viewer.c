#include "session/viewer.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/queue.h"
#include "base/thread.h"
#include "picture/decoder.h"
#include "wire/picture_header.h"

#include <stdlib.h>
#include <string.h>

enum { MESSAGES_MAX = 1024, OUTPUTS_MAX = 2048, ASK_EACH_US = 1000000 };

struct arrival {
	uint8_t *data; /* owned; NULL: the thread ends */
	size_t size_bytes;
	int64_t arrived_us;
	uint8_t lane;
};

struct viewer {
	struct viewer_sink sink;
	struct queue *messages, *outputs;
	struct thread *thread;
	struct decoder *decoder; /* the media thread's */
	uint8_t lane;            /* whose messages the decoder follows */
	int64_t asked_us;        /* for a start */
	bool must_ask; /* again and again, until one has come: perhaps nothing else comes that would fail */
};

static void drop_arrival(void *item)
{
	free(((struct arrival *)item)->data);
}

static void ask_for_start(struct viewer *v)
{
	struct viewer_output output = {.kind = VIEWER_NEED_START};
	int64_t now_us = clock_now_us();

	v->must_ask = true;
	if (v->asked_us != 0 && now_us - v->asked_us < ASK_EACH_US)
		return;
	v->asked_us = now_us;
	(void)queue_push(v->outputs, &output);
}

/* The sharer moves a viewer from lane to lane by a start of the new one: nothing else of it makes sense
 * before, and what still comes of the old one none after. */
static bool is_followed(struct viewer *v, const struct arrival *arrival)
{
	struct picture_header header;
	struct reader reader = reader_over((struct bytes){arrival->data, arrival->size_bytes});

	if (arrival->lane == v->lane)
		return true;
	if (picture_header_decode(&reader, &header) != RESULT_OK || (header.flags & PICTURE_START) == 0)
		return false;
	v->lane = arrival->lane;
	return true;
}

static void apply(struct viewer *v, const struct arrival *arrival)
{
	struct decoder_news news = {0};
	decoder_tick(v->decoder, clock_now_us());
	enum result result = decoder_apply(v->decoder, (struct bytes){arrival->data, arrival->size_bytes}, &news);
	const struct image *image = decoder_image(v->decoder);

	if (result != RESULT_OK) {
		log_info("viewer", "picture message: %s", result_name(result));
		ask_for_start(v);
		if (result == RESULT_NEED_MORE)
			return;
	}
	if (image->width_px > 0)
		(void)newest_publish(v->sink.picture, image, &news.changed,
		                     (uint64_t)news.counter << 32 | news.state);
	if (v->sink.origins != NULL)
		v->sink.origins(v->sink.context, decoder_origins(v->decoder));
	if (news.has_cursor_changed)
		v->sink.cursor(v->sink.context, decoder_cursor(v->decoder));
	if (result != RESULT_OK)
		return;
	v->must_ask = false;
	struct viewer_output output = {.kind = VIEWER_APPLIED,
	                               .lane = v->lane,
	                               .counter = news.counter,
	                               .state = news.state,
	                               .sender_ms = news.time_ms,
	                               .arrived_us = arrival->arrived_us,
	                               .applied_us = clock_now_us(),
	                               .width_px = image->width_px,
	                               .height_px = image->height_px};
	(void)queue_push(v->outputs, &output);
}

static void run(void *context)
{
	struct viewer *v = context;
	struct arrival arrival;

	for (;;) {
		if (!queue_wait(v->messages, &arrival, v->must_ask ? ASK_EACH_US / 1000 : -1)) {
			if (!v->must_ask)
				return;
			ask_for_start(v);
			continue;
		}
		if (arrival.data == NULL)
			return;
		if (is_followed(v, &arrival))
			apply(v, &arrival);
		free(arrival.data);
	}
}

enum result viewer_create(struct viewer **out, const struct viewer_sink *sink, struct wake *wake)
{
	struct viewer *v = calloc(1, sizeof *v);

	*out = NULL;
	if (v == NULL)
		return RESULT_OUT_OF_MEMORY;
	v->sink = *sink;
	v->must_ask = true; /* who made it has asked for the first start */
	v->asked_us = clock_now_us();
	v->decoder = decoder_create();
	v->messages = queue_create(sizeof(struct arrival), MESSAGES_MAX, QUEUE_REFUSE_NEW, drop_arrival, NULL);
	v->outputs = queue_create(sizeof(struct viewer_output), OUTPUTS_MAX, QUEUE_DROP_OLDEST, NULL, wake);
	enum result result = v->decoder != NULL && v->messages != NULL && v->outputs != NULL
	                         ? thread_start(&v->thread, THREAD_MEDIA, run, v)
	                         : RESULT_OUT_OF_MEMORY;
	if (result != RESULT_OK)
		viewer_destroy(v);
	else
		*out = v;
	return result;
}

void viewer_destroy(struct viewer *viewer)
{
	struct arrival end = {.data = NULL};

	if (viewer == NULL)
		return;
	if (viewer->thread != NULL) {
		/* A full queue is emptied by the thread: the word gets in sooner or later. */
		while (queue_push(viewer->messages, &end) != RESULT_OK)
			clock_sleep_ms(1);
	}
	thread_join(viewer->thread);
	queue_destroy(viewer->messages);
	queue_destroy(viewer->outputs);
	decoder_destroy(viewer->decoder);
	free(viewer);
}

enum result viewer_message(struct viewer *viewer, uint8_t lane, struct bytes message, int64_t arrived_us)
{
	struct arrival arrival = {.size_bytes = message.size, .arrived_us = arrived_us, .lane = lane};

	arrival.data = malloc(message.size > 0 ? message.size : 1);
	if (arrival.data == NULL)
		return RESULT_OUT_OF_MEMORY;
	memcpy(arrival.data, message.data, message.size);
	enum result result = queue_push(viewer->messages, &arrival);
	if (result != RESULT_OK)
		free(arrival.data);
	return result;
}

bool viewer_output(struct viewer *viewer, struct viewer_output *out)
{
	return queue_pop(viewer->outputs, out);
}
