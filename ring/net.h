/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The net protocol: channels of the right shape, and what each side accepts. For the net back
 * ends and drivers. Arguments are private copies; a check gives 0, a positive enum
 * lucid_io_status (drop the frame, answer with it), or minus the enum lucid_close to close the
 * channel with.
 */
#ifndef LUCID_RING_NET_H
#define LUCID_RING_NET_H

#include "done.h"
#include "window.h"

/* What both sides agreed on, in private memory. */
struct lucid_net_terms {
	uint64_t features;		/* accepted ones */
	struct lucid_windows windows;
};

/* Channel 2q: the child receives. */
static inline lucid_must_check int lucid_net_rx_front_init(struct lucid_front *front, void *sub,
							   const void *comp, uint32_t order,
							   uint32_t *ids)
{
	return lucid_front_init(front, sub, comp, order, sizeof(struct lucid_net_buf),
				sizeof(struct lucid_net_frame), ids);
}

static inline lucid_must_check int lucid_net_rx_back_init(struct lucid_back *back, void *comp,
							  const void *sub, uint32_t order,
							  uint32_t *busy)
{
	return lucid_back_init(back, comp, sub, order, sizeof(struct lucid_net_buf),
			       sizeof(struct lucid_net_frame), busy);
}

/* Channel 2q + 1: the child sends. */
static inline lucid_must_check int lucid_net_tx_front_init(struct lucid_front *front, void *sub,
							   const void *comp, uint32_t order,
							   uint32_t *ids)
{
	return lucid_front_init(front, sub, comp, order, sizeof(struct lucid_net_tx),
				sizeof(struct lucid_done), ids);
}

static inline lucid_must_check int lucid_net_tx_back_init(struct lucid_back *back, void *comp,
							  const void *sub, uint32_t order,
							  uint32_t *busy)
{
	return lucid_back_init(back, comp, sub, order, sizeof(struct lucid_net_tx),
			       sizeof(struct lucid_done), busy);
}

/* The front end's look at an offer: 0, or -LUCID_CLOSE_BAD_FIELD. */
static inline lucid_must_check int lucid_net_config_check(const struct lucid_net_config *config)
{
	uint32_t i, reserved = 0;

	for (i = 0; i < sizeof(config->reserved) / sizeof(config->reserved[0]); i++)
		reserved |= config->reserved[i];
	/* The lowest bit of the first byte is that of group addresses. */
	if (config->mac[0] & 1 || config->mtu < LUCID_NET_MIN_MTU || config->link > 1 ||
	    !config->queues || reserved)
		return -LUCID_CLOSE_BAD_FIELD;
	return 0;
}

/* The features that count for received frames, as the bits of those for sent ones. */
static inline uint64_t lucid_net_rx_offloads(uint64_t features)
{
	uint64_t offloads = 0;

	if (features & LUCID_NET_F_RX_CSUM)
		offloads |= LUCID_NET_F_CSUM;
	if (features & LUCID_NET_F_RX_TSO4)
		offloads |= LUCID_NET_F_TSO4;
	if (features & LUCID_NET_F_RX_TSO6)
		offloads |= LUCID_NET_F_TSO6;
	return offloads;
}

/* The feature that a segmentation type needs; 0: there is no such type. */
static inline uint64_t lucid_net_gso_feature(uint32_t gso_type)
{
	switch (gso_type) {
	case LUCID_NET_GSO_TCP4:
	case LUCID_NET_GSO_TCP4 | LUCID_NET_GSO_ECN:
		return LUCID_NET_F_TSO4;
	case LUCID_NET_GSO_TCP6:
	case LUCID_NET_GSO_TCP6 | LUCID_NET_GSO_ECN:
		return LUCID_NET_F_TSO6;
	case LUCID_NET_GSO_UDP:
		return LUCID_NET_F_USO;
	}
	return 0;
}

/*
 * The offload header of a whole frame of @len bytes. @offloads: CSUM, TSO4, TSO6, USO, see
 * lucid_net_rx_offloads(). 0, LUCID_IO_UNSUPPORTED or LUCID_IO_INVALID: drop the frame.
 */
