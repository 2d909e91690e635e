/* lotse-master: opens a session, shows its number, and the screen of whom the operator helps. */
#include "master/master.h"
#include "program/start.h"

static int run(const struct options *options)
{
	struct master *master;
	enum result result = master_create(&master, options);
	if (result != RESULT_OK)
		return start_fail(options->flags.program, result);
	result = master_run(master);
	master_destroy(master);
	return result == RESULT_OK ? FLAGS_DONE : start_fail(options->flags.program, result);
}

int main(int argc, char **argv)
{
	static struct options options;
	enum result result = start_program(&argc, &argv);
	if (result != RESULT_OK)
		return start_fail("lotse-master", result);
	int code = options_read(&options, argc, argv);
	if (code == FLAGS_OK)
		code = options.flags.checks ? start_check(&options.flags) : run(&options);
	options_finish(&options);
	return code;
}
