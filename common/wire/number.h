/*
 * The session number: made to be read aloud, in groups of three. 12 digits are
 * 5 route, 6 secret, 1 check (first digit 1 to 8); 14 digits are 7, 6, 1 (first
 * digit 9). The check digit is Damm's, over all others. Only the route ever
 * leaves the client. Pure; any thread.
 */
#ifndef LOTSE_WIRE_NUMBER_H
#define LOTSE_WIRE_NUMBER_H

#include "base/bytes.h"
#include "base/result.h"

enum {
	NUMBER_DIGITS_MAX = 14,
	NUMBER_TEXT_BYTES = 20, /* the longest, in groups, with NUL */
	NUMBER_SECRETS = 1000000,
	NUMBER_ROUTE_MIN = 10000,
	NUMBER_ROUTE_MAX = 89999,
	NUMBER_LONG_ROUTE_MIN = 9000000,
	NUMBER_LONG_ROUTE_MAX = 9999999,
};

struct number {
	char digits[NUMBER_DIGITS_MAX + 1]; /* NUL-terminated: what the handshake takes as its password */
	uint32_t route;
};

/* From a route of the relay and a secret below NUMBER_SECRETS. RESULT_BAD_ARGUMENT when either is out of
 * range. */
enum result number_make(uint32_t route, uint32_t secret, struct number *out);

/* From what a person types or pastes: spaces, dots, dashes and other separators between digits are ignored,
 * words around the number too ("Your number: 123 456 789 012."), also non-breaking spaces and full-width
 * digits. RESULT_NEED_MORE: too few digits so far; RESULT_BAD_NUMBER: too many, two numbers, a first digit 0,
 * or a check digit that is wrong. *out only on RESULT_OK. */
enum result number_from_text(struct bytes text, struct number *out);

/* From the name of a file with its path: "LotseClient_123456789012.exe"; an ending, and what a browser adds
 * to a second copy (" (1)"), are ignored. RESULT_NEED_MORE: no number in it; otherwise as number_from_text.
 */
enum result number_from_file_name(struct bytes path, struct number *out);

/* The route's digits at the end of such a name, where it has these alone ("LotseClient_12345.exe"), with NUL;
 * how many, 0: none. */
size_t number_route_of_file_name(struct bytes path, char to[static 8]);

/* "123 456 789 012" */
void number_format(const struct number *number, char to[static NUMBER_TEXT_BYTES]);

/* The number of digits of a route as people see it: 5 or 7; 0 when it is none. */
int number_route_digits(uint32_t route);

/* Whether these are the digits of a route, and nothing besides. */
bool number_is_route(struct bytes digits);

/* Damm's check digit ('0' to '9') over decimal digits. */
char number_check_digit(const char *digits, size_t count);

#endif
