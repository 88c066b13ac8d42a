/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the log lives: a ring of characters in RAM, see HV_LOG in spec/partition.toml,
 * and the serial port while the hypervisor has it. boot/ sets it up, hcall/ tells its
 * address; everybody writes through log_printf() of lib.h.
 */
#ifndef HV_LIB_LOG_H
#define HV_LIB_LOG_H

#include "hv/lib/types.h"

#define LOG_SIZE	(16 * PAGE_SIZE)

/* Address and size in bytes, header included. */
extern uint64_t log_hpa, log_size;

/* Copies what was logged so far into the ring at @hpa, and goes on there. */
void log_move(uint64_t hpa);
/* False: only the ring, since the parent uses the serial port. panic() takes it back. */
void log_serial(bool on);

#endif
