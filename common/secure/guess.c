#include "secure/guess.h"

#include <assert.h>

void guess_session_init(struct guess_session *session)
{
	session->tries_left = GUESS_SESSION_TRIES;
}

bool guess_session_is_over(const struct guess_session *session)
{
	return session->tries_left == 0;
}

void guess_number_init(struct guess_number *number, struct guess_session *session)
{
	*number = (struct guess_number){.session = session, .tries_left = GUESS_NUMBER_TRIES, .seats_free = 1};
}

void guess_number_replace(struct guess_number *number, struct guess_number *old)
{
	*number = (struct guess_number){
		.session = old->session, .tries_left = old->tries_left, .seats_free = old->seats_free};
	old->tries_left = 0;
}

bool guess_number_is_closed(const struct guess_number *number)
{
	return number->tries_left == 0 || guess_session_is_over(number->session);
}

void guess_number_add_seat(struct guess_number *number)
{
	if (number->seats_free < UINT8_MAX)
		number->seats_free++;
}

bool guess_number_take_seat(struct guess_number *number)
{
	if (number->seats_free == 0)
		return false;
	number->seats_free--;
	return true;
}

enum result guess_number_begin(struct guess_number *number)
{
	if (guess_number_is_closed(number))
		return RESULT_TOO_MANY_TRIES;
	if (number->seats_free == 0)
		return RESULT_REFUSED;
	if (number->pending >= GUESS_PENDING_MAX)
		return RESULT_WOULD_BLOCK;
	number->pending++;
	return RESULT_OK;
}

bool guess_number_spend(struct guess_number *number)
{
	if (guess_number_is_closed(number) || number->seats_free == 0)
		return false;
	number->tries_left--;
	number->session->tries_left--;
	return true;
}

void guess_number_refund(struct guess_number *number)
{
	assert(number->tries_left < GUESS_NUMBER_TRIES && number->session->tries_left < GUESS_SESSION_TRIES);
	number->tries_left++;
	number->session->tries_left++;
}

void guess_number_end(struct guess_number *number)
{
	assert(number->pending > 0);
	number->pending--;
}

void guess_customer_init(struct guess_customer *customer)
{
	customer->tries_left = GUESS_CUSTOMER_TRIES;
}

bool guess_customer_spend(struct guess_customer *customer)
{
	if (customer->tries_left == 0)
		return false;
	customer->tries_left--;
	return true;
}

void guess_customer_refund(struct guess_customer *customer)
{
	assert(customer->tries_left < GUESS_CUSTOMER_TRIES);
	customer->tries_left++;
}
