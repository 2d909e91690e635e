#include "carrier/directory_judge.h"

#include <stdlib.h>

/* Not only by what it says of itself: some say text/plain, or nothing. */
bool directory_is_page(const struct directory_answer *answer)
{
	struct bytes text = answer->text;
	while (text.size && text.data[0] <= ' ')
		text = (struct bytes){text.data + 1, text.size - 1};
	return answer->is_page || (text.size && text.data[0] == '<');
}

enum result directory_judge(const struct directory_answer *answer,
                            const uint8_t root_key[static SERVER_LIST_KEY_BYTES], int64_t now_s,
                            struct server_list *out, int64_t *ahead_s)
{
	enum result result = server_list_open(answer->text, root_key, now_s, out);
	*ahead_s = 0;
	if (result == RESULT_LIST_BAD && directory_is_page(answer))
		return RESULT_LIST_PORTAL;
	if (result != RESULT_LIST_EXPIRED || answer->date_s <= 0)
		return result;
	int64_t ahead = now_s - answer->date_s;
	if (ahead >= -DIRECTORY_CLOCK_MAX_S && ahead <= DIRECTORY_CLOCK_MAX_S)
		return result;
	/* What is valid by the directory's clock is only looked at: nobody signs that clock. */
	struct server_list *unused = malloc(sizeof *unused);
	if (!unused)
		return result;
	if (server_list_open(answer->text, root_key, answer->date_s, unused) == RESULT_OK) {
		*ahead_s = ahead;
		result = RESULT_LIST_CLOCK;
	}
	free(unused);
	return result;
}

enum result directory_judge_key(const struct directory_answer *answer,
                                uint8_t out[static SERVER_LIST_KEY_BYTES])
{
	if (server_list_key_from_text(answer->text, out) == RESULT_OK)
		return RESULT_OK;
	return directory_is_page(answer) ? RESULT_LIST_PORTAL : RESULT_LIST_BAD;
}

enum result directory_worse(enum result a, enum result b)
{
	static const enum result order[] = {RESULT_LIST_FOREIGN, RESULT_LIST_UNSIGNED, RESULT_LIST_CLOCK,
	                                    RESULT_LIST_EXPIRED, RESULT_LIST_BAD,      RESULT_LIST_PORTAL,
	                                    RESULT_PROXY_LOGIN,  RESULT_PROXY_TICKET};
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return RESULT_LIST_UNREACHABLE;
}
