/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The numbers of /dev/lucid's ioctls. Made by tools/abigen from the TOML files in spec/:
 * change those, not this file.
 */
#ifndef LUCID_IOCTL_H
#define LUCID_IOCTL_H

#ifdef __KERNEL__
#include <linux/ioctl.h>
#else
#include <sys/ioctl.h>
#endif

#include "lucid_abi.h"

/* On /dev/lucid. Make a partition; returns its file descriptor. */
#define LUCID_IOC_CREATE		_IOWR('L', 1, struct lucid_ioc_create)

/* On /dev/lucid, partition. Counts. */
#define LUCID_IOC_INFO			_IOR('L', 2, struct lucid_ioc_info)

/*
 * On partition. Allocate memory for the child, to be filled and then donated. ENOMEM says that
 * there is not so much.
 */
#define LUCID_IOC_MEM_ADD		_IOW('L', 3, struct lucid_ioc_mem)

/* On partition. Allocate zeroed memory that stays the parent's, and lend it to the child. */
#define LUCID_IOC_MEM_LEND		_IOW('L', 4, struct lucid_ioc_mem)

/* On partition. Donate everything added so far; user mappings of it go away. */
#define LUCID_IOC_DONATE		_IO('L', 5)

/*
 * On partition. Make the VP whose index is the argument; returns its file descriptor. Mapping
 * it gives struct lucid_run.
 */
#define LUCID_IOC_VP_ADD		_IO('L', 6)

/*
 * On partition. Make a descriptor for a region; it can be mapped, and a touch of a page that
 * the child does not share with the rights asked for is SIGBUS.
 */
#define LUCID_IOC_WINDOW		_IOW('L', 7, struct lucid_ioc_mem)

/* On partition. Connect a port and an eventfd. */
#define LUCID_IOC_PORT			_IOW('L', 8, struct lucid_ioc_port)

/* On partition. Inject the port whose number is the argument. */
#define LUCID_IOC_INJECT		_IO('L', 9)

/* On vp. Run the VP until user space has something to do; see lucid_run.exit. */
#define LUCID_IOC_VP_RUN		_IO('L', 10)

/* On vp. VP_SET from the run page. */
#define LUCID_IOC_VP_SET		_IO('L', 11)

/* On vp. VP_GET to the run page. */
#define LUCID_IOC_VP_GET		_IO('L', 12)

#endif
