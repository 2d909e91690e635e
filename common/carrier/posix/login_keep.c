/*
 * libsecret is loaded when it is needed first and stays: it brings GLib, which
 * can't be unloaded. A computer without it, or without a session bus, has no key
 * store and goes without.
 */
#include "carrier/login_keep.h"

#include "base/secret.h"

#include <dlfcn.h>
#include <libsecret/secret.h>
#include <stdio.h>
#include <string.h>

/* libsecret's own names of what is used, and their types from its header. */
struct library {
	__typeof__(secret_service_get_sync) *get_service;
	__typeof__(secret_password_lookup_nonpageable_sync) *lookup;
	__typeof__(secret_password_free) *free_password;
	__typeof__(secret_password_store_sync) *store;
	__typeof__(secret_password_clear_sync) *clear;
	__typeof__(g_object_unref) *unref;
	__typeof__(g_error_free) *free_error;
};

static const SecretSchema schema = {.name = "org.lotse.Proxy",
                                    .flags = SECRET_SCHEMA_NONE,
                                    .attributes = {{"proxy", SECRET_SCHEMA_ATTRIBUTE_STRING}}};

/* GLib's functions come with it: whoever loads libsecret has loaded them. */
static bool load(struct library *out)
{
	void *handle = dlopen("libsecret-1.so.0", RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE);
	if (!handle)
		return false;
	*out = (struct library){
		.get_service = dlsym(handle, "secret_service_get_sync"),
		.lookup = dlsym(handle, "secret_password_lookup_nonpageable_sync"),
		.free_password = dlsym(handle, "secret_password_free"),
		.store = dlsym(handle, "secret_password_store_sync"),
		.clear = dlsym(handle, "secret_password_clear_sync"),
		.unref = dlsym(handle, "g_object_unref"),
		.free_error = dlsym(handle, "g_error_free"),
	};
	dlclose(handle); /* it stays loaded */
	return out->get_service && out->lookup && out->free_password && out->store && out->clear && out->unref &&
	       out->free_error;
}

/* What is stored: name, line feed, password. A name has no line feed. */
static bool take_text(const char *text, struct login *out)
{
	const char *end = strchr(text, '\n');
	size_t name_size = end ? (size_t)(end - text) : 0;
	if (!end || name_size == 0 || name_size >= WAYS_SECRET_BYTES || strlen(end + 1) >= WAYS_SECRET_BYTES)
		return false;
	memcpy(out->name, text, name_size);
	out->name[name_size] = 0;
	snprintf(out->password, sizeof out->password, "%s", end + 1);
	return true;
}

/* Whether there is a service to ask, with the library to ask it by. */
static bool reach(struct library *out)
{
	GError *error = NULL;
	if (!load(out))
		return false;
	SecretService *service = out->get_service(SECRET_SERVICE_NONE, NULL, &error);
	if (error)
		out->free_error(error);
	if (service)
		out->unref(service);
	return service != NULL;
}

enum result login_keep_find(const char *proxy, struct login *out)
{
	struct library library;
	GError *error = NULL;
	if (!reach(&library))
		return RESULT_UNSUPPORTED;
	char *text = library.lookup(&schema, NULL, &error, "proxy", proxy, NULL);
	if (error) {
		library.free_error(error);
		return RESULT_UNSUPPORTED;
	}
	bool has_found = text && take_text(text, out);
	library.free_password(text); /* wipes it */
	return has_found ? RESULT_OK : RESULT_NEED_MORE;
}

enum result login_keep_put(const char *proxy, const struct login *login)
{
	struct library library;
	char label[WAYS_PROXY_BYTES + 32];
	GError *error = NULL;
	if (!reach(&library))
		return RESULT_UNSUPPORTED;
	char *text = secret_create(2 * WAYS_SECRET_BYTES + 2);
	if (!text)
		return RESULT_OUT_OF_MEMORY;
	snprintf(label, sizeof label, "Lotse: %s", proxy);
	snprintf(text, 2 * WAYS_SECRET_BYTES + 2, "%s\n%s", login->name, login->password);
	library.store(&schema, SECRET_COLLECTION_DEFAULT, label, text, NULL, &error, "proxy", proxy, NULL);
	secret_destroy(text);
	if (!error)
		return RESULT_OK;
	library.free_error(error);
	return RESULT_REFUSED;
}

void login_keep_remove(const char *proxy)
{
	struct library library;
	if (reach(&library))
		library.clear(&schema, NULL, NULL, "proxy", proxy, NULL);
}
