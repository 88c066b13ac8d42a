/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the VMM and a back end's process say to each other over their socket, one message a packet;
 * and sending and receiving. Both trust the other's shape of a message no further than its length.
 */
#ifndef LUCID_VMM_MAIL_H
#define LUCID_VMM_MAIL_H

#include <stdint.h>
#include <sys/types.h>

#include "hv/vmm/device.h"

#define MAIL_FDS	(3 + LUCID_DEV_WINDOWS + DEV_MAX_CHANNELS)
#define MAIL_NAME	256
#define MAIL_TEXT	240
/* Exit status of a process that has said why; below: enum lucid_close, why its session ended. */
#define BACKEND_FAILED	100

#define MAIL_CONFIG	sizeof(((struct lucid_dir_dev *)0)->config)

enum mail_kind {
	MAIL_START = 1,		/* down, first: what the data is */
	MAIL_SESSION,		/* down: serve this */
	MAIL_RENEW,		/* down, with SIGHUP: look at the outside again */
	MAIL_OFFER,		/* up: what can be offered */
	MAIL_ERROR,		/* up: for the person */
	MAIL_INFO,		/* up: for the log */
};

/* With the descriptors of the data. */
struct mail_start {
	uint32_t kind;
	uint32_t id;
	uint32_t ro;
	uint32_t channels;
	uint32_t variant;		/* of the data; a kind's own */
	uint32_t reserved;
	uint64_t features;		/* these two as far as the VMM knows */
	uint8_t config[MAIL_CONFIG];
	char name[MAIL_NAME];
};

/* With those of the halves, the submission, each window that there is, the kick, the calls. */
struct mail_session {
	uint32_t kind;
	uint32_t order;
	uint32_t channels;
	uint32_t sub_stride;
	uint32_t comp_stride;
	uint32_t reserved;
	uint64_t features;
	struct lucid_windows windows;
};

struct mail_renew {
	uint32_t kind;
	uint8_t config[MAIL_CONFIG];
};

struct mail_offer {
	uint32_t kind;
	uint32_t reserved;
	uint64_t features;
	uint8_t config[MAIL_CONFIG];
};

struct mail_text {
	uint32_t kind;
	char text[MAIL_TEXT];		/* not terminated */
};

union mail {
	uint32_t kind;
	struct mail_start start;
	struct mail_session session;
	struct mail_renew renew;
	struct mail_offer offer;
	struct mail_text text;
};

/* 0, or -1 with errno. The descriptors stay ours, too. */
int mail_send(int sock, const void *message, size_t len, const int *fd, unsigned int fds);

/*
 * One message: its length, 0 at the end, -1 with errno. With fd NULL descriptors are not taken;
 * else there is room for MAIL_FDS, and *fds says how many came.
 */
ssize_t mail_receive(int sock, union mail *message, int flags, int *fd, unsigned int *fds);

#endif
