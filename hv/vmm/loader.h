/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Puts a Linux kernel, its initrd, command line and boot_params into guest memory, by the 64-bit
 * boot protocol (Linux, Documentation/x86/boot.rst). main.c calls loader_load; the rest is between
 * the loader's own files.
 */
#ifndef LUCID_VMM_LOADER_H
#define LUCID_VMM_LOADER_H

#include <asm/bootparam.h>
#include <stdint.h>

#include "hv/vmm/image.h"
#include "hv/vmm/memory.h"
#include "spec/gen/lucid_abi.h"

struct kernel {
	uint64_t entry;		/* 64-bit entry point */
	uint64_t end;		/* first byte behind all that the kernel takes to start */
};

struct boot {
	const char *kernel;
	const char *initrd;	/* NULL: none */
	const char *cmdline;
	uint64_t entry;		/* out */
};

/* 0, or -1 after a message. */
int loader_load(const struct guest_mem *m, struct boot *boot);

/* Loaders for one kind of file; they also fill bp->hdr. 0, or -1 after a message. */
int bzimage_load(const struct guest_mem *m, const struct image *img, struct boot_params *bp,
		 struct kernel *k);
int vmlinux_load(const struct guest_mem *m, const struct image *img, struct boot_params *bp,
		 struct kernel *k);

/* Page tables and GDT in guest memory, and VP 0's registers for the 64-bit entry. */
void bootstate_write(const struct guest_mem *m, uint64_t entry, struct lucid_vp_state *state);

#endif
