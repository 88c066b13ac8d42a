// SPDX-License-Identifier: GPL-2.0-only
/*
 * A 16550A serial port: everything is sent at once, nothing is received but in loop-back mode.
 * Register layout: National Semiconductor PC16550D data sheet.
 */
#include "hv/vmm/uart16550.h"

#include <errno.h>
#include <linux/serial_reg.h>
#include <poll.h>
#include <unistd.h>

void uart_init(struct uart *u, int fd, int in)
{
	*u = (struct uart){ .fd = fd, .in = in, .divisor = { 1, 0 } };
}

static void send(struct uart *u, uint8_t value)
{
	ssize_t n;

	if (u->mcr & UART_MCR_LOOP) {
		u->received = value;
		u->ready = 1;
		return;
	}
	if (u->fd < 0)
		return;
	do
		n = write(u->fd, &value, 1);
	while (n < 0 && (errno == EINTR || errno == EAGAIN));
	if (n < 0)
		u->fd = -1;
}

/* Looks for input when the guest does: there is no interrupt that would tell of it. */
static void look(struct uart *u)
{
	struct pollfd in = { .fd = u->in, .events = POLLIN };

	if (u->ready || u->mcr & UART_MCR_LOOP || u->in < 0 || poll(&in, 1, 0) <= 0)
		return;
	if (read(u->in, &u->received, 1) == 1)
		u->ready = 1;
	else if (errno != EINTR && errno != EAGAIN)
		u->in = -1;
}

static uint8_t receive(struct uart *u)
{
	u->ready = 0;
	return u->received;
}

/* The transmitter is always empty, so the only cause that can wait is "send more". */
static uint8_t identify(const struct uart *u)
{
	uint8_t fifo = u->fcr & UART_FCR_ENABLE_FIFO ? 0xc0 : 0;

	if (u->ready && (u->ier & UART_IER_RDI))
		return fifo | UART_IIR_RDI;
	if (u->ier & UART_IER_THRI)
		return fifo | UART_IIR_THRI;
	return fifo | UART_IIR_NO_INT;
}

/* In loop-back mode the modem's outputs are wired to its inputs. */
static uint8_t modem_status(const struct uart *u)
{
	uint8_t msr = 0;

	if (!(u->mcr & UART_MCR_LOOP))
		return UART_MSR_DCD | UART_MSR_DSR | UART_MSR_CTS;
	if (u->mcr & UART_MCR_DTR)
		msr |= UART_MSR_DSR;
	if (u->mcr & UART_MCR_RTS)
		msr |= UART_MSR_CTS;
	if (u->mcr & UART_MCR_OUT1)
		msr |= UART_MSR_RI;
	if (u->mcr & UART_MCR_OUT2)
		msr |= UART_MSR_DCD;
	return msr;
}

uint8_t uart_read(struct uart *u, unsigned int reg)
{
	if ((u->lcr & UART_LCR_DLAB) && reg <= UART_DLM)
		return u->divisor[reg];
	look(u);
	switch (reg) {
	case UART_RX:
		return receive(u);
	case UART_IER:
		return u->ier;
	case UART_IIR:
		return identify(u);
	case UART_LCR:
		return u->lcr;
	case UART_MCR:
		return u->mcr;
	case UART_LSR:
		return UART_LSR_THRE | UART_LSR_TEMT | (u->ready ? UART_LSR_DR : 0);
	case UART_MSR:
		return modem_status(u);
	default:
		return u->scratch;
	}
}

void uart_write(struct uart *u, unsigned int reg, uint8_t value)
{
	if ((u->lcr & UART_LCR_DLAB) && reg <= UART_DLM) {
		u->divisor[reg] = value;
		return;
	}
	switch (reg) {
	case UART_TX:
		send(u, value);
		break;
	case UART_IER:
		u->ier = value & 0x0f;
		break;
	case UART_FCR:
		u->fcr = value;
		break;
	case UART_LCR:
		u->lcr = value;
		break;
	case UART_MCR:
		u->mcr = value & 0x1f;
		break;
	case UART_SCR:
		u->scratch = value;
		break;
	default:
		break;	/* line and modem status are read-only */
	}
}
