// SPDX-License-Identifier: BSD-2-Clause
/*
 * Links: the life of a device's connection to its back end, from an offer of the parent over our
 * answer to the end, when every page has come back. A driver that connects again opens the link
 * anew on the new offer. For drivers.
 */
#include "guest/uefi/lucid.h"
#include "spec/gen/lucid_names.h"

EFI_STATUS lucid_link_offer(struct lucid_device *dev)
{
	struct lucid_dir_dev *offer = &dev->link.offer;

	if (!lucid_dir_read(dev->index, offer) || offer->type != dev->type ||
	    offer->id != dev->id)
		return EFI_NO_MEDIA;
	return offer->state == LUCID_STATE_OFFERED ? EFI_SUCCESS : EFI_NOT_READY;
}

/* The sizes that both sides have to keep to: what the plan wants against the offer. */
static bool lucid_link_fits(const struct lucid_device *dev, const struct lucid_plan *plan,
			    uint32_t *stride)
{
	const struct lucid_dir_dev *offer = &dev->link.offer;
	uint32_t c, bytes;

	if (plan->channels > offer->channels || plan->order > offer->max_order ||
	    plan->features & ~offer->features) {
		lucid_say("device %u: the offer is too small: %u channels of order %u", dev->index,
			  (uint32_t)offer->channels, (uint32_t)offer->max_order);
		return false;
	}
	*stride = 0;
	for (c = 0; c < plan->channels; c++) {
		bytes = lucid_half_bytes(plan->order, plan->sub[c]);
		*stride = bytes > *stride ? bytes : *stride;
		bytes = lucid_half_bytes(plan->order, plan->comp[c]);
		if (bytes <= offer->comp_stride)
			continue;
		lucid_say("device %u: completions of channel %u need %u bytes, the offer has %u",
			  dev->index, c, bytes, offer->comp_stride);
		return false;
	}
	return true;
}

static EFI_STATUS lucid_link_alloc(struct lucid_link *link, const struct lucid_plan *plan,
				   uint32_t stride)
{
	uint32_t pages = plan->window_pages;
	EFI_STATUS status;

	status = lucid_region_alloc(&link->sub, stride / LUCID_PAGE_SIZE * plan->channels,
				    LUCID_RIGHT_READ);
	while (!EFI_ERROR(status) && pages) {
		status = lucid_region_alloc(&link->window, pages,
					    LUCID_RIGHT_READ | LUCID_RIGHT_WRITE);
		if (status != EFI_OUT_OF_RESOURCES || pages / 2 < plan->window_min)
			break;
		pages /= 2;
		status = EFI_SUCCESS;
	}
	return status;
}

static EFI_STATUS lucid_link_channels(struct lucid_link *link, const struct lucid_plan *plan,
				      uint32_t stride)
{
	uint8_t *comp = (uint8_t *)(uintptr_t)link->offer.comp_gpa;
	uint32_t c;

	for (c = 0; c < plan->channels; c++) {
		struct lucid_chan *chan = &link->chan[c];

		chan->port = link->offer.port + c;
		if (lucid_front_init(&chan->front, link->sub.va + (size_t)c * stride,
				     comp + (size_t)c * link->offer.comp_stride, plan->order,
				     plan->sub[c], plan->comp[c], chan->ids))
			return EFI_DEVICE_ERROR;
		lucid_irq_bind(chan->port);
	}
	return EFI_SUCCESS;
}

/* Whether the parent's entry says @state, still about our offer. */
static bool lucid_link_is(const struct lucid_device *dev, uint32_t state)
{
	uint32_t generation;

	return lucid_dir_state(dev->index, &generation) == state &&
	       generation == dev->link.offer.generation;
}

bool lucid_link_lost(struct lucid_device *dev)
{
	return !dev->link.open || !lucid_link_is(dev, LUCID_STATE_READY);
}

static bool lucid_link_answered(void *arg)
{
	return !lucid_link_is(arg, LUCID_STATE_OFFERED);
}

static bool lucid_link_released(void *arg)
{
	return !lucid_link_is(arg, LUCID_STATE_READY);
}

