// SPDX-License-Identifier: GPL-2.0-only
/*
 * The directory: offers devices to the child and follows its answers. Each answer is copied once,
 * state first, and judged by answer_check; any of the child's pages may vanish at any time.
 */
#include "hv/vmm/directory.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>

#include "hv/vmm/guard.h"
#include "hv/vmm/log.h"
#include "spec/gen/lucid_names.h"
#include "spec/gen/lucid_states.h"

#define STEPS	4	/* of one device, before the next one's turn */

int directory_init(struct directory *dir, const struct partition *p)
{
	*dir = (struct directory){ .part = p, .answers_fd = -1 };
	dir->look = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	dir->tell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	dir->ended = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (dir->look < 0 || dir->tell < 0 || dir->ended < 0)
		return -1;
	if (partition_lend(p, GPA_DIRECTORY, DIR_BYTES, LUCID_RIGHT_READ) ||
	    partition_add(p, GPA_ANSWERS, DIR_BYTES))
		return -1;
	dir->page = partition_map(p, GPA_DIRECTORY, DIR_BYTES);
	if (!dir->page)
		return -1;
	for (unsigned int k = 0; k < DIR_PAGES; k++) {
		dir->page[k].version = LUCID_ABI_VERSION;
		dir->page[k].magic = LUCID_DIR_MAGIC;
	}
	if (partition_port(p, LUCID_PORT_SYSTEM, LUCID_PORT_TO_PARENT, dir->look))
		return -1;
	return partition_port(p, LUCID_PORT_SYSTEM, LUCID_PORT_TO_CHILD, dir->tell);
}

int directory_start(struct directory *dir)
{
	void *at;

	dir->answers_fd = partition_window(dir->part, GPA_ANSWERS, DIR_BYTES, LUCID_RIGHT_READ);
	if (dir->answers_fd < 0)
		return -1;
	at = mmap(NULL, DIR_BYTES, PROT_READ, MAP_SHARED, dir->answers_fd, 0);
	if (at == MAP_FAILED)
		return -1;
	dir->answers = at;
	return 0;
}

void directory_write(struct directory *dir, unsigned int i, const struct lucid_dir_dev *entry)
{
	struct lucid_dir *page = &dir->page[i / LUCID_DIR_DEVS];
	struct lucid_dir_dev *to = &page->dev[i % LUCID_DIR_DEVS];
	struct lucid_dir_dev copy = *entry;

	copy.state = to->state;
	lucid_copy_in64(to, &copy, sizeof(copy));
	lucid_store_release(&to->state, entry->state);
	lucid_store_release(&page->seq, page->seq + 1);
}

static void publish(struct directory *dir, unsigned int i)
{
	directory_write(dir, i, &dir->dev[i]->offer);
}

void directory_add(struct directory *dir, struct device *d)
{
	dir->dev[dir->count] = d;
	publish(dir, dir->count++);
}

struct answer_copy {
	const struct directory *dir;
	unsigned int index;
	struct lucid_answer answer;
};

/* The state is read first and not again: the copy keeps the one that the rest belongs to. */
static void copy_answer(void *arg)
{
	struct answer_copy *c = arg;
	const struct lucid_answers *page = &c->dir->answers[c->index / LUCID_DIR_DEVS];
	const struct lucid_answer *from = &page->dev[c->index % LUCID_DIR_DEVS];
	uint32_t state;

	if (READ_ONCE(page->magic) != LUCID_DIR_MAGIC ||
	    READ_ONCE(page->version) != LUCID_ABI_VERSION)
		return;
	state = lucid_load_acquire(&from->state);
	lucid_copy_out64(&c->answer, from, sizeof(c->answer));
	c->answer.state = state;
}

enum dir_step directory_step(const struct lucid_dir_dev *offer, uint32_t reason, uint32_t state,
			     uint32_t generation)
{
	bool answered = state == LUCID_STATE_READY && generation == offer->generation;

	switch (offer->state) {
	case LUCID_STATE_OFFERED:
		return answered ? DIR_OPEN : DIR_NOTHING;
	case LUCID_STATE_READY:
		if (!answered)
			return DIR_CLOSE;
		/* After an orderly end in the ring the child's answer follows. */
		return reason == LUCID_CLOSE_OPEN || reason == LUCID_CLOSE_NORMAL ? DIR_NOTHING :
										    DIR_FAIL;
	default:
		return answered ? DIR_NOTHING : DIR_CLOSE;
	}
}

/* What is said before there is a process, and what after one. */
static enum dir_step nobody_step(uint32_t state, const struct server *v, bool answered)
{
	bool start = !v->hold && !v->given_up;

	switch (state) {
	case LUCID_STATE_OFFERED:
		return v->given_up ? DIR_FAIL : DIR_SUSPEND;
	case LUCID_STATE_READY:
		if (v->ended > LUCID_CLOSE_NORMAL || v->given_up)
			return DIR_FAIL;
		if (v->ended == SERVER_DIED || v->hold)
			return DIR_SUSPEND;
		/* It was killed because the child closed; or the child's answer will follow. */
		return answered && v->ended == LUCID_CLOSE_NORMAL ? DIR_NOTHING : DIR_START;
	case LUCID_STATE_SUSPENDED:
		return v->given_up ? DIR_FAIL : start ? DIR_START : DIR_NOTHING;
	default:
		return start && !answered ? DIR_START : DIR_NOTHING;
	}
}

