/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Hypercall stubs for parent and guests, for CPL 0 in 64-bit mode. Each returns the status
 * (enum lucid_status); results are stored whatever it is. Made by tools/abigen from the TOML
 * files in spec/: change those, not this file.
 */
#ifndef LUCID_HCALL_H
#define LUCID_HCALL_H

#include "lucid_abi.h"

#ifndef __x86_64__
#error "Lucid hypercalls exist in 64-bit mode only"
#endif

/*
 * Any call by number: arg[0..5] go in RDI RSI RDX R10 R8 R9; RDX and R8 come back in res[0..1].
 * Returns the status, enum lucid_status. Where there is no hypervisor somebody else may answer.
 */
#ifdef LUCID_HCALL_ELSEWHERE
int64_t lucid_hcall(uint64_t call, const uint64_t arg[6], uint64_t res[2]);
#else
static inline int64_t lucid_hcall(uint64_t call, const uint64_t arg[6], uint64_t res[2])
{
	register uint64_t r10 __asm__("r10") = arg[3];
	register uint64_t r8 __asm__("r8") = arg[4];
	register uint64_t r9 __asm__("r9") = arg[5];
	uint64_t rax = LUCID_HC_MAGIC << 16 | call;
	uint64_t rdx = arg[2];

	__asm__ __volatile__("vmcall"
			     : "+a"(rax), "+d"(rdx), "+r"(r8)
			     : "D"(arg[0]), "S"(arg[1]), "r"(r10), "r"(r9)
			     : "memory", "cc");
	res[0] = rdx;
	res[1] = r8;
	return (int64_t)rax;
}
#endif

/*
 * HV_PING (parent and child): Do nothing. Entering and leaving the hypervisor invalidates this
 * CPU's TLB if that is due, which is what MEM_SETTLE waits for.
 */
static inline int64_t lucid_hc_hv_ping(void)
{
	const uint64_t hc_arg[6] = { 0, 0, 0, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_HV_PING, hc_arg, hc_res);

	return hc_status;
}

/*
 * HV_LOG (parent): Tell where the hypervisor's log is: a ring of characters, which the parent
 * may read in place. The first 8 bytes count the characters written since boot, text starts at
 * byte 64; character i is at 64 + i modulo (size - 64).
 */
static inline int64_t lucid_hc_hv_log(uint64_t *hpa, uint64_t *size)
{
	const uint64_t hc_arg[6] = { 0, 0, 0, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_HV_LOG, hc_arg, hc_res);

	*hpa = hc_res[0];
	*size = hc_res[1];
	return hc_status;
}

/*
 * PARTITION_CREATE (parent): Make a partition out of one page, which becomes HV and is its
 * control page.
 */
static inline int64_t lucid_hc_partition_create(uint64_t hpa, uint64_t flags, uint64_t dir_gpa, uint64_t dir_pages,
		uint64_t wall_ns, uint64_t *part)
{
	const uint64_t hc_arg[6] = { hpa, flags, dir_gpa, dir_pages, wall_ns, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_PARTITION_CREATE, hc_arg, hc_res);

	*part = hc_res[0];
	return hc_status;
}

/*
 * PARTITION_DESTROY (parent): Stop a partition for good. Its VPs can never run again, and its
 * pages may be reclaimed.
 */
static inline int64_t lucid_hc_partition_destroy(uint64_t part)
{
	const uint64_t hc_arg[6] = { part, 0, 0, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_PARTITION_DESTROY, hc_arg, hc_res);

	return hc_status;
}

/* PARTITION_INFO (parent): Count a partition's pages. */
static inline int64_t lucid_hc_partition_info(uint64_t part, uint64_t *pages, uint64_t *pool)
{
	const uint64_t hc_arg[6] = { part, 0, 0, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_PARTITION_INFO, hc_arg, hc_res);

	*pages = hc_res[0];
	*pool = hc_res[1];
	return hc_status;
}

/*
 * MEM_DONATE (parent): Give a run of pages, contents included, to a child at a GPA. Pages
 * become PENDING (in an open partition SHARED at once).
 */
static inline int64_t lucid_hc_mem_donate(uint64_t part, uint64_t gpa, uint64_t hpa, uint64_t n)
{
	const uint64_t hc_arg[6] = { part, gpa, hpa, n, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_MEM_DONATE, hc_arg, hc_res);

	return hc_status;
}

/*
 * MEM_SETTLE (parent): End the PENDING state of a child's pages, once every CPU has
 * invalidated its TLB since they became PENDING: they are CHILD, and the child has all rights.
 * Pages that are RETURNING are scrubbed on the same condition, leave the child, and are
 * PARENT: nothing is mapped at their GPA any more. Other pages of the run are passed over. If
 * pages of the run had been released, port 0 of the child is raised; whom to wake is told by
 * EVENT_INJECT.
 */