/* Tells the parent what we take of its offer, and waits for its word. */
static EFI_STATUS lucid_link_answer(struct lucid_device *dev, const struct lucid_plan *plan,
				    uint32_t stride)
{
	struct lucid_link *link = &dev->link;
	struct lucid_answer answer = {
		.generation = link->offer.generation,
		.features = plan->features,
		.channels = plan->channels,
		.order = plan->order,
		.sub_stride = stride,
		.sub_gpa = (uintptr_t)link->sub.va,
		.window[0] = {
			.gpa = (uintptr_t)link->window.va,
			.pages = link->window.pages,
			.rights = link->window.rights,
		},
	};
	uint32_t state, generation;

	lucid_answer_write(dev->index, &answer);
	link->open = true;
	lucid_answer_state(dev->index, LUCID_STATE_READY, LUCID_CLOSE_OPEN);
	lucid_wait(lucid_link_answered, dev, LUCID_PORT_SYSTEM);
	if (!lucid_link_lost(dev))
		return EFI_SUCCESS;
	state = lucid_dir_state(dev->index, &generation);
	lucid_say("device %u: the parent does not serve it: state %s, generation %u", dev->index,
		  lucid_dev_state_name(state), generation);
	return EFI_DEVICE_ERROR;
}

EFI_STATUS lucid_link_open(struct lucid_device *dev, const struct lucid_plan *plan)
{
	struct lucid_link *link = &dev->link;
	uint32_t stride;
	EFI_STATUS status = EFI_DEVICE_ERROR;

	if (lucid_link_fits(dev, plan, &stride) &&
	    lucid_dir_lent(link->offer.comp_gpa,
			   (uint64_t)link->offer.comp_stride * plan->channels)) {
		link->channels = plan->channels;
		link->order = plan->order;
		status = lucid_link_alloc(link, plan, stride);
	}
	if (!EFI_ERROR(status))
		status = lucid_link_channels(link, plan, stride);
	if (!EFI_ERROR(status))
		status = lucid_link_answer(dev, plan, stride);
	if (EFI_ERROR(status))
		lucid_link_close(dev, LUCID_CLOSE_NORMAL);
	return status;
}

/* Until the parent has let go: only then is a page asked for. */
static void lucid_link_stop(struct lucid_device *dev, uint32_t reason)
{
	struct lucid_link *link = &dev->link;
	uint32_t c;

	for (c = 0; c < link->channels; c++)
		lucid_irq_unbind(link->offer.port + c);
	if (!link->open)
		return;
	link->open = false;
	for (c = 0; c < link->channels; c++)
		lucid_front_close(&link->chan[c].front, reason);
	lucid_answer_state(dev->index, reason == LUCID_CLOSE_NORMAL ? LUCID_STATE_CLOSED :
								      LUCID_STATE_FAILED, reason);
	if (!lucid_wait(lucid_link_released, dev, LUCID_PORT_SYSTEM))
		lucid_say("device %u: the parent does not let go", dev->index);
}

void lucid_link_hand_over(struct lucid_device *dev)
{
	lucid_link_stop(dev, LUCID_CLOSE_NORMAL);
	lucid_region_withdraw(&dev->link.sub);
	lucid_region_withdraw(&dev->link.window);
}

void lucid_link_close(struct lucid_device *dev, uint32_t reason)
{
	bool failed = dev->link.open && reason != LUCID_CLOSE_NORMAL;

	lucid_link_stop(dev, reason);
	lucid_region_free(&dev->link.sub);
	lucid_region_free(&dev->link.window);
	if (failed)
		lucid_answer_state(dev->index, LUCID_STATE_CLOSED, LUCID_CLOSE_OPEN);
}

uint32_t lucid_link_blame(struct lucid_device *dev, uint32_t channel, int why)
{
	struct lucid_chan *chan = &dev->link.chan[channel];
	uint32_t peer = lucid_front_peer_closed(&chan->front);
	uint32_t state, generation;

	if (why == -LUCID_CLOSE_TIMEOUT) {
		lucid_say("device %u, channel %u: the parent completes nothing; closed",
			  dev->index, channel);
	} else if (why < 0) {
		lucid_say("device %u, channel %u: the parent broke the protocol: %s; closed",
			  dev->index, channel, lucid_close_name(-why));
	} else if (peer != LUCID_CLOSE_OPEN) {
		lucid_say("device %u, channel %u: the parent closed it: %s", dev->index, channel,
			  lucid_close_name(peer));
	} else {
		state = lucid_dir_state(dev->index, &generation);
		lucid_say("device %u: the parent does not serve it now: state %s, generation %u",
			  dev->index, lucid_dev_state_name(state), generation);
	}
	return why < 0 ? (uint32_t)-why : LUCID_CLOSE_NORMAL;
}
