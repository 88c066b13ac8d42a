// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command line of lucid-vmm: a table of options, each with a function that takes its value.
 */
#include "hv/vmm/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hv/vmm/log.h"
#include "spec/gen/lucid_abi.h"

#define MIN_MEM_MIB	16
#define MIN_FIRMWARE_MIB 64ULL
#define MAX_MEM_MIB	((LUCID_GPA_LIMIT >> 20) - 1024)
#define HOLD_S		30
#define MAX_HOLD_S	1000000
#define OTHER_PORTS	8	/* at most, of all that is there once */

static int number(const char *name, const char *value, uint64_t min, uint64_t max, uint64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoull(value, &end, 10);
	if (!errno && end != value && !*end && value[0] != '-' && *out >= min && *out <= max)
		return 0;
	log_error("%s %s: not a number from %llu to %llu", name, value, (unsigned long long)min,
		  (unsigned long long)max);
	return -1;
}

static int set_mem(struct options *o, char *value)
{
	uint64_t mib;

	if (number("--mem", value, MIN_MEM_MIB, MAX_MEM_MIB, &mib))
		return -1;
	o->mem = mib << 20;
	return 0;
}

static int set_balloon(struct options *o, char *value)
{
	uint64_t mib;

	if (number("--balloon", value, 0, MAX_MEM_MIB, &mib))
		return -1;
	o->balloon = mib << 20;
	return 0;
}

static int set_vps(struct options *o, char *value)
{
	uint64_t n;

	if (number("--vps", value, 1, LUCID_MAX_VPS, &n))
		return -1;
	o->vps = (unsigned int)n;
	return 0;
}

static int set_hold(struct options *o, char *value)
{
	uint64_t seconds;

	if (number("--hold", value, 0, MAX_HOLD_S, &seconds))
		return -1;
	o->hold = (unsigned int)seconds;
	return 0;
}

static int set_memory(struct options *o, char *value)
{
	o->open = !strcmp(value, "open");
	if (o->open || !strcmp(value, "private"))
		return 0;
	log_error("--memory %s: neither private nor open", value);
	return -1;
}

static int set_kernel(struct options *o, char *value)
{
	o->kernel = value;
	return 0;
}

static int set_initrd(struct options *o, char *value)
{
	o->initrd = value;
	return 0;
}

static int set_cmdline(struct options *o, char *value)
{
	o->cmdline = value;
	return 0;
}

static int set_firmware(struct options *o, char *value)
{
	o->firmware = value;
	return 0;
}

static int set_nvram(struct options *o, char *value)
{
	o->nvram = value;
	return 0;
}

static int set_rom(struct options *o, char *value)
{
	o->rom = value;
	return 0;
}

static int add_disk(struct options *o, char *value)
{
	char *comma = strrchr(value, ',');

	if (o->ndisks == OPT_MAX_DISKS) {
		log_error("--disk %s: more than %d disks", value, OPT_MAX_DISKS);
		return -1;
	}
	/* A comma may be part of a file name: only ",ro" at the end is ours. */
	o->disk[o->ndisks].ro = comma && !strcmp(comma, ",ro");
	if (o->disk[o->ndisks].ro)
		*comma = '\0';
	o->disk[o->ndisks++].path = value;
	return 0;
}

static int add_card(struct options *o, const char *option, struct opt_net net, const char *value)
{
	if (o->nnets == OPT_MAX_NETS) {
		log_error("%s %s: more than %d network cards", option, value, OPT_MAX_NETS);
		return -1;
	}
	o->net[o->nnets++] = net;
	return 0;
}

static int add_tap(struct options *o, char *value)
{
	return add_card(o, "--tap", (struct opt_net){ .tap = value }, value);
}

static int add_net(struct options *o, char *value)
{
	if (!strcmp(value, "passt"))
		return add_card(o, "--net", (struct opt_net){ .passt = true }, value);
	log_error("--net %s: not passt", value);
	return -1;
}

static int set_console_out(struct options *o, char *value)
{
	o->console_out = value;
	return 0;
}

static int set_console_in(struct options *o, char *value)
{
	o->console_in = value;
	return 0;
}

static int set_com1(struct options *o, char *value)
{
	o->com1 = value;
	return 0;
}

static int set_com1_in(struct options *o, char *value)
{
	o->com1_in = value;
	return 0;
}

static int set_stats(struct options *o, char *value)
{
	o->stats = value;
	return 0;
}

static int set_log(struct options *o, char *value)
{
	o->log = value;
	return 0;
}

static int set_control(struct options *o, char *value)
{
	o->control = value;
	return 0;
}