static inline int64_t lucid_hc_mem_settle(uint64_t part, uint64_t gpa, uint64_t n, uint64_t *returned)
{
	const uint64_t hc_arg[6] = { part, gpa, n, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_MEM_SETTLE, hc_arg, hc_res);

	*returned = hc_res[0];
	return hc_status;
}

/*
 * MEM_LEND (parent): Map a run of the parent's own pages into a child with the given rights.
 * The parent keeps its own access, and the pages come back with MEM_RECLAIM.
 */
static inline int64_t lucid_hc_mem_lend(uint64_t part, uint64_t gpa, uint64_t hpa, uint64_t n, uint64_t rights)
{
	const uint64_t hc_arg[6] = { part, gpa, hpa, n, rights, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_MEM_LEND, hc_arg, hc_res);

	return hc_status;
}

/*
 * MEM_POOL (parent): Give a run of pages to the hypervisor as table pages of a partition. They
 * become HV, owned by the partition.
 */
static inline int64_t lucid_hc_mem_pool(uint64_t part, uint64_t hpa, uint64_t n)
{
	const uint64_t hc_arg[6] = { part, hpa, n, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_MEM_POOL, hc_arg, hc_res);

	return hc_status;
}

/*
 * MEM_RECLAIM (parent): Take back pages of a destroyed partition. Each is filled with zeroes
 * first, but for LENT ones, which were the parent's all along. Works page by page; RDX says
 * how many pages of the run were done.
 */
static inline int64_t lucid_hc_mem_reclaim(uint64_t part, uint64_t hpa, uint64_t n, uint64_t *done)
{
	const uint64_t hc_arg[6] = { part, hpa, n, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_MEM_RECLAIM, hc_arg, hc_res);

	*done = hc_res[0];
	return hc_status;
}

/*
 * MEM_RELEASE (parent): The parent has let go of REVOKING pages: its access ends and they
 * become PENDING; MEM_SETTLE ends that. Pages of the run that are not REVOKING are passed
 * over.
 */
static inline int64_t lucid_hc_mem_release(uint64_t part, uint64_t gpa, uint64_t n)
{
	const uint64_t hc_arg[6] = { part, gpa, n, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_MEM_RELEASE, hc_arg, hc_res);

	return hc_status;
}

/* MEM_QUERY (parent): Tell the state of one page of a child. */
static inline int64_t lucid_hc_mem_query(uint64_t part, uint64_t gpa, uint64_t *state, uint64_t *hpa)
{
	const uint64_t hc_arg[6] = { part, gpa, 0, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_MEM_QUERY, hc_arg, hc_res);

	*state = hc_res[0];
	*hpa = hc_res[1];
	return hc_status;
}

/*
 * MEM_SHARE (child): Give the parent rights on a run of the caller's own pages. A page that is
 * SHARED already gets the new rights if they are not fewer; a REVOKING or PENDING page is
 * refused.
 */
static inline int64_t lucid_hc_mem_share(uint64_t gpa, uint64_t n, uint64_t rights)
{
	const uint64_t hc_arg[6] = { gpa, n, rights, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_MEM_SHARE, hc_arg, hc_res);

	return hc_status;
}

/*
 * MEM_UNSHARE (child): Ask for a run of SHARED pages back: they become REVOKING, and vp_run
 * returns with LUCID_EXIT_SYNC. The parent's access ends when it has called MEM_RELEASE; when
 * they are private again, port 0 is raised. No secret may be written to them before that.
 */
static inline int64_t lucid_hc_mem_unshare(uint64_t gpa, uint64_t n)
{
	const uint64_t hc_arg[6] = { gpa, n, 0, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_MEM_UNSHARE, hc_arg, hc_res);

	return hc_status;
}

/*
 * MEM_STATE (child): Tell the caller the state of one of its pages: how it learns that a
 * revoked page is private again.
 */
static inline int64_t lucid_hc_mem_state(uint64_t gpa, uint64_t *state)
{
	const uint64_t hc_arg[6] = { gpa, 0, 0, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_MEM_STATE, hc_arg, hc_res);

	*state = hc_res[0];
	return hc_status;
}

/*
 * MEM_RETURN (child): Give a run of private pages back to the parent for good: they become
 * RETURNING, and vp_run returns with LUCID_EXIT_SYNC. Their contents are lost. Whether and
 * when something is at these GPAs again is between the child and its VMM: see SYS-5.
 */
static inline int64_t lucid_hc_mem_return(uint64_t gpa, uint64_t n)
{
	const uint64_t hc_arg[6] = { gpa, n, 0, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_MEM_RETURN, hc_arg, hc_res);

	return hc_status;
}

