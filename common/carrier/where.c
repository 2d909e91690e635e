#include "carrier/where.h"

#include "base/config.h"
#include "base/file.h"

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

enum result where_read_conf(struct where *where, struct bytes text)
{
	bool wants_urls = where->url_count == 0, wants_key = !where->has_list_key;
	struct reader reader = reader_over(text);
	struct config_line line;
	enum result result = RESULT_OK;
	for (int number = 0; result == RESULT_OK && config_next(&reader, &number, &line);) {
		if (config_is(&line, "directory") && wants_urls)
			result = add(where, line.value);
		else if (config_is(&line, "list-key") && wants_key)
			result = take_key(where, line.value);
	}
	return result;
}

struct directory_options where_options(const struct where *where)
{
	struct directory_options options = {.root_key = where->has_list_key ? where->list_key : NULL};
	for (size_t i = 0; i < where->url_count; i++)
		options.urls[i] = where->urls[i];
	return options;
}
