// SPDX-License-Identifier: GPL-2.0-only
/*
 * progs: calls the program by whose name it was started; the others here are linked to it with
 * their main() renamed.
 */
#include <stdio.h>
#include <string.h>

#define PROGRAMS(X)							\
	X("clockread", main_clockread)					\
	X("clocks", main_clocks)					\
	X("diskbench", main_diskbench)					\
	X("exits", main_exits)						\
	X("lucid-info", main_lucid_info)				\
	X("netbench", main_netbench)					\
	X("netctl", main_netctl)					\
	X("netflows", main_netflows)					\
	X("netxdp", main_netxdp)					\
	X("peek", main_peek)						\
	X("private", main_private)					\
	X("tsc", main_tsc)						\
	X("verify", main_verify)					\
	X("writer", main_writer)

#define DECLARE(name, function) int function(int argc, char **argv);
PROGRAMS(DECLARE)

int main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/'), *name = slash ? slash + 1 : argv[0];

#define CALL(text, function)						\
	if (!strcmp(name, text))					\
		return function(argc, argv);
	PROGRAMS(CALL)
	fprintf(stderr, "%s: no such program\n", name);
	return 2;
}
