/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine below the driver: instructions and hypercalls. arch.c has the real ones; the host
 * tests have a machine of their own. For guest/uefi.
 */
#ifndef LUCID_UEFI_ARCH_H
#define LUCID_UEFI_ARCH_H

#include <stdbool.h>
#include <stdint.h>

void arch_cpuid(uint32_t leaf, uint32_t reg[4]);
uint64_t arch_tsc(void);

/* Whether interrupts are on. */
bool arch_interrupts(void);

/* Halts until an interrupt, unless @done says that there is no need; none gets in between. */
void arch_sleep(bool (*done)(void *arg), void *arg);

/* Ends the interrupt that is being served. */
void arch_eoi(void);

/* Hypercalls; the result is an enum lucid_status. */
int64_t arch_share(uint64_t gpa, uint64_t pages, uint64_t rights);
int64_t arch_unshare(uint64_t gpa, uint64_t pages);
int64_t arch_page_state(uint64_t gpa, uint64_t *state);
int64_t arch_bind(uint32_t port, uint32_t apic_id, uint32_t vector);
void arch_raise(uint32_t port);
void arch_write(const char *text, uint32_t len);
void arch_stop(uint32_t reason, uint32_t code);

#endif
