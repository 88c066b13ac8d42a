/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lucid_parent.ko from the inside: the objects, and which file offers what. Only hv/parent
 * includes it.
 *
 * Lifetimes: a partition lives as long as a descriptor made from it (partition, window, VP),
 * and a mapping holds its descriptor. VPs and connected ports live as long as the partition.
 * Locks, outermost first: mmap_lock, vp->lock, part->lock. Ports need none: connections
 * are exchanged atomically. In interrupt context VPs are looked up and kicked without a lock.
 */
#ifndef LUCID_PARENT_H
#define LUCID_PARENT_H

#define pr_fmt(fmt) "lucid_parent: " fmt

#include <linux/sched/signal.h>
#include <linux/sched/stat.h>
#include <linux/anon_inodes.h>
#include <linux/cpuhotplug.h>
#include <linux/eventfd.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pagemap.h>
#include <linux/poll.h>
#include <linux/reboot.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/suspend.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "spec/gen/lucid_abi.h"
#include "spec/gen/lucid_errno.h"
#include "spec/gen/lucid_hcall.h"
#include "spec/gen/lucid_ioctl.h"

struct lucid_wire;

struct lucid_vp {
	struct lucid_part *part;
	u32 index;
	struct mutex lock;		/* one ioctl at a time */
	struct lucid_run *run;		/* a page */
	wait_queue_head_t wq;		/* where a halted VP's thread sleeps */
	bool woken;			/* something came since VP_RUN was last entered */
	u64 poll;			/* TSC ticks to look out before its thread sleeps */
	int cpu;			/* where VP_RUN is on, or about to be; else -1 */
};

/* What a page in lucid_part.mem is; without a mark it was donated and is the child's. */
#define LUCID_MEM_ADDED		XA_MARK_0	/* the parent's still */
#define LUCID_MEM_LENT		XA_MARK_1	/* the parent's for ever */
#define LUCID_MEM_BUSY		XA_MARK_2	/* has to be released, settled, or both */

struct lucid_part {
	u64 id;
	struct kref ref;
	struct list_head node;		/* in the list of partitions, under its lock */
	struct address_space mapping;	/* of all its descriptors: one call unmaps all */
	struct mutex lock;		/* mem, given, vps, dead */
	bool dead;			/* read without the lock where late is good enough */
	struct xarray mem;		/* page frame number in the child -> struct page */
	struct list_head given;		/* the hypervisor's pages, the control page first */
	struct delayed_work revoke;	/* goes on with what was pinned */
	struct lucid_vp *vps[LUCID_MAX_VPS];
	u32 nr_vps;
	struct lucid_wire *up[LUCID_MAX_PORTS];		/* read under RCU */
	struct lucid_wire *down[LUCID_MAX_PORTS];
};

/* What a descriptor stands for: the partition or a window of it, or a VP. */
struct lucid_handle {
	struct lucid_part *part;
	struct lucid_vp *vp;
	u64 first;			/* page frame number in the child */
	u64 pages;
};

/* Pages that follow each other in the child and in the machine, at most LUCID_MAX_BATCH. */
struct lucid_span {
	unsigned long index;		/* page frame number in the child */
	struct page *page;
	unsigned long n;
};

/* A call that gives pages to the hypervisor. */
typedef s64 (*lucid_give_fn)(struct lucid_part *part, u64 hpa, void *arg);

/* device.c: /dev/lucid */
extern struct miscdevice lucid_device;
extern u32 lucid_tsc_khz;

/* partition.c */
extern atomic64_t lucid_created, lucid_destroyed;
long lucid_part_create(struct lucid_ioc_create *arg, void __user *uarg);
int lucid_part_fd(const struct lucid_handle *init, const struct file_operations *fops, int mode);
int lucid_part_close(struct inode *inode, struct file *file);
void lucid_part_end_all(void);

/* page.c: pages on their way to the hypervisor and back */
extern atomic64_t lucid_given;
bool lucid_again(s64 status, unsigned int *tries);
bool lucid_pages_idle(struct page *page, unsigned long n);
void lucid_pages_hide(struct page *page, unsigned long n);
void lucid_pages_show(struct page *page, unsigned long n);
void lucid_pages_put(struct page *page, unsigned long n);
int lucid_pages_give(struct lucid_part *part, unsigned int order, lucid_give_fn call, void *arg);
unsigned long lucid_pages_reclaim(u64 id, struct page *page, unsigned long n);

/* mem.c: the child's memory; the caller of the last three holds part->lock */
bool lucid_mem_valid(const struct lucid_ioc_mem *arg);
int lucid_mem_add(struct lucid_part *part, const struct lucid_ioc_mem *arg, bool lend);
int lucid_mem_donate(struct lucid_part *part);
bool lucid_mem_next(struct lucid_part *part, unsigned long index, xa_mark_t mark,
		    struct lucid_span *span);
int lucid_mem_settle(struct lucid_part *part, const struct lucid_span *span);
unsigned long lucid_mem_reclaim(struct lucid_part *part);

/* share.c: what the parent may reach, and how it lets go */
struct page *lucid_share_get(struct lucid_part *part, unsigned long index, u32 right);
void lucid_share_unmap(struct lucid_part *part, unsigned long index, unsigned long n);
void lucid_share_sync(struct lucid_part *part, u64 gpa, u32 count);
void lucid_share_work(struct work_struct *work);

/* window.c: descriptors that can be mapped */
int lucid_window_map(struct file *file, struct vm_area_struct *vma);
int lucid_window_create(struct lucid_part *part, const struct lucid_ioc_mem *arg);

/* vp.c */
int lucid_vp_add(struct lucid_part *part, unsigned long index);
void lucid_vp_kick(struct lucid_part *part, u64 mask);
void lucid_vp_free(struct lucid_vp *vp);

/* run.c */
int lucid_vp_run(struct lucid_vp *vp);

/* port.c */
int lucid_port_connect(struct lucid_part *part, const struct lucid_ioc_port *arg);
int lucid_port_inject(struct lucid_part *part, unsigned long port);
void lucid_port_signal(struct lucid_part *part, u32 port);
void lucid_port_close_all(struct lucid_part *part);

#endif
