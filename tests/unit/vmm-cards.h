/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For the host tests of network cards, whose back ends are processes: a child with one of them.
 */
#ifndef TESTS_UNIT_VMM_CARDS_H
#define TESTS_UNIT_VMM_CARDS_H

#include "vmm-child.h"
#include "ring/net.h"

#define BUF	4096		/* buffer i is at i * BUF of the window */
#define TX	(512 * 1024)	/* and here is what is sent */

static struct lucid_front rx, tx;
static uint32_t rx_ids[1 << ORDER], tx_ids[1 << ORDER];

static void kick(struct lucid_front *f)
{
	if (lucid_tx_flush(&f->tx))
		eventfd_write(dev.session.kick, 1);
}

/* Enough buffers for the longest frame: 32 of 4 KiB. */
static void give_buffers(void)
{
	int id;

	while ((id = lucid_front_get(&rx)) >= 0) {
		struct lucid_net_buf buf = { .id = (uint32_t)id };

		buf.seg = (struct lucid_seg){ buf.id * BUF, BUF, 0 };
		assert_int_equal(lucid_front_submit(&rx, &buf), 0);
	}
	kick(&rx);
}

/* The child has one queue pair of those that there are. */
static void child_serves(uint32_t generation)
{
	uint8_t *comp = halves;

	assert_true(until(LUCID_STATE_OFFERED, generation));
	memset(sub, 0, SUB);
	assert_int_equal(lucid_front_init(&rx, sub, comp, ORDER, sizeof(struct lucid_net_buf),
					  sizeof(struct lucid_net_frame), rx_ids), 0);
	assert_int_equal(lucid_front_init(&tx, sub + SUB / 2, comp + dev.offer.comp_stride, ORDER,
					  sizeof(struct lucid_net_tx), sizeof(struct lucid_done),
					  tx_ids), 0);
	child_answers(2);
	assert_true(until(LUCID_STATE_READY, generation));
	give_buffers();
}

/* Sends a frame that is full of this character: its status, -1: there is none. */
static int child_sends(char what, uint32_t len, uint16_t flags)
{
	struct lucid_net_tx slot = { .nseg = 1, .flags = flags, .seg[0] = { TX, len, 0 } };
	struct lucid_done done;

	if (!flags)
		memset(window + TX, what, len);
	slot.id = (uint32_t)lucid_front_get(&tx);
	assert_int_equal(lucid_front_submit(&tx, &slot), 0);
	kick(&tx);
	while (lucid_front_reap(&tx, &done) != 1)
		if (!lucid_rx_arm(&tx.rx) && !child_waits(1, PATIENCE_MS))
			return -1;
	lucid_front_put(&tx, done.id);
	return (int)done.status;
}

/* The length of a frame that came, and its first byte; -1: none did. */
static int child_hears(char *what, int ms)
{
	struct lucid_net_frame frame;

	while (lucid_front_reap(&rx, &frame) != 1)
		if (!lucid_rx_arm(&rx.rx) && !child_waits(0, ms))
			return -1;
	*what = (char)window[frame.id * BUF];
	lucid_front_put(&rx, frame.id);
	give_buffers();
	return (int)frame.len;
}

/* The process dies in mid-service; what was said of it; the child takes up the next generation. */
static void child_loses(uint32_t generation)
{
	assert_true(until(LUCID_STATE_SUSPENDED, generation));
	child_says(LUCID_STATE_CLOSED);
	child_serves(generation + 1);
}

#endif
