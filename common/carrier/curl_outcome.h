/*
 * What libcurl's word about a connection means for a person. Pure; any thread.
 */
#ifndef LOTSE_CARRIER_CURL_OUTCOME_H
#define LOTSE_CARRIER_CURL_OUTCOME_H

#include "carrier/attempts.h"

#include <curl/curl.h>

/* What is known of a connection that failed. */
struct curl_facts {
	CURLcode code;
	bool is_proxied, is_tls;
	bool is_tls_to_proxy; /* the proxy itself shows a certificate */
	bool is_unlisted;     /* nothing says whose certificate is to be expected */
	bool has_connected;   /* TCP was up, to the relay or to the proxy */
	long proxy_status;    /* of the proxy's answer; 0 none */
	long verify;          /* X.509 verification: OpenSSL's number, 0 fine or not known */
	int system_error;     /* of connect; 0 unknown */
};

/* Never ATTEMPT_NONE, ATTEMPT_TRYING or ATTEMPT_CONNECTED. */
enum attempt_outcome curl_outcome(const struct curl_facts *facts);

/* Whether the failure is that the certificate is not the relay's own (or not of its time). */
bool curl_outcome_is_certificate(CURLcode code);

#endif
