// SPDX-License-Identifier: GPL-2.0-only
/*
 * Remains of the PC/AT. Sources: Intel 8259A, 8254 and 82371AB data sheets. All interrupts of a
 * guest are its local APICs', so nothing here raises one. Channel 2 of the timer always is a
 * one-shot, which its gate in port 0x61 starts; there is no speaker that would want another mode.
 */
#include "hv/vmm/legacy.h"

#include <time.h>

enum {
	PIC_MASTER = 0x20, PIC_SLAVE = 0xa0, PIT = 0x40, KEYBOARD = 0x60, PORT_B = 0x61,
	KEYBOARD_COMMAND = 0x64, PORT_A = 0x92,
};

#define ICW1			0x10
#define ICW1_WITH_ICW4		0x01
#define ICW1_SINGLE		0x02
#define PORT_A_RESET		0x01
#define PORT_B_WRITABLE		0x0f
#define PORT_B_GATE		0x01
#define PORT_B_OUTPUT		0x20
#define PIT_HZ			1193182U
#define PIT_CHANNEL		2
#define PIT_CONTROL		3
#define PIT_SELECTS(value)	((value) >> 6)
#define KEYBOARD_PULSE_RESET	0xfe

static bool is_pic(unsigned int port, unsigned int *chip)
{
	*chip = port >= PIC_SLAVE;
	return (port & ~1U) == PIC_MASTER || (port & ~1U) == PIC_SLAVE;
}

bool legacy_elapsed(uint16_t count, uint64_t ns)
{
	uint64_t s = ns / 1000000000, rest = ns % 1000000000;

	return s * PIT_HZ + rest * PIT_HZ / 1000000000 >= (count ? count : 0x10000U);
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static uint8_t port_b(const struct legacy *l)
{
	bool out = l->port_b & PORT_B_GATE && legacy_elapsed(l->count, now_ns() - l->since);

	return l->port_b | (out ? PORT_B_OUTPUT : 0);
}

/* Low byte, then high byte: no other way of loading is asked for. */
static void pit_out(struct legacy *l, unsigned int port, uint8_t value)
{
	if (port == PIT + PIT_CONTROL && PIT_SELECTS(value) == PIT_CHANNEL) {
		l->high = false;
	} else if (port == PIT + PIT_CHANNEL) {
		l->count = l->high ? (uint16_t)(l->count & 0xff) | (uint16_t)(value << 8) : value;
		l->high = !l->high;
		l->since = now_ns();
	}
}

static void port_b_out(struct legacy *l, uint8_t value)
{
	if (value & ~l->port_b & PORT_B_GATE)
		l->since = now_ns();
	l->port_b = value & PORT_B_WRITABLE;
}

bool legacy_in(const struct legacy *l, unsigned int port, uint32_t *value)
{
	unsigned int chip;

	if (is_pic(port, &chip))
		*value = port & 1 ? l->mask[chip] : 0;	/* nothing requested, nothing in service */
	else if (port >= PIT && port < PIT + 4)
		*value = 0;
	else if (port == PORT_A)
		*value = l->port_a;
	else if (port == PORT_B)
		*value = port_b(l);
	else
		return false;	/* there is no keyboard */
	return true;
}

/* After ICW1 as many writes to the other port are no masks. */
static void pic_out(struct legacy *l, unsigned int port, unsigned int chip, uint8_t value)
{
	if (!(port & 1)) {
		if (value & ICW1)
			l->left[chip] = (uint8_t)(1 + !(value & ICW1_SINGLE) +
						  (value & ICW1_WITH_ICW4));
	} else if (l->left[chip]) {
		l->left[chip]--;
	} else {
		l->mask[chip] = value;
	}
}

bool legacy_out(struct legacy *l, unsigned int port, uint8_t value)
{
	unsigned int chip;

	if (is_pic(port, &chip)) {
		pic_out(l, port, chip, value);
	} else if (port == PORT_A) {
		l->port_a = value & (uint8_t)~PORT_A_RESET;
		if (value & PORT_A_RESET)
			outcome_set(l->outcome, OUTCOME_RESET, "reset");
	} else if (port == PORT_B) {
		port_b_out(l, value);
	} else if (port >= PIT && port < PIT + 4) {
		pit_out(l, port, value);
	} else if (port == KEYBOARD_COMMAND) {
		if (value == KEYBOARD_PULSE_RESET)
			outcome_set(l->outcome, OUTCOME_RESET, "reset");
	} else {
		return port == KEYBOARD;
	}
	return true;
}
