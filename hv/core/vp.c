/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Virtual processors: creation, the gate that lets one CPU at a time have a VP, and the
 * wake-ups that other CPUs latch in it. hcall/ and exit/ call it.
 */
#include "hv/core/vp.h"

#include "hv/core/arch.h"
#include "hv/core/mem.h"
#include "hv/core/page.h"
#include "hv/lib/lib.h"

static int64_t check_run_page(uint64_t hpa)
{
	const struct page *pg = page_of(hpa);

	if (!pg)
		return LUCID_E_ADDR;
	if (pg->state != LUCID_PAGE_PARENT)
		return LUCID_E_STATE;
	return pg->use ? LUCID_E_BUSY : LUCID_OK;
}

static int64_t take_pages(struct partition *p, uint64_t hpa, uint64_t run_hpa)
{
	int64_t status;

	spin_lock(&mem_lock);
	status = check_run_page(run_hpa);
	if (status == LUCID_OK)
		status = mem_take(p, hpa, LUCID_VP_PAGES);
	if (status == LUCID_OK) {
		mem_taken_to_hv(hpa, LUCID_VP_PAGES, p->id);
		page_use(page_of(run_hpa));
	}
	spin_unlock(&mem_lock);
	return status;
}

int64_t vp_create(struct partition *p, uint32_t index, uint64_t hpa, uint64_t run_hpa)
{
	struct vp *vp;
	int64_t status;

	if (p->dying)
		return LUCID_E_STATE;
	if (p->vp[index])
		return LUCID_E_EXIST;
	status = take_pages(p, hpa, run_hpa);
	if (status != LUCID_OK)
		return status;
	for (unsigned int i = 0; i < LUCID_VP_PAGES; i++)
		memset(pa_va(hpa + i * PAGE_SIZE), 0, PAGE_SIZE);
	vp = pa_va(hpa);
	vp->part = p;
	vp->index = index;
	vp->status = index == 0 ? LUCID_VP_OUT : LUCID_VP_WAIT_SIPI;
	vp->hpa = hpa;
	vp->run = pa_va(run_hpa);
	vp->run_hpa = run_hpa;
	vp->vmcs_cpu = ~0U;
	arch_vp_init(vp);
	store_release(&p->vp[index], vp);
	return LUCID_OK;
}

/* Get the VP for this CPU alone; vp_drop() ends it. */
static int64_t vp_hold(struct partition *p, uint32_t index, struct vp **out)
{
	uint32_t free = 0;
	struct vp *vp;

	if (p->dying)
		return LUCID_E_STATE;
	vp = p->vp[index];
	if (!vp)
		return LUCID_E_NOENT;
	if (!__atomic_compare_exchange_n(&vp->running, &free, 1, false, __ATOMIC_SEQ_CST,
					 __ATOMIC_RELAXED))
		return LUCID_E_BUSY;
	*out = vp;
	return LUCID_OK;
}

static void vp_drop(struct vp *vp)
{
	store_release(&vp->running, 0);
}

/* VP_SET and VP_GET: not of a private child once it has run. */
static int64_t hold_for_state(struct partition *p, uint32_t index, struct vp **vp)
{
	int64_t status = vp_hold(p, index, vp);

	if (status == LUCID_OK && (*vp)->started && !partition_is_open(p)) {
		vp_drop(*vp);
		return LUCID_E_STATE;
	}
	return status;
}

static bool set_state(struct vp *vp, const struct lucid_vp_state *s)
{
	if (s->status != LUCID_VP_OUT && s->status != LUCID_VP_WAIT_SIPI)
		return false;
	for (unsigned int i = 0; i < ARRAY_SIZE(s->reserved); i++)
		if (s->reserved[i])
			return false;
	if (!arch_vp_set(vp, s))
		return false;
	vp->status = s->status;
	return true;
}

int64_t vp_set(struct partition *p, uint32_t index)
{
	struct lucid_vp_state s;
	struct vp *vp;
	int64_t status = hold_for_state(p, index, &vp);

	if (status != LUCID_OK)
		return status;
	/* A copy: the parent can write to the run page while it is being checked. */
	memcpy(&s, &vp->run->state, sizeof(s));
	__asm__ volatile("" : : : "memory");
	if (!set_state(vp, &s))
		status = LUCID_E_INVAL;
	vp_drop(vp);
	return status;
}

int64_t vp_get(struct partition *p, uint32_t index)
{
	struct lucid_vp_state s;
	struct vp *vp;
	int64_t status = hold_for_state(p, index, &vp);

	if (status != LUCID_OK)
		return status;
	memset(&s, 0, sizeof(s));
	arch_vp_get(vp, &s);
	s.status = vp->status == LUCID_VP_WAIT_SIPI ? LUCID_VP_WAIT_SIPI : LUCID_VP_OUT;
	memcpy(&vp->run->state, &s, sizeof(s));
	vp_drop(vp);
	return status;
}

int64_t vp_start(struct partition *p, uint32_t index, struct vp **out)
{
	int64_t status = vp_hold(p, index, out);
	struct vp *vp = *out;

	if (status != LUCID_OK)
		return status;
	if (vp->stopped) {
		vp_drop(vp);
		return LUCID_E_STATE;
	}
	vp->started = true;
	/*
	 * Who raises a vector and still reads the old CPU number has set kicked before
	 * this fence, and so before the VP looks at it.
	 */
	__atomic_store_n(&vp->cpu, arch_cpu(), __ATOMIC_SEQ_CST);
	if (vp->status == LUCID_VP_HALTED)
		WRITE_ONCE(vp->status, LUCID_VP_OUT);
	return LUCID_OK;
}

/*
 * The VP is about to be asleep: say so first, look for wake-ups then. vp_raise() does it
 * the other way round, so one of both sees the other.
 */
static uint32_t fall_asleep(struct vp *vp)
{
	bool waits = vp->status == LUCID_VP_WAIT_SIPI;

	if (!waits)
		WRITE_ONCE(vp->status, LUCID_VP_HALTED);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (!READ_ONCE(vp->kicked))
		return LUCID_EXIT_HALT;
	if (!waits)
		WRITE_ONCE(vp->status, LUCID_VP_OUT);
	WRITE_ONCE(vp->run->exit, LUCID_EXIT_INTR);
	return LUCID_EXIT_INTR;
}

uint32_t vp_run(struct vp *vp)
{
	uint32_t exit;

	arch_vp_run(vp);
	exit = READ_ONCE(vp->run->exit);
	if (exit == LUCID_EXIT_HALT)
		exit = fall_asleep(vp);
	vp_drop(vp);
	return exit;
}

unsigned int vp_kick(struct vp *vp)
{
	uint32_t status;

	__atomic_store_n(&vp->kicked, 1, __ATOMIC_SEQ_CST);
	status = READ_ONCE(vp->status);
	if (status != LUCID_VP_OUT)
		return status;
	return load_acquire(&vp->running) ? LUCID_VP_RUNNING : LUCID_VP_OUT;
}

unsigned int vp_raise(struct vp *vp, unsigned int vector)
{
	__atomic_or_fetch(&vp->pir[vector / 64], BIT(vector % 64), __ATOMIC_SEQ_CST);
	return vp_kick(vp);
}
