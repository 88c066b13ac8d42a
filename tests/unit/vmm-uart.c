// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the serial port answers the probes of Linux's 8250 driver as a 16550A, sends what is
 * written and tells the truth in its status registers.
 */
/* sources: hv/vmm/uart16550.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>
#include <linux/serial_reg.h>
#include <cmocka.h>

#include "hv/vmm/uart16550.h"

static void sends(void **state)
{
	char got[4] = { 0 };
	struct uart u;
	int fd[2];

	(void)state;
	assert_int_equal(pipe(fd), 0);
	uart_init(&u, fd[1], -1);
	uart_write(&u, UART_TX, 'o');
	uart_write(&u, UART_LCR, UART_LCR_DLAB);
	uart_write(&u, UART_DLL, 'x');		/* the divisor, not text */
	uart_write(&u, UART_LCR, UART_LCR_WLEN8);
	uart_write(&u, UART_TX, 'k');
	assert_int_equal(read(fd[0], got, sizeof(got)), 2);
	assert_string_equal(got, "ok");
	assert_int_equal(uart_read(&u, UART_LSR), UART_LSR_THRE | UART_LSR_TEMT);
	close(fd[0]);
	close(fd[1]);
}

static void nowhere(void **state)
{
	struct uart u;

	(void)state;
	uart_init(&u, -1, -1);
	uart_write(&u, UART_TX, 'x');
	uart_init(&u, 12345, -1);			/* fails, and is not asked again */
	uart_write(&u, UART_TX, 'x');
	assert_int_equal(u.fd, -1);
}

/* The steps of autoconfig() and autoconfig_16550a(). */
static void probes(void **state)
{
	struct uart u;

	(void)state;
	uart_init(&u, -1, -1);
	uart_write(&u, UART_IER, 0);
	assert_int_equal(uart_read(&u, UART_IER) & 0x0f, 0);
	uart_write(&u, UART_IER, 0x4f);
	assert_int_equal(uart_read(&u, UART_IER), 0x0f);
	uart_write(&u, UART_IER, 0);
	uart_write(&u, UART_MCR, UART_MCR_LOOP | UART_MCR_OUT2 | UART_MCR_RTS);
	assert_int_equal(uart_read(&u, UART_MSR) & 0xf0, UART_MSR_DCD | UART_MSR_CTS);
	uart_write(&u, UART_MCR, 0);
	uart_write(&u, UART_FCR, UART_FCR_ENABLE_FIFO);
	assert_int_equal(uart_read(&u, UART_IIR), 0xc0 | UART_IIR_NO_INT);
	uart_write(&u, UART_SCR, 0x5a);
	assert_int_equal(uart_read(&u, UART_SCR), 0x5a);
	uart_write(&u, UART_IER, UART_IER_THRI);
	assert_int_equal(uart_read(&u, UART_IIR), 0xc0 | UART_IIR_THRI);
}

static void loops_back(void **state)
{
	struct uart u;

	(void)state;
	uart_init(&u, -1, -1);
	uart_write(&u, UART_MCR, UART_MCR_LOOP);
	uart_write(&u, UART_TX, 0xa5);
	assert_true(uart_read(&u, UART_LSR) & UART_LSR_DR);
	assert_int_equal(uart_read(&u, UART_RX), 0xa5);
	assert_false(uart_read(&u, UART_LSR) & UART_LSR_DR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sends),
		cmocka_unit_test(nowhere),
		cmocka_unit_test(probes),
		cmocka_unit_test(loops_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
