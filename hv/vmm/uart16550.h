/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A 16550A serial port without an interrupt: what Linux needs for its early console and for
 * polled use. ioport.c calls it under its lock.
 */
#ifndef LUCID_VMM_UART16550_H
#define LUCID_VMM_UART16550_H

#include <stdint.h>

#define UART_PORT	0x3f8
#define UART_PORTS	8

struct uart {
	int fd;			/* what is sent goes here; -1: nowhere */
	int in;			/* what is received comes from here; -1: nothing does */
	uint8_t ier;
	uint8_t fcr;
	uint8_t lcr;
	uint8_t mcr;
	uint8_t scratch;
	uint8_t divisor[2];
	uint8_t received;	/* from in, or in loop-back mode what was sent */
	uint8_t ready;		/* 1: it is there */
};

void uart_init(struct uart *u, int fd, int in);
uint8_t uart_read(struct uart *u, unsigned int reg);
void uart_write(struct uart *u, unsigned int reg, uint8_t value);

#endif
