/*
 * middlebox PORT TO [WORD=NUMBER..]: an HTTP middlebox with bad manners (support/posix/middlebox.h) in front
 * of port TO of this computer. Words: holds=1 old=1 life=MS delay=MS and, of a thousand requests, lost=
 * unanswered= cut= doubled=. It always strips Upgrade. Says "listening" once it does; a line "cut" on
 * standard input breaks all connections.
 */
#include "middlebox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void take_word(struct middlebox_plan *plan, const char *word)
{
	const char *value = strchr(word, '=');
	int number = value ? atoi(value + 1) : 1;
	const struct {
		const char *name;
		int *where;
	} words[] = {{"life", &plan->life_ms},       {"delay", &plan->delay_ms},
	             {"lost", &plan->lost_requests}, {"unanswered", &plan->lost_answers},
	             {"cut", &plan->cut_answers},    {"doubled", &plan->doubled_requests}};
	plan->holds_answers |= strncmp(word, "holds", 5) == 0;
	plan->is_1_0 |= strncmp(word, "old", 3) == 0;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (value && strncmp(word, words[i].name, (size_t)(value - word)) == 0)
			*words[i].where = number;
}

int main(int count, char **words)
{
	struct middlebox_plan plan = {.seed = 1, .strips_upgrade = true};
	char order[32];
	if (count < 3)
		return 2;
	plan.port = (uint16_t)atoi(words[1]);
	plan.to = (uint16_t)atoi(words[2]);
	for (int i = 3; i < count; i++)
		take_word(&plan, words[i]);
	struct middlebox *box = middlebox_start(&plan);
	printf("listening\n");
	fflush(stdout);
	while (fgets(order, sizeof order, stdin))
		if (strncmp(order, "cut", 3) == 0)
			middlebox_cut(box);
	for (;;) /* without orders, until it is ended */
		pause();
}
