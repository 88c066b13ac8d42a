// SPDX-License-Identifier: GPL-2.0-only
/*
 * peek ADDRESS: map a page of physical memory through /dev/mem and read, then write, its first
 * word; says "signal N", "read" or "written" for each. For the test that the hypervisor's memory is
 * not the parent's.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

static sigjmp_buf back;

static void on_signal(int number)
{
	siglongjmp(back, number);
}

int main(int argc, char **argv)
{
	int fd = open("/dev/mem", O_RDWR | O_SYNC), got;
	volatile uint64_t *p;

	p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		 argc > 1 ? (off_t)strtoull(argv[1], NULL, 0) : 0);
	if (fd < 0 || p == MAP_FAILED) {
		perror("/dev/mem");
		return 1;
	}
	signal(SIGSEGV, on_signal);
	signal(SIGBUS, on_signal);
	got = sigsetjmp(back, 1);
	if (got)
		printf("signal %d\n", got);
	else
		printf("read %llx\n", (unsigned long long)*p);
	got = sigsetjmp(back, 1);
	if (got) {
		printf("signal %d\n", got);
	} else {
		*p = 0;
		printf("written\n");
	}
	return 0;
}