static const struct {
	const char *name;
	const char *value;
	int (*set)(struct options *o, char *value);
	const char *help;
} table[] = {
	{ "--mem", "MiB", set_mem, "memory of the guest (256)" },
	{ "--balloon", "MiB", set_balloon, "of it, what the guest is to do without (0)" },
	{ "--vps", "N", set_vps, "virtual processors (1)" },
	{ "--memory", "private|open", set_memory, "what the parent may see of it (private)" },
	{ "--kernel", "FILE", set_kernel, "bzImage, vmlinux, or a multiboot kernel" },
	{ "--initrd", "FILE", set_initrd, "initial RAM disk" },
	{ "--cmdline", "STR", set_cmdline, "kernel command line" },
	{ "--firmware", "FILE", set_firmware, "UEFI firmware, in place of a kernel" },
	{ "--nvram", "FILE", set_nvram, "the firmware's variables, kept in this file" },
	{ "--rom", "FILE", set_rom, "option ROM of the platform device, for firmware" },
	{ "--disk", "FILE|URI[,ro]", add_disk, "a disk; may be given again" },
	{ "--hold", "SECONDS", set_hold, "how long an NBD server may be away; 0: any time (30)" },
	{ "--tap", "IFNAME", add_tap, "a network card on this TAP; may be given again" },
	{ "--net", "passt", add_net, "a network card that needs no rights; may be given again" },
	{ "--console-out", "FILE|-", set_console_out, "where the console's text goes" },
	{ "--console-in", "FILE|-", set_console_in, "what is typed at the console" },
	{ "--com1", "FILE|-", set_com1, "where the first serial port's text goes" },
	{ "--com1-in", "FILE|-", set_com1_in, "what is typed at the first serial port" },
	{ "--stats", "FILE", set_stats, "write exit counts at the end" },
	{ "--log", "FILE", set_log, "append messages to this file" },
	{ "--control", "SOCKET", set_control, "where lucidctl may ask" },
};

#define NOPTIONS	(sizeof(table) / sizeof(table[0]))

static void help(void)
{
	puts("lucid-vmm: run one guest under the Lucid hypervisor");
	for (size_t i = 0; i < NOPTIONS; i++)
		printf("  %-14s %-13s %s\n", table[i].name, table[i].value, table[i].help);
	puts("A disk is a file, a block device, or what an NBD server has, by the URI\n"
	     "nbd://ADDRESS[:PORT][/EXPORT] or nbd+unix:///[EXPORT]?socket=PATH.\n"
	     "Exit status: 0 power-off, 2 bad input, 3 reset, 4 crash, 5 triple fault, 6 other;\n"
	     "a write of v to port 0xf4 ends the run with v * 2 + 1.\n"
	     "SIGTERM asks the guest to power off, a second one ends it at once; SIGUSR2 asks it\n"
	     "to reboot, which ends the run with status 3.");
}

static int take(struct options *o, char *name, char *value)
{
	for (size_t i = 0; i < NOPTIONS; i++) {
		if (strcmp(name, table[i].name))
			continue;
		if (value)
			return table[i].set(o, value);
		log_error("%s: needs a value (%s)", name, table[i].value);
		return -1;
	}
	log_error("%s: unknown option", name);
	return -1;
}

unsigned int options_queues(const struct options *o)
{
	unsigned int ports = LUCID_MAX_PORTS - OTHER_PORTS, each = o->ndisks + 2 * o->nnets;

	return o->vps * each <= ports ? o->vps : ports / each;
}

/* A guest starts with a kernel or with firmware, and each has options of its own. */
static int check_start(const struct options *o)
{
	if (!o->kernel && !o->firmware)
		log_error("--kernel: missing");
	else if (o->kernel && o->firmware)
		log_error("--firmware %s: there is a --kernel too", o->firmware);
	else if (o->initrd && o->firmware)
		log_error("--initrd %s: firmware does not take it", o->initrd);
	else if (o->firmware && o->mem < MIN_FIRMWARE_MIB << 20)
		log_error("--mem %llu: firmware needs %llu MiB", (unsigned long long)o->mem >> 20,
			  MIN_FIRMWARE_MIB);
	else if (o->nvram && !o->firmware)
		log_error("--nvram %s: without --firmware", o->nvram);
	else if (o->rom && !o->firmware)
		log_error("--rom %s: without --firmware", o->rom);
	else if (o->balloon && o->open)
		log_error("--balloon %u: the memory is open", (unsigned int)(o->balloon >> 20));
	else if (o->balloon && o->balloon >= o->mem)
		log_error("--balloon %u: not less than --mem", (unsigned int)(o->balloon >> 20));
	else
		return 0;
	return -1;
}

int options_parse(struct options *o, int argc, char **argv)
{
	*o = (struct options){ .mem = 256ULL << 20, .vps = 1, .cmdline = "", .hold = HOLD_S };
	for (int i = 1; i < argc; i += 2) {
		if (!strcmp(argv[i], "--help")) {
			help();
			return 1;
		}
		if (take(o, argv[i], i + 1 < argc ? argv[i + 1] : NULL))
			return -1;
	}
	for (unsigned int i = 0; i < o->ndisks; i++)
		o->disk[i].hold = o->hold;
	return check_start(o);
}
