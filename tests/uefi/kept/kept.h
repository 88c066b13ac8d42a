/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The loader that is killed while it writes variables: what its files share.
 */
#ifndef TESTS_UEFI_KEPT_H
#define TESTS_UEFI_KEPT_H

#include "tests/uefi/comply.h"

/* Two boot options for a file on this disk, which come first from now on. */
void kept_options(EFI_HANDLE disk);

/* Whether firmware started this by the option that names the partition alone. */
bool kept_short(void);

#endif
