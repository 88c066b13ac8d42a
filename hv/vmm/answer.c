// SPDX-License-Identifier: GPL-2.0-only
/*
 * Judges a child's answer to the offer of a device. The answer is a private copy; nothing in it is
 * trusted before it went through here.
 */
#include "hv/vmm/device.h"

static bool range_ok(uint64_t gpa, uint64_t size)
{
	return !(gpa % LUCID_PAGE_SIZE) && gpa < LUCID_GPA_LIMIT && size <= LUCID_GPA_LIMIT - gpa;
}

static int check_rings(const struct device *d, const struct lucid_answer *a)
{
	uint32_t half = 0;

	if (a->order < LUCID_RING_MIN_ORDER || a->order > d->offer.max_order)
		return -LUCID_CLOSE_BAD_FIELD;
	if (!a->channels || a->channels > d->offer.channels || a->channels % d->kind->unit)
		return -LUCID_CLOSE_BAD_FIELD;
	for (unsigned int i = 0; i < 2; i++) {
		uint32_t bytes = lucid_half_bytes(a->order, d->kind->sub_slot[i]);

		half = bytes > half ? bytes : half;
	}
	if (a->sub_stride % LUCID_PAGE_SIZE || a->sub_stride < half)
		return -LUCID_CLOSE_BAD_LENGTH;
	if (!range_ok(a->sub_gpa, (uint64_t)a->sub_stride * a->channels))
		return -LUCID_CLOSE_BAD_ADDRESS;
	return 0;
}

int answer_check(const struct device *d, const struct lucid_answer *a,
		 struct lucid_windows *windows)
{
	uint64_t required = d->offer.features & d->kind->required;
	int err;

	if ((a->features & ~d->offer.features) || (a->features & required) != required)
		return -LUCID_CLOSE_BAD_FIELD;
	for (unsigned int i = 0; i < sizeof(a->reserved) / sizeof(a->reserved[0]); i++)
		if (a->reserved[i])
			return -LUCID_CLOSE_BAD_FIELD;
	err = check_rings(d, a);
	return err ? err : lucid_windows_init(windows, a->window);
}
