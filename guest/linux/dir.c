// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parent's half of the directory: mapped for reading, copied out entry by entry, checked.
 * An entry with anything wrong in it is passed over. For bus.c and
 * link.c.
 */
#include <linux/io.h>
#include <linux/mm.h>

#include "guest.h"
#include "ring/dir.h"
#include "spec/gen/lucid_names.h"

DECLARE_WAIT_QUEUE_HEAD(lucid_dir_wait);

static const struct lucid_dir *lucid_dir;

/* A page that anybody but the parent might write, or that may go away, is not taken. */
static int lucid_dir_check_lent(u64 gpa, u64 bytes)
{
	u64 at, state;
	s64 status;

	for (at = gpa; at < gpa + bytes; at += LUCID_PAGE_SIZE) {
		status = lucid_hc_mem_state(at, &state);
		if (status) {
			pr_err("lucid: page %#llx of the parent: %s\n", at,
			       lucid_status_name(status));
			return lucid_errno(status);
		}
		if ((state & 0xff) != LUCID_PAGE_LENT) {
			pr_err("lucid: page %#llx is not lent by the parent: %s\n", at,
			       lucid_page_state_name(state & 0xff));
			return -EPROTO;
		}
	}
	return 0;
}

void *lucid_dir_map(u64 gpa, u64 bytes)
{
	void *va;
	int err;

	if (gpa % LUCID_PAGE_SIZE || !bytes || bytes > LUCID_GPA_LIMIT ||
	    gpa > LUCID_GPA_LIMIT - bytes) {
		pr_err("lucid: bad region of the parent: %#llx, %llu bytes\n", gpa, bytes);
		return ERR_PTR(-EPROTO);
	}
	bytes = round_up(bytes, LUCID_PAGE_SIZE);
	if (region_intersects(gpa, bytes, IORESOURCE_SYSTEM_RAM, IORES_DESC_NONE) !=
	    REGION_DISJOINT) {
		pr_err("lucid: region of the parent at %#llx overlaps our memory\n", gpa);
		return ERR_PTR(-EPROTO);
	}
	err = lucid_dir_check_lent(gpa, bytes);
	if (err)
		return ERR_PTR(err);
	va = memremap(gpa, bytes, MEMREMAP_WB);
	return va ? va : ERR_PTR(-ENOMEM);
}

u32 lucid_dir_slots(void)
{
	return min(lucid_guest.dir_parent, lucid_guest.dir_child) * LUCID_DIR_DEVS;
}

static const struct lucid_dir_dev *lucid_dir_entry(u32 index)
{
	return &lucid_dir[index / LUCID_DIR_DEVS].dev[index % LUCID_DIR_DEVS];
}

u32 lucid_dir_state(u32 index, u32 *generation)
{
	const struct lucid_dir_dev *entry = lucid_dir_entry(index);
	u32 state = lucid_load_acquire(&entry->state);

	*generation = READ_ONCE(entry->generation);
	return state;
}

void lucid_dir_refuse(u32 index, const struct lucid_dir_dev *offer)
{
	u64 value;
	const char *field = lucid_dir_judge(offer, &value);

	pr_err("lucid: device %u (type %u, id %u, generation %u): bad %s %#llx\n", index,
	       offer->type, offer->id, offer->generation, field ? field : "id", value);
}

int lucid_dir_read(u32 index, struct lucid_dir_dev *offer)
{
	u64 value;

	if (!lucid_dir_copy(offer, &lucid_dir[index / LUCID_DIR_DEVS], index % LUCID_DIR_DEVS))
		return -EAGAIN;
	if (lucid_dir_empty(offer))
		return -ENOENT;
	return lucid_dir_judge(offer, &value) ? -EPROTO : 0;
}

static int lucid_dir_check_page(u32 i)
{
	u32 magic = READ_ONCE(lucid_dir[i].magic);
	u32 version = READ_ONCE(lucid_dir[i].version);

	if (magic == LUCID_DIR_MAGIC && version == LUCID_ABI_VERSION)
		return 0;
	pr_err("lucid: directory page %u has magic %#x, version %u\n", i, magic, version);
	return -EPROTO;
}

int lucid_dir_init(void)
{
	void *va = lucid_dir_map(lucid_guest.dir_gpa,
				 (u64)lucid_guest.dir_parent * LUCID_PAGE_SIZE);
	int err = 0;
	u32 i;

	if (IS_ERR(va))
		return PTR_ERR(va);
	lucid_dir = va;
	for (i = 0; i < lucid_guest.dir_parent && !err; i++)
		err = lucid_dir_check_page(i);
	if (err)
		lucid_dir_exit();
	return err;
}

void lucid_dir_exit(void)
{
	memunmap((void *)lucid_dir);
	lucid_dir = NULL;
}
