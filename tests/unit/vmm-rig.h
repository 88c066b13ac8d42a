/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For the back ends' host tests: a session with a thread of its own, as device_open makes it, whose
 * guest is the test: rings in plain memory, window 0 in a memfd that can be cut off.
 */
#ifndef TESTS_UNIT_VMM_RIG_H
#define TESTS_UNIT_VMM_RIG_H

#define _GNU_SOURCE
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#include "hv/vmm/backends.h"
#include "hv/vmm/guard.h"

#define RIG_ORDER	5
#define RIG_WINDOW	(1 << 20)
#define RIG_CHANNELS	4

struct rig {
	struct device d;
	unsigned int channels;		/* 0: as few as there may be */
	struct lucid_front front[RIG_CHANNELS];
	uint32_t ids[RIG_CHANNELS][1 << RIG_ORDER];
	uint8_t *sub[RIG_CHANNELS], *comp[RIG_CHANNELS];
	uint8_t *window;
	int window_fd;
};

static void rig_channel(struct rig *r, unsigned int c)
{
	struct channel *ch = &r->d.session.channel[c];
	uint32_t sub = r->d.kind->sub_slot[c % 2], comp = r->d.kind->comp_slot[c % 2];

	r->sub[c] = aligned_alloc(4096, lucid_half_bytes(RIG_ORDER, sub));
	r->comp[c] = aligned_alloc(4096, lucid_half_bytes(RIG_ORDER, comp));
	assert_int_equal(lucid_front_init(&r->front[c], r->sub[c], r->comp[c], RIG_ORDER, sub, comp,
					  r->ids[c]), 0);
	assert_int_equal(lucid_back_init(&ch->back, r->comp[c], r->sub[c], RIG_ORDER, sub, comp,
					 ch->busy), 0);
	ch->call = eventfd(0, 0);
}

/* r->d has been filled in by the back end's open. */
static void rig_start(struct rig *r)
{
	struct session *s = &r->d.session;

	guard_init();
	r->window_fd = memfd_create("window", 0);
	assert_int_equal(ftruncate(r->window_fd, RIG_WINDOW), 0);
	r->window = mmap(NULL, RIG_WINDOW, PROT_READ | PROT_WRITE, MAP_SHARED, r->window_fd, 0);
	*s = (struct session){
		.dev = &r->d, .backend = r->d.backend, .features = r->d.offer.features,
		.channels = r->channels ? r->channels : r->d.kind->unit, .kick = eventfd(0, 0),
		.window[0] = { .base = r->window, .size = RIG_WINDOW },
		.windows = { .bytes = { RIG_WINDOW }, .rights = { 3 } },
	};
	for (unsigned int c = 0; c < s->channels; c++)
		rig_channel(r, c);
	r->d.ended = eventfd(0, 0);
	if (r->d.ops->start)
		assert_int_equal(r->d.ops->start(s), 0);
	assert_int_equal(pthread_create(&s->thread, NULL, session_thread, s), 0);
}

static void rig_submit(struct rig *r, unsigned int c, const void *slot)
{
	assert_int_equal(lucid_front_submit(&r->front[c], slot), 0);
	if (lucid_tx_flush(&r->front[c].tx))
		eventfd_write(r->d.session.kick, 1);
}

/* Waits for a completion as a guest does: arm, look again, sleep. */
static void rig_reap(struct rig *r, unsigned int c, void *slot)
{
	eventfd_t count;
	int got;

	while (!(got = lucid_front_reap(&r->front[c], slot)))
		if (!lucid_rx_arm(&r->front[c].rx))
			eventfd_read(r->d.session.channel[c].call, &count);
	assert_int_equal(got, 1);
}

/* Ends the session; why it had ended by itself, if it had: enum lucid_close. */
static int rig_stop(struct rig *r)
{
	struct session *s = &r->d.session;

	s->stop = true;
	eventfd_write(s->kick, 1);
	pthread_join(s->thread, NULL);
	for (unsigned int c = 0; c < s->channels; c++) {
		close(s->channel[c].call);
		free(r->sub[c]);
		free(r->comp[c]);
	}
	munmap(r->window, RIG_WINDOW);
	close(r->window_fd);
	close(s->kick);
	close(r->d.ended);
	return s->ended ? s->ended - 1 : 0;
}

#endif
