/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sets of LUCID_RIGHT_* that have a meaning of their own. core/, hcall/ and vmx/ use them.
 */
#ifndef HV_CORE_RIGHTS_H
#define HV_CORE_RIGHTS_H

#include "hv/lib/types.h"

enum {
	RIGHTS_RO = LUCID_RIGHT_READ,
	RIGHTS_RW = LUCID_RIGHT_READ | LUCID_RIGHT_WRITE,
	RIGHTS_RX = LUCID_RIGHT_READ | LUCID_RIGHT_EXEC,
	RIGHTS_ALL = LUCID_RIGHT_READ | LUCID_RIGHT_WRITE | LUCID_RIGHT_EXEC,
};

#endif
