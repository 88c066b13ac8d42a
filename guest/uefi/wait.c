// SPDX-License-Identifier: BSD-2-Clause
/*
 * Waiting for the parent. It runs on our own processor as likely as not, so a loop that only looks
 * keeps the answer from coming: where interrupts are on we halt, and ports that are bound to a
 * vector wake us; else a port is raised, which leaves the processor to the parent for a moment.
 * The interrupt itself does nothing, so that however many come none of our code runs in between.
 */
#include "guest/uefi/lucid.h"
#include "spec/gen/lucid_names.h"

#define LUCID_PATIENCE_MS	10000
#define LUCID_SPINS		50	/* before the processor is given away */

/* Vectors that OVMF leaves free; the first one that it lets us have. */
#define LUCID_VECTOR_FIRST	0x50
#define LUCID_VECTOR_LAST	0x5f

static EFI_GUID lucid_cpu_guid = LUCID_CPU_ARCH_PROTOCOL_GUID;
static struct lucid_cpu_arch *lucid_cpu;
static uint32_t lucid_vector;		/* 0: none */

bool lucid_wait(bool (*done)(void *arg), void *arg, uint32_t port)
{
	uint64_t end = arch_tsc() + (uint64_t)LUCID_PATIENCE_MS * lucid_guest.tsc_khz;
	uint32_t spins = 0;

	while (!done(arg)) {
		if (arch_tsc() >= end)
			return done(arg);
		if (spins++ < LUCID_SPINS)
			lucid_pause();
		else if (lucid_vector && arch_interrupts())
			arch_sleep(done, arg);
		else
			arch_raise(port);
	}
	return true;
}

static void EFIAPI lucid_interrupt(intptr_t type, void *context)
{
	(void)type;
	(void)context;
	arch_eoi();
}

void lucid_irq_init(void)
{
	uint32_t vector;
	EFI_STATUS status;

	if (lucid_bs->LocateProtocol(&lucid_cpu_guid, NULL, (void **)&lucid_cpu) != EFI_SUCCESS)
		return;
	for (vector = LUCID_VECTOR_FIRST; vector <= LUCID_VECTOR_LAST; vector++) {
		status = lucid_cpu->register_handler(lucid_cpu, vector, lucid_interrupt);
		if (status == EFI_SUCCESS) {
			lucid_vector = vector;
			lucid_irq_bind(LUCID_PORT_SYSTEM);
			return;
		}
	}
	lucid_say("no interrupt vector is free: waiting will be slow");
}

void lucid_irq_bind(uint32_t port)
{
	int64_t status = 0;

	if (lucid_vector)
		status = arch_bind(port, lucid_guest.vp, lucid_vector);
	if (status)
		lucid_say("port %u has no interrupt: %s", port, lucid_status_name(status));
}

void lucid_irq_unbind(uint32_t port)
{
	if (lucid_vector)
		arch_bind(port, 0, 0);
}

void lucid_irq_exit(void)
{
	if (!lucid_vector)
		return;
	lucid_irq_unbind(LUCID_PORT_SYSTEM);
	lucid_cpu->register_handler(lucid_cpu, lucid_vector, NULL);
	lucid_vector = 0;
}
