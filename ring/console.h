/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The console protocol: channels of the right shape, and what each side accepts. For console
 * back ends and drivers. Arguments are private copies; a check gives 0 or minus the enum
 * lucid_close to close the channel with.
 */
#ifndef LUCID_RING_CONSOLE_H
#define LUCID_RING_CONSOLE_H

#include "done.h"

/* Channel 0: the child writes text. */
static inline lucid_must_check int lucid_text_out_front_init(struct lucid_front *front, void *sub,
							     const void *comp, uint32_t order,
							     uint32_t *ids)
{
	return lucid_front_init(front, sub, comp, order, sizeof(struct lucid_text),
				sizeof(struct lucid_done), ids);
}

static inline lucid_must_check int lucid_text_out_back_init(struct lucid_back *back, void *comp,
							    const void *sub, uint32_t order,
							    uint32_t *busy)
{
	return lucid_back_init(back, comp, sub, order, sizeof(struct lucid_text),
			       sizeof(struct lucid_done), busy);
}

/* Channel 1: the child gives credits (struct lucid_done), the parent fills them with text. */
static inline lucid_must_check int lucid_text_in_front_init(struct lucid_front *front, void *sub,
							    const void *comp, uint32_t order,
							    uint32_t *ids)
{
	return lucid_front_init(front, sub, comp, order, sizeof(struct lucid_done),
				sizeof(struct lucid_text), ids);
}

static inline lucid_must_check int lucid_text_in_back_init(struct lucid_back *back, void *comp,
							   const void *sub, uint32_t order,
							   uint32_t *busy)
{
	return lucid_back_init(back, comp, sub, order, sizeof(struct lucid_done),
			       sizeof(struct lucid_text), busy);
}

/* Text in either direction: 0, or -LUCID_CLOSE_BAD_LENGTH. */
static inline lucid_must_check int lucid_text_check(const struct lucid_text *text)
{
	return !text->len || text->len > sizeof(text->bytes) ? -LUCID_CLOSE_BAD_LENGTH : 0;
}

/* A credit, as the back end takes it: 0, or -LUCID_CLOSE_BAD_FIELD. */
static inline lucid_must_check int lucid_credit_check(const struct lucid_done *credit)
{
	return credit->status || credit->info ? -LUCID_CLOSE_BAD_FIELD : 0;
}

#endif
