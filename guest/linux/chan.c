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

	if (irq < 0)
		return irq;
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

/* @why is minus a reason of ours, or anything else when it was the parent that closed. */
u32 lucid_chan_broken(struct lucid_chan *chan, int why)
{
	u32 peer = lucid_front_peer_closed(&chan->front);
	struct device *dev = &chan->link->ldev->dev;
	u32 channel = chan - chan->link->chan;
	u32 ours = why < 0 ? -why : LUCID_CLOSE_NORMAL;

	if (why < 0)
		dev_err(dev, "channel %u: the parent broke the protocol: %s (%u); closed\n",
			channel, lucid_close_name(ours), ours);
	else if (peer != LUCID_CLOSE_OPEN)
		dev_err(dev, "channel %u: the parent closed it: %s (%u)\n", channel,
			lucid_close_name(peer), peer);
	else
		dev_err(dev, "the parent does not serve it any more\n");
	lucid_front_close(&chan->front, ours);
	lucid_chan_raise(chan);
	return ours;
}
EXPORT_SYMBOL_GPL(lucid_chan_broken);
