// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the driver of any device has to stand, one field at a time: bad offers, states out of order,
 * changes of what was agreed on. The rest is in storms.c, silence.c and clashes.c.
 */
#include "hv/vmm/memory.h"
#include "tests/scripted/cases.h"

/* What the bus refuses, before any driver sees it. */
static const struct patch offers[] = {
	PATCH("[DEV-5] offer of unknown type", type, 5, "bad type 0x5"),
	PATCH("[DEV-5] offer of type 65535", type, 0xffff, "bad type 0xffff"),
	PATCH("[DEV-9] offer of a second system device 0", type, LUCID_DEV_SYSTEM, "bad id 0"),
	PATCH("[DEV-9] offer of a second console 0", type, LUCID_DEV_CONSOLE, "bad id 0"),
	PATCH("[DEV-5] offer in an unknown state", state, 5, "bad state 0x5"),
	PATCH("[DEV-5] offer of no channels", channels, 0, "bad channels 0"),
	PATCH("[DEV-5] offer of 65535 channels", channels, 0xffff, "bad port"),
	PATCH("[DEV-5] offer of port 0", port, 0, "bad port 0"),
	PATCH("[DEV-5] offer of the last port and one more", port, LUCID_MAX_PORTS, "bad port"),
	PATCH("[DEV-5] offer of port 65535", port, 0xffff, "bad port 0xffff"),
	PATCH("[DEV-5] [RING-11] offer of one slot", max_order, 0, "bad max_order 0"),
	PATCH("[DEV-5] [RING-11] offer of 65536 slots", max_order, 16, "bad max_order 0x10"),
	PATCH("[DEV-5] offer of order 65535", max_order, 0xffff, "bad max_order 0xffff"),
	PATCH("[DEV-5] offer of completions that are not on a page", comp_gpa, GPA_HALVES + 64,
	      "bad comp_gpa 0xfe806040"),
	PATCH("[DEV-5] offer of completions beyond all memory", comp_gpa, 1ULL << 60,
	      "bad comp_gpa 0x1000000000000000"),
	PATCH("[DEV-5] offer of an odd stride", comp_stride, 4104, "bad comp_stride 0x1008"),
	PATCH("[DEV-5] offer with a reserved field", reserved[2], 1, "bad reserved 0x1"),
};

/* What only a driver that wants to connect finds out. */
static const struct patch halves[] = {
	PATCH("[DEV-5] offer of completions in the child's own memory", comp_gpa, 0x1000000,
	      "0x1000000 overlaps our memory"),
	PATCH("[DEV-5] [RING-1] offer of completions that the child could write", comp_gpa,
	      GPA_ANSWERS, "page 0xfe803000 is not lent"),
	PATCH("[DEV-5] offer of completions where there is no memory", comp_gpa, 0xd0000000,
	      "page 0xd0000000"),
	PATCH("[DEV-5] offer of no room for completions", comp_stride, 0, "the offer has 0"),
	PATCH("[DEV-5] offer of a huge stride", comp_stride, 0xfffff000, "page 0xfe8"),
};

static const struct patch turns[] = {
	PATCH("[DEV-7] READY becomes OFFERED again", state, LUCID_STATE_OFFERED, "state OFFERED"),
	PATCH("[DEV-7] READY becomes SUSPENDED", state, LUCID_STATE_SUSPENDED, "state SUSPENDED"),
	PATCH("[DEV-7] READY becomes FAILED", state, LUCID_STATE_FAILED, "state FAILED"),
	PATCH("[DEV-7] READY becomes CLOSED", state, LUCID_STATE_CLOSED, "state CLOSED"),
	PATCH("[DEV-7] READY becomes an unknown state", state, 77, "(77)"),
	PATCH("[DEV-7] the generation jumps ahead", generation, 1U << 31,
	      "generation 2147483648"),
	PATCH("[DEV-7] the generation falls back to 0", generation, 0, "generation 0"),
};

static const struct patch changes[] = {
	PATCH("all features once READY", features, ~0ULL, NULL),
	PATCH("no features once READY", features, 0, NULL),
	PATCH("the port changes once READY", port, 200, NULL),
	PATCH("the completions move once READY", comp_gpa, 0, NULL),
	PATCH("fewer slots once READY", max_order, 1, NULL),
};

void bus_cases(struct rig *r, struct victim *v)
{
	offer_cases(r, v, offers, COUNT(offers));
}

void shared_cases(struct rig *r, struct victim *v)
{
	offer_cases(r, v, halves, COUNT(halves));
	turn_cases(r, v, turns, COUNT(turns));
	change_cases(r, v, changes, COUNT(changes));
	storm_cases(r, v);
	silence_cases(r, v);
	clash_cases(r, v);
}

void deed_cases(struct rig *r, struct victim *v, const struct deed *d, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		case_begin(r);
		d[i].commit(r, v);
		case_end(r, v->dev->kind->name, d[i].name);
	}
}
