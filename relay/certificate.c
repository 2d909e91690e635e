/*
 * certificate_read puts two files behind each other; certificate_own makes or
 * reads the relay's own key and certificate. Both end in `finish`, which proves
 * that TLS takes them and finds pin and expiry.
 */
#include "relay/certificate.h"

#include "base/file.h"
#include "base/secret.h"
#include "relay/carriers/tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
	PATH_BYTES = 512,
	DAY_S = 24 * 3600,
	LIFE_DAYS = 30 * 365,
	RENEW_DAYS = 60,  /* before the end */
	EARLIER_DAYS = 2, /* for clocks that are behind */
	SERIAL_BITS = 120,
	NAME_BYTES_MAX = 64, /* of a common name */
};

static int no_password(char *to, int size, int is_writing, void *context)
{
	(void)to, (void)size, (void)is_writing, (void)context;
	return -1;
}

/* --- files
 * ---------------------------------------------------------------------------------------------------------------
 */

/* Appends a file; RESULT_NEED_MORE: there is none of that name. */
static enum result append_file(struct certificate *certificate, const char *path)
{
	struct stat found;
	if (stat(path, &found) < 0)
		return errno == ENOENT ? RESULT_NEED_MORE : RESULT_DISK;
	struct buffer buffer;
	buffer_init(&buffer, sizeof certificate->pem - certificate->size - 1);
	enum result result = file_read(path, &buffer);
	struct bytes text = buffer_bytes(&buffer);
	if (result == RESULT_OK) {
		if (text.size > 0)
			memcpy(certificate->pem + certificate->size, text.data, text.size);
		certificate->size += text.size;
		certificate->pem[certificate->size++] = '\n';
	} else if (result == RESULT_TOO_LARGE) {
		result = RESULT_BAD_ARGUMENT;
	}
	if (buffer.data)
		secret_wipe(buffer.data, buffer.room_bytes);
	buffer_finish(&buffer);
	return result;
}

static X509 *first_certificate(const struct certificate *from)
{
	BIO *text = BIO_new_mem_buf(from->pem, (int)from->size);
	X509 *x509 = text ? PEM_read_bio_X509(text, NULL, no_password, NULL) : NULL;
	BIO_free(text);
	return x509;
}

static bool describe(struct certificate *certificate)
{
	uint8_t *der = NULL;
	struct tm end;
	X509 *x509 = first_certificate(certificate);
	int size = x509 ? i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), &der) : -1;
	bool is_good = size > 0 &&
	               EVP_Digest(der, (size_t)size, certificate->pin, NULL, EVP_sha256(), NULL) == 1 &&
	               ASN1_TIME_to_tm(X509_get0_notAfter(x509), &end) == 1;
	if (is_good)
		certificate->expires_s = timegm(&end);
	OPENSSL_free(der);
	X509_free(x509);
	return is_good;
}

/* The whole of it, or NULL. */
static struct certificate *finish(struct certificate *certificate, enum result result, enum result *why)
{
	struct tls_identity *identity = NULL;
	struct tls *tls = tls_create();
	if (result == RESULT_OK && !tls)
		result = RESULT_OUT_OF_MEMORY;
	if (result == RESULT_OK)
		result = tls_identity_create(&identity, tls, (struct bytes){certificate->pem, certificate->size});
	if (result == RESULT_OK && !describe(certificate))
		result = RESULT_BAD_ARGUMENT;
	tls_identity_destroy(identity);
	tls_destroy(tls);
	ERR_clear_error();
	*why = result;
	if (result == RESULT_OK)
		return certificate;
	secret_destroy(certificate);
	return NULL;
}

struct certificate *certificate_read(const char *path, const char *key_path, enum result *why)
{
	struct certificate *certificate = secret_create(sizeof *certificate);
	enum result result = certificate ? RESULT_OK : RESULT_OUT_OF_MEMORY;
	if (result == RESULT_OK && *key_path)
		result = append_file(certificate, key_path);
	if (result == RESULT_OK)
		result = append_file(certificate, path);
	if (certificate)
		certificate->was_kept = true;
	return finish(certificate, result == RESULT_NEED_MORE ? RESULT_DISK : result, why);
}

/* --- the relay's own
 * ---------------------------------------------------------------------------------------------------- */

static bool is_address(const char *host)
{
	uint8_t address[16];
	return inet_pton(AF_INET, host, address) == 1 || inet_pton(AF_INET6, host, address) == 1;
}

static bool is_for(X509 *x509, const char *host)
{
	return (is_address(host) ? X509_check_ip_asc(x509, host, 0) : X509_check_host(x509, host, 0, 0, NULL)) ==
	       1;
}

static bool add_name(X509 *x509, const char *host)
{
	GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
	GENERAL_NAME *name = GENERAL_NAME_new();
	ASN1_STRING *text = is_address(host) ? (ASN1_STRING *)a2i_IPADDRESS(host) : ASN1_IA5STRING_new();
	bool is_good =
		names && name && text && (is_address(host) || ASN1_STRING_set(text, host, (int)strlen(host)) == 1);
	if (is_good) {
		GENERAL_NAME_set0_value(name, is_address(host) ? GEN_IPADD : GEN_DNS, text);
		text = NULL;
		is_good = sk_GENERAL_NAME_push(names, name) > 0;
	}
	if (is_good) {
		name = NULL;
		is_good = X509_add1_ext_i2d(x509, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT) == 1;
	}
	ASN1_STRING_free(text);
	GENERAL_NAME_free(name);
	sk_GENERAL_NAME_pop_free(names, GENERAL_NAME_free);
	return is_good;
}

