// SPDX-License-Identifier: GPL-2.0-only
/*
 * An MC146818 that is always between two updates, in BCD and 24-hour mode, in UTC. What the guest
 * sets lasts as long as it does. Source: Motorola MC146818A data sheet; the places of memory sizes
 * are those of the PC/AT and of its successors.
 */
#include "hv/vmm/cmos.h"

#include <time.h>

enum {
	SECONDS = 0, MINUTES = 2, HOURS = 4, WEEKDAY = 6, DAY, MONTH, YEAR,
	REG_A, REG_B, REG_C, REG_D,
};
enum { EXT_LOW = 0x30, CENTURY = 0x32, ABOVE_16M = 0x34, ABOVE_4G = 0x5b };

#define A_DIVIDER	0x26	/* 32 kHz, 1024 Hz; no update in progress */
#define B_24_HOURS	0x02
#define D_VALID		0x80
#define UNIT		0x10000	/* of memory sizes */

static uint8_t bcd(int n)
{
	return (uint8_t)((n / 10 % 10) << 4 | n % 10);
}

static int from_bcd(uint8_t b)
{
	return (b >> 4) * 10 + (b & 15);
}

static void put(struct cmos *c, unsigned int reg, unsigned int bytes, uint64_t value)
{
	for (unsigned int i = 0; i < bytes; i++)
		c->reg[reg + i] = (uint8_t)(value >> 8 * i);
}

void cmos_init(struct cmos *c, uint64_t low_size, uint64_t high_size)
{
	uint64_t ext = (low_size >> 10) - 1024;

	*c = (struct cmos){
		.reg = { [REG_A] = A_DIVIDER, [REG_B] = B_24_HOURS, [REG_D] = D_VALID },
	};
	put(c, EXT_LOW, 2, ext > 0xffff ? 0xffff : ext);
	put(c, ABOVE_16M, 2, low_size > 16 << 20 ? (low_size - (16 << 20)) / UNIT : 0);
	put(c, ABOVE_4G, 3, high_size / UNIT);
}

static void get_time(const struct cmos *c, int64_t now, struct tm *tm)
{
	time_t t = now + c->ahead;

	gmtime_r(&t, tm);
}

uint8_t cmos_read(const struct cmos *c, unsigned int offset, int64_t now)
{
	struct tm tm;

	if (!offset)
		return 0xff;	/* the index cannot be read */
	get_time(c, now, &tm);
	switch (c->index) {
	case SECONDS:
		return bcd(tm.tm_sec);
	case MINUTES:
		return bcd(tm.tm_min);
	case HOURS:
		return bcd(tm.tm_hour);
	case WEEKDAY:
		return bcd(tm.tm_wday + 1);
	case DAY:
		return bcd(tm.tm_mday);
	case MONTH:
		return bcd(tm.tm_mon + 1);
	case YEAR:
		return bcd(tm.tm_year);
	case CENTURY:
		return bcd((tm.tm_year + 1900) / 100);
	default:
		return c->reg[c->index];
	}
}

/* Sets one field of the time; gmtime's fields may be out of range until all of them are set. */
static void set_time(struct cmos *c, uint8_t value, int64_t now)
{
	int n = from_bcd(value);
	struct tm tm;

	get_time(c, now, &tm);
	switch (c->index) {
	case SECONDS:
		tm.tm_sec = n;
		break;
	case MINUTES:
		tm.tm_min = n;
		break;
	case HOURS:
		tm.tm_hour = n;
		break;
	case DAY:
		tm.tm_mday = n;
		break;
	case MONTH:
		tm.tm_mon = n - 1;
		break;
	case YEAR:
		tm.tm_year = tm.tm_year / 100 * 100 + n;
		break;
	case CENTURY:
		tm.tm_year = n * 100 - 1900 + tm.tm_year % 100;
		break;
	default:
		return;
	}
	c->ahead = timegm(&tm) - now;
}

void cmos_write(struct cmos *c, unsigned int offset, uint8_t value, int64_t now)
{
	if (!offset) {
		c->index = value & 0x7f;
		return;
	}
	if (c->index <= YEAR || c->index == CENTURY)
		set_time(c, value, now);
	else if (c->index > REG_D && (c->index < ABOVE_16M || c->index > ABOVE_16M + 1))
		c->reg[c->index] = value;
}
