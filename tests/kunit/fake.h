/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The world around the guest's modules as suites see it: a hypervisor that answers hypercalls and
 * CPUID, a parent that offers devices, back ends that speak ring/. Nothing of it runs beside the
 * suite: events are delivered by a work item, when the suite sleeps. For the suites in guest/linux.
 */
#ifndef LUCID_KUNIT_FAKE_H
#define LUCID_KUNIT_FAKE_H

#include <kunit/test.h>
#include <linux/types.h>

#include "guest/linux/guest.h"

#define FAKE_GPA	0x1000000000ULL	/* where the directory is; above this kernel's memory */
#define FAKE_DEVICES	4
#define FAKE_CHANNELS	8
#define FAKE_ORDER	8
#define FAKE_STRIDE	(5 * LUCID_PAGE_SIZE)

/* ---- fault.c ---- */

struct fake_seen {
	struct device *dev;			/* the last one on the bus */
	struct net_device *netdev;
	struct ptp_clock_info *ptp;
	struct kmsg_dumper *dumper;
	const struct hv_ops *hvc_ops;
	struct hvc_struct *hvc;
	struct hwrng *rng;
};

extern struct fake_seen fake_seen;

/* The @n-th call from now on of a function in fault.h fails; 0: none. */
void fake_fail_nth(u32 n);

/* It has not failed yet. */
bool fake_fail_waits(void);

bool fake_fails(void);

/* ---- hv.c: the hypervisor ---- */

struct fake_hv {
	bool hypervisor;			/* the CPUID bit */
	char signature[12];
	u32 last_leaf;
	u32 version;
	u32 features;
	u32 dir_parent;
	u32 dir_child;
	u32 cpus;
	u32 online;				/* of these, for drivers; 0: as many as there are */
	u64 tsc;
	struct lucid_clock_page *clock;		/* where it is now */
	struct lucid_clock_page clock_is;	/* what CLOCK_ENABLE writes there */
	u32 fail_call;				/* LUCID_HC_*, and what it says */
	u32 fail_after;				/* so many good ones */
	s64 fail_status;
	bool keeps;				/* the parent does not let go of unshared pages */
	u32 end;				/* enum lucid_system_request that was obeyed */
	u32 stop;				/* enum lucid_stop */
	u32 console;				/* characters of CONSOLE_WRITE */
	u32 binds;
	u32 returned;				/* pages of MEM_RETURN */
};

extern struct fake_hv fake_hv;

/* Makes @call fail from now on, after @after good ones. */
void fake_refuse(u32 call, u32 after, s64 status);

/* A page above FAKE_GPA that the parent does not lend. */
void fake_not_lent(u64 gpa);

/* The parent lets go of what it kept. */
void fake_let_go(void);

/* All pages are the guest's alone again, as if it had never had them. */
void fake_forget(void);

/* How many pages of the guest's own memory the parent has rights to. */
u32 fake_shared(void);

/* Tells the guest, on @port. */
void fake_event(u32 port);

/* Has all events delivered, and what they set off done. */
void fake_settle(void);

/* The guest raised a port: parent.c. */
void fake_raised(u32 port);

/* ---- parent.c: the directory and the back ends ---- */

struct fake_chan {
	struct lucid_back back;
	u32 busy[1U << FAKE_ORDER];
	u32 raised;				/* by the guest */
};

struct fake_dev {
	u32 index;
	bool silent;				/* does not answer the guest */
	bool refuses;				/* answers, with FAILED */
	bool holds;				/* does not end when the guest does */
	bool open;
	struct lucid_answer answer;		/* the last one that was READY */
	struct fake_chan chan[FAKE_CHANNELS];
	void (*serve)(struct fake_dev *dev, u32 chan);	/* after a raise; may be NULL */
	struct work_struct work;
};

extern struct fake_dev fake_dev[FAKE_DEVICES];

/* The world after a start: one good CPU, an empty directory. Then a suite may change it. */
int fake_start(struct kunit *test);

/* Ends it; whatever the guest has not given back is a failure of the test. */
void fake_end_world(struct kunit *test);

/* With lucid.ko in it. */
int fake_start_core(struct kunit *test);
void fake_end_core(struct kunit *test);

struct lucid_dir *fake_dir(u32 page);
struct lucid_dir_dev *fake_entry(u32 index);
struct lucid_answer *fake_answer(u32 index);

/* A good offer of @type in entry @index, written but not announced; a suite may spoil it. */
struct lucid_dir_dev *fake_offer(u32 index, u32 type, u32 id);

/*
 * A device starts again and again, and each time another step fails, until none is left: more than
 * @least there have to be. After each failure @shared pages are with the parent, as before.
 */
void fake_steps_fail(struct kunit *test, u32 index, u32 type, u32 id, u32 shared, u32 least);

/* The entries changed: says so. */
void fake_announce(void);

/* The parent's entry gets this state, and in OFFERED a new generation. */
void fake_state(u32 index, u32 state);

/* The next submission of a channel: 1, 0 or an error. */
int fake_take(struct fake_dev *dev, u32 chan, void *slot);

/* Completes with the slot as it is, and tells the guest. */
void fake_complete(struct fake_dev *dev, u32 chan, void *slot);

/* Writes a completion that the ring's rules forbid, whatever it says. */
void fake_forge(struct fake_dev *dev, u32 chan, const void *slot);

/* A channel is closed by the parent. */
void fake_close(struct fake_dev *dev, u32 chan, u32 reason);

/* What a segment names, or NULL. */
void *fake_seg(const struct fake_dev *dev, const struct lucid_seg *seg);

/* ---- client.c: a driver for suites of lucid.ko ---- */

struct fake_client {
	struct lucid_plan plan;
	int err;				/* of its probe, if it is not to connect */
	struct lucid_device *ldev;
	struct lucid_link *link;		/* or an ERR_PTR; NULL when removed */
	u32 probes;
	u32 removes;
	u32 changes;
};

extern struct fake_client fake_client;

int fake_client_start(struct kunit *test);
void fake_client_end(struct kunit *test);

/* Offers device 0 and waits until it is connected. */
void fake_client_connect(struct kunit *test);

/* ---- the modules' own ends: env.h ---- */

int fake_run_lucid_init(void);
void fake_run_lucid_exit(void);
int fake_run_lucid_clock_init(void);
void fake_run_lucid_clock_exit(void);
int fake_run_lucid_ptp_init(void);
void fake_run_lucid_ptp_exit(void);
int fake_run_lucid_console_driver_init(void);
void fake_run_lucid_console_driver_exit(void);
int fake_run_lucid_system_init(void);
void fake_run_lucid_system_exit(void);
int fake_run_lucid_blk_driver_init(void);
void fake_run_lucid_blk_driver_exit(void);
int fake_run_lucid_net_driver_init(void);
void fake_run_lucid_net_driver_exit(void);

#endif
