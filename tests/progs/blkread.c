// SPDX-License-Identifier: GPL-2.0-only
/*
 * blkread FILE N: read 4 KiB blocks of a disk, N of them scattered over it, one at a time and past
 * the page cache, and print the ticks of the time stamp counter that one takes.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <x86intrin.h>

#define BLOCK	4096

int main(int argc, char **argv)
{
	static char buf[BLOCK] __attribute__((aligned(BLOCK)));
	int fd = argc == 3 ? open(argv[1], O_RDONLY | O_DIRECT) : -1;
	long n = argc == 3 ? atol(argv[2]) : 0;
	off_t blocks = lseek(fd, 0, SEEK_END) / BLOCK, where;
	uint64_t at = 1, begin, total;

	if (fd < 0 || n < 1 || blocks < 1) {
		fprintf(stderr, "usage: blkread FILE N\n");
		return 2;
	}
	begin = __rdtsc();
	for (long i = 0; i < n; i++) {
		at = at * 6364136223846793005ULL + 1442695040888963407ULL;
		where = (off_t)((at >> 33) % (uint64_t)blocks) * BLOCK;
		if (pread(fd, buf, BLOCK, where) != BLOCK) {
			perror(argv[1]);
			return 1;
		}
	}
	total = __rdtsc() - begin;
	printf("%llu\n", (unsigned long long)(total / (uint64_t)n));
	return 0;
}