static bool add_extension(X509 *x509, int nid, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
	bool is_good = extension && X509_add_ext(x509, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return is_good;
}

static bool set_serial(X509 *x509)
{
	BIGNUM *number = BN_new();
	bool is_good = number && BN_rand(number, SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
	               BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x509)) != NULL;
	BN_free(number);
	return is_good;
}

/* Signed by its own key: nobody is to trust it but by the pin. NULL: out of memory, or a host that is none.
 */
static X509 *make_certificate(EVP_PKEY *key, const char *host, int64_t now_s)
{
	X509 *x509 = X509_new();
	X509_NAME *name = x509 ? X509_get_subject_name(x509) : NULL;
	const char *common = strlen(host) < NAME_BYTES_MAX ? host : "lotse-relay";
	time_t from = (time_t)(now_s - (int64_t)EARLIER_DAYS * DAY_S),
		   until = (time_t)(now_s + (int64_t)LIFE_DAYS * DAY_S);
	if (name && X509_set_version(x509, 2) == 1 && set_serial(x509) &&
	    ASN1_TIME_set(X509_getm_notBefore(x509), from) && ASN1_TIME_set(X509_getm_notAfter(x509), until) &&
	    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)common, -1, -1, 0) ==
	        1 &&
	    X509_set_issuer_name(x509, name) == 1 && X509_set_pubkey(x509, key) == 1 &&
	    add_extension(x509, NID_basic_constraints, "critical,CA:FALSE") &&
	    add_extension(x509, NID_key_usage, "critical,digitalSignature") &&
	    add_extension(x509, NID_ext_key_usage, "serverAuth") && add_name(x509, host) &&
	    X509_sign(x509, key, EVP_sha256()) > 0)
		return x509;
	X509_free(x509);
	return NULL;
}

/* What a BIO in memory holds, behind what is there. */
static bool append_text(struct certificate *certificate, BIO *text)
{
	char *data = NULL;
	long size = BIO_get_mem_data(text, &data);
	if (size <= 0 || (size_t)size > sizeof certificate->pem - certificate->size)
		return false;
	memcpy(certificate->pem + certificate->size, data, (size_t)size);
	certificate->size += (size_t)size;
	return true;
}

/* The key in tls.key, or a new one; its PEM is then the start of *certificate. */
static enum result own_key(struct certificate *certificate, const char *path, EVP_PKEY **key)
{
	enum result result = append_file(certificate, path);
	if (result == RESULT_OK) {
		BIO *text = BIO_new_mem_buf(certificate->pem, (int)certificate->size);
		*key = text ? PEM_read_bio_PrivateKey(text, NULL, no_password, NULL) : NULL;
		BIO_free(text);
		certificate->was_kept = true;
		return *key ? RESULT_OK : RESULT_BAD_ARGUMENT;
	}
	if (result != RESULT_NEED_MORE)
		return result;
	BIO *text = BIO_new(BIO_s_secmem());
	*key = EVP_EC_gen("P-256");
	bool is_good = text && *key &&
	               PEM_write_bio_PKCS8PrivateKey(text, *key, NULL, NULL, 0, NULL, NULL) == 1 &&
	               append_text(certificate, text);
	BIO_free(text);
	certificate->was_kept =
		is_good && file_write(path, (struct bytes){certificate->pem, certificate->size}, true) == RESULT_OK;
	return is_good ? RESULT_OK : RESULT_OUT_OF_MEMORY;
}

/* Whether the certificate in tls.crt, which is then behind the key, will do. */
static bool has_good_one(struct certificate *certificate, const char *path, EVP_PKEY *key, const char *host,
                         int64_t now_s)
{
	size_t before = certificate->size;
	time_t soon = (time_t)(now_s + (int64_t)RENEW_DAYS * DAY_S);
	if (append_file(certificate, path) != RESULT_OK)
		return false;
	X509 *x509 = first_certificate(certificate);
	bool is_good = x509 && X509_check_private_key(x509, key) == 1 && is_for(x509, host) &&
	               X509_cmp_time(X509_get0_notAfter(x509), &soon) > 0;
	X509_free(x509);
	if (!is_good)
		certificate->size = before;
	return is_good;
}

struct certificate *certificate_own(const char *folder, const char *host, int64_t now_s, enum result *why)
{
	char key_path[PATH_BYTES], path[PATH_BYTES];
	EVP_PKEY *key = NULL;
	struct certificate *certificate = secret_create(sizeof *certificate);
	enum result result = certificate ? RESULT_OK : RESULT_OUT_OF_MEMORY;
	snprintf(key_path, sizeof key_path, "%s/tls.key", folder);
	snprintf(path, sizeof path, "%s/tls.crt", folder);
	if (result == RESULT_OK)
		result = own_key(certificate, key_path, &key);
	if (result == RESULT_OK && !has_good_one(certificate, path, key, host, now_s)) {
		size_t at = certificate->size;
		BIO *text = BIO_new(BIO_s_mem());
		X509 *x509 = make_certificate(key, host, now_s);
		if (!text || !x509 || PEM_write_bio_X509(text, x509) != 1 || !append_text(certificate, text))
			result = RESULT_OUT_OF_MEMORY;
		else /* for people alone: it is made anew where it can't be kept */
			file_write(path, (struct bytes){certificate->pem + at, certificate->size - at}, false);
		X509_free(x509);
		BIO_free(text);
	}
	EVP_PKEY_free(key);
	return finish(certificate, result, why);
}