enum dir_step served_step(uint32_t state, const struct server *v, bool answered)
{
	switch (v->phase) {
	case SERVER_NONE:
		return nobody_step(state, v, answered);
	case SERVER_IDLE:
		if (v->hold)
			return DIR_KILL;
		if (state != LUCID_STATE_OFFERED)
			return DIR_OFFER;
		return answered ? DIR_OPEN : DIR_NOTHING;
	case SERVER_SERVING:
		return v->hold || !answered ? DIR_KILL : DIR_NOTHING;
	case SERVER_STARTING:
		return v->hold ? DIR_KILL : DIR_NOTHING;
	default:
		return DIR_NOTHING;
	}
}

static void set_state(struct device *d, uint32_t state, uint32_t reason)
{
	assert(lucid_dev_parent_may(d->offer.state, state));
	d->offer.state = state;
	d->offer.reason = reason;
	log_info("%s %u: generation %u is %s (%s)", d->kind->name, d->offer.id,
		 d->offer.generation, lucid_dev_state_name(state), lucid_close_name(reason));
}

static void open_device(struct directory *dir, struct device *d, const struct lucid_answer *a)
{
	int err = answer_check(d, a, &d->session.windows);
	uint32_t reason = (uint32_t)-err;

	if (!err)
		reason = d->server.program ? server_serve(d, dir->part, a) :
					     device_open(d, dir->part, a);
	if (reason == LUCID_CLOSE_OPEN) {
		set_state(d, LUCID_STATE_READY, LUCID_CLOSE_OPEN);
		return;
	}
	log_error("%s %u: the guest's answer is refused: %s", d->kind->name, d->offer.id,
		  lucid_close_name(reason));
	set_state(d, LUCID_STATE_FAILED, reason);
}

/*
 * An old completion must not look like the first one after the next offer, and not be half of one
 * while the child still reads it: it has been told before that nobody serves the device.
 */
static void offer_anew(struct device *d)
{
	if (d->server.program)
		lucid_zero_shared(d->halves, d->offer.comp_stride * d->offer.channels);
	d->offer.generation++;
	set_state(d, LUCID_STATE_OFFERED, LUCID_CLOSE_OPEN);
	if (d->ops->renew && d->ops->renew(d, NULL) && d->server.program)
		server_renew(d);
}

/* A device of the VMM's own; true: the entry changed. */
static bool update_own(struct directory *dir, struct device *d, const struct lucid_answer *a)
{
	uint32_t reason = device_reason(d);

	switch (directory_step(&d->offer, reason, a->state, a->generation)) {
	case DIR_OPEN:
		open_device(dir, d, a);
		return true;
	case DIR_CLOSE:
		device_close(d);
		offer_anew(d);
		return true;
	case DIR_FAIL:
		device_close(d);
		set_state(d, LUCID_STATE_FAILED, reason);
		return true;
	default:
		return false;
	}
}

/* One with a process; the same. */
static bool update_served(struct directory *dir, struct device *d, const struct lucid_answer *a)
{
	bool answered = a->state == LUCID_STATE_READY && a->generation == d->offer.generation;
	struct server *v = &d->server;

	switch (served_step(d->offer.state, v, answered)) {
	case DIR_OPEN:
		open_device(dir, d, a);
		/* Refused: another answer will be to another offer. */
		if (d->offer.state == LUCID_STATE_FAILED)
			server_kill(d);
		return true;
	case DIR_OFFER:
		v->renewed = false;
		offer_anew(d);
		return true;
	case DIR_SUSPEND:
		set_state(d, LUCID_STATE_SUSPENDED, LUCID_CLOSE_OPEN);
		return true;
	case DIR_FAIL:
		set_state(d, LUCID_STATE_FAILED,
			  v->given_up ? LUCID_CLOSE_GONE : (uint32_t)v->ended);
		return true;
	case DIR_START:
		server_start(d);
		return false;
	case DIR_KILL:
		server_kill(d);
		return false;
	default:
		return false;
	}
}

/* True: the entry changed. */
static bool update(struct directory *dir, unsigned int i)
{
	struct answer_copy c = { .dir = dir, .index = i };
	struct device *d = dir->dev[i];
	bool changed;

	if (!guard_call(copy_answer, &c))
		c.answer.state = LUCID_STATE_CLOSED;	/* not shared (any more) */
	if (!d->server.program) {
		changed = update_own(dir, d, &c.answer);
	} else {
		server_look(d);
		changed = update_served(dir, d, &c.answer) || d->server.renewed;
		d->server.renewed = false;
	}
	if (changed)
		publish(dir, i);
	return changed;
}

void directory_update(struct directory *dir)
{
	eventfd_t count;
	bool changed = false;

	eventfd_read(dir->look, &count);
	eventfd_read(dir->ended, &count);
	for (unsigned int i = 0; i < dir->count; i++) {
		/* One step of a device with a process may be followed by another one. */
		for (unsigned int n = 0; n < STEPS && update(dir, i); n++)
			changed = true;
	}
	if (changed)
		eventfd_write(dir->tell, 1);
}

void directory_renew(struct directory *dir)
{
	bool changed = false;

	for (unsigned int i = 0; i < dir->count; i++) {
		struct device *d = dir->dev[i];

		if (d->ops->renew && d->ops->renew(d, NULL)) {
			publish(dir, i);
			changed = true;
		}
		if (!d->server.program)
			continue;
		server_forgive(d);
		server_renew(d);
	}
	if (changed)
		eventfd_write(dir->tell, 1);
}

void directory_stop(struct directory *dir)
{
	for (unsigned int i = 0; i < dir->count; i++) {
		if (dir->dev[i]->server.program)
			server_end(dir->dev[i]);
		else
			device_close(dir->dev[i]);
	}
}
