// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's I/O ports. A wide access to a byte-wide device is taken apart, as on an ISA bus.
 */
#include "hv/vmm/ioport.h"

/* ACPI 6.4, 'Sleep Control Register': type in bits 4:2, enable in bit 5. */
#define SLEEP_ENABLE		0x20
#define SLEEP_TYPE(value)	((value) >> 2 & 7)

void ioport_init(struct ioport *io, struct outcome *outcome, int com1, int com1_in)
{
	pthread_mutex_init(&io->lock, NULL);
	io->outcome = outcome;
	io->chipset = NULL;
	uart_init(&io->uart, com1, com1_in);
}

static uint8_t in_byte(struct ioport *io, unsigned int port)
{
	if (port - UART_PORT < UART_PORTS)
		return uart_read(&io->uart, port - UART_PORT);
	if (port == PORT_SLEEP_CONTROL || port == PORT_SLEEP_STATUS)
		return 0;
	return 0xff;
}

static void out_byte(struct ioport *io, unsigned int port, uint8_t value)
{
	if (port - UART_PORT < UART_PORTS) {
		uart_write(&io->uart, port - UART_PORT, value);
		return;
	}
	switch (port) {
	case PORT_EXIT:
		outcome_set(io->outcome, (value << 1 | 1) & 0xff, "port 0xf4: %u", value);
		break;
	case PORT_SLEEP_CONTROL:
		if ((value & SLEEP_ENABLE) && SLEEP_TYPE(value) == SLEEP_TYPE_S5)
			outcome_set(io->outcome, OUTCOME_POWEROFF, "power-off");
		break;
	case PORT_RESET:
		if (value == RESET_VALUE)
			outcome_set(io->outcome, OUTCOME_RESET, "reset");
		break;
	default:
		break;
	}
}

uint32_t ioport_in(struct ioport *io, uint16_t port, unsigned int size)
{
	uint32_t value = 0;

	if (io->chipset && chipset_in(io->chipset, port, size, &value))
		return value;
	pthread_mutex_lock(&io->lock);
	for (unsigned int i = 0; i < size; i++)
		value |= (uint32_t)in_byte(io, port + i) << 8 * i;
	pthread_mutex_unlock(&io->lock);
	return value;
}

void ioport_out(struct ioport *io, uint16_t port, unsigned int size, uint32_t value)
{
	if (io->chipset && chipset_out(io->chipset, port, size, value))
		return;
	pthread_mutex_lock(&io->lock);
	for (unsigned int i = 0; i < size; i++)
		out_byte(io, port + i, (uint8_t)(value >> 8 * i));
	pthread_mutex_unlock(&io->lock);
}
