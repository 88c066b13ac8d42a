// SPDX-License-Identifier: GPL-2.0-only
/*
 * clocks: what a PTP clock says, and setting the parent's clock to see it follow.
 *   clocks read         nanoseconds that /dev/ptp0 is ahead of CLOCK_REALTIME, by the quickest of
 *                       many readings; the same by the driver's own comparison of both; the
 *                       nanoseconds between the readings around the quickest
 *   clocks now          nanoseconds of CLOCK_REALTIME
 *   clocks ptp          nanoseconds of /dev/ptp0
 *   clocks spin N       reads /dev/ptp0 N times; fails if it ever goes back
 *   clocks refuse       0 if /dev/ptp0 can be neither set nor steered
 *   clocks step NS      sets CLOCK_REALTIME so much ahead
 *   clocks rate PPM     has CLOCK_REALTIME and CLOCK_MONOTONIC gain so much
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/ptp_clock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/timex.h>
#include <time.h>

static int fd;

static long long now(clockid_t clock)
{
	struct timespec ts = { 0 };

	clock_gettime(clock, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

/* The clock of a descriptor, see clock_getres(2). */
static clockid_t ptp(void)
{
	return (~(clockid_t)fd << 3) | 3;
}

static int print(clockid_t clock)
{
	printf("%lld\n", now(clock));
	return 0;
}

static int read_both(void)
{
	struct ptp_sys_offset_precise both = { 0 };
	long long least = 1LL << 62, ahead = 0, exact = 0;

	for (int i = 0; i < 50; i++) {
		long long before = now(CLOCK_REALTIME), there = now(ptp());
		long long took = now(CLOCK_REALTIME) - before;

		if (took >= least)
			continue;
		least = took;
		ahead = there - before - took / 2;
	}
	if (!ioctl(fd, PTP_SYS_OFFSET_PRECISE, &both))
		exact = (both.device.sec - both.sys_realtime.sec) * 1000000000LL +
			(both.device.nsec - (long long)both.sys_realtime.nsec);
	printf("%lld %lld %lld\n", ahead, exact, least);
	return 0;
}

static int spin(long n)
{
	for (long long last = 0, next; n > 0; n--, last = next) {
		next = now(ptp());
		if (next < last)
			return 1;
	}
	return 0;
}

static int refuse(void)
{
	struct timespec ts = { .tv_sec = 1 };
	struct timex tx = { .modes = ADJ_FREQUENCY, .freq = 0 };

	if (!clock_settime(ptp(), &ts) || errno != EOPNOTSUPP)
		return 1;
	/* The kernel says ERANGE by itself to any other frequency. */
	return clock_adjtime(ptp(), &tx) >= 0 || errno != EOPNOTSUPP;
}

static int step(long long ns)
{
	struct timex tx = { .modes = ADJ_SETOFFSET | ADJ_NANO };

	tx.time.tv_sec = ns / 1000000000LL - (ns % 1000000000LL < 0);
	tx.time.tv_usec = ns - tx.time.tv_sec * 1000000000LL;
	return clock_adjtime(CLOCK_REALTIME, &tx) < 0;
}

static int rate(long ppm)
{
	struct timex tx = { .modes = ADJ_FREQUENCY, .freq = ppm << 16 };

	return clock_adjtime(CLOCK_REALTIME, &tx) < 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	long long number = argc > 2 ? atoll(argv[2]) : 0;

	if (!strcmp(what, "now"))
		return print(CLOCK_REALTIME);
	if (!strcmp(what, "step"))
		return step(number);
	if (!strcmp(what, "rate"))
		return rate(number);
	fd = open("/dev/ptp0", O_RDWR);
	if (fd < 0)
		return 2;
	if (!strcmp(what, "ptp"))
		return print(ptp());
	if (!strcmp(what, "read"))
		return read_both();
	if (!strcmp(what, "spin"))
		return spin(number);
	return strcmp(what, "refuse") ? 2 : refuse();
}
