// SPDX-License-Identifier: GPL-2.0-only
/*
 * [HC-SYSTEM-STOP-1]: reason and code reach the parent ("reason=N", "code=N"; the test is what
 * the VMM says), and what is no reason or no code is refused.
 */
#include "tests/conf/lib/conf.h"

void guest_main(void)
{
	uint64_t res[2];

	same((uint64_t)call(LUCID_HC_SYSTEM_STOP, (uint64_t[6]){ 0 }, res),
	     (uint64_t)LUCID_E_INVAL, "reason 0");
	same(res[0], 1, "argument 1 is named");
	same((uint64_t)call(LUCID_HC_SYSTEM_STOP, (uint64_t[6]){ LUCID_STOP_CRASH + 1 }, res),
	     (uint64_t)LUCID_E_INVAL, "a reason too large");
	same((uint64_t)call(LUCID_HC_SYSTEM_STOP, (uint64_t[6]){ LUCID_STOP_CRASH, BIT(32) }, res),
	     (uint64_t)LUCID_E_INVAL, "a code of 33 bits");
	same(res[0], 2, "argument 2 is named");
	print("1..5\n");
	lucid_hc_system_stop(argument("reason", LUCID_STOP_CRASH), argument("code", 77));
}
