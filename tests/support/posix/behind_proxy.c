#include "support/unit.h"

#include "behind_proxy.h"

#include "base/secret.h"

#include <stdlib.h>

static struct far_end *relay;

int behind_proxy_start(void **state)
{
	(void)state;
	relay = far_end_start(
		"raw=relay ws=ws wss=tls-ws silent=odd-silent loop=odd-loop407 portal=odd-portal "
		"forbids=odd-forbids sealed=tls-odd-forbids login=odd-login=cut garbage=odd-garbage mute=mute "
		"slams=slams "
		"ticket=offers-Negotiate both=offers-Negotiate-Basic stale=stale socks=socks socks2=socks-login "
		"socks3=socks-cut socks4=socks-hang");
	unsetenv("SSL_CERT_DIR");
	unsetenv("http_proxy");
	unsetenv("https_proxy");
	unsetenv("all_proxy");
	setenv("CURL_CA_BUNDLE", far_end_path(relay, "ca.crt"), 1);
	return secret_start() == RESULT_OK ? 0 : -1;
}

int behind_proxy_stop(void **state)
{
	(void)state;
	unsetenv("CURL_CA_BUNDLE");
	far_end_stop(relay);
	return 0;
}

struct far_end *behind_proxy_relay(void)
{
	return relay;
}

struct climber *behind_proxy_by(const char *only)
{
	struct climber *climber = climber_make(only);
	climber->relay.raw_port = far_end_port(relay, "raw");
	climber->relay.http_port = far_end_port(relay, "ws");
	climber->relay.https_port = far_end_port(relay, "wss");
	return climber;
}

struct climber *behind_proxy_through(const char *only, uint16_t port)
{
	struct climber *climber = behind_proxy_by(only);
	climber_through(climber, port);
	return climber;
}

void behind_proxy_answer(struct climber *climber, int index, const char *name, const char *password)
{
	climber->names[index] = name;
	climber->passwords[index] = password;
}

void behind_proxy_assert_carries(struct climber *climber)
{
	assert_int_equal(climber_climb(climber), RESULT_OK);
	climber_assert_hello(climber);
	climber_assert_echo(climber, 200000);
}
