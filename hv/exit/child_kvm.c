/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The KVM dialect: system time, wall clock and steal time, which a stock kernel takes
 * from KVM's MSRs. Time never changes its rate, so what is written once stays true.
 * A page is written only if it is the child's own at that moment. child_msr.c calls.
 * Source: Linux, Documentation/virt/kvm/x86/msr.rst.
 */
#include "hv/core/clock.h"
#include "hv/core/mem.h"
#include "hv/core/page.h"
#include "hv/core/arch.h"
#include "hv/exit/child.h"

#define MSR_KVM_WALL_CLOCK_NEW	0x4b564d00u
#define MSR_KVM_SYSTEM_TIME_NEW	0x4b564d01u
#define MSR_KVM_STEAL_TIME	0x4b564d03u

#define KVM_ENABLED		BIT(0)
#define STEAL_RESERVED		0x3eUL
#define PVCLOCK_TSC_STABLE	1

struct pvclock_time {
	uint32_t version;
	uint32_t pad0;
	uint64_t tsc_timestamp;
	uint64_t system_time;
	uint32_t tsc_to_system_mul;
	int8_t tsc_shift;
	uint8_t flags;
	uint8_t pad[2];
} __packed;

struct pvclock_wall {
	uint32_t version;
	uint32_t sec;
	uint32_t nsec;
} __packed;

struct steal_time {
	uint64_t steal;
	uint32_t version;
	uint32_t flags;
};

_Static_assert(sizeof(struct pvclock_time) == 32, "as KVM has it");
_Static_assert(sizeof(struct pvclock_wall) == 12, "as KVM has it");

/*
 * The child's own @n bytes at @gpa, which do not cross a page; NULL if they are not its
 * own. mem_lock is held until done().
 */
static void *reach(struct vp *vp, uint64_t gpa, size_t n)
{
	uint64_t hpa;

	spin_lock(&mem_lock);
	if (gpa % PAGE_SIZE + n <= PAGE_SIZE && gpa < LUCID_GPA_LIMIT &&
	    mem_own(vp->part, page_down(gpa), &hpa))
		return (uint8_t *)pa_va(hpa) + gpa % PAGE_SIZE;
	return NULL;
}

static void done(void)
{
	spin_unlock(&mem_lock);
}

static bool put(struct vp *vp, uint64_t gpa, const void *data, size_t n)
{
	void *to = reach(vp, gpa, n);

	if (to)
		memcpy(to, data, n);
	done();
	return to;
}

static bool write_time(struct vp *vp, uint64_t value)
{
	const struct pvclock_time t = {
		.version = 2,
		.tsc_to_system_mul = clock.mul,
		.tsc_shift = (int8_t)(32 - (int)clock.shift),
		.flags = PVCLOCK_TSC_STABLE,
	};

	if (value & KVM_ENABLED && (value & 2 || !put(vp, value & ~KVM_ENABLED, &t, sizeof(t))))
		return false;
	vp->kvm_time = value;
	return true;
}

static bool write_wall(struct vp *vp, uint64_t value)
{
	const struct pvclock_wall w = {
		.version = 2,
		.sec = (uint32_t)(vp->part->wall_ns / 1000000000),
		.nsec = (uint32_t)(vp->part->wall_ns % 1000000000),
	};

	if (value & 3 || !put(vp, value, &w, sizeof(w)))
		return false;
	vp->kvm_wall = value;
	return true;
}

static bool write_steal(struct vp *vp)
{
	struct steal_time *st = reach(vp, vp->kvm_steal & ~KVM_ENABLED, 64);
	uint32_t version;

	if (st) {
		version = READ_ONCE(st->version) | 1;
		WRITE_ONCE(st->version, version);
		__atomic_thread_fence(__ATOMIC_RELEASE);
		WRITE_ONCE(st->steal, vp->steal_ns);
		store_release(&st->version, version + 1);
	}
	done();
	return st;
}

static bool set_steal(struct vp *vp, uint64_t value)
{
	uint64_t before = vp->kvm_steal;

	if (value & STEAL_RESERVED)
		return false;
	vp->kvm_steal = value;
	if (!(value & KVM_ENABLED) || write_steal(vp))
		return true;
	vp->kvm_steal = before;
	return false;
}

void child_stolen(struct vp *vp, uint64_t ticks)
{
	vp->steal_ns += clock_ns(ticks);
	if (vp->kvm_steal & KVM_ENABLED)
		write_steal(vp);
}

bool kvm_rdmsr(const struct vp *vp, uint32_t msr, uint64_t *value)
{
	switch (msr) {
	case MSR_KVM_WALL_CLOCK_NEW:
		*value = vp->kvm_wall;
		return true;
	case MSR_KVM_SYSTEM_TIME_NEW:
		*value = vp->kvm_time;
		return true;
	case MSR_KVM_STEAL_TIME:
		*value = vp->kvm_steal;
		return true;
	default:
		return false;
	}
}

bool kvm_wrmsr(struct vp *vp, uint32_t msr, uint64_t value)
{
	switch (msr) {
	case MSR_KVM_WALL_CLOCK_NEW:
		return write_wall(vp, value);
	case MSR_KVM_SYSTEM_TIME_NEW:
		return write_time(vp, value);
	case MSR_KVM_STEAL_TIME:
		return set_steal(vp, value);
	default:
		return false;
	}
}