static inline lucid_must_check int lucid_net_hdr_check(const struct lucid_net_hdr *hdr,
						       uint32_t len, uint64_t offloads)
{
	bool csum = hdr->flags & LUCID_NET_HDR_CSUM;

	if (csum && !(offloads & LUCID_NET_F_CSUM))
		return LUCID_IO_UNSUPPORTED;
	if (csum && (uint32_t)hdr->csum_start + hdr->csum_offset + 2U > len)
		return LUCID_IO_INVALID;
	if (hdr->gso_type == LUCID_NET_GSO_NONE)
		return 0;
	if (!(lucid_net_gso_feature(hdr->gso_type) & offloads))
		return LUCID_IO_UNSUPPORTED;
	if (!csum || !hdr->gso_size || hdr->hdr_len > len)
		return LUCID_IO_INVALID;
	return 0;
}

/*
 * Back end, sending: the segments of the frame, tx->seg or the copied indirect list, tx->nseg
 * of them. Afterwards @total is the sum of their lengths.
 */
static inline lucid_must_check int lucid_net_tx_check_segs(const struct lucid_net_terms *terms,
							   const struct lucid_net_tx *tx,
							   const struct lucid_seg *segs,
							   uint64_t *total)
{
	int err = lucid_segs_check(&terms->windows, segs, tx->nseg, LUCID_RIGHT_READ, total);

	if (err)
		return err;
	if (*total < LUCID_NET_MIN_FRAME || *total > LUCID_NET_MAX_FRAME)
		return -LUCID_CLOSE_BAD_LENGTH;
	return lucid_net_hdr_check(&tx->hdr, (uint32_t)*total, terms->features);
}

/*
 * Back end, sending: everything but the segments of an indirect frame (flags has INDIRECT):
 * copy those with lucid_list_copy(), then call lucid_net_tx_check_segs().
 */
static inline lucid_must_check int lucid_net_tx_check(const struct lucid_net_terms *terms,
						      const struct lucid_net_tx *tx)
{
	bool indirect = tx->flags & LUCID_NET_INDIRECT;
	uint32_t most = indirect ? LUCID_NET_MAX_SEGS : LUCID_NET_SEGS;
	uint64_t total;

	if (tx->reserved0 || tx->reserved1 || tx->flags & ~LUCID_NET_INDIRECT ||
	    tx->hdr.flags & ~LUCID_NET_HDR_CSUM || tx->hdr.more)
		return -LUCID_CLOSE_BAD_FIELD;
	if (!tx->nseg || tx->nseg > most)
		return -LUCID_CLOSE_BAD_LENGTH;
	if (indirect)
		return lucid_list_check(&terms->windows, &tx->seg[0], tx->nseg);
	return lucid_net_tx_check_segs(terms, tx, tx->seg, &total);
}

/* Back end, receiving: an empty buffer. */
static inline lucid_must_check int lucid_net_buf_check(const struct lucid_net_terms *terms,
						       const struct lucid_net_buf *buf)
{
	if (buf->reserved0 || buf->reserved1)
		return -LUCID_CLOSE_BAD_FIELD;
	if (buf->seg.len < LUCID_NET_MIN_FRAME)
		return -LUCID_CLOSE_BAD_LENGTH;
	return lucid_seg_check(&terms->windows, &buf->seg, LUCID_RIGHT_WRITE);
}

/*
 * Front end, receiving: a completion for a buffer of @size bytes, when @before bytes of the
 * same frame came in earlier buffers. The offload header, from the frame's first completion,
 * is for lucid_net_hdr_check() once the frame is whole. 0, or minus a closing reason.
 */
static inline lucid_must_check int lucid_net_frame_check(const struct lucid_net_frame *frame,
							 uint32_t size, uint32_t before)
{
	if (frame->reserved || frame->hdr.more > 1 ||
	    frame->hdr.flags & ~(LUCID_NET_HDR_CSUM | LUCID_NET_HDR_VALID))
		return -LUCID_CLOSE_BAD_FIELD;
	if (frame->len > size || before > LUCID_NET_MAX_FRAME ||
	    frame->len > LUCID_NET_MAX_FRAME - before || (!frame->len && frame->hdr.more))
		return -LUCID_CLOSE_BAD_LENGTH;
	return 0;
}

#endif
