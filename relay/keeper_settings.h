/*
 * What the operator may change while the relay runs, as it counts now: options, and
 * the certificate that TLS shows. What is wrong is said, and what counted before
 * stays. Thread: the keeper, which owns it.
 */
#ifndef LOTSE_RELAY_KEEPER_SETTINGS_H
#define LOTSE_RELAY_KEEPER_SETTINGS_H

#include "relay/certificate.h"
#include "relay/keeper_link.h"
#include "relay/options.h"

#include <stdbool.h>

struct keeper_setup;

struct keeper_settings {
	const struct keeper_setup *setup;
	struct options options;
	struct certificate *certificate; /* owned; NULL: there is no TLS */
};

/* As at the start. RESULT_BAD_ARGUMENT, RESULT_DISK, RESULT_OUT_OF_MEMORY: no certificate; it has said so on
 * standard error. */
enum result keeper_settings_open(struct keeper_settings *settings, const struct keeper_setup *setup,
                                 int64_t now_s);

/* Frees; fine on zeroed memory. */
void keeper_settings_close(struct keeper_settings *settings);

/* Reads configuration and certificate again; the log says what became of it. */
void keeper_settings_reload(struct keeper_settings *settings, int64_t now_s);

/* What the workers' process has to know of it, as KEEPER_TLS or KEEPER_OPTIONS: the part that begins at *at,
 * which moves behind it. False: there is no more. */
bool keeper_settings_part(const struct keeper_settings *settings, enum keeper_kind kind, uint32_t *at,
                          struct keeper_message *out);

#endif
