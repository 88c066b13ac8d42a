// SPDX-License-Identifier: GPL-2.0-only
/*
 * diskbench FILE read|write SIZE DEPTH N: N transfers of SIZE bytes, scattered over a disk, past
 * the page cache, DEPTH at a time; prints the ticks of the time stamp counter that one takes.
 * DEPTH 1 is pread() or pwrite(), more is Linux AIO.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <x86intrin.h>

#define MAX_DEPTH	64

static struct bench {
	int fd, write;
	long size, depth, n;
	off_t blocks;
	uint64_t at;
	char *buf;
} b;

static off_t where(void)
{
	b.at = b.at * 6364136223846793005ULL + 1442695040888963407ULL;
	return (off_t)((b.at >> 33) % (uint64_t)b.blocks) * b.size;
}

static int one_by_one(void)
{
	for (long i = 0; i < b.n; i++) {
		ssize_t done = b.write ? pwrite(b.fd, b.buf, (size_t)b.size, where())
				       : pread(b.fd, b.buf, (size_t)b.size, where());

		if (done != b.size)
			return -1;
	}
	return 0;
}

static void prepare(struct iocb *cb, long slot)
{
	memset(cb, 0, sizeof(*cb));
	cb->aio_lio_opcode = b.write ? IOCB_CMD_PWRITE : IOCB_CMD_PREAD;
	cb->aio_fildes = (uint32_t)b.fd;
	cb->aio_buf = (uint64_t)(uintptr_t)(b.buf + slot * b.size);
	cb->aio_nbytes = (uint64_t)b.size;
	cb->aio_offset = where();
	cb->aio_data = (uint64_t)slot;
}

/* As many as ended are submitted again, in one call. */
static int many(void)
{
	static struct iocb cb[MAX_DEPTH];
	struct iocb *list[MAX_DEPTH];
	struct io_event ev[MAX_DEPTH];
	aio_context_t ctx = 0;
	long sent = 0, done = 0, i, k = b.depth < b.n ? b.depth : b.n;

	if (syscall(SYS_io_setup, MAX_DEPTH, &ctx))
		return -1;
	for (i = 0; i < k; i++)
		ev[i].data = (uint64_t)i;
	while (done < b.n) {
		long again = b.n - sent < k ? b.n - sent : k;

		for (i = 0; i < again; i++) {
			list[i] = &cb[ev[i].data];
			prepare(list[i], (long)ev[i].data);
		}
		if (again && syscall(SYS_io_submit, ctx, again, list) != again)
			return -1;
		sent += again;
		k = syscall(SYS_io_getevents, ctx, 1L, b.depth, ev, NULL);
		for (i = 0; i < k; i++)
			if (ev[i].res != b.size)
				return -1;
		if (k < 1)
			return -1;
		done += k;
	}
	return 0;
}

int main(int argc, char **argv)
{
	uint64_t begin, total;

	if (argc == 6) {
		b.write = !strcmp(argv[2], "write");
		b.size = atol(argv[3]);
		b.depth = atol(argv[4]);
		b.n = atol(argv[5]);
		b.fd = open(argv[1], (b.write ? O_RDWR : O_RDONLY) | O_DIRECT);
		b.blocks = b.size > 0 ? lseek(b.fd, 0, SEEK_END) / b.size : 0;
	}
	if (argc != 6 || b.fd < 0 || b.n < 1 || b.blocks < 1 || b.depth < 1 ||
	    b.depth > MAX_DEPTH ||
	    posix_memalign((void **)&b.buf, 4096, (size_t)(b.size * b.depth))) {
		fprintf(stderr, "usage: diskbench FILE read|write SIZE DEPTH N\n");
		return 2;
	}
	memset(b.buf, 0x5a, (size_t)(b.size * b.depth));
	begin = __rdtsc();
	if (b.depth == 1 ? one_by_one() : many()) {
		perror(argv[1]);
		return 1;
	}
	total = __rdtsc() - begin;
	printf("%llu\n", (unsigned long long)(total / (uint64_t)b.n));
	return 0;
}
