// SPDX-License-Identifier: BSD-2-Clause
/*
 * The child's half of the directory, which only we write, and only while we are the child: whoever
 * comes after us finds the pages private again. For link.c and bus.c.
 */
#include "guest/uefi/lucid.h"

static struct lucid_region lucid_answers;

static struct lucid_answers *lucid_answer_page(uint32_t index)
{
	return (struct lucid_answers *)(void *)lucid_answers.va + index / LUCID_DIR_DEVS;
}

static struct lucid_answer *lucid_answer_entry(uint32_t index)
{
	return &lucid_answer_page(index)->dev[index % LUCID_DIR_DEVS];
}

/* The state is the first word of an answer; the copy leaves it CLOSED. */
void lucid_answer_write(uint32_t index, const struct lucid_answer *answer)
{
	struct lucid_answer copy = *answer;

	copy.state = LUCID_STATE_CLOSED;
	lucid_copy_in64(lucid_answer_entry(index), &copy, sizeof(copy));
}

void lucid_answer_state(uint32_t index, uint32_t state, uint32_t reason)
{
	struct lucid_answers *page = lucid_answer_page(index);
	struct lucid_answer *entry = lucid_answer_entry(index);

	WRITE_ONCE(entry->reason, reason);
	lucid_store_release(&entry->state, state);
	lucid_store_release(&page->seq, page->seq + 1);
	arch_raise(LUCID_PORT_SYSTEM);
}

EFI_STATUS lucid_answer_init(void)
{
	uint64_t gpa = lucid_guest.dir_gpa + (uint64_t)lucid_guest.dir_parent * LUCID_PAGE_SIZE;
	EFI_STATUS status;
	uint32_t i;

	lucid_answers.va = (uint8_t *)(uintptr_t)gpa;
	lucid_answers.pages = lucid_guest.dir_child;
	lucid_answers.rights = LUCID_RIGHT_READ;
	status = lucid_region_share(&lucid_answers);
	if (EFI_ERROR(status))
		return status;
	for (i = 0; i < lucid_guest.dir_child; i++) {
		struct lucid_answers *page = lucid_answer_page(i * LUCID_DIR_DEVS);

		lucid_zero_shared(page->dev, sizeof(page->dev));
		WRITE_ONCE(page->version, LUCID_ABI_VERSION);
		lucid_store_release(&page->magic, LUCID_DIR_MAGIC);
	}
	return EFI_SUCCESS;
}

/* Without the magic all answers count as CLOSED, which they are. */
void lucid_answer_exit(void)
{
	uint32_t i;

	if (!lucid_answers.rights)
		return;
	for (i = 0; i < lucid_guest.dir_child; i++)
		WRITE_ONCE(lucid_answer_page(i * LUCID_DIR_DEVS)->magic, 0);
	lucid_region_withdraw(&lucid_answers);
}
