/* lotse-client: joins a session with a number, and shows this computer's screen to whom the person allows it.
 */
#include "base/secret.h"
#include "client/client.h"
#include "program/start.h"

static int run(struct options *options)
{
	struct client *client;
	enum result result = client_create(&client, options);
	secret_wipe(options->number, sizeof options->number);
	if (result != RESULT_OK)
		return start_fail(options->flags.program, result);
	result = client_run(client);
	client_destroy(client);
	return result == RESULT_OK ? FLAGS_DONE : start_fail(options->flags.program, result);
}

int main(int argc, char **argv)
{
	static struct options options;
	enum result result = start_program(&argc, &argv);
	if (result != RESULT_OK)
		return start_fail("lotse-client", result);
	int code = options_read(&options, argc, argv);
	if (code == FLAGS_OK)
		code = options.flags.checks ? start_check(&options.flags) : run(&options);
	options_finish(&options);
	return code;
}
