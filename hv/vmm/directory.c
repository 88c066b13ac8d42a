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

static void set_state(struct device *d, uint32_t state, uint32_t reason)
{
	assert(lucid_dev_parent_may(d->offer.state, state));
	d->offer.state = state;
	d->offer.reason = reason;
	log_info("%s %u: generation %u is %s (%s)", d->ops->name, d->offer.id,
		 d->offer.generation, lucid_dev_state_name(state), lucid_close_name(reason));
}

static void open_device(struct directory *dir, struct device *d, const struct lucid_answer *a)
{
	int err = answer_check(d, a, &d->session.windows);
	uint32_t reason = err ? (uint32_t)-err : device_open(d, dir->part, a);

	if (reason == LUCID_CLOSE_OPEN) {
		set_state(d, LUCID_STATE_READY, LUCID_CLOSE_OPEN);
		return;
	}
	log_error("%s %u: the guest's answer is refused: %s", d->ops->name, d->offer.id,
		  lucid_close_name(reason));
	set_state(d, LUCID_STATE_FAILED, reason);
}

/* True: the entry changed. */
static bool update(struct directory *dir, unsigned int i)
{
	struct answer_copy c = { .dir = dir, .index = i };
	struct device *d = dir->dev[i];
	uint32_t reason = device_reason(d);

	if (!guard_call(copy_answer, &c))
		c.answer.state = LUCID_STATE_CLOSED;	/* not shared (any more) */
	switch (directory_step(&d->offer, reason, c.answer.state, c.answer.generation)) {
	case DIR_OPEN:
		open_device(dir, d, &c.answer);
		break;
	case DIR_CLOSE:
		device_close(d);
		d->offer.generation++;
		set_state(d, LUCID_STATE_OFFERED, LUCID_CLOSE_OPEN);
		if (d->ops->renew)
			d->ops->renew(d);
		break;
	case DIR_FAIL:
		device_close(d);
		set_state(d, LUCID_STATE_FAILED, reason);
		break;
	default:
		return false;
	}
	publish(dir, i);
	return true;
}

void directory_update(struct directory *dir)
{
	eventfd_t count;
	bool changed = false;

	eventfd_read(dir->look, &count);
	eventfd_read(dir->ended, &count);
	for (unsigned int i = 0; i < dir->count; i++)
		changed |= update(dir, i);
	if (changed)
		eventfd_write(dir->tell, 1);
}

void directory_renew(struct directory *dir)
{
	bool changed = false;

	for (unsigned int i = 0; i < dir->count; i++) {
		struct device *d = dir->dev[i];

		if (!d->ops->renew || !d->ops->renew(d))
			continue;
		publish(dir, i);
		changed = true;
	}
	if (changed)
		eventfd_write(dir->tell, 1);
}

void directory_stop(struct directory *dir)
{
	for (unsigned int i = 0; i < dir->count; i++)
		device_close(dir->dev[i]);
}
