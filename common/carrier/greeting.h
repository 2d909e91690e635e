/*
 * Whether what came back over a rung is the relay's HELLO, of the relay that the
 * list names. Pure; any thread.
 */
#ifndef LOTSE_CARRIER_GREETING_H
#define LOTSE_CARRIER_GREETING_H

#include "base/bytes.h"
#include "base/result.h"
#include "wire/frame.h"
#include "wire/server_list.h"

enum { GREETING_ANSWER_BYTES_MAX = FRAME_HEADER_BYTES + FRAME_CONTROL_MAX_BYTES };

/* RESULT_OK: it is. RESULT_NEED_MORE. RESULT_BAD_FRAME: no relay talks like that (found as soon as it shows).
 * RESULT_LIST_FOREIGN: another relay. */
enum result greeting_judge(struct bytes came, const uint8_t relay_id[static SERVER_LIST_ID_BYTES]);

#endif
