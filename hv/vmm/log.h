/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages of lucid-vmm. Errors go to stderr and to the log, the rest to the log only, if there is
 * one. Any file and any thread may call these.
 */
#ifndef LUCID_VMM_LOG_H
#define LUCID_VMM_LOG_H

/* Write the log to this file from now on; 0, or -1 with a message. */
int log_open(const char *path);

void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
