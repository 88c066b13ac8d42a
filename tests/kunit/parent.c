// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fake parent: a directory of a few devices, and for each the back end's half of its channels,
 * on the same ring/ that real back ends use.
 */
#include <linux/io.h>
#include <linux/workqueue.h>

#include "fake.h"
#include "hv.h"
#include "ring/blk.h"
#include "ring/net.h"

struct fake_dev fake_dev[FAKE_DEVICES];

static const struct lucid_shape fake_shapes[][2] = {
	[LUCID_DEV_NONE] = { { 16, 16 }, { 16, 16 } },
	[LUCID_DEV_BLK] = { { sizeof(struct lucid_blk_req), 16 },
			    { sizeof(struct lucid_blk_req), 16 } },
	[LUCID_DEV_NET] = { { sizeof(struct lucid_net_buf), sizeof(struct lucid_net_frame) },
			    { sizeof(struct lucid_net_tx), 16 } },
	[LUCID_DEV_CONSOLE] = { { sizeof(struct lucid_text), 16 },
				{ 16, sizeof(struct lucid_text) } },
	[LUCID_DEV_SYSTEM] = { { 16, sizeof(struct lucid_text) },
			       { 16, sizeof(struct lucid_text) } },
};

struct lucid_dir *fake_dir(u32 page)
{
	return fake_va(FAKE_GPA + page * LUCID_PAGE_SIZE, LUCID_PAGE_SIZE);
}

struct lucid_dir_dev *fake_entry(u32 index)
{
	return &fake_dir(index / LUCID_DIR_DEVS)->dev[index % LUCID_DIR_DEVS];
}

struct lucid_answer *fake_answer(u32 index)
{
	struct lucid_answers *page = (void *)fake_dir(fake_hv.dir_parent + index / LUCID_DIR_DEVS);

	return &page->dev[index % LUCID_DIR_DEVS];
}

void fake_announce(void)
{
	u32 page;

	for (page = 0; page < fake_hv.dir_parent; page++)
		fake_dir(page)->seq++;
	fake_event(LUCID_PORT_SYSTEM);
}

static u64 fake_comp(u32 index)
{
	return FAKE_GPA + (u64)4 * LUCID_PAGE_SIZE + (u64)index * FAKE_CHANNELS * FAKE_STRIDE;
}

static void fake_config(struct lucid_dir_dev *entry)
{
	struct lucid_blk_config disk = {
		.sectors = 2048, .logical = 512, .physical = 4096, .io_min = 4096,
		.io_opt = 65536, .discard = 4096, .max_segs = 32, .max_bytes = 128 * 1024,
		.serial = "fake-disk",
	};
	struct lucid_net_config card = {
		.mac = { 2, 0, 0, 0, 0, 1 }, .mtu = 1500, .link = 1, .queues = 1,
	};

	if (entry->type == LUCID_DEV_BLK)
		memcpy(entry->config, &disk, sizeof(disk));
	else if (entry->type == LUCID_DEV_NET)
		memcpy(entry->config, &card, sizeof(card));
}

struct lucid_dir_dev *fake_offer(u32 index, u32 type, u32 id)
{
	struct lucid_dir_dev *entry = fake_entry(index);

	*entry = (struct lucid_dir_dev){
		.type = type, .id = id, .state = LUCID_STATE_OFFERED,
		.generation = entry->generation + 1, .features = U64_MAX,
		.comp_gpa = fake_comp(index), .comp_stride = FAKE_STRIDE,
		.channels = type == LUCID_DEV_SYSTEM ? 1 : FAKE_CHANNELS,
		.port = 1 + index * FAKE_CHANNELS, .max_order = FAKE_ORDER,
	};
	fake_config(entry);
	return entry;
}

