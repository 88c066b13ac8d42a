/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which values XCR0 can take. Pure, so that host tests can check it; exit/child_cr.c
 * uses it. Source: SDM vol. 1, 'XSETBV', 'Enabling the XSAVE Feature Set'.
 */
#ifndef HV_EXIT_XSTATE_H
#define HV_EXIT_XSTATE_H

#include "hv/lib/types.h"

#define XCR0_X87	BIT(0)
#define XCR0_SSE	BIT(1)
#define XCR0_AVX	BIT(2)
#define XCR0_AVX512	(BIT(5) | BIT(6) | BIT(7))

/* Would XSETBV accept @xcr0 on a CPU with the components of @allowed (VCPU_XCR0 at most)? */
static inline bool xcr0_valid(uint64_t xcr0, uint64_t allowed)
{
	if (xcr0 & ~allowed || !(xcr0 & XCR0_X87))
		return false;
	if ((xcr0 & XCR0_AVX) && !(xcr0 & XCR0_SSE))
		return false;
	if (!(xcr0 & XCR0_AVX512))
		return true;
	return (xcr0 & XCR0_AVX512) == XCR0_AVX512 && (xcr0 & XCR0_AVX);
}

#endif
