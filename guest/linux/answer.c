// SPDX-License-Identifier: GPL-2.0-only
/*
 * The child's half of the directory, which only we write. The pages are shared with the parent
 * at first use and stay so when the module goes: they hold nothing private, and the parent
 * keeps them mapped. For link.c.
 */
#include <linux/io.h>
#include <linux/mutex.h>

#include "guest.h"

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
	WRITE_ONCE(entry->reason, reason);
	lucid_store_release(&entry->state, state);
	lucid_store_release(&page->seq, page->seq + 1);
	mutex_unlock(&lucid_answer_lock);
	lucid_hc_event_raise(LUCID_PORT_SYSTEM);
}

static int lucid_answer_share(u64 gpa, u32 pages)
{
	s64 status;
	u32 n;

	for (; pages; pages -= n, gpa += (u64)n * LUCID_PAGE_SIZE) {
		n = min_t(u32, pages, LUCID_MAX_BATCH);
		status = lucid_hc_mem_share(gpa, n, LUCID_RIGHT_READ);
		if (status) {
			pr_err("lucid: cannot share our directory at %#llx: status %lld\n", gpa,
			       status);
			return lucid_errno(status);
		}
	}
	return 0;
}

int lucid_answer_init(void)
{
	u64 gpa = lucid_guest.dir_gpa + (u64)lucid_guest.dir_parent * LUCID_PAGE_SIZE;
	u64 bytes = (u64)lucid_guest.dir_child * LUCID_PAGE_SIZE;
	int err = lucid_answer_share(gpa, lucid_guest.dir_child);
	u32 i;

	if (err)
		return err;
	lucid_answers = memremap(gpa, bytes, MEMREMAP_WB);
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
