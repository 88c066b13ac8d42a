// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A worked example, for readers of README.md: two processes, one memfd, one channel. Each maps
 * its own half for writing and the peer's for reading only, as guest and parent do; eventfds
 * stand for ports. The child asks for numbers to be squared, the parent answers.
 *
 *   cc -std=gnu11 -O2 -o example ring/example.c && ./example
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ring.h"

#define ORDER 4
#define REQUESTS 1000

static int to_parent, to_child;		/* the two ends of the port */

static void check(int good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "example: %s\n", what);
	exit(1);
}

static void *map(int fd, uint32_t at, int prot)
{
	void *p = mmap(NULL, lucid_half_bytes(ORDER, 16), prot, MAP_SHARED, fd, at);

	check(p != MAP_FAILED, "mmap");
	return p;
}

static void raise_port(int fd)
{
	uint64_t one = 1;

	check(write(fd, &one, sizeof(one)) == sizeof(one), "raise");
}

static void sleep_on(int fd)
{
	uint64_t count;

	check(read(fd, &count, sizeof(count)) == sizeof(count), "sleep");
}

/* A back end: take all there is, answer, tell, sleep. */
static void parent(void *comp, const void *sub)
{
	uint32_t busy[LUCID_BACK_WORDS(ORDER)];
	struct lucid_back back;
	struct lucid_done slot;
	int got;

	check(lucid_back_init(&back, comp, sub, ORDER, 16, 16, busy) == 0, "back_init");
	raise_port(to_child);		/* our half is zeroed: the child may look */
	while (lucid_back_peer_closed(&back) == LUCID_CLOSE_OPEN) {
		while ((got = lucid_back_take(&back, &slot)) == 1) {
			slot.status = LUCID_IO_OK;
			slot.info *= slot.info;
			check(lucid_back_complete(&back, &slot) == 0, "complete");
		}
		check(got == 0, "the child broke the protocol");
		if (lucid_tx_flush(&back.tx))
			raise_port(to_child);
		if (!lucid_rx_arm(&back.rx))
			sleep_on(to_parent);
	}
}

/* A driver: submit while there are ids, tell, reap, sleep when nothing came. */
static uint64_t child(void *sub, const void *comp)
{
	uint32_t ids[1 << ORDER], sent = 0, done = 0, before;
	struct lucid_front front;
	struct lucid_done slot;
	uint64_t sum = 0;
	int id, got;

	check(lucid_front_init(&front, sub, comp, ORDER, 16, 16, ids) == 0, "front_init");
	while (done < REQUESTS) {
		while (sent < REQUESTS && (id = lucid_front_get(&front)) >= 0) {
			slot = (struct lucid_done){ .id = (uint32_t)id, .info = sent++ };
			check(lucid_front_submit(&front, &slot) == 0, "submit");
		}
		if (lucid_tx_flush(&front.tx))
			raise_port(to_parent);
		for (before = done; (got = lucid_front_reap(&front, &slot)) == 1; done++) {
			sum += slot.info;
			lucid_front_put(&front, slot.id);
		}
		check(got == 0, "the parent broke the protocol");
		if (before == done && !lucid_rx_arm(&front.rx))
			sleep_on(to_child);
	}
	lucid_front_close(&front, LUCID_CLOSE_NORMAL);
	raise_port(to_parent);
	return sum;
}

int main(void)
{
	uint32_t half = lucid_half_bytes(ORDER, 16);
	int fd = memfd_create("channel", 0), status;
	uint64_t sum;

	to_parent = eventfd(0, 0);
	to_child = eventfd(0, 0);
	check(fd >= 0 && to_parent >= 0 && to_child >= 0 && ftruncate(fd, 2 * half) == 0, "set-up");
	if (fork() == 0) {
		parent(map(fd, half, PROT_READ | PROT_WRITE), map(fd, 0, PROT_READ));
		return 0;
	}
	sleep_on(to_child);
	sum = child(map(fd, 0, PROT_READ | PROT_WRITE), map(fd, half, PROT_READ));
	check(wait(&status) > 0 && status == 0, "the parent's exit status");
	printf("%d squares, sum %llu\n", REQUESTS, (unsigned long long)sum);
	return 0;
}
