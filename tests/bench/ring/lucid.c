// SPDX-License-Identifier: GPL-2.0-only
/*
 * The channel of ring/ as a layout of the kernel's ringtest, linked with its main.c. Everything
 * is done that drivers do: ids are got and put, a token is kept for each, both sides check what
 * the other one wrote. The 8 bytes of a slot carry address and length, as 48 and 16 bits.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "main.h"
#include "ring/ring.h"

#ifndef SLOT
#define SLOT 16
#endif

/* What is in a submission; the ring's own 8 bytes are id and tag. */
struct buffer {
	uint32_t id;
	uint32_t addr_low;
	uint32_t addr_high;	/* and the length, in the upper 16 bits */
	uint32_t tag;
#if SLOT > 16
	uint8_t rest[SLOT - 16];
#endif
};

static struct guest {
	struct lucid_front front;
	struct token {
		void *data;
		void *buf;
	} *tokens;
} __attribute__((aligned(128))) guest;

static struct host {
	struct lucid_back back;
} __attribute__((aligned(128))) host;

static void *pages(uint32_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert(p != MAP_FAILED);
	return p;
}

void alloc_ring(void)
{
	uint32_t order = (uint32_t)__builtin_ctz(ring_size);
	void *sub = pages(lucid_half_bytes(order, SLOT));
	void *comp = pages(lucid_half_bytes(order, 16));
	uint32_t *ids = aligned_alloc(128, ring_size * 4 + 128);
	uint32_t *busy = aligned_alloc(128, ring_size * 4 + 128);

	guest.tokens = calloc(ring_size, sizeof(*guest.tokens));
	assert(ids && busy && guest.tokens);
	if (lucid_front_init(&guest.front, sub, comp, order, SLOT, 16, ids) ||
	    lucid_back_init(&host.back, comp, sub, order, SLOT, 16, busy)) {
		fprintf(stderr, "lucid: no ring of %u\n", ring_size);
		exit(3);
	}
}

int add_inbuf(unsigned len, void *buf, void *datap)
{
	uint64_t addr = (uintptr_t)buf;
	int id = lucid_front_get(&guest.front);
	struct buffer b;

	if (id < 0)
		return -1;
	b.id = (uint32_t)id;
	b.addr_low = (uint32_t)addr;
	b.addr_high = (uint32_t)(addr >> 32) | len << 16;
	guest.tokens[id].data = datap;
	guest.tokens[id].buf = buf;
	return lucid_front_submit_sized(&guest.front, &b, SLOT);
}

void *get_buf(unsigned *lenp, void **bufp)
{
	struct lucid_done done;
	int got = lucid_front_reap_sized(&guest.front, &done, 16);

	if (got != 1) {
		assert(!got);
		return NULL;
	}
	*lenp = done.info;
	*bufp = guest.tokens[done.id].buf;
	lucid_front_put(&guest.front, done.id);
	return guest.tokens[done.id].data;
}

/* main.c pauses between two looks if it is told to relax. */
static bool idle(const struct lucid_rx *rx)
{
	bool empty = lucid_rx_idle(rx);

	if (empty && !do_relax)
		lucid_pause();
	return empty;
}

bool used_empty(void)
{
	return idle(&guest.front.rx);
}

void disable_call(void)
{
}

bool enable_call(void)
{
	return !lucid_rx_arm(&guest.front.rx);
}

void kick_available(void)
{
	if (lucid_tx_flush(&guest.front.tx))
		kick();
}

void disable_kick(void)
{
}

bool enable_kick(void)
{
	return !lucid_rx_arm(&host.back.rx);
}

bool avail_empty(void)
{
	return idle(&host.back.rx);
}

bool use_buf(unsigned *lenp, void **bufp)
{
	struct lucid_done done;
	struct buffer b;
	int got = lucid_back_take_sized(&host.back, &b, SLOT);

	if (got != 1) {
		assert(!got);
		return false;
	}
	*lenp = b.addr_high >> 16;
	*bufp = (void *)(uintptr_t)(b.addr_low | (uint64_t)(b.addr_high & 0xffff) << 32);
	done.id = b.id;
	done.status = LUCID_IO_OK;
	done.info = *lenp - 1;
	return !lucid_back_complete_sized(&host.back, &done, 16);
}

void call_used(void)
{
	if (lucid_tx_flush(&host.back.tx))
		call();
}
