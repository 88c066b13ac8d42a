/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Prints the current VMCS into the log, for a panic or a VP that cannot go on.
 */
#ifndef HV_VMX_DUMP_H
#define HV_VMX_DUMP_H

/* Does nothing when no VMCS is loaded. */
void vmx_dump(void);

#endif
