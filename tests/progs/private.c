// SPDX-License-Identifier: GPL-2.0-only
/*
 * private: give memory to a partition and touch it afterwards; says "before TEXT", then "signal N"
 * for a read and for a write after the donation ("read HEX" if the read went through). For the test
 * that private memory is private.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "spec/gen/lucid_abi.h"
#include "spec/gen/lucid_ioctl.h"

#define SIZE	(2UL << 20)

static sigjmp_buf back;

static void on_signal(int number)
{
	siglongjmp(back, number);
}

static volatile char *set_up(void)
{
	struct lucid_ioc_create create = { .dir_gpa = 1UL << 32, .dir_parent = 1, .dir_child = 1 };
	struct lucid_ioc_mem mem = { .gpa = 0, .size = SIZE };
	int dev = open("/dev/lucid", O_RDWR), part;
	char *p;

	part = dev < 0 ? -1 : ioctl(dev, LUCID_IOC_CREATE, &create);
	if (part < 0 || ioctl(part, LUCID_IOC_MEM_ADD, &mem)) {
		perror("private");
		return NULL;
	}
	p = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, part, 0);
	if (p == MAP_FAILED) {
		perror("mmap");
		return NULL;
	}
	memset(p, 0x5a, SIZE);
	strcpy(p, "a secret");
	printf("before %s\n", p);
	if (ioctl(part, LUCID_IOC_DONATE)) {
		perror("donate");
		return NULL;
	}
	return p;
}

int main(int argc, char **argv)
{
	volatile char *p = set_up();
	int got;

	(void)argc;
	(void)argv;
	if (!p)
		return 1;
	signal(SIGSEGV, on_signal);
	signal(SIGBUS, on_signal);
	got = sigsetjmp(back, 1);
	if (got)
		printf("signal %d\n", got);
	else
		printf("read %x\n", (unsigned int)p[0]);
	got = sigsetjmp(back, 1);
	if (got) {
		printf("signal %d\n", got);
	} else {
		p[SIZE - 1] = 1;
		printf("written\n");
	}
	return 0;
}
