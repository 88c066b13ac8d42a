/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Puts a kernel, its initrd and command line into guest memory: a Linux kernel by the 64-bit boot
 * protocol (Linux, Documentation/x86/boot.rst), a multiboot kernel by that specification. setup.c
 * calls loader_load and bootstate_write; the rest is between the loader's own files.
 */
#ifndef LUCID_VMM_LOADER_H
#define LUCID_VMM_LOADER_H

#include <asm/bootparam.h>
#include <stdbool.h>
#include <stdint.h>

#include "hv/vmm/image.h"
#include "hv/vmm/memory.h"
#include "spec/gen/lucid_abi.h"

struct kernel {
	uint64_t entry;		/* 64-bit entry point, or 32-bit of a multiboot kernel */
	uint64_t end;		/* first byte behind all that the kernel takes to start */
};

struct boot {
	const char *kernel;
	const char *initrd;	/* NULL: none */
	const char *cmdline;
	uint64_t entry;		/* out */
	bool multiboot;		/* out */
};

/* As it is in the file, and where; not all of it need be there. */
struct multiboot_header {
	uint32_t offset;
	uint32_t magic, flags, checksum;
	uint32_t header_addr, load_addr, load_end_addr, bss_end_addr, entry_addr;
};

#define MULTIBOOT_HEADER_SIZE	32U

/* 0, or -1 after a message. */
int loader_load(const struct guest_mem *m, struct boot *boot);

/* Loaders for one kind of file; they also fill bp->hdr. 0, or -1 after a message. */
int bzimage_load(const struct guest_mem *m, const struct image *img, struct boot_params *bp,
		 struct kernel *k);
int vmlinux_load(const struct guest_mem *m, const struct image *img, struct boot_params *bp,
		 struct kernel *k);

/* 1 and the header if the file has one, right or wrong; 0 if not; -1 after a message. */
int multiboot_find(const struct image *img, struct multiboot_header *h);
int multiboot_load(const struct guest_mem *m, const struct image *img,
		   const struct multiboot_header *h, struct kernel *k);
/* multiboot_info at GPA_BOOT_PARAMS, out of what boot_params would have said. */
int multiboot_info(const struct guest_mem *m, const struct boot_params *bp,
		   const struct boot *boot);

/* VP 0's registers for the entry point; page tables and GDT for that of Linux. */
void bootstate_write(const struct guest_mem *m, const struct boot *boot,
		     struct lucid_vp_state *state);

#endif
