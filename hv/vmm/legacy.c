// SPDX-License-Identifier: GPL-2.0-only
/*
 * Remains of the PC/AT. Sources: Intel 8259A and 82371AB data sheets. All interrupts of a guest are
 * its local APICs', so nothing here raises one.
 */
#include "hv/vmm/legacy.h"

enum {
	PIC_MASTER = 0x20, PIC_SLAVE = 0xa0, PIT = 0x40, KEYBOARD = 0x60, PORT_B = 0x61,
	KEYBOARD_COMMAND = 0x64, PORT_A = 0x92,
};

#define ICW1			0x10
#define ICW1_WITH_ICW4		0x01
#define ICW1_SINGLE		0x02
#define PORT_A_RESET		0x01
#define PORT_B_WRITABLE		0x0f
#define KEYBOARD_PULSE_RESET	0xfe

static bool is_pic(unsigned int port, unsigned int *chip)
{
	*chip = port >= PIC_SLAVE;
	return (port & ~1U) == PIC_MASTER || (port & ~1U) == PIC_SLAVE;
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
		*value = l->port_b;
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
		l->port_b = value & PORT_B_WRITABLE;
	} else if (port == KEYBOARD_COMMAND) {
		if (value == KEYBOARD_PULSE_RESET)
			outcome_set(l->outcome, OUTCOME_RESET, "reset");
	} else {
		return (port >= PIT && port < PIT + 4) || port == KEYBOARD;
	}
	return true;
}
