// SPDX-License-Identifier: GPL-2.0-only
/*
 * writer PID...: tries to write, by the partition's descriptor of a running lucid-vmm, the first
 * PID, what its child lets the parent only read. For each mapping of a child's pages that these
 * processes (the others are lucid-vmm's back ends) have it prints "ro GPA HPA" or
 * "rw GPA HPA", and for those to read "ok TEXT" or "not ok TEXT" for each attempt. For the test of
 * the same name.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "spec/gen/lucid_abi.h"
#include "spec/gen/lucid_ioctl.h"

static sigjmp_buf back;
static int part;		/* the partition */

static void on_signal(int number)
{
	siglongjmp(back, number);
}

/* Of the other's descriptors the one that knows LUCID_IOC_WINDOW, but not this argument. */
static int take_partition(int pid)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0), fd;
	struct lucid_ioc_mem bad = { .gpa = 1 };

	for (fd = 0; pidfd >= 0 && fd < 256; fd++) {
		part = (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0);
		if (part >= 0 && ioctl(part, LUCID_IOC_WINDOW, &bad) < 0 && errno == EINVAL)
			return 0;
		close(part);
	}
	return -1;
}

/* A mapping that allows writing as far as the module's descriptors say. */
static volatile uint64_t *map(uint64_t gpa, uint32_t rights)
{
	struct lucid_ioc_mem arg = { .gpa = gpa, .size = LUCID_PAGE_SIZE, .rights = rights };
	int fd = ioctl(part, LUCID_IOC_WINDOW, &arg);
	void *at = mmap(NULL, LUCID_PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	return at == MAP_FAILED ? NULL : at;
}

/* Bits 54:0 of an entry of pagemap are the frame, bit 63 says that there is one. */
static uint64_t physical(volatile uint64_t *at)
{
	int fd = open("/proc/self/pagemap", O_RDONLY);
	uint64_t entry = 0;
	off_t where = (off_t)((uintptr_t)at / LUCID_PAGE_SIZE * sizeof(entry));

	if (pread(fd, &entry, sizeof(entry), where) < 0)
		perror("pagemap");
	close(fd);
	return entry >> 63 ? (entry << 9 >> 9) * LUCID_PAGE_SIZE : 0;
}

static int write_signal(volatile uint64_t *at)
{
	int got = sigsetjmp(back, 1);

	if (!got)
		__atomic_fetch_add(at, 0, __ATOMIC_RELAXED);
	return got;
}

static void page(uint64_t gpa, int readonly)
{
	volatile uint64_t *at = map(gpa, LUCID_RIGHT_READ | LUCID_RIGHT_WRITE);

	if (!at) {
		printf("not ok 0x%lx: no window\n", (unsigned long)gpa);
		return;
	}
	(void)*at;
	printf("%s 0x%lx 0x%lx\n", readonly ? "ro" : "rw", (unsigned long)gpa,
	       (unsigned long)physical(at));
	if (!readonly)
		return;
	printf("%s 0x%lx: a window to read cannot be mapped to be written\n",
	       !map(gpa, LUCID_RIGHT_READ) && errno == EACCES ? "ok" : "not ok",
	       (unsigned long)gpa);
	for (unsigned int byte = 0; byte <= LUCID_RING_SLOTS; byte += LUCID_RING_SLOTS) {
		int got = write_signal(at + byte / sizeof(*at));

		printf("%s 0x%lx: a write at %u of a window to write: signal %d\n",
		       got == SIGBUS ? "ok" : "not ok", (unsigned long)gpa, byte, got);
	}
}

/* Above the limit are the run pages of VPs, which are no child's. */
static int all_of(const char *pid)
{
	char path[64], line[256], rights[8];
	unsigned long gpa;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%s/maps", pid);
	maps = fopen(path, "r");
	if (!maps) {
		perror(path);
		return 1;
	}
	while (fgets(line, sizeof(line), maps))
		if (strstr(line, "[lucid]") && sscanf(line, "%*s %7s %lx", rights, &gpa) == 2 &&
		    gpa < LUCID_GPA_LIMIT)
			page(gpa, rights[1] == '-');
	fclose(maps);
	return 0;
}

int main(int argc, char **argv)
{
	int err = argc < 2 || take_partition(atoi(argv[1]));

	if (err)
		fprintf(stderr, "usage: writer PID-OF-LUCID-VMM PID...\n");
	signal(SIGSEGV, on_signal);
	signal(SIGBUS, on_signal);
	for (int i = 1; i < argc && !err; i++)
		err = all_of(argv[i]);
	return err;
}
