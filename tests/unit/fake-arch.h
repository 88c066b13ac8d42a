/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine for host tests of hv/core, hv/hcall and hv/vmx/ept*.c: RAM in an array, two
 * CPUs whose TLBs are what tlb_stale() makes of them, VPs that run a C function. Included
 * by the one C file of a test, which calls fake_boot() before each case.
 */
#ifndef FAKE_ARCH_H
#define FAKE_ARCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "hv/core/arch.h"
#include "hv/core/mem.h"
#include "hv/core/page.h"
#include "hv/core/rights.h"
#include "hv/core/tlb.h"
#include "hv/core/vp.h"
#include "hv/hcall/hcall.h"
#include "hv/lib/lib.h"
#include "hv/lib/log.h"
#include "hv/vmx/ept.h"

#define FRAMES		1536UL		/* three large pages of RAM */
#define HV_FRAMES	32UL		/* the first ones: what boot sets aside */
#define RAM_TOP		(FRAMES * PAGE_SIZE)
#define PHYS_BITS	36U

static _Alignas(4096) uint8_t ram[FRAMES * 4096];
static struct page table[FRAMES];
static _Thread_local unsigned int fake_cpu;
static uint64_t next_frame;

uint64_t log_hpa = 0x7000, log_size = 0x1000;

/* What a VP does when it is run; NULL: it halts. */
static void (*fake_guest)(struct vp *vp);

void *pa_va(uint64_t pa)
{
	if (pa >= RAM_TOP)
		fail_msg("pa_va(0x%lx) is not RAM", (unsigned long)pa);
	return ram + pa;
}

unsigned int arch_cpu(void)
{
	return fake_cpu;
}

unsigned int arch_cpus(void)
{
	return 2;
}

uint64_t arch_tsc(void)
{
	static uint64_t tsc;

	return ++tsc;
}

void panic(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	abort();
}

void log_printf(const char *fmt, ...)
{
	(void)fmt;
}

static struct lucid_vp_state fake_state[LUCID_MAX_VPS];

void arch_vp_init(struct vp *vp)
{
	fake_state[vp->index] = (struct lucid_vp_state){ .rip = 0xfff0 };
}

/* This machine refuses an odd CR3. */
bool arch_vp_set(struct vp *vp, const struct lucid_vp_state *s)
{
	if (s->cr3 & 1)
		return false;
	fake_state[vp->index] = *s;
	return true;
}

void arch_vp_get(struct vp *vp, struct lucid_vp_state *s)
{
	*s = fake_state[vp->index];
}

void arch_vp_run(struct vp *vp)
{
	__atomic_exchange_n(&vp->kicked, 0, __ATOMIC_SEQ_CST);
	vp->run->exit = LUCID_EXIT_HALT;
	if (fake_guest)
		fake_guest(vp);
}

static inline unsigned int all_wb(uint64_t pa, uint64_t size, bool *uniform)
{
	(void)pa;
	(void)size;
	*uniform = true;
	return EPT_TYPE_WB;
}

/* A CPU goes back into a guest. */
static inline void enter(unsigned int cpu)
{
	uint64_t gen;

	if (tlb_stale(cpu, &gen))
		tlb_publish(cpu, gen);
}

static inline void enter_all(void)
{
	enter(0);
	enter(1);
}

/* Forgets what the case before left, and boots. */
static inline void fake_boot(void)
{
	for (uint64_t id = 1; id <= LUCID_MAX_PARTITIONS; id++)
		if (partition_get(id)) {
			partition_forget(id);
			partition_put(id);
		}
	memset(ram, 0xa5, sizeof(ram));
	memset(table, 0, sizeof(table));
	assert_true(ept_parent_size(RAM_TOP, PHYS_BITS) <= HV_FRAMES * PAGE_SIZE);
	ept_parent_build(0, RAM_TOP, PHYS_BITS, all_wb);
	page_init(table, FRAMES);
	page_boot_set(0, HV_FRAMES, LUCID_PAGE_HV);
	page_boot_set(HV_FRAMES, FRAMES, LUCID_PAGE_PARENT);
	for (uint64_t f = 0; f < HV_FRAMES; f++)
		arch_parent_set(f * PAGE_SIZE, 0);
	memset(tlb.cpu, 0, sizeof(tlb.cpu));
	tlb_join(0);
	tlb_join(1);
	enter_all();
	fake_cpu = 0;
	fake_guest = NULL;
	next_frame = HV_FRAMES;
}

/* Address of @n pages of the parent that no case has used since it booted. */
static inline uint64_t pages(uint64_t n)
{
	uint64_t f = next_frame;

	next_frame += n;
	assert_true(next_frame <= FRAMES);
	return f * PAGE_SIZE;
}

static _Thread_local uint64_t rdx, r8;
static _Thread_local bool leave;

/* A hypercall of @vp (NULL: the parent), as a VMCALL brings it. */
static inline int64_t hypercall(struct vp *vp, uint64_t number, const uint64_t a[6])
{
	uint64_t gpr[16] = {
		[RAX] = LUCID_HC_MAGIC << 16 | number,
		[RDI] = a[0], [RSI] = a[1], [RDX] = a[2], [R10] = a[3], [R8] = a[4], [R9] = a[5],
	};

	leave = hcall_dispatch(vp, gpr);
	rdx = gpr[RDX];
	r8 = gpr[R8];
	return (int64_t)gpr[RAX];
}

#define child(vp, name, ...) hypercall(vp, LUCID_HC_##name, (uint64_t[6]){ __VA_ARGS__ })
#define parent(name, ...) child(NULL, name, __VA_ARGS__)

/* As lucid_parent.ko does it: once more after every CPU has been in the hypervisor. */
static inline int64_t again(uint64_t number, const uint64_t a[6])
{
	int64_t status = hypercall(NULL, number, a);

	if (status != LUCID_E_AGAIN)
		return status;
	enter_all();
	return hypercall(NULL, number, a);
}

#define parent_again(name, ...) again(LUCID_HC_##name, (uint64_t[6]){ __VA_ARGS__ })

/* A partition with table pages and one VP; what donate() gives it is CHILD. */
static inline uint64_t new_partition(uint64_t flags)
{
	uint64_t id;

	assert_int_equal(parent_again(PARTITION_CREATE, pages(1), flags, 0x1000, 0, 0),
			 LUCID_OK);
	id = rdx;
	assert_int_equal(parent_again(MEM_POOL, id, pages(12), 12), LUCID_OK);
	assert_int_equal(parent_again(VP_CREATE, id, 0, pages(4), pages(1)), LUCID_OK);
	return id;
}

static inline uint64_t donate(uint64_t id, uint64_t gpa, uint64_t n)
{
	uint64_t hpa = pages(n);

	assert_int_equal(parent(MEM_DONATE, id, gpa, hpa, n), LUCID_OK);
	assert_int_equal(parent_again(MEM_SETTLE, id, gpa, n), LUCID_OK);
	return hpa;
}

static inline struct partition *part(uint64_t id)
{
	struct partition *p = partition_get(id);

	assert_non_null(p);
	partition_put(id);
	return p;
}

/* What MEM_QUERY says of a page: state, and the parent's rights. */
static inline unsigned int state_at(uint64_t id, uint64_t gpa)
{
	assert_int_equal(parent(MEM_QUERY, id, gpa), LUCID_OK);
	assert_int_equal(arch_parent_get(r8), rdx >> 8);
	return rdx & 0xff;
}

#endif
