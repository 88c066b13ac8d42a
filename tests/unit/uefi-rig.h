/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For the host tests of guest/uefi: the machine below the driver and the parent beyond it, in one
 * thread. Memory is an arena whose addresses are guest-physical ones too; the parent runs whenever
 * the guest raises a port or sleeps, with the back halves of ring/. Firmware is in uefi-firmware.h.
 */
#ifndef TESTS_UNIT_UEFI_RIG_H
#define TESTS_UNIT_UEFI_RIG_H

#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#include "guest/uefi/lucid.h"
#include "ring/ring.h"

#define ARENA_AT	0x20000000UL
#define ARENA_PAGES	4096
#define RIG_DEVS	4
#define RIG_ORDER	5

/* A device of the parent's, and how it serves it. */
struct rig_dev {
	struct lucid_back back[2];
	uint32_t busy[2][LUCID_BACK_WORDS(RIG_ORDER)];
	uint32_t sub[2], comp[2];
	struct lucid_answer answer;
	bool open;
	bool silent;			/* serves nothing */
	bool gone;			/* is not offered again */
	bool left;			/* something that it did not take */
	void (*serve)(struct rig_dev *d, unsigned int c);
	unsigned int opened;		/* so often */
};

static struct rig {
	uint8_t *arena;
	uint8_t state[ARENA_PAGES];	/* enum lucid_page_state */
	unsigned int used, shares;	/* pages; pages that are shared now */
	uint64_t tsc;
	uint32_t features;
	bool no_lucid, no_release, deaf;	/* deaf: answers no port 0 */
	char said[4096];
	int stopped;			/* enum lucid_stop */
	uint32_t bound[LUCID_MAX_PORTS];
	struct lucid_dir *dir;
	struct lucid_answers *answers;
	struct rig_dev dev[RIG_DEVS];
	unsigned int devs;
} rig;

static inline unsigned int rig_page(uint64_t gpa)
{
	assert_in_range(gpa, ARENA_AT, ARENA_AT + ARENA_PAGES * 4096UL - 1);
	return (unsigned int)((gpa - ARENA_AT) / 4096);
}

static inline void *rig_pages(unsigned int n, uint8_t state)
{
	void *p = rig.arena + rig.used * 4096UL;

	assert_true(rig.used + n <= ARENA_PAGES);
	memset(&rig.state[rig.used], state, n);
	rig.used += n;
	return p;
}

static inline void *rig_window(struct rig_dev *d, const struct lucid_seg *seg)
{
	return (uint8_t *)(uintptr_t)d->answer.window[seg->window].gpa + seg->offset;
}

static inline void rig_channel(struct rig_dev *d, const struct lucid_dir_dev *o, unsigned int c)
{
	void *comp = (void *)(uintptr_t)(o->comp_gpa + c * o->comp_stride);
	void *sub = (void *)(uintptr_t)(d->answer.sub_gpa + c * d->answer.sub_stride);

	assert_int_equal(lucid_back_init(&d->back[c], comp, sub, d->answer.order, d->sub[c],
					 d->comp[c], d->busy[c]), 0);
}

static inline void rig_open(unsigned int i)
{
	struct rig_dev *d = &rig.dev[i];
	struct lucid_dir_dev *o = &rig.dir->dev[i];

	d->answer = rig.answers->dev[i];
	for (unsigned int c = 0; c < d->answer.channels; c++)
		rig_channel(d, o, c);
	d->open = true;
	d->opened++;
	o->state = LUCID_STATE_READY;
}

/* Asks for a bell with the next submission, whether or not all so far were taken. */
static inline void rig_serve(struct rig_dev *d, unsigned int c)
{
	d->serve(d, c);
	if (d->open)
		d->left = lucid_rx_arm(&d->back[c].rx);
}

/* The parent's turn. */
static inline void rig_run(void)
{
	for (unsigned int i = 0; i < rig.devs && !rig.deaf; i++) {
		struct rig_dev *d = &rig.dev[i];
		struct lucid_dir_dev *o = &rig.dir->dev[i];
		const struct lucid_answer *a = &rig.answers->dev[i];
		bool shared = rig.state[rig_page((uintptr_t)rig.answers)] == LUCID_PAGE_SHARED;
		bool ready = shared && rig.answers->magic == LUCID_DIR_MAGIC &&
			     a->state == LUCID_STATE_READY && a->generation == o->generation;

		if (d->gone)
			continue;
		if (ready && o->state == LUCID_STATE_OFFERED)
			rig_open(i);
		else if (!ready && o->state != LUCID_STATE_OFFERED) {
			d->open = false;
			o->state = LUCID_STATE_OFFERED;
			o->generation++;
		}
		for (unsigned int c = 0; d->open && !d->silent && c < d->answer.channels; c++)
			rig_serve(d, c);
	}
}

