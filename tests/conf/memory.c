// SPDX-License-Identifier: GPL-2.0-only
/*
 * MEM_SHARE, MEM_UNSHARE and MEM_STATE as the child sees them: [HC-MEM-SHARE-2]
 * [HC-MEM-UNSHARE-1] [HC-MEM-STATE-1] (states and rights told), and by port 0 that a revoked page
 * is private again. Does not prove: that the parent's EPT says the same; private.c's test does.
 */
#include "tests/conf/lib/apic.h"

#define VECTOR	0x51
#define A	SCRATCH
#define PAGE	LUCID_PAGE_SIZE

enum { RO = LUCID_RIGHT_READ, RW = LUCID_RIGHT_READ | LUCID_RIGHT_WRITE };

static uint64_t state(uint64_t gpa)
{
	uint64_t value;
	int64_t status = lucid_hc_mem_state(gpa, &value);

	return status == LUCID_OK ? value : (uint64_t)status;
}

static void is(uint64_t gpa, unsigned int want, unsigned int rights, const char *what)
{
	same(state(gpa), want | rights << 8, "%s", what);
}

static void refused(void)
{
	uint64_t value;

	same((uint64_t)lucid_hc_mem_share(A + 1, 1, RO), (uint64_t)LUCID_E_INVAL, "misaligned");
	same((uint64_t)lucid_hc_mem_share(A, 0, RO), (uint64_t)LUCID_E_INVAL, "no pages");
	same((uint64_t)lucid_hc_mem_share(A, LUCID_MAX_BATCH + 1, RO), (uint64_t)LUCID_E_INVAL,
	     "too many pages");
	same((uint64_t)lucid_hc_mem_share(A, 1, 0), (uint64_t)LUCID_E_INVAL, "no rights");
	same((uint64_t)lucid_hc_mem_share(A, 1, RW | LUCID_RIGHT_EXEC), (uint64_t)LUCID_E_INVAL,
	     "the right to execute");
	same((uint64_t)lucid_hc_mem_share(LUCID_GPA_LIMIT, 1, RO), (uint64_t)LUCID_E_INVAL,
	     "above the limit");
	same((uint64_t)lucid_hc_mem_share(UNBACKED, 1, RO), (uint64_t)LUCID_E_ADDR, "not RAM");
	same((uint64_t)lucid_hc_mem_share(directory(), 1, RO), (uint64_t)LUCID_E_STATE,
	     "[HC-MEM-SHARE-2] the parent's page");
	same((uint64_t)lucid_hc_mem_state(A + 1, &value), (uint64_t)LUCID_E_INVAL,
	     "state of a misaligned address");
	same((uint64_t)lucid_hc_mem_state(UNBACKED, &value), (uint64_t)LUCID_E_ADDR,
	     "state of what is not there");
	same((uint64_t)lucid_hc_mem_unshare(A, 1), (uint64_t)LUCID_E_STATE,
	     "unshare of a private page");
	is(A, LUCID_PAGE_CHILD, 0, "nothing has changed");
}

static void shared(void)
{
	same((uint64_t)lucid_hc_mem_share(A, 3, RO), LUCID_OK, "share three pages to read");
	is(A + 2 * PAGE, LUCID_PAGE_SHARED, RO, "the last is shared");
	is(A + 3 * PAGE, LUCID_PAGE_CHILD, 0, "the one behind it is not");
	same((uint64_t)lucid_hc_mem_share(A, 1, RO), LUCID_OK, "once more");
	same((uint64_t)lucid_hc_mem_share(A, 1, RW), LUCID_OK, "and with more rights");
	is(A, LUCID_PAGE_SHARED, RW, "which it has");
	same((uint64_t)lucid_hc_mem_share(A, 1, RO), (uint64_t)LUCID_E_STATE, "but not fewer");
	same((uint64_t)lucid_hc_mem_unshare(A + 2 * PAGE, 2), (uint64_t)LUCID_E_STATE,
	     "[HC-MEM-SHARE-2] a run with a private page is refused");
	is(A + 2 * PAGE, LUCID_PAGE_SHARED, RO, "and nothing has changed");
}

static void revoked(void)
{
	uint64_t at;

	apic_on();
	irqs[VECTOR] = 0;
	same((uint64_t)lucid_hc_event_bind(LUCID_PORT_SYSTEM, 0, VECTOR), LUCID_OK, "bind port 0");
	same((uint64_t)lucid_hc_mem_unshare(A, 3), LUCID_OK, "[HC-MEM-UNSHARE-1] unshare");
	at = state(A) & 0xff;
	ok(at == LUCID_PAGE_REVOKING || at == LUCID_PAGE_PENDING || at == LUCID_PAGE_CHILD,
	   "[HC-MEM-UNSHARE-1] it is on its way: %lu", at);
	*(volatile uint64_t *)A = 0;
	ok(wait_irq(VECTOR, 1, 2000 * tsc_khz()), "[EVENT-3] port 0 says that pages came back");
	is(A, LUCID_PAGE_CHILD, 0, "[HC-MEM-STATE-1] the first is private");
	is(A + 2 * PAGE, LUCID_PAGE_CHILD, 0, "[HC-MEM-STATE-1] the last is private");
	same((uint64_t)lucid_hc_mem_share(A, 3, RW), LUCID_OK, "and can be shared again");
}

void guest_main(void)
{
	refused();
	shared();
	revoked();
}
