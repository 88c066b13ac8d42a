/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A device's back end in a process of its own, as the VMM sees it: started, handed one session,
 * watched, killed. When it has ended, by itself or not, nothing is said before its I/O has ended,
 * too. Main thread only.
 */
#ifndef LUCID_VMM_SERVER_H
#define LUCID_VMM_SERVER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "spec/gen/lucid_abi.h"

#define SERVER_FDS	(LUCID_MAX_VPS + 2)
#define SERVER_TEXT	160

struct device;
struct partition;
struct lucid_answer;

enum server_phase {
	SERVER_NONE,		/* there is none, and nothing is left of the last one */
	SERVER_STARTING,
	SERVER_IDLE,		/* it has told what can be offered */
	SERVER_SERVING,
	SERVER_ENDING,		/* killed, or dead with I/O going on */
};

/* How the last one ended; above 0: enum lucid_close. */
#define SERVER_TOLD	0	/* it was killed here */
#define SERVER_DIED	(-1)

struct server {
	const char *program;	/* NULL: the device has no process */
	/*
	 * Opens the device's data: how many descriptors; 0: not yet, the last one's I/O goes on;
	 * -1 after a message: it cannot be had.
	 */
	int (*sources)(struct device *d, int *fd);
	const char *name;	/* what the person calls the data */
	bool ro;
	uint32_t variant;	/* of the data, between who opens it and the process */

	enum server_phase phase;
	int ended;
	pid_t pid;
	int pidfd;
	int sock;
	int fd[SERVER_FDS];	/* for the next one */
	int fds;
	const char *waits;	/* for what, when sources() says not yet; NULL: old I/O */
	bool renewed;		/* it has something to say about the offer */

	bool hold;		/* the person wants the device to be suspended */
	bool given_up;
	unsigned int restarts;
	unsigned int deaths;	/* one after the other without any work in between */
	uint64_t first_ns;	/* of these */
	unsigned int words;	/* that may still be said in this second */
	uint64_t words_ns;
	char error[SERVER_TEXT];	/* the last one */
};

/* Once: a descriptor that is readable when server_look() has to be called. -1: errno. */
int server_events(void);

/* The device's process from now on; opens its data. 0, or -1 after a message. */
int server_init(struct device *d);

/* Starts one, when there is none; server_look() tells of what becomes of it. */
void server_start(struct device *d);

/* Waits for the first one's offer, and takes it. 0, or -1 after a message. */
int server_await(struct device *d);

/* What has happened. */
void server_look(struct device *d);

/* Hands it a checked answer's session. 0, or a reason (enum lucid_close). */
uint32_t server_serve(struct device *d, const struct partition *p, const struct lucid_answer *a);

/* Asks it to look at the outside, and at the offer's config, again. */
void server_renew(struct device *d);

void server_kill(struct device *d);

/* The data has become another one: for the next process, which takes the place of this one. */
void server_replace(struct device *d);

/* At the end: kills it and waits for that. */
void server_end(struct device *d);

/* A new try of one that was given up. */
void server_forgive(struct device *d);

#endif
