// SPDX-License-Identifier: GPL-2.0-only
/*
 * What suites do as a back end: take, complete, and break the rules on purpose; and the start and
 * the end of the fake world.
 */
#include <linux/io.h>

#include "fake.h"
#include "hv.h"

int fake_take(struct fake_dev *dev, u32 chan, void *slot)
{
	struct lucid_back *back = &dev->chan[chan].back;
	int got;

	do {
		got = lucid_back_take(back, slot);
	} while (!got && lucid_rx_arm(&back->rx));
	return got;
}

static void fake_tell(struct fake_dev *dev, u32 chan)
{
	if (lucid_tx_flush(&dev->chan[chan].back.tx))
		fake_event(fake_entry(dev->index)->port + chan);
}

void fake_complete(struct fake_dev *dev, u32 chan, void *slot)
{
	if (!lucid_back_complete(&dev->chan[chan].back, slot))
		fake_tell(dev, chan);
}

/* Whoever is not waiting is told too. */
void fake_forge(struct fake_dev *dev, u32 chan, const void *slot)
{
	lucid_tx_push(&dev->chan[chan].back.tx, slot);
	fake_event(fake_entry(dev->index)->port + chan);
}

void fake_close(struct fake_dev *dev, u32 chan, u32 reason)
{
	lucid_back_close(&dev->chan[chan].back, reason);
	fake_event(fake_entry(dev->index)->port + chan);
}

void *fake_seg(const struct fake_dev *dev, const struct lucid_seg *seg)
{
	const struct lucid_window *w = &dev->answer.window[seg->window % LUCID_DEV_WINDOWS];
	u64 bytes = (u64)w->pages * LUCID_PAGE_SIZE;

	if (seg->window >= LUCID_DEV_WINDOWS || seg->len > bytes || seg->offset > bytes - seg->len)
		return NULL;
	return phys_to_virt(w->gpa + seg->offset);
}

int fake_start(struct kunit *test)
{
	int err = fake_hv_start();

	KUNIT_ASSERT_EQ(test, err, 0);
	fake_fail_nth(0);
	return fake_parent_start();
}

void fake_end_world(struct kunit *test)
{
	fake_fail_nth(0);
	fake_settle();
	KUNIT_EXPECT_EQ_MSG(test, fake_shared(), 0, "pages the parent still has rights to");
	fake_irq_end();
}

int fake_start_core(struct kunit *test)
{
	int err = fake_start(test);

	return err ? err : fake_run_lucid_init();
}

void fake_end_core(struct kunit *test)
{
	fake_settle();
	fake_run_lucid_exit();
	fake_end_world(test);
}
