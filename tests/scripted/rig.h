/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The scripted parent: a real child under a real lucid-vmm, whose devices break the protocol on
 * purpose, one case after the other. The child runs a shell on its console that obeys us. Only the
 * main thread calls these; hooks run in a session's thread.
 */
#ifndef LUCID_SCRIPTED_RIG_H
#define LUCID_SCRIPTED_RIG_H

#include "hv/vmm/setup.h"
#include "spec/gen/lucid_names.h"

/* In place of a device's serve(); PASS lets the real one serve, too. */
typedef int hook_fn(struct session *s, unsigned int c);
#define PASS		(-1000)

/* A device under test. */
struct victim {
	struct device *dev;
	unsigned int index;		/* in the directory */
	struct device_ops ops;		/* what dev->ops is: the real ones with our serve() */
	const struct device_ops *real;
	_Atomic(hook_fn *) hook;
	uint32_t hooked_in;		/* the generation that the hook is for */
	const void *arg;		/* for the hook */
	atomic_int hooked;		/* how often the hook did something */
	const char *io;			/* child's command: uses the device once */
	bool fails;			/* and fails if nobody answers */
	const char *many;		/* so often that the driver has to wait */
	const char *works;		/* child's command: it is there and does what it should */
};

struct rig {
	struct machine vm;
	struct victim blk, net, sys;
	bool calm;			/* directory_update() follows the child as it should */
	int to_child, from_child;	/* the console */
	char line[512];			/* of the child's output, not yet whole */
	size_t fill;
	char said[32768];		/* what the last command printed */
	size_t length;
	int status;			/* of the last command, -1: it runs */
	bool bad;			/* the case has failed */
	unsigned int results;
};

/* ---- rig.c ---- */

/* A time limit from now on, for rig_wait(). */
uint64_t rig_limit(unsigned int patiences);

/*
 * Waits a moment for something to happen and deals with it. False: the limit has come, or the child
 * is gone. For the loop whose condition is still to come true.
 */
bool rig_wait(struct rig *r, uint64_t limit);

/* Pipes to the child's console. 0, or -1 with errno. */
int rig_console(struct rig *r);

/* Lets lucid-vmm follow the directory again, as it should. */
void rig_calm(struct rig *r);

/* ---- talk.c ---- */

/* Starts a command in the child; talk_end() waits for it and gives its status, -1: too late. */
void talk_start(struct rig *r, const char *command);
int talk_end(struct rig *r);
int talk(struct rig *r, const char *command);

/* A number that the child prints, 0 if it does not. */
unsigned long talk_number(struct rig *r, const char *command);

/* What the child printed, for from_child. */
void talk_feed(struct rig *r, const char *text, size_t len);

/* ---- entry.c: the parent's entry in the directory, and the child's answer ---- */

/* Writes an entry as it is and tells the child. */
void entry_write(struct rig *r, struct victim *v, const struct lucid_dir_dev *entry);

/* What lucid-vmm would offer, with the next generation. */
struct lucid_dir_dev entry_next(struct victim *v);

/* Behaves: the session ends, a good offer with the next generation is made. */
void entry_offer(struct rig *r, struct victim *v);

/* entry_offer(), and the child takes it and the device works; failures are noted. */
void entry_heal(struct rig *r, struct victim *v);

/* Waits until the child's answer is not READY any more; checks state and reason. */
void answer_ends(struct rig *r, struct victim *v, uint32_t state, uint32_t reason);

/* Waits until the real parent serves the device, in the generation after the broken one. */
void answer_ready(struct rig *r, struct victim *v);

uint32_t answer_state(struct rig *r, struct victim *v);

/* ---- hook.c ---- */

void victim_init(struct victim *v, struct directory *dir, struct device *d);

/* Sets a hook for this generation and wakes the session's thread; NULL: none. */
void hook_set(struct victim *v, hook_fn *hook, const void *arg);

/* Waits until the hook has done something. */
void hook_wait(struct rig *r, struct victim *v);

/* For hooks: the argument, and whether it has done something. */
const void *hook_arg(struct session *s);
bool hook_done(struct session *s);

/* Takes submissions and does nothing with them. */
int hook_hold(struct session *s, unsigned int c);

/* Publishes a completion as it is, with this tag added to the right one, and raises the port. */
void hook_push(struct session *s, unsigned int c, const void *slot, uint32_t tag);

/* ---- judge.c ---- */

/* A case begins. */
void case_begin(struct rig *r);

/* Something that should be so is not. */
void case_fail(struct rig *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The child's kernel says this within seconds. NULL: nothing is asked for. */
void case_says(struct rig *r, const char *text);

/* The command that was begun ends, and not well if v->fails. */
void case_io_failed(struct rig *r, const struct victim *v);

/* A command of the child succeeds. */
void case_child(struct rig *r, const char *command);

/* The kernel is well; prints the result. */
void case_end(struct rig *r, const char *kind, const char *name);

/* One result that is no case. */
void result(struct rig *r, bool good, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* ---- memory.c ---- */

/* How many pages of its memory the child shares. */
unsigned long shared_pages(struct rig *r);

/* ---- the cases ---- */

void blk_cases(struct rig *r);
void net_cases(struct rig *r);
void system_cases(struct rig *r);

#endif
