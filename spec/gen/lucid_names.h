/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Numbers of the ABI as words, for logs and traces. Made by tools/abigen from the TOML files
 * in spec/: change those, not this file.
 */
#ifndef LUCID_NAMES_H
#define LUCID_NAMES_H

#include "lucid_abi.h"

/* Name of a call. */
static inline const char *lucid_hcall_name(int64_t value)
{
	switch (value) {
	case LUCID_HC_HV_PING:
		return "HV_PING";
	case LUCID_HC_HV_LOG:
		return "HV_LOG";
	case LUCID_HC_PARTITION_CREATE:
		return "PARTITION_CREATE";
	case LUCID_HC_PARTITION_DESTROY:
		return "PARTITION_DESTROY";
	case LUCID_HC_PARTITION_INFO:
		return "PARTITION_INFO";
	case LUCID_HC_MEM_DONATE:
		return "MEM_DONATE";
	case LUCID_HC_MEM_SETTLE:
		return "MEM_SETTLE";
	case LUCID_HC_MEM_LEND:
		return "MEM_LEND";
	case LUCID_HC_MEM_POOL:
		return "MEM_POOL";
	case LUCID_HC_MEM_RECLAIM:
		return "MEM_RECLAIM";
	case LUCID_HC_MEM_RELEASE:
		return "MEM_RELEASE";
	case LUCID_HC_MEM_QUERY:
		return "MEM_QUERY";
	case LUCID_HC_MEM_SHARE:
		return "MEM_SHARE";
	case LUCID_HC_MEM_UNSHARE:
		return "MEM_UNSHARE";
	case LUCID_HC_MEM_STATE:
		return "MEM_STATE";
	case LUCID_HC_MEM_RETURN:
		return "MEM_RETURN";
	case LUCID_HC_VP_CREATE:
		return "VP_CREATE";
	case LUCID_HC_VP_SET:
		return "VP_SET";
	case LUCID_HC_VP_GET:
		return "VP_GET";
	case LUCID_HC_VP_RUN:
		return "VP_RUN";
	case LUCID_HC_EVENT_BIND:
		return "EVENT_BIND";
	case LUCID_HC_EVENT_RAISE:
		return "EVENT_RAISE";
	case LUCID_HC_EVENT_INJECT:
		return "EVENT_INJECT";
	case LUCID_HC_SYSTEM_STOP:
		return "SYSTEM_STOP";
	case LUCID_HC_CONSOLE_WRITE:
		return "CONSOLE_WRITE";
	case LUCID_HC_CLOCK_ENABLE:
		return "CLOCK_ENABLE";
	case LUCID_HC_CLOCK_DISABLE:
		return "CLOCK_DISABLE";
	default:
		return "unknown";
	}
}

/* Name of a value of enum lucid_status. */
static inline const char *lucid_status_name(int64_t value)
{
	switch (value) {
	case LUCID_OK:
		return "OK";
	case LUCID_E_NOCALL:
		return "E_NOCALL";
	case LUCID_E_PERM:
		return "E_PERM";
	case LUCID_E_INVAL:
		return "E_INVAL";
	case LUCID_E_ADDR:
		return "E_ADDR";
	case LUCID_E_STATE:
		return "E_STATE";
	case LUCID_E_NOENT:
		return "E_NOENT";
	case LUCID_E_BUSY:
		return "E_BUSY";
	case LUCID_E_NOMEM:
		return "E_NOMEM";
	case LUCID_E_AGAIN:
		return "E_AGAIN";
	case LUCID_E_EXIST:
		return "E_EXIST";
	case LUCID_E_LIMIT:
		return "E_LIMIT";
	default:
		return "unknown";
	}
}

/* Name of a value of enum lucid_exit. */
static inline const char *lucid_exit_name(int64_t value)
{
	switch (value) {
	case LUCID_EXIT_INTR:
		return "INTR";
	case LUCID_EXIT_HALT:
		return "HALT";
	case LUCID_EXIT_EVENT:
		return "EVENT";
	case LUCID_EXIT_KICK:
		return "KICK";
	case LUCID_EXIT_SYNC:
		return "SYNC";
	case LUCID_EXIT_IO:
		return "IO";
	case LUCID_EXIT_MMIO:
		return "MMIO";
	case LUCID_EXIT_CONSOLE:
		return "CONSOLE";
	case LUCID_EXIT_STOP:
		return "STOP";
	case LUCID_EXIT_SHUTDOWN:
		return "SHUTDOWN";
	case LUCID_EXIT_FAIL:
		return "FAIL";
	case LUCID_EXIT_START:
		return "START";
	default:
		return "unknown";
	}
}

