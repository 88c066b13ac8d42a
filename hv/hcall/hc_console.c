/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The early console: characters in registers, handed to the parent. Called by
 * dispatch.c only.
 */
#include "hv/core/vp.h"
#include "hv/hcall/hcall.h"
#include "spec/gen/hcall_table.h"

#define MAX_CHARS 32

int64_t hc_console_write(struct hcall *c)
{
	struct lucid_run *run = c->vp->run;
	uint64_t n = c->arg[0];

	if (n == 0 || n > MAX_CHARS)
		return hcall_inval(c, 1);
	/* Only what it asked for: the registers may hold something else behind that. */
	for (unsigned int i = 0; i < MAX_CHARS; i++)
		run->bytes[i] = i < n ? (uint8_t)(c->arg[1 + i / 8] >> i % 8 * 8) : 0;
	WRITE_ONCE(run->count, (uint32_t)n);
	WRITE_ONCE(run->exit, LUCID_EXIT_CONSOLE);
	c->leave = true;
	return LUCID_OK;
}
