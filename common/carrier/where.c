/*
 * Three sources (flags, the company's brand, lotse.conf) that fill the same
 * struct, and what a person types: look_at takes such a text apart into what is
 * asked and what is shown.
 */
#include "carrier/where.h"

#include "base/config.h"
#include "base/file.h"
#include "carrier/address.h"
#include "wire/server_list_sign.h"

#include <stdio.h>
#include <string.h>

static enum result add(struct where *where, struct bytes url)
{
	if (where->url_count == DIRECTORY_URLS_MAX || url.size >= DIRECTORY_URL_BYTES)
		return RESULT_TOO_LARGE;
	char *to = where->urls[where->url_count++];
	if (url.size > 0)
		memcpy(to, url.data, url.size);
	to[url.size] = 0;
	return RESULT_OK;
}

enum result where_add_url(struct where *where, const char *url)
{
	return add(where, bytes_of_text(url));
}

static enum result take_key(struct where *where, struct bytes text)
{
	enum result result = server_list_key_from_text(text, where->list_key);
	where->has_list_key = where->has_list_key || result == RESULT_OK;
	return result;
}

enum result where_read_key(struct where *where, const char *path)
{
	struct buffer file;
	buffer_init(&file, WHERE_FILE_BYTES_MAX);
	enum result result = file_read(path, &file);
	if (result == RESULT_OK)
		result = take_key(where, buffer_bytes(&file));
	buffer_finish(&file);
	return result;
}

static enum result take_region(struct where *where, struct bytes region)
{
	if (!server_list_region_is_valid(region))
		return RESULT_BAD_ARGUMENT;
	memcpy(where->region, region.data, region.size);
	where->region[region.size] = 0;
	return RESULT_OK;
}

enum result where_set_region(struct where *where, const char *region)
{
	return take_region(where, bytes_of_text(region));
}

/* --- a host as somebody types it
 * -------------------------------------------------------------------------------------- */

struct typed {
	struct address address; /* with the path of the list */
	bool has_scheme;
	char shown[DIRECTORY_URL_BYTES];
};

/* RESULT_NEED_MORE: nothing but blanks. RESULT_BAD_ARGUMENT: blanks or control characters inside, too long.
 */
static enum result trim(struct bytes typed, char to[static DIRECTORY_URL_BYTES])
{
	while (typed.size && typed.data[0] <= ' ')
		typed = (struct bytes){typed.data + 1, typed.size - 1};
	while (typed.size && typed.data[typed.size - 1] <= ' ')
		typed.size--;
	if (!typed.size)
		return RESULT_NEED_MORE;
	if (typed.size >= DIRECTORY_URL_BYTES)
		return RESULT_BAD_ARGUMENT;
	for (size_t i = 0; i < typed.size; i++)
		if (typed.data[i] <= ' ' || typed.data[i] >= 0x7F)
			return RESULT_BAD_ARGUMENT;
	memcpy(to, typed.data, typed.size);
	to[typed.size] = 0;
	return RESULT_OK;
}

/* Digits alone are the session number in the wrong field. */
static bool is_good_host(const char *host)
{
	return server_list_host_is_valid(bytes_of_text(host)) && host[0] != '.' && host[0] != '-';
}

static enum result look_at(struct bytes text, struct typed *out)
{
	static const char usual[] = "/list";
	char whole[DIRECTORY_URL_BYTES + 8] = "https://";
	const size_t before = strlen(whole);
	*out = (struct typed){0};
	enum result result = trim(text, whole + before);
	if (result != RESULT_OK)
		return result;
	out->has_scheme = strstr(whole + before, "://") != NULL;
	if (strspn(whole + before, "0123456789") == strlen(whole + before))
		return RESULT_BAD_ARGUMENT;
	result = address_parse(out->has_scheme ? whole + before : whole, &out->address);
	if (result == RESULT_OK && !is_good_host(out->address.host))
		result = RESULT_BAD_ARGUMENT;
	if (result != RESULT_OK)
		return result;
	size_t shown = strlen(whole + before);
	bool has_slash = whole[before + shown - 1] == '/' && strcmp(out->address.path, "/") == 0;
	snprintf(out->shown, sizeof out->shown, "%.*s", (int)(shown - has_slash), whole + before);
	if (strcmp(out->address.path, "/") == 0)
		memcpy(out->address.path, usual, sizeof usual);
	return RESULT_OK;
}

enum result where_check_host(const char *typed, char *host, size_t room)
{
	struct typed looked;
	enum result result = look_at(bytes_of_text(typed), &looked);
	if (host && room)
		snprintf(host, room, "%s", result == RESULT_OK ? looked.shown : "");
	return result;
}

static enum result add_address(struct where *where, struct address address, bool is_tls)
{
	char url[DIRECTORY_URL_BYTES];
	address.is_tls = is_tls;
	if (!address.has_port)
		address.port = is_tls ? 443 : 80;
	return address_write(&address, url, sizeof url) ? add(where, bytes_of_text(url)) : RESULT_TOO_LARGE;
}

static enum result add_host(struct where *where, struct bytes typed)
{
	struct typed looked;
	enum result result = look_at(typed, &looked);
	if (result == RESULT_OK && looked.has_scheme)
		return add_address(where, looked.address, looked.address.is_tls);
	if (result == RESULT_OK)
		result = add_address(where, looked.address, true);
	if (result == RESULT_OK)
		result = add_address(where, looked.address, false);
	return result;
}

enum result where_add_host(struct where *where, const char *typed)
{
	return add_host(where, bytes_of_text(typed));
}

/* --- lotse.conf, and the company's program
 * ---------------------------------------------------------------------------- */

enum result where_read_conf(struct where *where, struct bytes text)
{
	bool wants_urls = where->url_count == 0, wants_key = !where->has_list_key;
	bool wants_region = !where->region[0];
	struct reader reader = reader_over(text);
	struct config_line line;
	enum result result = RESULT_OK;
	if (where->is_branded && where->url_count > 0)
		return RESULT_OK;
	for (int number = 0; result == RESULT_OK && config_next(&reader, &number, &line);) {
		if (config_is(&line, "directory") && wants_urls)
			result = add(where, line.value);
		else if (config_is(&line, "host") && wants_urls)
			result = add_host(where, line.value);
		else if (config_is(&line, "list-key") && wants_key)
			result = take_key(where, line.value);
		else if (config_is(&line, "region") && wants_region)
			result = take_region(where, line.value);
	}
	return result == RESULT_NEED_MORE ? RESULT_BAD_ARGUMENT : result;
}

enum result where_take_brand(struct where *where, const struct brand *brand)
{
	struct where taken = {.is_branded = true};
	enum result result = RESULT_OK;
	if (where->url_count > 0 || where->has_list_key)
		return RESULT_OK;
	for (size_t i = 0; result == RESULT_OK && i < brand->url_count; i++)
		result = add(&taken, brand->urls[i]);
	if (brand->root_key) {
		memcpy(taken.list_key, brand->root_key, sizeof taken.list_key);
		taken.has_list_key = true;
	}
	/* An operator who is held to a region does not leave it by a flag. */
	if (result == RESULT_OK && brand->region.size)
		result = take_region(&taken, brand->region);
	else
		memcpy(taken.region, where->region, sizeof taken.region);
	if (result == RESULT_OK)
		*where = taken;
	return result;
}

struct directory_options where_options(const struct where *where)
{
	struct directory_options options = {
		.root_key = where->has_list_key ? where->list_key : NULL,
		.region = where->region,
	};
	for (size_t i = 0; i < where->url_count; i++)
		options.urls[i] = where->urls[i];
	return options;
}
