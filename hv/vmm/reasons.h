/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of VM-exit reasons, for messages and statistics.
 */
#ifndef LUCID_VMM_REASONS_H
#define LUCID_VMM_REASONS_H

/* Never NULL: "unknown" for a number that the SDM does not list. */
const char *reason_name(unsigned int reason);

#endif
