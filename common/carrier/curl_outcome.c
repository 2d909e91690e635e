#include "carrier/curl_outcome.h"

#include "carrier/socket.h"

/* OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and _CERT_HAS_EXPIRED, which libcurl hands through. */
enum { VERIFY_NOT_YET = 9, VERIFY_EXPIRED = 10 };

bool curl_outcome_is_certificate(CURLcode code)
{
	return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_PINNEDPUBKEYNOTMATCH ||
	       code == CURLE_SSL_ISSUER_ERROR;
}

/* The proxy has given an answer of its own that is neither yes nor 407. */
static enum attempt_outcome of_status(long status)
{
	switch (status) {
	case 502: /* bad gateway */
	case 503: /* unavailable */
	case 504: /* gateway timeout */
		return ATTEMPT_PROXY_NO_WAY;
	default:
		return status < 400 ? ATTEMPT_PORTAL : ATTEMPT_PROXY_REFUSED;
	}
}

static enum attempt_outcome of_tls(const struct curl_facts *facts)
{
	bool has_bad_dates = facts->verify == VERIFY_NOT_YET || facts->verify == VERIFY_EXPIRED;
	bool is_proxys = facts->is_tls_to_proxy && !facts->proxy_status;
	if (!curl_outcome_is_certificate(facts->code))
		return ATTEMPT_TLS_FAILED;
	if (is_proxys)
		return ATTEMPT_PROXY_CERTIFICATE;
	if (has_bad_dates && facts->code != CURLE_SSL_PINNEDPUBKEYNOTMATCH) /* a pin heeds no dates */
		return ATTEMPT_CLOCK;
	return facts->is_unlisted ? ATTEMPT_UNKNOWN_CERTIFICATE : ATTEMPT_FOREIGN_CERTIFICATE;
}

/* It stopped without an answer. */
static enum attempt_outcome of_silence(const struct curl_facts *facts)
{
	bool is_beyond_proxy = facts->is_proxied && facts->proxy_status;
	if (facts->code == CURLE_OPERATION_TIMEDOUT) {
		if (facts->has_connected)
			return ATTEMPT_SILENT;
		return facts->is_proxied ? ATTEMPT_NO_PROXY : ATTEMPT_NO_ANSWER;
	}
	return facts->is_proxied && !is_beyond_proxy ? ATTEMPT_PROXY_BROKEN : ATTEMPT_CLOSED;
}

enum attempt_outcome curl_outcome(const struct curl_facts *facts)
{
	if (facts->is_proxied && facts->proxy_status >= 300)
		return of_status(facts->proxy_status);
	switch (facts->code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return ATTEMPT_NO_NAME;
	case CURLE_COULDNT_RESOLVE_PROXY:
		return ATTEMPT_NO_PROXY;
	case CURLE_COULDNT_CONNECT: {
		enum attempt_outcome outcome =
			facts->system_error ? socket_outcome(facts->system_error) : ATTEMPT_UNREACHABLE;
		return facts->is_proxied ? ATTEMPT_NO_PROXY : outcome;
	}
	case CURLE_PROXY:
		return ATTEMPT_PROXY_REFUSED;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
		return of_tls(facts);
	default:
		return of_silence(facts);
	}
}
