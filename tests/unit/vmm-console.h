/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest of a console's back end: prints, gives credit for what may be typed, and gets it. For
 * the tests of hv/vmm/console.c.
 */
#ifndef TESTS_UNIT_VMM_CONSOLE_H
#define TESTS_UNIT_VMM_CONSOLE_H

#include "vmm-rig.h"
#include "ring/console.h"

static struct rig r;
static int out[2];

static inline void print(const char *text)
{
	struct lucid_text t = { .id = (uint32_t)lucid_front_get(&r.front[0]) };
	struct lucid_done done;
	char got[64] = { 0 };

	t.len = (uint32_t)strlen(text);
	memcpy(t.bytes, text, t.len);
	rig_submit(&r, 0, &t);
	rig_reap(&r, 0, &done);
	lucid_front_put(&r.front[0], done.id);
	assert_int_equal(read(out[0], got, sizeof(got)), t.len);
	assert_string_equal(got, text);
}

static inline void give_credit(void)
{
	struct lucid_done credit = { .id = (uint32_t)lucid_front_get(&r.front[1]) };

	rig_submit(&r, 1, &credit);
}

static inline uint32_t typed(char *to)
{
	struct lucid_text t;

	rig_reap(&r, 1, &t);
	assert_int_equal(lucid_text_check(&t), 0);
	memcpy(to, t.bytes, t.len);
	lucid_front_put(&r.front[1], t.id);
	return t.len;
}

#endif
