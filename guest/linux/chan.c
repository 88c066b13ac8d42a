// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a channel needs beyond its ring: an interrupt, and a last word when the parent breaks
 * the protocol. For drivers and link.c.
 */
#include <linux/module.h>

#include "guest.h"
#include "spec/gen/lucid_names.h"

int lucid_chan_irq(struct lucid_chan *chan, irq_handler_t handler, void *data,
		   const struct cpumask *affinity, const char *what)
{
	int irq = lucid_irq_map(chan->port, affinity);
	int err;

	if (irq < 0) {
		dev_err(&chan->link->ldev->dev, "no interrupt for port %u: error %d\n", chan->port,
			irq);
		return irq;
	}
	snprintf(chan->name, sizeof(chan->name), "lucid-%s", what);
	err = request_irq(irq, handler, 0, chan->name, data);
	if (err) {
		lucid_irq_unmap(irq);
		return err;
	}
	chan->irq = irq;
	chan->irq_data = data;
	return 0;
}
EXPORT_SYMBOL_GPL(lucid_chan_irq);

void lucid_chan_free_irq(struct lucid_chan *chan)
{
	if (!chan->irq)
		return;
	free_irq(chan->irq, chan->irq_data);
	lucid_irq_unmap(chan->irq);
	chan->irq = 0;
}

/* What we know of a parent that broke the protocol: the completion as it is now, whole. */
static void lucid_chan_blame(struct lucid_chan *chan, u32 reason)
{
	const struct lucid_rx *rx = &chan->front.rx;
	/* A wrong tag was not taken; anything else was. */
	u32 n = rx->next - (reason != LUCID_CLOSE_BAD_TAG);
	u8 slot[64];

	lucid_copy_out64(slot, rx->half + lucid_slot_offset(rx->order, rx->slot, n), rx->slot);
	dev_err(&chan->link->ldev->dev,
		"channel %td: the parent broke the protocol: %s (%u); closed; element %u: %*ph\n",
		chan - chan->link->chan, lucid_close_name(reason), reason, n, (int)rx->slot,
		slot);
}

/* @why is minus a reason of ours, or anything else when it was the parent that closed. */
u32 lucid_chan_broken(struct lucid_chan *chan, int why)
{
	u32 peer = lucid_front_peer_closed(&chan->front);
	struct device *dev = &chan->link->ldev->dev;
	u32 channel = chan - chan->link->chan;
	u32 ours = why < 0 ? -why : LUCID_CLOSE_NORMAL;
	u32 state, generation;

	if (ours == LUCID_CLOSE_TIMEOUT) {
		dev_err(dev, "channel %u: the parent completes nothing; closed\n", channel);
	} else if (why < 0) {
		lucid_chan_blame(chan, ours);
	} else if (peer != LUCID_CLOSE_OPEN) {
		dev_err(dev, "channel %u: the parent closed it: %s (%u)\n", channel,
			lucid_close_name(peer), peer);
	} else {
		state = lucid_dir_state(chan->link->ldev->index, &generation);
		dev_err(dev, "the parent does not serve it now: state %s (%u), generation %u\n",
			lucid_dev_state_name(state), state, generation);
	}
	lucid_front_close(&chan->front, ours);
	lucid_chan_raise(chan);
	return ours;
}
EXPORT_SYMBOL_GPL(lucid_chan_broken);