static inline struct rig_dev *rig_offer(uint16_t type, uint16_t id, unsigned int channels,
				 const void *config, size_t bytes)
{
	struct rig_dev *d = &rig.dev[rig.devs];
	struct lucid_dir_dev *o = &rig.dir->dev[rig.devs];

	*o = (struct lucid_dir_dev){
		.type = type, .id = id, .state = LUCID_STATE_OFFERED, .generation = 1,
		.comp_stride = 4096, .channels = (uint16_t)channels,
		.port = (uint16_t)(1 + 2 * rig.devs), .max_order = RIG_ORDER,
		.comp_gpa = (uintptr_t)rig_pages(channels, LUCID_PAGE_LENT),
	};
	memcpy(o->config, config, bytes);
	rig.devs++;
	return d;
}

/* ---- arch.h ---- */

void arch_cpuid(uint32_t leaf, uint32_t reg[4])
{
	memset(reg, 0, 16);
	if (leaf == 1)
		reg[2] = 0x80000000U;
	if (rig.no_lucid || leaf < LUCID_CPUID_BASE)
		return;
	if (leaf == LUCID_CPUID_SIGNATURE) {
		reg[0] = LUCID_CPUID_DIRECTORY;
		memcpy(&reg[1], "LucidHvLucid", 12);
	} else if (leaf == LUCID_CPUID_VERSION) {
		reg[0] = LUCID_ABI_VERSION;
		reg[1] = 1;
		reg[3] = rig.features;
	} else if (leaf == LUCID_CPUID_TIME) {
		reg[0] = 1000;
	} else {
		reg[0] = (uint32_t)(uintptr_t)rig.dir;
		reg[2] = reg[3] = 1;
	}
}

/* Each look at the clock takes a tenth of a second. */
uint64_t arch_tsc(void)
{
	return rig.tsc += 100 * 1000;
}

bool arch_interrupts(void)
{
	return true;
}

void arch_sleep(bool (*done)(void *arg), void *arg)
{
	if (!done(arg))
		rig_run();
}

void arch_eoi(void)
{
}

int64_t arch_share(uint64_t gpa, uint64_t n, uint64_t rights)
{
	assert_true(rights == 1 || rights == 3);
	for (uint64_t i = 0; i < n; i++) {
		uint8_t *s = &rig.state[rig_page(gpa) + i];

		if (*s != LUCID_PAGE_CHILD)
			return LUCID_E_STATE;
		*s = LUCID_PAGE_SHARED;
		rig.shares++;
	}
	return LUCID_OK;
}

int64_t arch_unshare(uint64_t gpa, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++) {
		uint8_t *s = &rig.state[rig_page(gpa) + i];

		if (*s != LUCID_PAGE_SHARED)
			return LUCID_E_STATE;
		*s = rig.no_release ? LUCID_PAGE_REVOKING : LUCID_PAGE_CHILD;
		rig.shares -= !rig.no_release;
	}
	return LUCID_OK;
}

int64_t arch_page_state(uint64_t gpa, uint64_t *state)
{
	*state = rig.state[rig_page(gpa)];
	return LUCID_OK;
}

int64_t arch_bind(uint32_t port, uint32_t apic_id, uint32_t vector)
{
	assert_int_equal(apic_id, 0);
	rig.bound[port] = vector;
	return LUCID_OK;
}

void arch_raise(uint32_t port)
{
	(void)port;
	rig_run();
}

void arch_write(const char *text, uint32_t len)
{
	strncat(rig.said, text, len < 1000 ? len : 1000);
}

void arch_stop(uint32_t reason, uint32_t code)
{
	(void)code;
	rig.stopped = (int)reason;
}

/* An empty directory. */
static inline void rig_init(void)
{
	if (rig.arena)
		munmap(rig.arena, ARENA_PAGES * 4096UL);
	memset(&rig, 0, sizeof(rig));
	rig.arena = mmap((void *)ARENA_AT, ARENA_PAGES * 4096UL, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	assert_ptr_equal(rig.arena, (void *)ARENA_AT);
	rig.dir = rig_pages(1, LUCID_PAGE_LENT);
	rig.answers = rig_pages(1, LUCID_PAGE_CHILD);
	rig.dir->magic = LUCID_DIR_MAGIC;
	rig.dir->version = LUCID_ABI_VERSION;
}

#endif
