/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The UEFI headers of GNU-EFI, with calls made directly in the firmware's convention, and the few
 * definitions that they lack. For every file of guest/uefi and tests/uefi.
 */
#ifndef LUCID_UEFI_EFI_H
#define LUCID_UEFI_EFI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GNU_EFI_USE_MS_ABI
#include <efi.h>

/* From the PI specification, "CPU Architectural Protocol": as much of it as we call. */
#define LUCID_CPU_ARCH_PROTOCOL_GUID \
	{ 0x26baccb1, 0x6f42, 0x11d4, { 0xbc, 0xe7, 0x00, 0x80, 0xc7, 0x3c, 0x88, 0x81 } }

typedef void (EFIAPI *lucid_cpu_handler)(intptr_t type, void *context);

struct lucid_cpu_arch {
	void *flush_data_cache;
	void *enable_interrupt;
	void *disable_interrupt;
	void *get_interrupt_state;
	void *init;
	EFI_STATUS (EFIAPI *register_handler)(struct lucid_cpu_arch *self, intptr_t type,
					      lucid_cpu_handler handler);
};

#endif
