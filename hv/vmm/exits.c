// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a VP's thread does when VP_RUN comes back: port I/O and console text are served, and with
 * firmware accesses to addresses without memory; everything else ends the run with a named reason;
 * a crash, with the guest's last words. The run page is written by hypervisor and kernel only.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "hv/vmm/memory.h"
#include "hv/vmm/mmio.h"
#include "hv/vmm/reasons.h"
#include "hv/vmm/refill.h"
#include "hv/vmm/vcpu.h"

/* How long a page may be on its way out. */
#define AGAIN_US	200
#define AGAIN_MAX	20000

/* INS: the next elements, as many as the hypervisor has room for. */
static void feed(struct vcpu *v, unsigned int size)
{
	struct lucid_run *run = v->run;
	unsigned int n = run->count;

	for (unsigned int i = 0; i < n && (i + 1) * size <= sizeof(run->bytes); i++) {
		uint32_t value = ioport_in(v->io, run->io_port, size);

		memcpy(run->bytes + i * size, &value, size);
	}
}

static void exit_io(struct vcpu *v)
{
	struct lucid_run *run = v->run;
	unsigned int size = run->io_size;
	bool fed = run->io_flags & LUCID_IO_FEED;

	if ((run->io_flags & LUCID_IO_STRING && !fed) ||
	    (size != 1 && size != 2 && size != 4))
		outcome_set(v->outcome, OUTCOME_OTHER,
			    "vp %u: string I/O is not supported (port 0x%x, size %u)", v->index,
			    run->io_port, size);
	else if (fed)
		feed(v, size);
	else if (run->io_flags & LUCID_IO_IN)
		run->data = ioport_in(v->io, run->io_port, size);
	else
		ioport_out(v->io, run->io_port, size, (uint32_t)run->data);
}

static const char *access_name(uint32_t access)
{
	if (access & LUCID_ACCESS_WRITE)
		return "write";
	return access & LUCID_ACCESS_EXEC ? "fetch" : "read";
}

/* Whether the access is to be tried again: there is memory now, or will be in a moment. */
static bool wants_memory_back(struct vcpu *v, uint64_t gpa)
{
	switch (v->mem ? refill(v->part, v->mem, gpa) : REFILL_NOT_RAM) {
	case REFILL_DONE:
		v->again = 0;
		return true;
	case REFILL_THERE:
		usleep(AGAIN_US);
		return ++v->again < AGAIN_MAX;
	case REFILL_FAILED:
		outcome_set(v->outcome, OUTCOME_OTHER, "vp %u: no memory for GPA 0x%llx, which "
			    "the guest had given back: %s", v->index, (unsigned long long)gpa,
			    strerror(errno));
		return true;
	default:
		return false;
	}
}

static void exit_mmio(struct vcpu *v)
{
	uint64_t gpa = v->run->gpa;
	bool lent = gpa >= GPA_DIRECTORY && gpa < GPA_HALVES_END;

	if (wants_memory_back(v, gpa))
		return;
	if (v->io->chipset && !lent && mmio_exit(v->io->chipset, v->run))
		return;
	outcome_set(v->outcome, OUTCOME_OTHER, "vp %u: memory access (%s) at %s GPA 0x%llx",
		    v->index, access_name(v->run->access), lent ? "protected" : "unbacked",
		    (unsigned long long)gpa);
}

static void exit_console(struct vcpu *v)
{
	const uint8_t *at = v->run->bytes;
	size_t left = v->run->count;

	if (left > sizeof(v->run->bytes))
		left = sizeof(v->run->bytes);
	words_keep(&v->words, at, left);
	while (left && v->console >= 0) {
		ssize_t n = write(v->console, at, left);

		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return;		/* nobody listens any more: not the guest's business */
		if (n > 0) {
			at += n;
			left -= (size_t)n;
		}
	}
}

static void exit_stop(struct vcpu *v)
{
	uint32_t code = v->run->code;

	switch (v->run->stop) {
	case LUCID_STOP_POWEROFF:
		outcome_set(v->outcome, OUTCOME_POWEROFF, "power-off");
		break;
	case LUCID_STOP_RESET:
		outcome_set(v->outcome, OUTCOME_RESET, "reset");
		break;
	case LUCID_STOP_CRASH:
		words_show(&v->words, v->index);
		outcome_set(v->outcome, OUTCOME_CRASH, "vp %u: the guest crashed, code %u",
			    v->index, code);
		break;
	default:
		outcome_set(v->outcome, OUTCOME_OTHER, "vp %u: stop of unknown kind %u, code %u",
			    v->index, v->run->stop, code);
		break;
	}
}

static void exit_fail(struct vcpu *v)
{
	outcome_set(v->outcome, OUTCOME_OTHER,
		    "vp %u: cannot go on: exit reason or instruction error %u (%s), "
		    "qualification 0x%llx, rip 0x%llx", v->index, v->run->code,
		    reason_name(v->run->code), (unsigned long long)v->run->data,
		    (unsigned long long)v->run->rip);
}

void vcpu_exit(struct vcpu *v)
{
	switch (v->run->exit) {
	case LUCID_EXIT_IO:
		exit_io(v);
		break;
	case LUCID_EXIT_MMIO:
		exit_mmio(v);
		break;
	case LUCID_EXIT_CONSOLE:
		exit_console(v);
		break;
	case LUCID_EXIT_STOP:
		exit_stop(v);
		break;
	case LUCID_EXIT_SHUTDOWN:
		outcome_set(v->outcome, OUTCOME_SHUTDOWN, "vp %u: triple fault, rip 0x%llx",
			    v->index, (unsigned long long)v->run->rip);
		break;
	case LUCID_EXIT_FAIL:
		exit_fail(v);
		break;
	default:
		outcome_set(v->outcome, OUTCOME_OTHER, "vp %u: unexpected exit %u", v->index,
			    v->run->exit);
		break;
	}
}
