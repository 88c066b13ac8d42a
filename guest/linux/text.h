/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A channel that brings struct lucid_text, one for each credit: text of a console, random bytes of
 * the system device. For their drivers; the caller lets in one at a time.
 */
#ifndef LUCID_GUEST_TEXT_H
#define LUCID_GUEST_TEXT_H

#include "lucid.h"
#include "ring/console.h"

/* Gives the slot of a text that has been used up back to the parent. */
static inline void lucid_text_credit(struct lucid_chan *chan, u32 id)
{
	struct lucid_done credit = { .id = id };

	if (!lucid_front_submit(&chan->front, &credit))
		lucid_chan_kick(chan);
}

/*
 * The next text, checked: 1; 0: there is none, and the interrupt is asked for; or minus a reason to
 * close. Unless it is 1 the text's length is 0.
 */
static inline int lucid_text_receive(struct lucid_chan *chan, struct lucid_text *text)
{
	int got;

	do {
		got = lucid_front_reap(&chan->front, text);
	} while (!got && lucid_rx_arm(&chan->front.rx));
	if (got == 1 && lucid_text_check(text))
		got = -LUCID_CLOSE_BAD_LENGTH;
	if (got != 1)
		text->len = 0;
	return got;
}

#endif
