// SPDX-License-Identifier: GPL-2.0-only
/*
 * Links: the life of a device's connection to its back end, from an offer of the parent over
 * our answer to the end, when every page has come back. A driver that connects again opens a
 * new link on the new offer and keeps its own requests. For drivers.
 */
#include <linux/io.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "guest.h"
#include "spec/gen/lucid_names.h"

static DEFINE_SPINLOCK(lucid_link_lock);
static LIST_HEAD(lucid_link_watched);

/* The sizes that both sides have to keep to: what the plan wants against the offer. */
static int lucid_link_fits(struct lucid_link *link, const struct lucid_plan *plan)
{
	struct lucid_dir_dev *offer = &link->offer;
	struct device *dev = &link->ldev->dev;
	u32 c;

	if (plan->channels > offer->channels || plan->order > offer->max_order ||
	    plan->features & ~offer->features) {
		dev_err(dev, "the offer is too small: %u channels of 2^%u, features %#llx\n",
			offer->channels, offer->max_order, offer->features);
		return -EPROTO;
	}
	for (c = 0; c < plan->shapes; c++) {
		const struct lucid_shape *shape = &plan->shape[c];

		link->sub_stride = max(link->sub_stride, lucid_half_bytes(plan->order, shape->sub));
		if (lucid_half_bytes(plan->order, shape->comp) <= offer->comp_stride)
			continue;
		dev_err(dev, "completions of channel %u need %u bytes, the offer has %u\n", c,
			lucid_half_bytes(plan->order, shape->comp), offer->comp_stride);
		return -EPROTO;
	}
	return 0;
}

/* One more window, smaller than wanted if memory is short. */
static int lucid_link_window(struct lucid_link *link, const struct lucid_plan *plan)
{
	struct lucid_region *region = &link->window[link->windows];
	u32 pages = plan->window_pages;
	int err;

	do {
		err = lucid_region_alloc(region, pages, LUCID_RIGHT_READ | LUCID_RIGHT_WRITE);
		pages /= 2;
	} while (err == -ENOMEM && pages >= plan->window_min);
	link->windows += !err;
	return err;
}

static int lucid_link_alloc(struct lucid_link *link, const struct lucid_plan *plan)
{
	u32 w;
	int err;

	link->chan = kcalloc(plan->channels, sizeof(*link->chan), GFP_KERNEL);
	if (!link->chan)
		return -ENOMEM;
	link->channels = plan->channels;
	err = lucid_region_alloc(&link->sub, link->sub_stride / PAGE_SIZE * plan->channels,
				 LUCID_RIGHT_READ);
	for (w = 0; w < plan->windows && !err; w++)
		err = lucid_link_window(link, plan);
	return err;
}

static int lucid_link_map(struct lucid_link *link)
{
	u64 bytes = (u64)link->offer.comp_stride * link->channels;
	void *comp = lucid_dir_map(link->offer.comp_gpa, bytes);

	if (IS_ERR(comp))
		return PTR_ERR(comp);
	link->comp = comp;
	return 0;
}

/* All rings as they are at the beginning. */
static int lucid_link_channels(struct lucid_link *link)
{
	u32 c;

	for (c = 0; c < link->channels; c++) {
		const struct lucid_shape *shape = &link->shape[c % link->shapes];
		struct lucid_chan *chan = &link->chan[c];

		chan->link = link;
		chan->port = link->offer.port + c;
		if (!chan->ids)
			chan->ids = kvcalloc(1U << link->order, sizeof(*chan->ids), GFP_KERNEL);
		if (!chan->ids)
			return -ENOMEM;
		if (lucid_front_init(&chan->front, link->sub.va + (size_t)c * link->sub_stride,
				     link->comp + (size_t)c * link->offer.comp_stride,
				     link->order, shape->sub, shape->comp, chan->ids))
			return -EINVAL;
	}
	return 0;
}

/* Whether the parent's entry says @state, still about our offer. */
static bool lucid_link_is(struct lucid_link *link, u32 state)
{
	u32 generation;

	return lucid_dir_state(link->ldev->index, &generation) == state &&
	       generation == link->offer.generation;
}

bool lucid_link_lost(struct lucid_link *link)
{
	return !lucid_link_is(link, LUCID_STATE_READY);
}
EXPORT_SYMBOL_GPL(lucid_link_lost);

/* Until the parent said something about our answer, good or bad. */
static int lucid_link_wait(struct lucid_link *link)
{
	struct device *dev = &link->ldev->dev;
	u32 generation, state;

	if (!wait_event_timeout(lucid_dir_wait, !lucid_link_is(link, LUCID_STATE_OFFERED),
				lucid_patience())) {
		dev_err(dev, "the parent does not answer\n");
		return -ETIMEDOUT;
	}
	if (!lucid_link_lost(link))
		return 0;
	state = lucid_dir_state(link->ldev->index, &generation);
	dev_err(dev, "the parent refused: state %s, generation %u\n", lucid_dev_state_name(state),
		generation);
	return -ECONNREFUSED;
}

