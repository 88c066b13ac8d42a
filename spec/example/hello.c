/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A worked example for the manual: look for Lucid, say hello, share a page with the parent, stop.
 * For CPL 0 in 64-bit mode; page is the guest-physical address of a page of the guest's own.
 */
#include "lucid_hcall.h"

static void cpuid(uint32_t leaf, uint32_t r[4])
{
	__asm__ __volatile__("cpuid" : "=a"(r[0]), "=b"(r[1]), "=c"(r[2]), "=d"(r[3])
			     : "a"(leaf), "c"(0));
}

/* 'Luci' 'dHvL' 'ucid' in EBX, ECX, EDX; the ABI version in the next leaf. */
int lucid_found(void)
{
	uint32_t r[4];

	cpuid(LUCID_CPUID_SIGNATURE, r);
	if (r[1] != 0x6963754c || r[2] != 0x4c764864 || r[3] != 0x64696375)
		return 0;
	cpuid(LUCID_CPUID_VERSION, r);
	return r[0] == LUCID_ABI_VERSION && !(r[3] & LUCID_FEATURE_PARENT);
}

int64_t lucid_hello(uint64_t page)
{
	uint64_t hello = 0x0a216f6c6c6548;	/* "Hello!\n", the first character lowest */
	uint64_t state;
	int64_t status;

	status = lucid_hc_console_write(7, hello, 0, 0, 0);
	if (status != LUCID_OK)
		return status;
	/* The parent may read the page from here on; not before. */
	status = lucid_hc_mem_share(page, 1, LUCID_RIGHT_READ);
	if (status != LUCID_OK)
		return status;
	status = lucid_hc_mem_state(page, &state);
	if (status == LUCID_OK && (state & 0xff) != LUCID_PAGE_SHARED)
		status = LUCID_E_STATE;
	lucid_hc_system_stop(status == LUCID_OK ? LUCID_STOP_POWEROFF : LUCID_STOP_CRASH, 0);
	return status;			/* only if the parent runs us again */
}
