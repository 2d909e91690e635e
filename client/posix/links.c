/* A desktop file of the user's own that says what opens lotse: links, and xdg-mime, which makes it the chosen
 * one. Without xdg-mime a desktop still finds the file by its MIME type. */
#include "client/links.h"

#include "base/process.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_BYTES = 2048 };

static const char file_name[] = "lotse-client.desktop";

static void make_folder(char *path)
{
	for (char *at = path + 1; (at = strchr(at, '/')) != NULL; at++) {
		*at = 0;
		mkdir(path, 0700);
		*at = '/';
	}
	mkdir(path, 0700);
}

/* The folder for it; made if it is missing and `may_make`. */
static bool find_folder(char *to, size_t room, bool may_make)
{
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	int length = data != NULL && data[0] == '/' ? snprintf(to, room, "%s", data)
	             : home != NULL                 ? snprintf(to, room, "%s/.local/share", home)
	                                            : -1;
	if (length < 0 || (size_t)length + sizeof "/applications" > room)
		return false;
	memcpy(to + length, "/applications", sizeof "/applications");
	if (may_make)
		make_folder(to);
	return true;
}

/* In a desktop file's quotes these are written with a backslash, and the backslash itself twice more. */
static bool quote(const char *path, char *to, size_t room)
{
	size_t at = 0;
	for (; *path != 0 && at + 6 < room; path++) {
		if (strchr("\"`$", *path) != NULL) {
			memcpy(to + at, "\\\\", 2);
			at += 2;
		} else if (*path == '\\') {
			memcpy(to + at, "\\\\\\", 3);
			at += 3;
		}
		if (*path == '%')
			to[at++] = '%';
		to[at++] = *path;
	}
	to[at] = 0;
	return *path == 0;
}

static enum result write_file(const char *path)
{
	char program[PATH_BYTES], quoted[2 * PATH_BYTES];
	if (!process_path(program, sizeof program) || !quote(program, quoted, sizeof quoted))
		return RESULT_SYSTEM;
	FILE *file = fopen(path, "we");
	if (file == NULL)
		return RESULT_DISK;
	fprintf(file,
	        "[Desktop Entry]\nType=Application\nName=Lotse\nExec=\"%s\" %%u\nTerminal=false\n"
	        "MimeType=x-scheme-handler/lotse;\nNoDisplay=true\n",
	        quoted);
	return fclose(file) == 0 ? RESULT_OK : RESULT_DISK;
}

static void choose(void)
{
	char *const words[] = {"xdg-mime", "default", (char *)file_name, "x-scheme-handler/lotse", NULL};
	extern char **environ;
	pid_t child;
	if (posix_spawnp(&child, words[0], NULL, NULL, words, environ) == 0)
		waitpid(child, NULL, 0);
}

enum result links_open_here(bool is_on)
{
	char folder[PATH_BYTES], path[PATH_BYTES + sizeof file_name];
	if (!find_folder(folder, sizeof folder, is_on))
		return RESULT_SYSTEM;
	snprintf(path, sizeof path, "%s/%s", folder, file_name);
	if (!is_on) {
		unlink(path);
		return access(path, F_OK) != 0 ? RESULT_OK : RESULT_DISK;
	}
	enum result result = write_file(path);
	if (result == RESULT_OK)
		choose();
	return result;
}

bool links_are_here(void)
{
	char folder[PATH_BYTES], path[PATH_BYTES + sizeof file_name];
	if (!find_folder(folder, sizeof folder, false))
		return false;
	snprintf(path, sizeof path, "%s/%s", folder, file_name);
	return access(path, F_OK) == 0;
}