/*
 * VP_CREATE (parent): Add a VP to a partition. Its registers are those after reset; VP 0 is
 * OUT, the others WAIT_SIPI.
 */
static inline int64_t lucid_hc_vp_create(uint64_t part, uint64_t vp, uint64_t hpa, uint64_t run)
{
	const uint64_t hc_arg[6] = { part, vp, hpa, run, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_VP_CREATE, hc_arg, hc_res);

	return hc_status;
}

/*
 * VP_SET (parent): Load a VP's registers from lucid_run.state. In a private partition only
 * before the VP has run for the first time.
 */
static inline int64_t lucid_hc_vp_set(uint64_t part, uint64_t vp)
{
	const uint64_t hc_arg[6] = { part, vp, 0, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_VP_SET, hc_arg, hc_res);

	return hc_status;
}

/*
 * VP_GET (parent): Store a VP's registers into lucid_run.state. In a private partition only
 * before the VP has run for the first time.
 */
static inline int64_t lucid_hc_vp_get(uint64_t part, uint64_t vp)
{
	const uint64_t hc_arg[6] = { part, vp, 0, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_VP_GET, hc_arg, hc_res);

	return hc_status;
}

/*
 * VP_RUN (parent): Run a VP on this CPU until something is for the parent. Call with
 * interrupts off.
 */
static inline int64_t lucid_hc_vp_run(uint64_t part, uint64_t vp, uint64_t *exit)
{
	const uint64_t hc_arg[6] = { part, vp, 0, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_VP_RUN, hc_arg, hc_res);

	*exit = hc_res[0];
	return hc_status;
}

/*
 * EVENT_BIND (child): Bind a port of the caller to a VP and vector; an event that came before
 * is delivered now. Vector 0 unbinds: events are then kept, one bit a port, until the port is
 * bound.
 */
static inline int64_t lucid_hc_event_bind(uint64_t port, uint64_t apic_id, uint64_t vector)
{
	const uint64_t hc_arg[6] = { port, apic_id, vector, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_EVENT_BIND, hc_arg, hc_res);

	return hc_status;
}

/*
 * EVENT_RAISE (child): Raise a port towards the parent: vp_run returns with LUCID_EXIT_EVENT.
 */
static inline int64_t lucid_hc_event_raise(uint64_t port)
{
	const uint64_t hc_arg[6] = { port, 0, 0, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_EVENT_RAISE, hc_arg, hc_res);

	return hc_status;
}

/*
 * EVENT_INJECT (parent): Raise a port towards a child. The result says what the parent has to
 * do so that the child sees it soon.
 */
static inline int64_t lucid_hc_event_inject(uint64_t part, uint64_t port, uint64_t *target)
{
	const uint64_t hc_arg[6] = { part, port, 0, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_EVENT_INJECT, hc_arg, hc_res);

	*target = hc_res[0];
	return hc_status;
}

/* SYSTEM_STOP (child): Ask the parent to stop the partition. Does not return. */
static inline int64_t lucid_hc_system_stop(uint64_t reason, uint64_t code)
{
	const uint64_t hc_arg[6] = { reason, code, 0, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_SYSTEM_STOP, hc_arg, hc_res);

	return hc_status;
}

/*
 * CONSOLE_WRITE (child): Write up to 32 characters, which come in registers, low byte first: a
 * console before any memory is shared.
 */
static inline int64_t lucid_hc_console_write(uint64_t n, uint64_t c0, uint64_t c1, uint64_t c2, uint64_t c3)
{
	const uint64_t hc_arg[6] = { n, c0, c1, c2, c3, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_CONSOLE_WRITE, hc_arg, hc_res);

	return hc_status;
}

/*
 * CLOCK_ENABLE (child): Have the clock page written into the first 64 bytes of a page of the
 * caller. The page must be the caller's own; it is in use until CLOCK_DISABLE. A second enable
 * moves it.
 */
static inline int64_t lucid_hc_clock_enable(uint64_t gpa)
{
	const uint64_t hc_arg[6] = { gpa, 0, 0, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_CLOCK_ENABLE, hc_arg, hc_res);

	return hc_status;
}

/* CLOCK_DISABLE (child): The hypervisor forgets the clock page. No error if there is none. */
static inline int64_t lucid_hc_clock_disable(void)
{
	const uint64_t hc_arg[6] = { 0, 0, 0, 0, 0, 0 };
	uint64_t hc_res[2];
	int64_t hc_status = lucid_hcall(LUCID_HC_CLOCK_DISABLE, hc_arg, hc_res);

	return hc_status;
}

#endif
