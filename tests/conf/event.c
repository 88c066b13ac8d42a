// SPDX-License-Identifier: GPL-2.0-only
/*
 * EVENT_BIND and EVENT_RAISE, as far as a child alone can tell: [HC-EVENT-BIND-1] with the event
 * that the hypervisor itself sends, port 0 after MEM_UNSHARE. Does not prove: which bit the
 * parent sees; that the parent cannot raise other vectors.
 */
#include "tests/conf/lib/apic.h"

#define VECTOR	0x52
#define PAGE	(SCRATCH + 0x10000)

static void bind(uint64_t port, uint64_t apic_id, uint64_t vector, int64_t want, const char *what)
{
	same((uint64_t)lucid_hc_event_bind(port, apic_id, vector), (uint64_t)want, "%s", what);
}

/* Make the hypervisor inject port 0, and wait until it has. */
static bool make_event(void)
{
	uint64_t end = rdtsc() + 2000 * tsc_khz(), state = 0;

	if (lucid_hc_mem_share(PAGE, 1, LUCID_RIGHT_READ) || lucid_hc_mem_unshare(PAGE, 1))
		return false;
	while ((state & 0xff) != LUCID_PAGE_CHILD && rdtsc() < end)
		lucid_hc_mem_state(PAGE, &state);
	return (state & 0xff) == LUCID_PAGE_CHILD;
}

static void arguments(void)
{
	uint64_t arg[6] = { LUCID_MAX_PORTS, 0, VECTOR }, res[2];

	bind(1, 0, 31, LUCID_E_INVAL, "vector 31");
	bind(1, 0, 256, LUCID_E_INVAL, "vector 256");
	bind(1, 7, VECTOR, LUCID_E_NOENT, "an APIC id that no VP has");
	bind(1, LUCID_MAX_VPS, VECTOR, LUCID_E_NOENT, "an APIC id too large");
	bind(1, UINT64_MAX, VECTOR, LUCID_E_NOENT, "an APIC id of 64 ones");
	bind(1, 1, 0, LUCID_E_INVAL, "vector 0 with an APIC id");
	same((uint64_t)call(LUCID_HC_EVENT_BIND, arg, res), (uint64_t)LUCID_E_INVAL,
	     "a port too large");
	same(res[0], 1, "argument 1 is named");
	same((uint64_t)lucid_hc_event_raise(LUCID_MAX_PORTS), (uint64_t)LUCID_E_INVAL,
	     "raise a port too large");
	for (uint64_t port = 0; port < LUCID_MAX_PORTS; port += 51)
		same((uint64_t)lucid_hc_event_raise(port), LUCID_OK, "raise port %lu", port);
}

void guest_main(void)
{
	apic_on();
	arguments();
	bind(0, 0, 0, LUCID_OK, "unbind port 0");
	ok(make_event(), "an event for the unbound port");
	ok(make_event(), "and another");
	wait_irq(VECTOR, 1, 1000);
	same(irqs[VECTOR], 0, "no interrupt comes");
	bind(0, 0, VECTOR, LUCID_OK, "bind port 0");
	ok(wait_irq(VECTOR, 1, 100000), "[HC-EVENT-BIND-1] the interrupt comes now");
	wait_irq(VECTOR, 2, 1000);
	same(irqs[VECTOR], 1, "[HC-EVENT-BIND-1] and once");
	bind(0, 0, 0, LUCID_OK, "unbind");
	bind(0, 0, VECTOR, LUCID_OK, "bind again");
	wait_irq(VECTOR, 2, 1000);
	same(irqs[VECTOR], 1, "[HC-EVENT-BIND-1] the latch was empty");
	ok(make_event(), "an event for the bound port");
	ok(wait_irq(VECTOR, 2, 2000 * tsc_khz()), "[EVENT-1] comes at once");
}
