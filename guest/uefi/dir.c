// SPDX-License-Identifier: BSD-2-Clause
/*
 * The parent's half of the directory: copied out entry by entry and checked. An entry with anything
 * wrong in it is passed over, with a message. For bus.c and link.c.
 */
#include "guest/uefi/lucid.h"
#include "ring/dir.h"
#include "spec/gen/lucid_names.h"

static const struct lucid_dir *lucid_dir;

bool lucid_dir_lent(uint64_t gpa, uint64_t bytes)
{
	uint64_t at, state;

	if (gpa % LUCID_PAGE_SIZE || !bytes || bytes > LUCID_GPA_LIMIT ||
	    gpa > LUCID_GPA_LIMIT - bytes) {
		lucid_say("bad region of the parent: %x, %x bytes", gpa, bytes);
		return false;
	}
	for (at = gpa; at < gpa + bytes; at += LUCID_PAGE_SIZE) {
		int64_t status = arch_page_state(at, &state);

		if (!status && (state & 0xff) == LUCID_PAGE_LENT)
			continue;
		lucid_say("page %x is not lent by the parent: %s", at,
			  status ? lucid_status_name(status) : lucid_page_state_name(state & 0xff));
		return false;
	}
	return true;
}

uint32_t lucid_dir_slots(void)
{
	uint32_t pages = lucid_guest.dir_parent;

	if (pages > lucid_guest.dir_child)
		pages = lucid_guest.dir_child;
	return pages * LUCID_DIR_DEVS;
}

uint32_t lucid_dir_state(uint32_t index, uint32_t *generation)
{
	const struct lucid_dir *page = &lucid_dir[index / LUCID_DIR_DEVS];
	const struct lucid_dir_dev *entry = &page->dev[index % LUCID_DIR_DEVS];
	uint32_t state = lucid_load_acquire(&entry->state);

	*generation = READ_ONCE(entry->generation);
	return state;
}

bool lucid_dir_read(uint32_t index, struct lucid_dir_dev *offer)
{
	const char *field;
	uint64_t value;

	if (!lucid_dir_copy(offer, &lucid_dir[index / LUCID_DIR_DEVS], index % LUCID_DIR_DEVS)) {
		lucid_say("device %u keeps changing", index);
		return false;
	}
	if (lucid_dir_empty(offer))
		return false;
	field = lucid_dir_judge(offer, &value);
	if (!field)
		return true;
	lucid_say("device %u (type %u, id %u, generation %u): bad %s %x", index,
		  (uint32_t)offer->type, (uint32_t)offer->id, offer->generation, field, value);
	return false;
}

EFI_STATUS lucid_dir_init(void)
{
	const struct lucid_guest *guest = &lucid_guest;
	const struct lucid_dir *dir = (const void *)(uintptr_t)guest->dir_gpa;
	uint32_t i, magic, version;

	if (!lucid_dir_lent(guest->dir_gpa, (uint64_t)guest->dir_parent * LUCID_PAGE_SIZE))
		return EFI_DEVICE_ERROR;
	for (i = 0; i < guest->dir_parent; i++) {
		magic = READ_ONCE(dir[i].magic);
		version = READ_ONCE(dir[i].version);
		if (magic == LUCID_DIR_MAGIC && version == LUCID_ABI_VERSION)
			continue;
		lucid_say("directory page %u has magic %x, version %u", i, (uint64_t)magic,
			  version);
		return EFI_DEVICE_ERROR;
	}
	lucid_dir = dir;
	return EFI_SUCCESS;
}
