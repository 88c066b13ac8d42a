/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A device as the parent offers it, and a session: the time from a valid answer of the child until
 * either side ends it. directory.c (main thread) opens and closes sessions. Who serves one uses
 * nothing but the session and its back end, no partition and no directory: a thread (console,
 * system), or a process that holds only these descriptors (server.c starts it, backend.c is it).
 */
#ifndef LUCID_VMM_DEVICE_H
#define LUCID_VMM_DEVICE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "hv/vmm/partition.h"
#include "hv/vmm/server.h"
#include "ring/ring.h"
#include "ring/window.h"

#define DEV_MAX_CHANNELS	(2 * LUCID_MAX_VPS)	/* a queue pair is two */

/* A region that the child shares, mapped. */
struct window {
	int fd;			/* -1: there is none */
	uint8_t *base;
	uint64_t size;
};

struct channel {
	struct lucid_back back;
	uint32_t busy[LUCID_BACK_WORDS(LUCID_RING_MAX_ORDER)];
	int call;		/* eventfd towards the child */
	short poll;		/* poll() events of the back end's fd that wake the thread, too */
	short watched;		/* session.c's: those that the kernel has been told */
	bool readable;		/* and it found some; for the back end to take back */
};

struct session {
	struct device *dev;
	void *backend;
	uint64_t features;	/* accepted */
	unsigned int channels;
	struct channel channel[DEV_MAX_CHANNELS];
	struct window submission;
	struct window window[LUCID_DEV_WINDOWS];
	struct lucid_windows windows;	/* what the protocols' checks want to know of them */
	int kick;		/* eventfd from the child, for all channels; and to stop */
	int events;		/* session.c's: an epoll for all of them; -1: there is none */
	atomic_bool stop;
	atomic_bool attention;		/* somebody wants attend() to be called */
	void (*attend)(struct session *s);
	atomic_int ended;	/* 0: it runs; else 1 + enum lucid_close */
	pthread_t thread;
	bool open;
};

/* What both sides have to know of a kind of device. Slot sizes: of even and of odd channels. */
struct device_kind {
	const char *name;
	unsigned int unit;	/* channels come in multiples of this */
	uint32_t sub_slot[2];
	uint32_t comp_slot[2];
	uint64_t required;	/* features that a child has to accept, if offered */
};

extern const struct device_kind blk_kind, net_kind;

/* How it is served. */
struct device_ops {
	/* Prepares the back end for a session; NULL, or 0 or minus a reason to fail. */
	int (*start)(struct session *s);
	/* Handles what is there: how much it did, or minus a reason to close. */
	int (*serve)(struct session *s, unsigned int c);
	/* Before sleeping: asks to be woken; true: there is something to do already. */
	bool (*arm)(struct session *s, unsigned int c);
	/*
	 * When asked and before a new offer: brings offer.config up to date, by what is outside and
	 * what the VMM says (in a process; else NULL). True: it changed. NULL: it never does. When
	 * the VMM has one for a device with a process, that process has no word in this.
	 */
	bool (*renew)(struct device *d, const uint8_t *config);
	/* At the end, before the child is told: waits for all I/O in its memory; NULL: none. */
	void (*stop)(struct session *s);
};

struct device {
	const struct device_kind *kind;
	const struct device_ops *ops;
	void *backend;
	int backend_fd[DEV_MAX_CHANNELS];	/* of channels that poll */
	struct lucid_dir_dev offer;	/* what the directory says */
	uint8_t *halves;		/* completion halves of all channels */
	int ended;			/* eventfd: told when a session ends by itself */
	struct session session;
	struct server server;		/* of a device that has a process of its own */
};

/*
 * Where the next device's completion halves and ports go; only grows. Ports start at 1: 0 is the
 * directory's.
 */
struct device_space {
	uint64_t gpa;
	uint32_t port;
};

/*
 * Completes d->offer (the caller has filled in type, id, features, channels, max_order and
 * config), lends the completion halves and connects the ports. 0, or -1 with errno.
 */
int device_init(struct device *d, const struct partition *p, struct device_space *space);

/* The descriptors of a checked answer's memory, for a session: 0, or a reason. */
uint32_t device_windows(struct device *d, const struct partition *p, const struct lucid_answer *a);

/* Opens a session for a checked answer. 0, or a reason (enum lucid_close). */
uint32_t device_open(struct device *d, const struct partition *p, const struct lucid_answer *a);

/* Ends the session, if there is one, after its last I/O. */
void device_close(struct device *d);

/* The reason for which the session ended by itself: LUCID_CLOSE_OPEN while it goes on. */
uint32_t device_reason(struct device *d);

/* Checks all of an answer against the offer: 0 and its windows, or minus a reason to fail. */
int answer_check(const struct device *d, const struct lucid_answer *a,
		 struct lucid_windows *windows);

/* The memory that a segment names, which has passed lucid_seg_check(). */
static inline void *session_memory(const struct session *s, const struct lucid_seg *seg)
{
	return s->window[seg->window].base + seg->offset;
}

/* ---- attach.c: a session's memory ---- */

/* As it is before anything is known of it; what outlives sessions (ports) stays. */
void session_reset(struct session *s, struct device *d);

/* Maps w->size bytes of w->fd; rights are enum lucid_right. -1: errno. */
int window_map(struct window *w, uint32_t rights);
void window_close(struct window *w);

/* Maps what has a descriptor, and makes the channels. 0, or a reason. */
uint32_t session_attach(struct session *s, uint32_t order, uint32_t sub_stride);

/* Unmaps and closes it. */
void session_detach(struct session *s);

/* ---- session.c ---- */

/* The body of a session's thread. */
void *session_thread(void *arg);

#endif