/* Name of a value of enum lucid_stop. */
static inline const char *lucid_stop_name(int64_t value)
{
	switch (value) {
	case LUCID_STOP_POWEROFF:
		return "POWEROFF";
	case LUCID_STOP_RESET:
		return "RESET";
	case LUCID_STOP_CRASH:
		return "CRASH";
	default:
		return "unknown";
	}
}

/* Name of a value of enum lucid_close. */
static inline const char *lucid_close_name(int64_t value)
{
	switch (value) {
	case LUCID_CLOSE_OPEN:
		return "OPEN";
	case LUCID_CLOSE_NORMAL:
		return "NORMAL";
	case LUCID_CLOSE_BAD_ID:
		return "BAD_ID";
	case LUCID_CLOSE_BAD_LENGTH:
		return "BAD_LENGTH";
	case LUCID_CLOSE_BAD_ADDRESS:
		return "BAD_ADDRESS";
	case LUCID_CLOSE_BAD_TAG:
		return "BAD_TAG";
	case LUCID_CLOSE_BAD_FIELD:
		return "BAD_FIELD";
	case LUCID_CLOSE_OVERFLOW:
		return "OVERFLOW";
	case LUCID_CLOSE_TIMEOUT:
		return "TIMEOUT";
	case LUCID_CLOSE_GONE:
		return "GONE";
	default:
		return "unknown";
	}
}

/* Name of a value of enum lucid_page_state. */
static inline const char *lucid_page_state_name(int64_t value)
{
	switch (value) {
	case LUCID_PAGE_NONE:
		return "NONE";
	case LUCID_PAGE_HV:
		return "HV";
	case LUCID_PAGE_PARENT:
		return "PARENT";
	case LUCID_PAGE_LENT:
		return "LENT";
	case LUCID_PAGE_CHILD:
		return "CHILD";
	case LUCID_PAGE_SHARED:
		return "SHARED";
	case LUCID_PAGE_REVOKING:
		return "REVOKING";
	case LUCID_PAGE_PENDING:
		return "PENDING";
	case LUCID_PAGE_TAKEN:
		return "TAKEN";
	case LUCID_PAGE_RETURNING:
		return "RETURNING";
	default:
		return "unknown";
	}
}

/* Name of a value of enum lucid_vp_status. */
static inline const char *lucid_vp_status_name(int64_t value)
{
	switch (value) {
	case LUCID_VP_OUT:
		return "OUT";
	case LUCID_VP_RUNNING:
		return "RUNNING";
	case LUCID_VP_HALTED:
		return "HALTED";
	case LUCID_VP_WAIT_SIPI:
		return "WAIT_SIPI";
	default:
		return "unknown";
	}
}

/* Name of a value of enum lucid_dev_type. */
static inline const char *lucid_dev_type_name(int64_t value)
{
	switch (value) {
	case LUCID_DEV_NONE:
		return "NONE";
	case LUCID_DEV_BLK:
		return "BLK";
	case LUCID_DEV_NET:
		return "NET";
	case LUCID_DEV_CONSOLE:
		return "CONSOLE";
	case LUCID_DEV_SYSTEM:
		return "SYSTEM";
	default:
		return "unknown";
	}
}

/* Name of a value of enum lucid_dev_state. */
static inline const char *lucid_dev_state_name(int64_t value)
{
	switch (value) {
	case LUCID_STATE_CLOSED:
		return "CLOSED";
	case LUCID_STATE_OFFERED:
		return "OFFERED";
	case LUCID_STATE_READY:
		return "READY";
	case LUCID_STATE_SUSPENDED:
		return "SUSPENDED";
	case LUCID_STATE_FAILED:
		return "FAILED";
	default:
		return "unknown";
	}
}

/* Name of a value of enum lucid_io_status. */
static inline const char *lucid_io_status_name(int64_t value)
{
	switch (value) {
	case LUCID_IO_OK:
		return "OK";
	case LUCID_IO_ERROR:
		return "ERROR";
	case LUCID_IO_UNSUPPORTED:
		return "UNSUPPORTED";
	case LUCID_IO_INVALID:
		return "INVALID";
	case LUCID_IO_PROTECTED:
		return "PROTECTED";
	case LUCID_IO_NOSPACE:
		return "NOSPACE";
	default:
		return "unknown";
	}
}

#endif
