// SPDX-License-Identifier: GPL-2.0-only
/*
 * verify FILE BLOCKS N DEPTH: N transfers of 4 KiB, half of them writes, scattered over the first
 * BLOCKS blocks of a disk past the page cache, DEPTH at a time, with an fsync() now and then. Each
 * write has a content of its own; each read, and one of all blocks at the end, has to give what was
 * written last. Prints "verified N". For tests of what may not be lost.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SIZE		4096
#define WORDS		(SIZE / sizeof(uint64_t))
#define MAX_DEPTH	64
#define MAX_BLOCKS	16384
#define SYNC		128	/* transfers between two fsync() */

static struct slot {
	struct iocb cb;
	long block;
	uint32_t version;	/* a write's, or what a read has to find */
	uint64_t *buf;
} slot[MAX_DEPTH];

static uint32_t version[MAX_BLOCKS];	/* 0: not written by us */
static uint8_t busy[MAX_BLOCKS];
static uint64_t seed = 1;
static int fd;

static uint64_t word(long block, uint32_t v, size_t i)
{
	return ((uint64_t)v << 40 ^ (uint64_t)block << 16 ^ i) * 0x9e3779b97f4a7c15ULL;
}

static long pick(long n)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (long)((seed >> 33) % (uint64_t)n);
}

/* One transfer at a time on a block: nobody promises an order among several. */
static void prepare(struct slot *s, long blocks)
{
	int write = pick(2);

	do
		s->block = pick(blocks);
	while (busy[s->block]);
	busy[s->block] = 1;
	s->version = version[s->block] + (uint32_t)write;
	for (size_t i = 0; i < WORDS && write; i++)
		s->buf[i] = word(s->block, s->version, i);
	s->cb = (struct iocb){
		.aio_lio_opcode = write ? IOCB_CMD_PWRITE : IOCB_CMD_PREAD,
		.aio_fildes = (uint32_t)fd, .aio_nbytes = SIZE, .aio_offset = s->block * SIZE,
		.aio_buf = (uintptr_t)s->buf, .aio_data = (uintptr_t)s,
	};
}

static int differs(const struct slot *s)
{
	for (size_t i = 0; i < WORDS && s->version; i++) {
		if (s->buf[i] == word(s->block, s->version, i))
			continue;
		printf("block %ld, word %zu: 0x%llx is not version %u\n", s->block, i,
		       (unsigned long long)s->buf[i], s->version);
		return -1;
	}
	return 0;
}

static int finish(struct slot *s, long result)
{
	busy[s->block] = 0;
	if (result != SIZE) {
		printf("block %ld, %s: %s\n", s->block,
		       s->cb.aio_lio_opcode == IOCB_CMD_PWRITE ? "write" : "read",
		       result < 0 ? strerror((int)-result) : "short");
		return -1;
	}
	if (s->cb.aio_lio_opcode == IOCB_CMD_PREAD)
		return differs(s);
	version[s->block] = s->version;
	return 0;
}

static int run(long blocks, long n, long depth)
{
	struct io_event ev[MAX_DEPTH];
	aio_context_t ctx = 0;
	long sent = 0, done = 0, k = depth;

	if (syscall(SYS_io_setup, MAX_DEPTH, &ctx))
		return -1;
	for (long i = 0; i < depth; i++)
		ev[i].data = (uintptr_t)&slot[i];
	while (done < n) {
		for (long i = 0; i < k && sent < n; i++, sent++) {
			struct slot *s = (struct slot *)(uintptr_t)ev[i].data;
			struct iocb *cb = &s->cb;

			prepare(s, blocks);
			if (syscall(SYS_io_submit, ctx, 1L, &cb) != 1)
				return -1;
		}
		k = syscall(SYS_io_getevents, ctx, 1L, depth, ev, NULL);
		for (long i = 0; i < k; i++)
			if (finish((struct slot *)(uintptr_t)ev[i].data, (long)ev[i].res))
				return -1;
		if (k < 1 || (done / SYNC != (done + k) / SYNC && fsync(fd)))
			return -1;
		done += k;
	}
	return 0;
}

static int look_at_all(long blocks)
{
	struct slot *s = &slot[0];

	for (s->block = 0; s->block < blocks; s->block++) {
		s->version = version[s->block];
		if (pread(fd, s->buf, SIZE, s->block * SIZE) != SIZE || differs(s))
			return -1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	long blocks = argc == 5 ? atol(argv[2]) : 0, n = argc == 5 ? atol(argv[3]) : 0;
	long depth = argc == 5 ? atol(argv[4]) : 0;

	if (blocks < MAX_DEPTH || blocks > MAX_BLOCKS || n < 1 || depth < 1 || depth > MAX_DEPTH) {
		fprintf(stderr, "usage: verify FILE BLOCKS N DEPTH\n");
		return 2;
	}
	fd = open(argv[1], O_RDWR | O_DIRECT);
	for (long i = 0; i < depth; i++)
		if (posix_memalign((void **)&slot[i].buf, SIZE, SIZE))
			return 2;
	if (fd < 0 || run(blocks, n, depth) || fsync(fd) || look_at_all(blocks)) {
		perror(argv[1]);
		return 1;
	}
	printf("verified %ld\n", n);
	return 0;
}
