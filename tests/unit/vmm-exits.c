// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves what lucid-vmm does with each exit of a VP: which end the run, with which status, text and
 * last words of the guest, and what I/O ports answer [PORT-2] [PORT-3]. Does not prove that the
 * hypervisor reports them so.
 */
/* sources: hv/vmm/exits.c hv/vmm/ioport.c hv/vmm/uart16550.c hv/vmm/outcome.c */
/* sources: hv/vmm/reasons.c hv/vmm/words.c hv/vmm/chipset.c hv/vmm/pci.c hv/vmm/pm.c */
/* sources: hv/vmm/cmos.c hv/vmm/legacy.c hv/vmm/fwcfg.c hv/vmm/flash.c hv/vmm/hole.c */
/* sources: hv/vmm/insn.c hv/vmm/mmio.c */
/* sources: hv/vmm/partition.c hv/vmm/refill.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "hv/vmm/log.h"
#include "hv/vmm/vcpu.h"
#include "vmm-said.h"


/* In place of log.c's. */
static struct outcome outcome;
static struct ioport io;
static struct lucid_run run;
static struct vcpu v;

/* Handles one exit from a clean start; the outcome's status, or -1 if the run goes on. */
static int handle(struct lucid_run exit)
{
	if (outcome.wake)
		close(outcome.wake);
	assert_int_equal(outcome_init(&outcome), 0);
	ioport_init(&io, &outcome, -1, -1);
	run = exit;
	v = (struct vcpu){ .index = 1, .run = &run, .io = &io, .outcome = &outcome, .console = -1 };
	vcpu_exit(&v);
	return outcome_is_set(&outcome) ? outcome.status : -1;
}

static int out(uint16_t port, uint8_t value)
{
	return handle((struct lucid_run){ .exit = LUCID_EXIT_IO, .io_port = port, .io_size = 1,
					  .data = value });
}

static void ports(void **state)
{
	struct lucid_run in = { .exit = LUCID_EXIT_IO, .io_port = 0xcfc, .io_size = 4,
				.io_flags = LUCID_IO_IN };

	(void)state;
	assert_int_equal(handle(in), -1);
	assert_int_equal(run.data, 0xffffffff);
	in.io_size = 2;
	assert_int_equal(handle(in), -1);
	assert_int_equal(run.data, 0xffff);
	in.io_flags |= LUCID_IO_STRING | LUCID_IO_REP;
	assert_int_equal(handle(in), OUTCOME_OTHER);
	assert_non_null(strstr(outcome.text, "string I/O"));
	in.io_flags |= LUCID_IO_FEED;
	in.count = 3;
	memset(in.bytes, 0, sizeof(in.bytes));
	assert_int_equal(handle(in), -1);
	assert_memory_equal(run.bytes, "\xff\xff\xff\xff\xff\xff\0", 7);
	assert_int_equal(out(0x80, 0x12), -1);
	assert_int_equal(out(PORT_EXIT, 0x12), 0x25);
	assert_int_equal(out(PORT_RESET, RESET_VALUE), OUTCOME_RESET);
	assert_int_equal(out(PORT_RESET, 0), -1);
	assert_int_equal(out(PORT_SLEEP_CONTROL, SLEEP_TYPE_S5 << 2 | 0x20), OUTCOME_POWEROFF);
	assert_int_equal(out(PORT_SLEEP_CONTROL, SLEEP_TYPE_S5 << 2), -1);
	assert_int_equal(out(PORT_SLEEP_CONTROL, 3 << 2 | 0x20), -1);
}

static void ends(void **state)
{
	struct lucid_run stop = { .exit = LUCID_EXIT_STOP, .stop = LUCID_STOP_CRASH, .code = 77 };
	struct lucid_run mmio = { .exit = LUCID_EXIT_MMIO, .gpa = 0xfed40000,
				  .access = LUCID_ACCESS_WRITE };

	(void)state;
	assert_int_equal(handle(stop), OUTCOME_CRASH);
	assert_string_equal(outcome.text, "vp 1: the guest crashed, code 77");
	stop.stop = LUCID_STOP_POWEROFF;
	assert_int_equal(handle(stop), OUTCOME_POWEROFF);
	stop.stop = LUCID_STOP_RESET;
	assert_int_equal(handle(stop), OUTCOME_RESET);
	stop.stop = 99;
	assert_int_equal(handle(stop), OUTCOME_OTHER);
	assert_int_equal(handle(mmio), OUTCOME_OTHER);
	assert_string_equal(outcome.text,
			    "vp 1: memory access (write) at unbacked GPA 0xfed40000");
	assert_int_equal(handle((struct lucid_run){ .exit = LUCID_EXIT_SHUTDOWN }), 5);
	assert_int_equal(handle((struct lucid_run){ .exit = LUCID_EXIT_FAIL, .code = 33 }), 6);
	assert_non_null(strstr(outcome.text, "33 (INVALID_GUEST_STATE)"));
	assert_int_equal(handle((struct lucid_run){ .exit = LUCID_EXIT_CONSOLE, .count = 9 }), -1);
	assert_int_equal(handle((struct lucid_run){ .exit = 1234 }), OUTCOME_OTHER);
}

/* What the guest writes before it crashes is kept, on its way to nowhere. */
static void last_words(void **state)
{
	struct lucid_run text = { .exit = LUCID_EXIT_CONSOLE, .count = 9, .bytes = "farewell\nX" };

	(void)state;
	assert_int_equal(handle(text), -1);
	assert_string_equal(said, "");
	run = (struct lucid_run){ .exit = LUCID_EXIT_STOP, .stop = LUCID_STOP_CRASH };
	vcpu_exit(&v);
	assert_int_equal(outcome.status, OUTCOME_CRASH);
	assert_string_equal(said, "vp 1: guest: farewell");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ports), cmocka_unit_test(last_words), cmocka_unit_test(ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
