/*
 * libsecret is loaded when it is needed first and stays: it brings GLib, which
 * can't be unloaded. A computer without it, or without a session bus, has no key
 * store and goes without. Each question is an errand; GLib's calls wait.
 */
#include "carrier/login_store.h"

#include "base/log.h"
#include "base/secret.h"
#include "carrier/errand.h"

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

enum kind { KIND_FIND = 1, KIND_PUT, KIND_REMOVE };

struct task {
	enum kind kind;
	char proxy[WAYS_PROXY_BYTES];
	struct login login;
	enum result result;
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

static enum result find(const struct library *library, struct task *task)
{
	GError *error = NULL;
	char *text = library->lookup(&schema, NULL, &error, "proxy", task->proxy, NULL);
	if (error) {
		library->free_error(error);
		return RESULT_UNSUPPORTED;
	}
	bool has_found = text && take_text(text, &task->login);
	library->free_password(text); /* wipes it */
	return has_found ? RESULT_OK : RESULT_NEED_MORE;
}

static void put(const struct library *library, const struct task *task)
{
	char label[WAYS_PROXY_BYTES + 32];
	char *text = secret_create(2 * WAYS_SECRET_BYTES + 2);
	GError *error = NULL;
	snprintf(label, sizeof label, "Lotse: %s", task->proxy);
	if (!text)
		return;
	snprintf(text, 2 * WAYS_SECRET_BYTES + 2, "%s\n%s", task->login.name, task->login.password);
	library->store(&schema, SECRET_COLLECTION_DEFAULT, label, text, NULL, &error, "proxy", task->proxy, NULL);
	secret_destroy(text);
	log_info("ways", "key store: login of %s %s", task->proxy, error ? "could not be stored" : "stored");
	if (error)
		library->free_error(error);
}

static void ask(void *memory)
{
	struct task *task = memory;
	struct library library;
	GError *error = NULL;
	task->result = RESULT_UNSUPPORTED;
	if (!load(&library))
		return;
	SecretService *service = library.get_service(SECRET_SERVICE_NONE, NULL, &error);
	if (error)
		library.free_error(error);
	if (!service)
		return;
	if (task->kind == KIND_FIND)
		task->result = find(&library, task);
	else if (task->kind == KIND_PUT)
		put(&library, task);
	else
		library.clear(&schema, NULL, NULL, "proxy", task->proxy, NULL);
	library.unref(service);
}

static enum result start(struct errand **out, enum kind kind, const char *proxy, const struct login *login,
                         struct wake *wake)
{
	struct task *task = secret_create(sizeof *task);
	*out = NULL;
	if (!task)
		return RESULT_OUT_OF_MEMORY;
	task->kind = kind;
	snprintf(task->proxy, sizeof task->proxy, "%s", proxy);
	if (login)
		task->login = *login;
	struct errand_task errand = {.question = task, .bytes = sizeof *task, .ask = ask, .is_secret = true};
	enum result result = errand_start(out, &errand, wake);
	secret_destroy(task);
	return result;
}

enum result login_store_find(struct login_find **out, const char *proxy, struct wake *wake)
{
	return start((struct errand **)out, KIND_FIND, proxy, NULL, wake);
}

enum result login_store_take(struct login_find *asked, struct login *out)
{
	const struct task *task = errand_answer((struct errand *)asked);
	if (!task)
		return RESULT_WOULD_BLOCK;
	if (task->result == RESULT_OK)
		*out = task->login;
	return task->result;
}

void login_store_drop(struct login_find *asked)
{
	errand_drop((struct errand *)asked);
}

void login_store_put(const char *proxy, const struct login *login)
{
	struct errand *errand;
	if (start(&errand, KIND_PUT, proxy, login, NULL) == RESULT_OK)
		errand_drop(errand);
}

void login_store_remove(const char *proxy)
{
	struct errand *errand;
	if (start(&errand, KIND_REMOVE, proxy, NULL, NULL) == RESULT_OK)
		errand_drop(errand);
}
