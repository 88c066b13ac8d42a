/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command line of lucid-vmm, parsed. main.c calls options_parse once; everyone else only
 * reads struct options.
 */
#ifndef LUCID_VMM_OPTIONS_H
#define LUCID_VMM_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#define OPT_MAX_DISKS	64
#define OPT_MAX_NETS	4

struct opt_disk {
	char *path;
	bool ro;
	unsigned int hold;		/* seconds; see struct options */
};

struct opt_net {
	bool passt;
	const char *tap;		/* else an interface */
};

struct options {
	uint64_t mem;			/* bytes */
	uint64_t balloon;		/* bytes of it that the guest is to do without */
	unsigned int vps;
	bool open;			/* --memory open */
	const char *kernel;
	const char *initrd;		/* NULL: none */
	const char *cmdline;
	const char *firmware;		/* in place of a kernel */
	const char *nvram;
	const char *rom;
	const char *console_out;	/* NULL: nowhere; "-": stdout */
	const char *console_in;		/* NULL: nothing; "-": stdin */
	const char *com1;
	const char *com1_in;
	const char *stats;
	const char *log;
	const char *control;
	unsigned int hold;		/* seconds that a disk's server may be away; 0: any time */
	unsigned int ndisks;
	unsigned int nnets;
	struct opt_disk disk[OPT_MAX_DISKS];
	struct opt_net net[OPT_MAX_NETS];
};

/*
 * Channels of each disk, and pairs of each card: one for each VP, as far as there are ports for
 * those of all of them.
 */
unsigned int options_queues(const struct options *o);

/* 0; -1 after a message that names what is wrong; 1 when only help was asked for. */
int options_parse(struct options *o, int argc, char **argv);

#endif
