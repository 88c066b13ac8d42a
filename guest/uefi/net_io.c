// SPDX-License-Identifier: BSD-2-Clause
/*
 * Frames, in both directions. Everything is copied: what comes is looked at in memory of the
 * caller's, where the parent cannot change it any more. Receive buffer i is part i of the window,
 * send buffers are the parts behind. For net_state.c.
 */
#include "guest/uefi/net.h"

static struct lucid_chan *lucid_card_rx(struct lucid_card *card)
{
	return &card->dev->link.chan[0];
}

static struct lucid_chan *lucid_card_tx(struct lucid_card *card)
{
	return &card->dev->link.chan[1];
}

static void lucid_card_fail(struct lucid_card *card, uint32_t channel, int why)
{
	if (card->broken)
		return;
	card->broken = true;
	card->waiting = false;
	card->mode.MediaPresent = FALSE;
	lucid_link_close(card->dev, lucid_link_blame(card->dev, channel, why));
}

void lucid_card_give(struct lucid_card *card, uint32_t id)
{
	struct lucid_net_buf buf = {
		.id = id,
		.seg = { .offset = (uint64_t)id * card->buffer, .len = card->buffer },
	};

	if (lucid_front_submit(&lucid_card_rx(card)->front, &buf))
		lucid_front_put(&lucid_card_rx(card)->front, id);
}

/* One buffer that came back: whether it is a frame that is wanted. */
static bool lucid_card_judge(struct lucid_card *card, const struct lucid_net_frame *frame)
{
	const uint8_t *data = card->dev->link.window.va + (size_t)frame->id * card->buffer;
	EFI_NETWORK_STATISTICS *stats = &card->stats;
	bool more = frame->hdr.more, skip = card->skip;
	uint8_t to[8];

	card->skip = more;
	if (skip || !frame->len)
		return false;
	stats->RxTotalFrames++;
	stats->RxTotalBytes += frame->len;
	if (more || frame->len > card->config.mtu + LUCID_NET_HEADER) {
		stats->RxOversizeFrames++;
		return false;
	}
	if (frame->len < LUCID_NET_MIN_FRAME) {
		stats->RxUndersizeFrames++;
		return false;
	}
	lucid_copy_out64(to, data, sizeof(to));
	return card->mode.State == EfiSimpleNetworkInitialized && lucid_card_wants(card, to);
}

static void lucid_card_poll_rx(struct lucid_card *card)
{
	struct lucid_net_frame frame;
	int got;

	while (!card->waiting) {
		got = lucid_front_reap(&lucid_card_rx(card)->front, &frame);
		if (got == 1 && frame.id >= card->slots)
			got = -LUCID_CLOSE_BAD_ID;
		if (got == 1 && lucid_net_frame_check(&frame, card->buffer, 0))
			got = -LUCID_CLOSE_BAD_LENGTH;
		if (got < 0)
			lucid_card_fail(card, 0, got);
		if (got != 1)
			break;
		card->waiting = lucid_card_judge(card, &frame);
		card->frame = frame;
		if (!card->waiting)
			lucid_card_give(card, frame.id);
	}
	if (!card->broken)
		lucid_chan_kick(lucid_card_rx(card));
	if (card->waiting)
		card->events |= EFI_SIMPLE_NETWORK_RECEIVE_INTERRUPT;
}

static void lucid_card_poll_tx(struct lucid_card *card)
{
	struct lucid_chan *chan = lucid_card_tx(card);
	struct lucid_done done;
	int got;

	while ((got = lucid_done_reap(&chan->front, &done)) == 1) {
		lucid_front_put(&chan->front, done.id);
		card->flight--;
		if (card->sent[done.id])
			card->done[card->done_in++ % LUCID_NET_SLOTS] = card->sent[done.id];
		card->events |= EFI_SIMPLE_NETWORK_TRANSMIT_INTERRUPT;
		if (done.status == LUCID_IO_OK)
			card->stats.TxGoodFrames++;
		else
			card->stats.TxDroppedFrames++;
	}
	if (got < 0)
		lucid_card_fail(card, 1, got);
}

