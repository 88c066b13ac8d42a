/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Whether memory that the peer names lies inside a window. For the device headers and the back
 * ends. All arguments are private copies: check what you copied, then use what you checked.
 */
#ifndef LUCID_RING_WINDOW_H
#define LUCID_RING_WINDOW_H

#include "half.h"

/* A device's windows, as its back end keeps them. */
struct lucid_windows {
	uint64_t bytes[LUCID_DEV_WINDOWS];	/* 0: no window */
	uint32_t rights[LUCID_DEV_WINDOWS];	/* enum lucid_right, the parent's */
};

/* 0, or -LUCID_CLOSE_BAD_ADDRESS when a byte of @seg is outside; an empty one may end a window. */
static inline int lucid_window_check(const uint64_t *sizes, uint32_t nwin,
				     const struct lucid_seg *seg)
{
	uint64_t size;

	if (seg->window >= nwin)
		return -LUCID_CLOSE_BAD_ADDRESS;
	size = sizes[seg->window];
	if (seg->len > size || seg->offset > size - seg->len)
		return -LUCID_CLOSE_BAD_ADDRESS;
	return 0;
}

/*
 * Takes a child's answer over; from the first bad window on there are none. 0,
 * -LUCID_CLOSE_BAD_ADDRESS or -LUCID_CLOSE_BAD_FIELD.
 */
static inline lucid_must_check int lucid_windows_init(struct lucid_windows *windows,
						      const struct lucid_window *answer)
{
	uint32_t i;

	/*@ loop invariant 0 <= i <= LUCID_DEV_WINDOWS;
	    loop invariant \forall integer k; 0 <= k < i ==> windows->bytes[k] == 0;
	    loop assigns i, windows->bytes[0 .. 3], windows->rights[0 .. 3];
	    loop variant LUCID_DEV_WINDOWS - i; */
	for (i = 0; i < LUCID_DEV_WINDOWS; i++)
		windows->bytes[i] = windows->rights[i] = 0;
	/*@ loop invariant 0 <= i <= LUCID_DEV_WINDOWS;
	    loop invariant \forall integer k; 0 <= k < LUCID_DEV_WINDOWS ==>
	      windows->bytes[k] <= LUCID_GPA_LIMIT && (k < i || windows->bytes[k] == 0);
	    loop assigns i, windows->bytes[0 .. 3], windows->rights[0 .. 3];
	    loop variant LUCID_DEV_WINDOWS - i; */
	for (i = 0; i < LUCID_DEV_WINDOWS; i++) {
		uint64_t bytes = (uint64_t)answer[i].pages * LUCID_PAGE_SIZE;
		uint32_t rights = answer[i].rights;

		if (!bytes)
			continue;
		if (answer[i].gpa % LUCID_PAGE_SIZE || bytes > LUCID_GPA_LIMIT ||
		    answer[i].gpa > LUCID_GPA_LIMIT - bytes)
			return -LUCID_CLOSE_BAD_ADDRESS;
		if (rights != LUCID_RIGHT_READ &&
		    rights != (LUCID_RIGHT_READ | LUCID_RIGHT_WRITE))
			return -LUCID_CLOSE_BAD_FIELD;
		windows->bytes[i] = bytes;
		windows->rights[i] = rights;
	}
	return 0;
}

/* One segment with what the back end is going to do to it; an empty one is an error. */
static inline int lucid_seg_check(const struct lucid_windows *windows,
				  const struct lucid_seg *seg, uint32_t right)
{
	int err;

	if (!seg->len)
		return -LUCID_CLOSE_BAD_LENGTH;
	err = lucid_window_check(windows->bytes, LUCID_DEV_WINDOWS, seg);
	if (!err && !(windows->rights[seg->window] & right))
		err = -LUCID_CLOSE_BAD_ADDRESS;
	return err;
}

/* @n segments; their lengths are added up in @total. */
static inline int lucid_segs_check(const struct lucid_windows *windows,
				   const struct lucid_seg *segs, uint32_t n, uint32_t right,
				   uint64_t *total)
{
	uint32_t i;

	*total = 0;
	/*@ loop invariant 0 <= i <= n && *total <= i * 0xffffffff;
	    loop invariant \forall integer k; 0 <= k < i ==> segs[k].len > 0 &&
	      segs[k].window < LUCID_DEV_WINDOWS &&
	      segs[k].offset + segs[k].len <= windows->bytes[segs[k].window];
	    loop assigns i, *total;
	    loop variant n - i; */
	for (i = 0; i < n; i++) {
		int err = lucid_seg_check(windows, &segs[i], right);

		if (err)
			return err;
		*total += segs[i].len;
	}
	return 0;
}

/* The segment that names an indirect list of @n segments. */
static inline int lucid_list_check(const struct lucid_windows *windows,
				   const struct lucid_seg *list, uint32_t n)
{
	if (list->len != n * sizeof(*list))
		return -LUCID_CLOSE_BAD_LENGTH;
	if (list->offset % sizeof(*list))
		return -LUCID_CLOSE_BAD_ADDRESS;
	return lucid_seg_check(windows, list, LUCID_RIGHT_READ);
}

/* Copies an indirect list out of the window, once; check it afterwards. */
static inline void lucid_list_copy(struct lucid_seg *segs, const void *shared, uint32_t n)
{
	lucid_copy_out64(segs, shared, n * (uint32_t)sizeof(*segs));
}

#endif
