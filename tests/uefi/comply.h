/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The compliance application: what its files share. It prints KTAP on the firmware's console, for
 * every disk whose first block begins with COMPLY_MARK and for every network card, and resets.
 */
#ifndef TESTS_UEFI_COMPLY_H
#define TESTS_UEFI_COMPLY_H

#include "guest/uefi/efi.h"
#include "guest/uefi/mem.h"

/* What is on such a disk may be overwritten. */
#define COMPLY_MARK	"LUCID-UEFI-COMPLIANCE-SCRATCH"

extern EFI_SYSTEM_TABLE *comply_st;
extern EFI_BOOT_SERVICES *comply_bs;

/* ---- ktap.c ---- */

void comply_print(const char *text);
void comply_number(const char *what, UINT64 value);

/* One result: @status is as the specification says. */
void comply_is(const char *what, EFI_STATUS status, EFI_STATUS want);

/* One result that is no status. */
void comply_true(const char *what, bool ok);

/* Prints the plan; how many results were bad. */
UINTN comply_end(void);

/* ---- the protocols ---- */

void comply_block(EFI_BLOCK_IO_PROTOCOL *io);
void comply_block2(EFI_BLOCK_IO2_PROTOCOL *io);
void comply_net(EFI_SIMPLE_NETWORK_PROTOCOL *snp);
void comply_frames(EFI_SIMPLE_NETWORK_PROTOCOL *snp);
void comply_speed(EFI_BLOCK_IO_PROTOCOL *io);
void comply_names(EFI_HANDLE disk);
void comply_model(EFI_HANDLE disk);
void comply_revive(EFI_BLOCK_IO_PROTOCOL *io);
void comply_console(void);
void comply_order(void);

/* Memory; the application ends without freeing it. */
void *comply_alloc(UINTN bytes);

void comply_fill(UINT8 *data, UINTN bytes, UINT64 seed);
bool comply_filled(const UINT8 *data, UINTN bytes, UINT64 seed);

#endif
