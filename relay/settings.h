/*
 * What the keeper says of options and certificate (keeper_settings.h), on its way to
 * the workers. Main thread.
 */
#ifndef LOTSE_RELAY_SETTINGS_H
#define LOTSE_RELAY_SETTINGS_H

#include "relay/carriers/tls.h"
#include "relay/list_parts.h"
#include "relay/relay.h"

/* Zeroed is empty. */
struct settings {
	struct list_parts *tls; /* secret memory; owned */
	struct list_parts options;
};

/* Frees; fine on zeroed memory and twice. */
void settings_finish(struct settings *settings);

/* Takes a part of KEEPER_TLS or KEEPER_OPTIONS; true: that is whole now. */
bool settings_add(struct settings *settings, const struct keeper_message *part);

/* The certificate and key as a worker needs them; NULL: there is none that is whole, or no memory. */
struct tls_identity *settings_identity(const struct settings *settings, const struct relay *relay);

/* Forgets the key. */
void settings_wipe(struct settings *settings);

/* Gives what is whole, of that kind, to all workers, which run. */
void settings_post(struct settings *settings, struct relay *relay, enum keeper_kind kind);

#endif
