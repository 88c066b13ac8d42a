/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The plain completion, struct lucid_done: what a front end accepts. For the device headers.
 */
#ifndef LUCID_RING_DONE_H
#define LUCID_RING_DONE_H

#include "ring.h"

/* 0, or -LUCID_CLOSE_BAD_FIELD. */
static inline int lucid_done_check(const struct lucid_done *done)
{
	return done->status > LUCID_IO_NOSPACE || done->info ? -LUCID_CLOSE_BAD_FIELD : 0;
}

/* As lucid_front_reap(), with the status checked too. */
static inline lucid_must_check int lucid_done_reap(struct lucid_front *front,
						   struct lucid_done *done)
{
	int got = lucid_front_reap_sized(front, done, sizeof(*done));

	if (got == 1 && lucid_done_check(done)) {
		lucid_front_close(front, LUCID_CLOSE_BAD_FIELD);
		got = -LUCID_CLOSE_BAD_FIELD;
	}
	return got;
}

static inline lucid_must_check int lucid_done_complete(struct lucid_back *back, uint32_t id,
						       enum lucid_io_status status)
{
	struct lucid_done done;

	done.id = id;
	done.status = (uint32_t)status;
	done.info = 0;
	done.tag = 0;
	return lucid_back_complete_sized(back, &done, sizeof(done));
}

#endif