/* Tells the parent what we take of its offer, and waits for its word. */
static int lucid_link_answer(struct lucid_link *link)
{
	struct lucid_answer answer = {
		.generation = link->offer.generation,
		.features = link->features,
		.channels = link->channels,
		.order = link->order,
		.sub_stride = link->sub_stride,
		.sub_gpa = link->sub.gpa,
	};
	struct lucid_region all, *region;
	u32 w, windows = lucid_is_open() ? 1 : link->windows;

	lucid_region_all(&all);
	for (w = 0; w < windows; w++) {
		region = lucid_is_open() ? &all : &link->window[w];
		answer.window[w] = (struct lucid_window){ region->gpa, region->pages,
							  region->rights };
	}
	lucid_answer_write(link->ldev->index, &answer);
	lucid_answer_state(link->ldev->index, LUCID_STATE_READY, LUCID_CLOSE_OPEN);
	link->open = true;
	return lucid_link_wait(link);
}

void lucid_link_check(void)
{
	struct lucid_link *link;
	unsigned long flags;

	spin_lock_irqsave(&lucid_link_lock, flags);
	list_for_each_entry(link, &lucid_link_watched, watched)
		if (lucid_link_lost(link))
			link->lost(link->lost_data);
	spin_unlock_irqrestore(&lucid_link_lock, flags);
}

void lucid_link_watch(struct lucid_link *link, void (*lost)(void *data), void *data)
{
	unsigned long flags;

	spin_lock_irqsave(&lucid_link_lock, flags);
	link->lost = lost;
	link->lost_data = data;
	/* It may have ended before its driver came here. */
	if (link->open)
		list_add(&link->watched, &lucid_link_watched);
	spin_unlock_irqrestore(&lucid_link_lock, flags);
	lucid_link_check();
}
EXPORT_SYMBOL_GPL(lucid_link_watch);

struct lucid_link *lucid_link_open(struct lucid_device *ldev, const struct lucid_dir_dev *offer,
				   const struct lucid_plan *plan)
{
	struct lucid_link *link = kzalloc(sizeof(*link), GFP_KERNEL);
	int err;

	if (!link)
		return ERR_PTR(-ENOMEM);
	INIT_LIST_HEAD(&link->watched);
	link->ldev = ldev;
	link->offer = *offer;
	link->features = plan->features;
	link->order = plan->order;
	link->shapes = plan->shapes;
	link->shape = plan->shape;
	err = lucid_link_fits(link, plan);
	if (!err)
		err = lucid_link_alloc(link, plan);
	if (!err)
		err = lucid_link_map(link);
	if (!err)
		err = lucid_link_channels(link);
	if (!err)
		err = lucid_link_answer(link);
	if (!err)
		return link;
	dev_err(&ldev->dev, "cannot connect: error %d\n", err);
	lucid_link_free(link);
	return ERR_PTR(err);
}
EXPORT_SYMBOL_GPL(lucid_link_open);

/* Where everything is stays as it was, or the driver starts afresh. */
int lucid_link_again(struct lucid_link *link, const struct lucid_dir_dev *offer)
{
	struct lucid_dir_dev *old = &link->offer;
	u32 c;

	/* As in lucid_link_free(). */
	for (c = 0; c < link->channels; c++)
		lucid_chan_free_irq(&link->chan[c]);

	if (offer->comp_gpa != old->comp_gpa || offer->comp_stride != old->comp_stride ||
	    offer->port != old->port || offer->channels != old->channels ||
	    offer->max_order != old->max_order || link->features & ~offer->features)
		return -EPROTO;
	*old = *offer;
	return lucid_link_channels(link) ?: lucid_link_answer(link);
}
EXPORT_SYMBOL_GPL(lucid_link_again);

bool lucid_link_stop(struct lucid_link *link, u32 reason)
{
	u32 c, state, generation;
	unsigned long flags;
	bool open;

	spin_lock_irqsave(&lucid_link_lock, flags);
	open = link->open;
	link->open = false;
	list_del_init(&link->watched);
	spin_unlock_irqrestore(&lucid_link_lock, flags);
	if (open) {
		for (c = 0; c < link->channels; c++) {
			lucid_front_close(&link->chan[c].front, reason);
			lucid_chan_free_irq(&link->chan[c]);
		}
		link->failed = reason != LUCID_CLOSE_NORMAL;
		lucid_answer_state(link->ldev->index, link->failed ? LUCID_STATE_FAILED :
				   LUCID_STATE_CLOSED, reason);
		if (!wait_event_timeout(lucid_dir_wait, lucid_link_lost(link), lucid_patience()))
			dev_err(&link->ldev->dev, "the parent does not let go\n");
	}
	state = lucid_dir_state(link->ldev->index, &generation);
	return state == LUCID_STATE_SUSPENDED ||
	       (state == LUCID_STATE_OFFERED && generation != link->offer.generation);
}
EXPORT_SYMBOL_GPL(lucid_link_stop);

void lucid_link_free(struct lucid_link *link)
{
	u32 c, w;

	lucid_link_stop(link, LUCID_CLOSE_NORMAL);
	/* A driver may have asked for one while another thread stopped the link. */
	for (c = 0; c < link->channels; c++)
		lucid_chan_free_irq(&link->chan[c]);
	lucid_region_free(&link->sub);
	for (w = 0; w < link->windows; w++)
		lucid_region_free(&link->window[w]);
	if (link->failed)
		lucid_answer_state(link->ldev->index, LUCID_STATE_CLOSED, LUCID_CLOSE_OPEN);
	if (link->comp)
		memunmap(link->comp);
	for (c = 0; c < link->channels; c++)
		kvfree(link->chan[c].ids);
	kfree(link->chan);
	kfree(link);
}
EXPORT_SYMBOL_GPL(lucid_link_free);
