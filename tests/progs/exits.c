// SPDX-License-Identifier: GPL-2.0-only
/*
 * exits: a tiny VMM that runs a few instructions in real mode and looks at every exit and at what
 * ioctls refuse; says "ok TEXT" or "not ok TEXT" for each. For the test of the same name.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "spec/gen/lucid_abi.h"
#include "spec/gen/lucid_ioctl.h"

#define SIZE		(2UL << 20)
#define START		0x1000
#define PORT		0x1234
#define IO_EXIT		30	/* SDM, 'VMX Basic Exit Reasons' */

static const uint8_t code[] = {
	0xba, 0x34, 0x12,			/* mov $PORT, %dx */
	0x66, 0xb8, 0x5a, 0xa5, 0x5a, 0xa5,	/* mov $0xa55aa55a, %eax */
	0xee,					/* out %al, %dx */
	0xec, 0x66, 0xef,			/* in %dx, %al; out %eax, %dx */
	0xed, 0x66, 0xef,			/* in %dx, %ax; out %eax, %dx */
	0x66, 0xed, 0x66, 0xef,			/* in %dx, %eax; out %eax, %dx */
	0xfa, 0xf4,				/* cli; hlt */
};

static int part, vp[2];
static struct lucid_run *run[2];
static unsigned int io_exits;

static void say(int good, const char *text)
{
	printf("%s %s\n", good ? "ok" : "not ok", text);
}

static void refuses(int fd, unsigned long number, const void *arg, const char *text)
{
	say(ioctl(fd, number, arg) < 0 && errno == EINVAL, text);
}

/* [IOC-1] */
static void bad_arguments(int dev)
{
	struct lucid_ioc_create create = { .flags = 2 };
	struct lucid_ioc_mem mem = { .gpa = 1, .size = SIZE };
	struct lucid_ioc_port port = { .port = LUCID_MAX_PORTS, .flags = LUCID_PORT_TO_PARENT };

	refuses(dev, LUCID_IOC_CREATE, &create, "[IOC-1] an unknown flag");
	refuses(part, LUCID_IOC_MEM_ADD, &mem, "[IOC-1] a misaligned address");
	mem = (struct lucid_ioc_mem){ .gpa = 0, .size = 4095 };
	refuses(part, LUCID_IOC_MEM_ADD, &mem, "[IOC-1] an odd size");
	refuses(part, LUCID_IOC_PORT, &port, "[IOC-1] a port too large");
	refuses(part, LUCID_IOC_VP_ADD, (void *)(uintptr_t)LUCID_MAX_VPS, "[IOC-1] a VP too large");
}

static int set_up(int dev)
{
	struct lucid_ioc_create create = { .dir_gpa = 1UL << 32, .dir_parent = 1, .dir_child = 1 };
	struct lucid_ioc_mem mem = { .size = SIZE };
	char *p;

	part = ioctl(dev, LUCID_IOC_CREATE, &create);
	if (part < 0 || ioctl(part, LUCID_IOC_MEM_ADD, &mem))
		return -1;
	p = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, part, 0);
	if (p == MAP_FAILED)
		return -1;
	memcpy(p + START, code, sizeof(code));
	munmap(p, SIZE);
	for (unsigned long i = 0; i < 2; i++) {
		vp[i] = ioctl(part, LUCID_IOC_VP_ADD, i);
		run[i] = mmap(NULL, sizeof(*run[i]), PROT_READ | PROT_WRITE, MAP_SHARED, vp[i], 0);
		if (vp[i] < 0 || run[i] == MAP_FAILED)
			return -1;
	}
	if (ioctl(vp[0], LUCID_IOC_VP_GET))
		return -1;
	run[0]->state.seg[1].base = 0;
	run[0]->state.seg[1].selector = 0;
	run[0]->state.rip = START;
	return ioctl(vp[0], LUCID_IOC_VP_SET) || ioctl(part, LUCID_IOC_DONATE) ? -1 : 0;
}

/* The next exit is this one; an IN gets @value. */
static void expect(unsigned int size, unsigned int flags, uint64_t value, const char *text)
{
	int good = !ioctl(vp[0], LUCID_IOC_VP_RUN) && run[0]->exit == LUCID_EXIT_IO &&
		   run[0]->io_port == PORT && run[0]->io_size == size &&
		   run[0]->io_flags == flags && run[0]->rip == 0;

	if (flags & LUCID_IO_IN)
		run[0]->data = value;
	else
		good &= run[0]->data == value;
	if (!good)
		printf("# exit %u, port %x, %u bytes, flags %u, data %llx\n", run[0]->exit,
		       run[0]->io_port, run[0]->io_size, run[0]->io_flags,
		       (unsigned long long)run[0]->data);
	say(good, text);
	io_exits++;
}

static void on_alarm(int number)
{
	(void)number;
}

/* VP_RUN of a VP that only waits comes back with a signal, and only then. */
static void waits(int i, const char *text)
{
	struct sigaction action = { .sa_handler = on_alarm };

	sigaction(SIGALRM, &action, NULL);
	alarm(1);
	say(ioctl(vp[i], LUCID_IOC_VP_RUN) < 0 && errno == EINTR &&
	    run[i]->exit == LUCID_EXIT_HALT && run[i]->deadline == 0, text);
}

int main(int argc, char **argv)
{
	int dev = open("/dev/lucid", O_RDWR);

	(void)argc;
	(void)argv;
	if (dev < 0 || set_up(dev)) {
		perror("exits");
		return 1;
	}
	bad_arguments(dev);
	expect(1, 0, 0x5a, "[EXIT-1] OUT of a byte");
	expect(1, LUCID_IO_IN, 0xff12, "[EXIT-1] IN of a byte");
	expect(4, 0, 0xa55aa512, "[EXIT-2] changes one byte");
	expect(2, LUCID_IO_IN, 0xffff3456, "[EXIT-1] IN of two bytes");
	expect(4, 0, 0xa55a3456, "[EXIT-2] changes two bytes");
	expect(4, LUCID_IO_IN, 0xffffffff789abcde, "[EXIT-1] IN of four bytes");
	expect(4, 0, 0x789abcde, "[EXIT-2] changes four bytes, and no more come");
	say(run[0]->rip == 0, "[EXIT-6] RIP of a private partition is not told");
	say(run[0]->exits[IO_EXIT] == io_exits, "[EXIT-7] exits are counted");
	waits(0, "[IOC-4] a halted VP: EINTR");
	waits(0, "[IOC-4] and again");
	waits(1, "[HC-VP-RUN-6] a VP that waits for SIPI: HALT without a deadline");
	return 0;
}
