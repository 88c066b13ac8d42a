// SPDX-License-Identifier: GPL-2.0-only
/*
 * The child's half of the directory, which only we write. The pages are shared with the parent
 * at first use and stay so when the module goes: they hold nothing private, and the parent
 * keeps them mapped. For link.c.
 */
#include <linux/io.h>
#include <linux/mutex.h>

#include "guest.h"
#include "spec/gen/lucid_states.h"

static struct lucid_answers *lucid_answers;
static DEFINE_MUTEX(lucid_answer_lock);

static struct lucid_answers *lucid_answer_page(u32 index)
{
	return &lucid_answers[index / LUCID_DIR_DEVS];
}

static struct lucid_answer *lucid_answer_entry(u32 index)
{
	return &lucid_answer_page(index)->dev[index % LUCID_DIR_DEVS];
}

/* The state is the first word of an answer; the copy leaves it CLOSED. */
void lucid_answer_write(u32 index, const struct lucid_answer *answer)
{
	struct lucid_answer copy = *answer;

	copy.state = LUCID_STATE_CLOSED;
	mutex_lock(&lucid_answer_lock);
	lucid_copy_in64(lucid_answer_entry(index), &copy, sizeof(copy));
	mutex_unlock(&lucid_answer_lock);
}

void lucid_answer_state(u32 index, u32 state, u32 reason)
{
	struct lucid_answers *page = lucid_answer_page(index);
	struct lucid_answer *entry = lucid_answer_entry(index);

	mutex_lock(&lucid_answer_lock);
	WARN_ON_ONCE(!lucid_dev_child_may(entry->state, state));
	WRITE_ONCE(entry->reason, reason);
	lucid_store_release(&entry->state, state);
	lucid_store_release(&page->seq, page->seq + 1);
	mutex_unlock(&lucid_answer_lock);
	lucid_hc_event_raise(LUCID_PORT_SYSTEM);
}

int lucid_answer_init(void)
{
	struct lucid_region region = {
		.gpa = lucid_guest.dir_gpa + (u64)lucid_guest.dir_parent * LUCID_PAGE_SIZE,
		.pages = lucid_guest.dir_child,
	};
	u32 i, done;
	int err = lucid_region_share(&region, region.pages, LUCID_RIGHT_READ, &done);

	if (err)
		return err;
	lucid_answers = memremap(region.gpa, (size_t)region.pages * PAGE_SIZE, MEMREMAP_WB);
	if (!lucid_answers)
		return -ENOMEM;
	for (i = 0; i < lucid_guest.dir_child; i++) {
		lucid_zero_shared(lucid_answers[i].dev, sizeof(lucid_answers[i].dev));
		WRITE_ONCE(lucid_answers[i].version, LUCID_ABI_VERSION);
		lucid_store_release(&lucid_answers[i].magic, LUCID_DIR_MAGIC);
	}
	return 0;
}

void lucid_answer_exit(void)
{
	memunmap(lucid_answers);
	lucid_answers = NULL;
}
