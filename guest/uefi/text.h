/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A channel that brings struct lucid_text, one for each credit: text of a console, random bytes of
 * the system device. For their drivers.
 */
#ifndef LUCID_UEFI_TEXT_H
#define LUCID_UEFI_TEXT_H

#include "guest/uefi/lucid.h"
#include "ring/console.h"

/* Gives the slot of a text that has been used up to the parent. */
static inline void lucid_text_credit(struct lucid_chan *chan, uint32_t id)
{
	struct lucid_done credit = { .id = id };

	if (!lucid_front_submit(&chan->front, &credit))
		lucid_chan_kick(chan);
}

/* All slots, when the channel is new. */
static inline void lucid_text_fill(struct lucid_chan *chan)
{
	int id;

	while ((id = lucid_front_get(&chan->front)) >= 0)
		lucid_text_credit(chan, id);
}

/* The next text, checked: 1; 0: there is none; or minus a reason to close. */
static inline int lucid_text_next(struct lucid_chan *chan, struct lucid_text *text)
{
	int got = lucid_front_reap(&chan->front, text);

	if (got == 1 && lucid_text_check(text))
		got = -LUCID_CLOSE_BAD_LENGTH;
	if (got != 1)
		text->len = 0;
	return got;
}

#endif
