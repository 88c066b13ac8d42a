// SPDX-License-Identifier: GPL-2.0-only
/*
 * System back end: each credit of channel 0 is answered with random bytes, and what is asked of the
 * guest goes into the configuration.
 */
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "hv/vmm/backends.h"
#include "hv/vmm/log.h"
#include "ring/system.h"

#define SYSTEM_ORDER	1
#define SYSTEM_BATCH	8	/* credits before the thread looks whether it is to stop */

struct system {
	/* The main thread's. */
	uint32_t request;	/* enum lucid_system_request */
	uint32_t balloon;	/* pages */
};

static struct system system_state;

/* 0, or minus a reason. */
static int answer(struct lucid_back *back, const struct lucid_done *credit)
{
	struct lucid_text text = { .id = credit->id, .len = sizeof(text.bytes) };
	int err;

	if (lucid_credit_check(credit))
		return -LUCID_CLOSE_BAD_FIELD;
	if (getrandom(text.bytes, text.len, 0) != (ssize_t)text.len) {
		log_error("getrandom: %s", strerror(errno));
		return -LUCID_CLOSE_NORMAL;
	}
	err = lucid_back_complete(back, &text);
	explicit_bzero(&text, sizeof(text));
	return err;
}

static int serve(struct session *s, unsigned int c)
{
	struct lucid_back *back = &s->channel[c].back;
	struct lucid_done credit;
	int got = 0, done = 0;

	while (done < SYSTEM_BATCH && (got = lucid_back_take(back, &credit)) > 0) {
		int err = answer(back, &credit);

		if (err)
			return err;
		done++;
	}
	return got < 0 ? got : done;
}

static bool arm(struct session *s, unsigned int c)
{
	return lucid_rx_arm(&s->channel[c].back.rx);
}

/* What was asked of one driver is nothing to the next. */
static bool renew(struct device *d, const uint8_t *unused)
{
	struct system *sys = d->backend;
	struct lucid_system_config config;

	(void)unused;
	if (d->offer.state != LUCID_STATE_READY)
		sys->request = LUCID_SYSTEM_NONE;
	memcpy(&config, d->offer.config, sizeof(config));
	if (config.request == sys->request && config.balloon == sys->balloon)
		return false;
	config.request = sys->request;
	config.balloon = sys->balloon;
	memcpy(d->offer.config, &config, sizeof(config));
	return true;
}

static const struct device_kind system_kind = {
	.name = "system",
	.unit = 1,
	.sub_slot = { sizeof(struct lucid_done), sizeof(struct lucid_done) },
	.comp_slot = { sizeof(struct lucid_text), sizeof(struct lucid_text) },
};

static const struct device_ops system_ops = {
	.serve = serve,
	.arm = arm,
	.renew = renew,
};

bool system_ask(struct device *d, uint32_t request)
{
	struct system *sys = d->backend;

	if (d->offer.state != LUCID_STATE_READY)
		return false;
	sys->request = request;
	return true;
}

int system_open(struct device *d, bool memory, uint32_t balloon)
{
	struct lucid_system_config config = { .balloon = balloon };
	uint8_t byte;

	/* Waits, if need be, until the kernel has enough; a session's thread must not. */
	if (getrandom(&byte, sizeof(byte), 0) != sizeof(byte)) {
		log_error("getrandom: %s", strerror(errno));
		return -1;
	}
	system_state = (struct system){ .request = LUCID_SYSTEM_NONE, .balloon = balloon };
	d->kind = &system_kind;
	d->ops = &system_ops;
	d->backend = &system_state;
	d->offer.type = LUCID_DEV_SYSTEM;
	d->offer.channels = 1;
	d->offer.max_order = SYSTEM_ORDER;
	d->offer.features = memory ? LUCID_SYSTEM_F_MEMORY : 0;
	memcpy(d->offer.config, &config, sizeof(config));
	return 0;
}