void lucid_card_poll(struct lucid_card *card)
{
	if (card->broken || card->handed_over)
		return;
	if (lucid_link_lost(card->dev)) {
		lucid_card_fail(card, 0, 0);
		return;
	}
	lucid_card_poll_tx(card);
	if (!card->broken)
		lucid_card_poll_rx(card);
}

/* The carrier may come and go; whatever else changes waits until the card is offered again. */
static void lucid_card_carrier(struct lucid_card *card)
{
	struct lucid_net_config config;
	struct lucid_dir_dev offer;

	if (card->broken || !lucid_dir_read(card->dev->index, &offer))
		return;
	memcpy(&config, offer.config, sizeof(config));
	if (!lucid_net_config_check(&config))
		card->mode.MediaPresent = config.link != 0;
}

void lucid_card_drain(struct lucid_card *card)
{
	uint32_t n;

	card->waiting = false;
	memset(card->sent, 0, sizeof(card->sent));
	for (n = 0; n < 2 * LUCID_NET_SLOTS && !card->broken; n++) {
		lucid_card_poll(card);
		if (!card->waiting)
			break;
		card->waiting = false;
		lucid_card_give(card, card->frame.id);
	}
	card->done_out = card->done_in;
	card->events = 0;
}

EFI_STATUS EFIAPI lucid_card_status(EFI_SIMPLE_NETWORK_PROTOCOL *self, UINT32 *events, void **sent)
{
	struct lucid_card *card = lucid_card_of(self);
	EFI_STATUS status;
	EFI_TPL tpl;

	if (!self || (!events && !sent))
		return EFI_INVALID_PARAMETER;
	status = lucid_card_ready(card);
	if (EFI_ERROR(status))
		return status;
	tpl = lucid_bs->RaiseTPL(TPL_NOTIFY);
	lucid_card_poll(card);
	lucid_card_carrier(card);
	if (events) {
		*events = card->events;
		card->events = 0;
	}
	if (sent)
		*sent = card->done_out == card->done_in ?
			NULL : card->done[card->done_out++ % LUCID_NET_SLOTS];
	lucid_bs->RestoreTPL(tpl);
	return EFI_SUCCESS;
}

/* Room for the caller's pointer too: whoever does not ask for the sent ones cannot send more. */
static int lucid_card_slot(struct lucid_card *card)
{
	struct lucid_front *front = &lucid_card_tx(card)->front;
	int id;

	if (card->done_in - card->done_out + card->flight >= card->slots)
		return -1;
	id = lucid_front_get(front);
	if (id >= 0 && (uint32_t)id >= card->slots) {
		lucid_front_put(front, id);
		return -1;
	}
	return id;
}

static EFI_STATUS lucid_card_submit(struct lucid_card *card, void *data, uint32_t bytes)
{
	struct lucid_chan *chan = lucid_card_tx(card);
	struct lucid_net_tx tx = { .nseg = 1 };
	int id = lucid_card_slot(card);

	if (id < 0)
		return EFI_NOT_READY;
	tx.id = id;
	tx.seg[0].offset = (uint64_t)(card->slots + id) * card->buffer;
	tx.seg[0].len = bytes;
	lucid_copy(card->dev->link.window.va + tx.seg[0].offset, data, bytes);
	card->sent[id] = data;
	if (lucid_front_submit(&chan->front, &tx)) {
		lucid_front_put(&chan->front, id);
		return EFI_DEVICE_ERROR;
	}
	card->flight++;
	lucid_chan_kick(chan);
	card->stats.TxTotalFrames++;
	card->stats.TxTotalBytes += bytes;
	return EFI_SUCCESS;
}