void fake_steps_fail(struct kunit *test, u32 index, u32 type, u32 id, u32 shared, u32 least)
{
	u32 n;

	for (n = 1; n < 100; n++) {
		fake_offer(index, type, id);
		fake_fail_nth(n);
		fake_announce();
		fake_settle();
		if (fake_fail_waits())
			break;
		fake_fail_nth(0);
		fake_state(index, LUCID_STATE_CLOSED);
		fake_settle();
		KUNIT_EXPECT_EQ(test, fake_shared(), shared);
	}
	KUNIT_EXPECT_GT(test, n, least);
	KUNIT_EXPECT_EQ(test, fake_entry(index)->state, LUCID_STATE_READY);
}

void fake_state(u32 index, u32 state)
{
	struct lucid_dir_dev *entry = fake_entry(index);

	if (state == LUCID_STATE_OFFERED)
		entry->generation++;
	entry->state = state;
	fake_dev[index].open &= state == LUCID_STATE_READY;
	fake_announce();
}

static int fake_connect(struct fake_dev *dev)
{
	struct lucid_dir_dev *entry = fake_entry(dev->index);
	struct lucid_answer *a = &dev->answer;
	u32 c;
	int err;

	for (c = 0; c < a->channels; c++) {
		const struct lucid_shape *shape = &fake_shapes[entry->type][c % 2];
		u8 *sub = phys_to_virt(a->sub_gpa + (u64)c * a->sub_stride);
		u8 *comp = fake_va(entry->comp_gpa + (u64)c * entry->comp_stride,
				   entry->comp_stride);

		err = lucid_back_init(&dev->chan[c].back, comp, sub, a->order, shape->sub,
				      shape->comp, dev->chan[c].busy);
		if (err)
			return err;
	}
	return 0;
}

/* What the real parent does about an answer, unless the suite wants something else. */
static void fake_judge(struct fake_dev *dev)
{
	struct lucid_dir_dev *entry = fake_entry(dev->index);
	struct lucid_answer *a = fake_answer(dev->index);

	if (entry->state == LUCID_STATE_OFFERED && a->state == LUCID_STATE_READY &&
	    a->generation == entry->generation && !dev->silent) {
		dev->answer = *a;
		dev->open = !dev->refuses && !fake_connect(dev);
		fake_state(dev->index, dev->open ? LUCID_STATE_READY : LUCID_STATE_FAILED);
	} else if (entry->state == LUCID_STATE_READY && a->state == LUCID_STATE_CLOSED &&
		   !dev->holds) {
		fake_state(dev->index, LUCID_STATE_OFFERED);
	} else if (entry->state == LUCID_STATE_READY && a->state == LUCID_STATE_FAILED &&
		   !dev->holds) {
		fake_state(dev->index, LUCID_STATE_FAILED);
	}
}

void fake_raised(u32 port)
{
	struct fake_dev *dev = &fake_dev[(port - 1) / FAKE_CHANNELS % FAKE_DEVICES];
	u32 i;

	for (i = 0; port == LUCID_PORT_SYSTEM && i < FAKE_DEVICES; i++)
		fake_judge(&fake_dev[i]);
	if (port == LUCID_PORT_SYSTEM || !dev->open)
		return;
	dev->chan[(port - 1) % FAKE_CHANNELS].raised++;
	schedule_work(&dev->work);
}

static void fake_serve(struct work_struct *work)
{
	struct fake_dev *dev = container_of(work, struct fake_dev, work);
	u32 c;

	for (c = 0; dev->serve && dev->open && c < dev->answer.channels; c++)
		dev->serve(dev, c);
}

int fake_parent_start(void)
{
	u32 i;

	for (i = 0; i < fake_hv.dir_parent; i++) {
		fake_dir(i)->magic = LUCID_DIR_MAGIC;
		fake_dir(i)->version = LUCID_ABI_VERSION;
	}
	for (i = 0; i < FAKE_DEVICES; i++) {
		memset(&fake_dev[i], 0, sizeof(fake_dev[i]));
		fake_dev[i].index = i;
		INIT_WORK(&fake_dev[i].work, fake_serve);
	}
	return 0;
}
