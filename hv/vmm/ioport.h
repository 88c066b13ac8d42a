/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest's I/O ports: serial port, ACPI sleep and reset registers, exit port, and the chipset's
 * if there is firmware; reads of anything else give all ones, writes do nothing. VP threads call
 * it, several at a time.
 */
#ifndef LUCID_VMM_IOPORT_H
#define LUCID_VMM_IOPORT_H

#include <pthread.h>
#include <stdint.h>

#include "hv/vmm/chipset.h"
#include "hv/vmm/outcome.h"
#include "hv/vmm/uart16550.h"

#define PORT_EXIT		0xf4	/* ends the run with status value * 2 + 1 */
#define PORT_SLEEP_CONTROL	0x600
#define PORT_SLEEP_STATUS	0x601
#define PORT_RESET		0x602

#define RESET_VALUE		0x52
#define SLEEP_TYPE_S5		5

struct ioport {
	pthread_mutex_t lock;
	struct uart uart;
	struct outcome *outcome;
	struct chipset *chipset;	/* NULL: the guest has no firmware */
};

/* There is no chipset at first. */
void ioport_init(struct ioport *io, struct outcome *outcome, int com1, int com1_in);

/* size is 1, 2 or 4 bytes. */
uint32_t ioport_in(struct ioport *io, uint16_t port, unsigned int size);
void ioport_out(struct ioport *io, uint16_t port, unsigned int size, uint32_t value);

#endif
