// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: ports as interrupts and channels with one: delivered to the channel's handler, each port
 * once, bound again when the affinity changes, and a last word for each way that a channel ends.
 * Does not prove delivery by a real vector domain.
 */
#include <linux/irq.h>

#include "fake.h"

static u32 chan_test_irqs;

static irqreturn_t chan_test_irq(int irq, void *data)
{
	chan_test_irqs++;
	return IRQ_HANDLED;
}

static struct lucid_chan *chan_test_connect(struct kunit *test)
{
	fake_client_connect(test);
	chan_test_irqs = 0;
	return &fake_client.link->chan[1];
}

static void chan_test_delivers(struct kunit *test)
{
	struct lucid_chan *chan = chan_test_connect(test);

	KUNIT_ASSERT_EQ(test, lucid_chan_irq(chan, chan_test_irq, chan, cpumask_of(0), "q"), 0);
	KUNIT_EXPECT_STREQ(test, chan->name, "lucid-q");
	fake_event(chan->port);
	fake_settle();
	KUNIT_EXPECT_EQ(test, chan_test_irqs, 1);
	fake_event(chan->port + 1);
	fake_settle();
	KUNIT_EXPECT_EQ(test, chan_test_irqs, 1);
	lucid_chan_free_irq(chan);
	lucid_chan_free_irq(chan);
	KUNIT_EXPECT_EQ(test, chan->irq, 0);
}

/* An event that came before the interrupt was asked for is not lost. */
static void chan_test_early(struct kunit *test)
{
	struct lucid_chan *chan = chan_test_connect(test);

	fake_event(chan->port);
	fake_settle();
	KUNIT_ASSERT_EQ(test, lucid_chan_irq(chan, chan_test_irq, chan, NULL, "q"), 0);
	fake_settle();
	KUNIT_EXPECT_EQ(test, chan_test_irqs, 1);
}

static void chan_test_no_irq(struct kunit *test)
{
	struct lucid_chan *chan = chan_test_connect(test);
	u32 port = chan->port;

	fake_fail_nth(1);
	KUNIT_EXPECT_NE(test, lucid_chan_irq(chan, chan_test_irq, chan, NULL, "q"), 0);
	fake_fail_nth(2);
	KUNIT_EXPECT_NE(test, lucid_chan_irq(chan, chan_test_irq, chan, NULL, "q"), 0);
	fake_refuse(LUCID_HC_EVENT_BIND, 0, LUCID_E_PERM);
	KUNIT_EXPECT_NE(test, lucid_chan_irq(chan, chan_test_irq, chan, NULL, "q"), 0);
	fake_refuse(LUCID_HC_EVENT_BIND, 0, 0);
	chan->port = LUCID_MAX_PORTS;
	KUNIT_EXPECT_EQ(test, lucid_chan_irq(chan, chan_test_irq, chan, NULL, "q"), -EINVAL);
	chan->port = LUCID_PORT_SYSTEM;
	KUNIT_EXPECT_EQ(test, lucid_chan_irq(chan, chan_test_irq, chan, NULL, "q"), -EBUSY);
	chan->port = port;
	KUNIT_EXPECT_EQ(test, chan->irq, 0);
}

static void chan_test_affinity(struct kunit *test)
{
	struct lucid_chan *chan = chan_test_connect(test);
	struct irq_data *data;
	u32 binds;

	KUNIT_ASSERT_EQ(test, lucid_chan_irq(chan, chan_test_irq, chan, NULL, "q"), 0);
	data = irq_get_irq_data(chan->irq);
	binds = fake_hv.binds;
	KUNIT_EXPECT_EQ(test, data->chip->irq_set_affinity(data, cpumask_of(0), false),
			IRQ_SET_MASK_OK);
	KUNIT_EXPECT_EQ(test, fake_hv.binds, binds + 1);
	KUNIT_EXPECT_EQ(test, data->chip->irq_set_affinity(data, cpu_none_mask, false), -EINVAL);
	KUNIT_EXPECT_EQ(test, fake_hv.binds, binds + 1);
	fake_refuse(LUCID_HC_EVENT_BIND, 0, LUCID_E_PERM);
	KUNIT_EXPECT_EQ(test, data->chip->irq_set_affinity(data, cpumask_of(0), false), -EPERM);
	fake_refuse(LUCID_HC_EVENT_BIND, 0, 0);
}

static void chan_test_last_words(struct kunit *test)
{
	struct lucid_chan *chan = chan_test_connect(test);

	KUNIT_EXPECT_FALSE(test, lucid_chan_peer_closed(chan));
	/* The parent's state says it. */
	KUNIT_EXPECT_EQ(test, lucid_chan_broken(chan, 0), LUCID_CLOSE_NORMAL);
	KUNIT_EXPECT_EQ(test, lucid_chan_broken(chan, -LUCID_CLOSE_TIMEOUT), LUCID_CLOSE_TIMEOUT);
	KUNIT_EXPECT_EQ(test, lucid_chan_broken(chan, -LUCID_CLOSE_BAD_TAG), LUCID_CLOSE_BAD_TAG);
	KUNIT_EXPECT_EQ(test, lucid_chan_broken(chan, -LUCID_CLOSE_BAD_ID), LUCID_CLOSE_BAD_ID);
	fake_close(&fake_dev[0], 1, LUCID_CLOSE_BAD_FIELD);
	KUNIT_EXPECT_TRUE(test, lucid_chan_peer_closed(chan));
	KUNIT_EXPECT_EQ(test, lucid_chan_broken(chan, 0), LUCID_CLOSE_NORMAL);
	/* The first reason stays. */
	KUNIT_EXPECT_EQ(test, lucid_back_peer_closed(&fake_dev[0].chan[1].back),
			LUCID_CLOSE_NORMAL);
}

static struct kunit_case chan_test_cases[] = {
	KUNIT_CASE(chan_test_delivers),
	KUNIT_CASE(chan_test_early),
	KUNIT_CASE(chan_test_no_irq),
	KUNIT_CASE(chan_test_affinity),
	KUNIT_CASE(chan_test_last_words),
	{}
};

static struct kunit_suite chan_test_suite = {
	.name = "lucid_chan",
	.init = fake_client_start,
	.exit = fake_client_end,
	.test_cases = chan_test_cases,
};
kunit_test_suite(chan_test_suite);
