/*
 * Audits a repository from C and prints the JSON result. Build and run, at the
 * root of the project, after make:
 *
 *	cc examples/embed.c -Iinclude -Lbuild/lib -ltickmark -o build/embed
 *	LD_LIBRARY_PATH=build/lib build/embed '{"repo": "build/demo/isms"}'
 *
 * The argument holds the command's long options. The exit status is the
 * audit's: 0 conforms, 1 findings, 2 could not audit everything, 3 anything
 * that let no audit come about.
 */
#include <stdio.h>

#include "tickmark.h"

int main(int argc, char **argv)
{
	tick_engine *engine = NULL;
	char *result = NULL;
	int status = 3;

	if (argc != 2) {
		fputs("usage: embed OPTIONS-AS-JSON\n", stderr);
		return status;
	}
	if (tick_engine_new(&engine) != TICK_OK)
		goto failed;
	if (tick_engine_audit(&result, &status, engine, argv[1]) != TICK_OK)
		goto failed;
	fputs(result, stdout);
	goto done;
failed:
	fprintf(stderr, "embed: %s\n", tick_error_message());
	status = 3;
done:
	tick_text_free(result);
	tick_engine_free(engine);
	return status;
}
