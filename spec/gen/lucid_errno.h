/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The one place where a hypercall's status becomes a Linux error. Made by tools/abigen from
 * the TOML files in spec/: change those, not this file.
 */
#ifndef LUCID_ERRNO_H
#define LUCID_ERRNO_H

#ifdef __KERNEL__
#include <linux/errno.h>
#else
#include <errno.h>
#endif

#include "lucid_abi.h"

/* 0 or a negative errno; what is no status of the ABI is -EIO. */
static inline int lucid_errno(int64_t status)
{
	switch (status) {
	case LUCID_OK:
		return 0;
	case LUCID_E_NOCALL:
		return -ENOSYS;
	case LUCID_E_PERM:
		return -EPERM;
	case LUCID_E_INVAL:
		return -EINVAL;
	case LUCID_E_ADDR:
		return -EFAULT;
	case LUCID_E_STATE:
		return -EBADFD;
	case LUCID_E_NOENT:
		return -ENOENT;
	case LUCID_E_BUSY:
		return -EBUSY;
	case LUCID_E_NOMEM:
		return -ENOMEM;
	case LUCID_E_AGAIN:
		return -EAGAIN;
	case LUCID_E_EXIST:
		return -EEXIST;
	case LUCID_E_LIMIT:
		return -ENOSPC;
	case LUCID_E_FOREIGN:
		return -ENODEV;
	default:
		return -EIO;
	}
}

#endif
