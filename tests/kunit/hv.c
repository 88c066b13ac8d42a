// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fake hypervisor: answers CPUID and the hypercalls of a child. Pages below FAKE_GPA are this
 * kernel's own memory, those above are one buffer, which begins with the directory.
 */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <linux/xarray.h>

#include "env_pc.h"
#include "fake.h"
#include "hv.h"

struct fake_hv fake_hv;

static DEFINE_XARRAY(fake_pages);	/* of our own memory: state, if it is not CHILD */
static u8 *fake_parent;			/* what lies above FAKE_GPA */
static bool fake_alien[FAKE_PAGES];	/* pages there that are not lent */

bool fake_cpu_has(void)
{
	return fake_hv.hypervisor;
}

unsigned int fake_cpus(void)
{
	return fake_hv.cpus;
}

u64 fake_tsc(void)
{
	return fake_hv.tsc;
}

void fake_cpuid(u32 leaf, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx)
{
	u32 sign[3];

	*eax = *ebx = *ecx = *edx = 0;
	switch (leaf) {
	case LUCID_CPUID_SIGNATURE:
		memcpy(sign, fake_hv.signature, sizeof(sign));
		*eax = fake_hv.last_leaf;
		*ebx = sign[0];
		*ecx = sign[1];
		*edx = sign[2];
		break;
	case LUCID_CPUID_VERSION:
		*eax = fake_hv.version;
		*ebx = 7;
		*edx = fake_hv.features;
		break;
	case LUCID_CPUID_DIRECTORY:
		*eax = (u32)FAKE_GPA;
		*ebx = FAKE_GPA >> 32;
		*ecx = fake_hv.dir_parent;
		*edx = fake_hv.dir_child;
		break;
	}
}

void *fake_va(u64 gpa, u64 bytes)
{
	if (gpa < FAKE_GPA || bytes > FAKE_BYTES || gpa - FAKE_GPA > FAKE_BYTES - bytes)
		return NULL;
	return fake_parent + (gpa - FAKE_GPA);
}

int fake_region_intersects(resource_size_t at, size_t bytes, unsigned long flags,
			   unsigned long desc)
{
	return at < FAKE_GPA ? REGION_INTERSECTS : REGION_DISJOINT;
}

void *fake_memremap(resource_size_t at, size_t bytes, unsigned long flags)
{
	return fake_fails() ? NULL : fake_va(at, bytes);
}

void fake_memunmap(void *va)
{
}

void fake_not_lent(u64 gpa)
{
	fake_alien[(gpa - FAKE_GPA) / LUCID_PAGE_SIZE] = true;
}

void fake_forget(void)
{
	xa_destroy(&fake_pages);
}

u32 fake_shared(void)
{
	unsigned long pfn;
	u32 n = 0;
	void *state;

	xa_for_each(&fake_pages, pfn, state)
		n++;
	return n;
}

static u32 fake_state_of(u64 gpa)
{
	void *state = xa_load(&fake_pages, gpa / LUCID_PAGE_SIZE);

	if (!fake_va(gpa, LUCID_PAGE_SIZE))
		return state ? xa_to_value(state) : LUCID_PAGE_CHILD;
	return fake_alien[(gpa - FAKE_GPA) / LUCID_PAGE_SIZE] ? LUCID_PAGE_CHILD : LUCID_PAGE_LENT;
}

/* The child's directory pages are above FAKE_GPA too, and are shared for good. */
static s64 fake_share(u64 gpa, u64 n, u32 state)
{
	u64 pfn = gpa / LUCID_PAGE_SIZE;

	if (!n || n > LUCID_MAX_BATCH || gpa % LUCID_PAGE_SIZE)
		return LUCID_E_INVAL;
	for (; !fake_va(gpa, LUCID_PAGE_SIZE) && n; n--, pfn++) {
		if (state == LUCID_PAGE_CHILD)
			xa_erase(&fake_pages, pfn);
		else
			xa_store(&fake_pages, pfn, xa_mk_value(state), GFP_ATOMIC);
	}
	return 0;
}

/* Called with events to deliver: whoever waits for pages looks again then. */
void fake_let_go(void)
{
	unsigned long pfn;
	void *state;

	xa_for_each(&fake_pages, pfn, state)
		if (xa_to_value(state) == LUCID_PAGE_REVOKING)
			xa_erase(&fake_pages, pfn);
	fake_event(LUCID_PORT_SYSTEM);
}

static s64 fake_unshare(u64 gpa, u64 n)
{
	s64 status = fake_share(gpa, n, LUCID_PAGE_REVOKING);

	if (!status && !fake_hv.keeps)
		fake_let_go();
	return status;
}

static s64 fake_clock(u64 gpa)
{
	fake_hv.clock = gpa ? phys_to_virt(gpa) : NULL;
	if (gpa)
		*fake_hv.clock = fake_hv.clock_is;
	return 0;
}

void fake_refuse(u32 call, u32 after, s64 status)
{
	fake_hv.fail_call = call;
	fake_hv.fail_after = after;
	fake_hv.fail_status = status;
}

static bool fake_refused(u32 call)
{
	if (!fake_hv.fail_status || fake_hv.fail_call != call)
		return false;
	return !fake_hv.fail_after || !fake_hv.fail_after--;
}

int64_t lucid_hcall(uint64_t call, const uint64_t arg[6], uint64_t res[2])
{
	res[0] = res[1] = 0;
	if (fake_refused(call))
		return fake_hv.fail_status;
	switch (call) {
	case LUCID_HC_MEM_SHARE:
		return fake_share(arg[0], arg[1], LUCID_PAGE_SHARED);
	case LUCID_HC_MEM_UNSHARE:
		return fake_unshare(arg[0], arg[1]);
	case LUCID_HC_MEM_RETURN:
		fake_hv.returned += arg[1];
		return 0;
	case LUCID_HC_MEM_STATE:
		res[0] = fake_state_of(arg[0]);
		return 0;
	case LUCID_HC_EVENT_BIND:
		return fake_bind(arg[0], arg[2]);
	case LUCID_HC_EVENT_RAISE:
		fake_raised(arg[0]);
		return 0;
	case LUCID_HC_SYSTEM_STOP:
		fake_hv.stop = arg[0];
		return 0;
	case LUCID_HC_CONSOLE_WRITE:
		fake_hv.console += arg[0];
		return 0;
	case LUCID_HC_CLOCK_ENABLE:
		return fake_clock(arg[0]);
	case LUCID_HC_CLOCK_DISABLE:
		return fake_clock(0);
	}
	return LUCID_E_NOCALL;
}

void fake_end(u32 request)
{
	fake_hv.end = request;
}

int fake_hv_start(void)
{
	if (!fake_parent)
		fake_parent = vmalloc(FAKE_BYTES);
	if (!fake_parent)
		return -ENOMEM;
	fake_forget();
	memset(fake_parent, 0, FAKE_BYTES);
	memset(fake_alien, 0, sizeof(fake_alien));
	fake_hv = (struct fake_hv){
		.hypervisor = true,
		.signature = { 'L', 'u', 'c', 'i', 'd', 'H', 'v', 'L', 'u', 'c', 'i', 'd' },
		.last_leaf = LUCID_CPUID_DIRECTORY,
		.version = LUCID_ABI_VERSION,
		.dir_parent = 1,
		.dir_child = 1,
		.cpus = 1,
		.clock_is = { .seq = 2, .tsc_khz = 1000000, .mul = 1U << 31, .shift = 31 },
	};
	return fake_irq_start();
}

unsigned int fake_online(void)
{
	return fake_hv.online ?: num_online_cpus();
}