EFI_STATUS EFIAPI lucid_card_send(EFI_SIMPLE_NETWORK_PROTOCOL *self, UINTN header, UINTN bytes,
				  void *data, EFI_MAC_ADDRESS *from, EFI_MAC_ADDRESS *to,
				  UINT16 *protocol)
{
	struct lucid_card *card = lucid_card_of(self);
	EFI_STATUS status;
	EFI_TPL tpl;
	uint8_t *frame = data;

	if (!self || !data)
		return EFI_INVALID_PARAMETER;
	status = lucid_card_ready(card);
	if (EFI_ERROR(status))
		return status;
	if (bytes < LUCID_NET_HEADER)
		return EFI_BUFFER_TOO_SMALL;
	if (bytes > card->mode.MaxPacketSize + LUCID_NET_HEADER ||
	    (header && (header != LUCID_NET_HEADER || !to || !protocol)))
		return EFI_INVALID_PARAMETER;
	tpl = lucid_bs->RaiseTPL(TPL_NOTIFY);
	lucid_card_poll(card);
	if (header) {
		memcpy(frame, to, LUCID_NET_MAC);
		memcpy(frame + LUCID_NET_MAC, from ? from : &card->mode.CurrentAddress,
		       LUCID_NET_MAC);
		frame[12] = *protocol >> 8;
		frame[13] = *protocol & 0xff;
	}
	status = card->broken ? EFI_DEVICE_ERROR : lucid_card_submit(card, data, bytes);
	lucid_bs->RestoreTPL(tpl);
	return status;
}

/* Copies the frame that waits; what the header says comes from the copy. */
static void lucid_card_take(struct lucid_card *card, uint8_t *frame, EFI_MAC_ADDRESS *from,
			    EFI_MAC_ADDRESS *to, UINT16 *protocol)
{
	uint32_t id = card->frame.id, len = card->frame.len;

	lucid_copy(frame, card->dev->link.window.va + (size_t)id * card->buffer, len);
	if (to) {
		memset(to, 0, sizeof(*to));
		memcpy(to, frame, LUCID_NET_MAC);
	}
	if (from) {
		memset(from, 0, sizeof(*from));
		memcpy(from, frame + LUCID_NET_MAC, LUCID_NET_MAC);
	}
	if (protocol)
		*protocol = (UINT16)(frame[12] << 8 | frame[13]);
	card->stats.RxGoodFrames++;
	card->waiting = false;
	lucid_card_give(card, id);
	lucid_chan_kick(lucid_card_rx(card));
}

EFI_STATUS EFIAPI lucid_card_receive(EFI_SIMPLE_NETWORK_PROTOCOL *self, UINTN *header,
				     UINTN *bytes, void *data, EFI_MAC_ADDRESS *from,
				     EFI_MAC_ADDRESS *to, UINT16 *protocol)
{
	struct lucid_card *card = lucid_card_of(self);
	EFI_STATUS status;
	EFI_TPL tpl;

	if (!self || !bytes || !data)
		return EFI_INVALID_PARAMETER;
	status = lucid_card_ready(card);
	if (EFI_ERROR(status))
		return status;
	tpl = lucid_bs->RaiseTPL(TPL_NOTIFY);
	lucid_card_poll(card);
	if (card->broken) {
		status = EFI_DEVICE_ERROR;
	} else if (!card->waiting) {
		status = EFI_NOT_READY;
	} else if (*bytes < card->frame.len) {
		status = EFI_BUFFER_TOO_SMALL;
		*bytes = card->frame.len;
	} else {
		*bytes = card->frame.len;
		lucid_card_take(card, data, from, to, protocol);
		if (header)
			*header = LUCID_NET_HEADER;
	}
	lucid_bs->RestoreTPL(tpl);
	return status;
}

/* Somebody waits for a frame. */
void EFIAPI lucid_card_wait(EFI_EVENT event, void *context)
{
	struct lucid_card *card = context;

	if (lucid_card_ready(card) != EFI_SUCCESS)
		return;
	lucid_card_poll(card);
	if (card->waiting)
		lucid_bs->SignalEvent(event);
}
