/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Settings of a network card: what a back end lets pass. For the net back ends. Arguments are
 * private copies; a check gives 0, or minus the enum lucid_close to close the channel with.
 */
#ifndef LUCID_RING_NET_SETTINGS_H
#define LUCID_RING_NET_SETTINGS_H

#include "net.h"

#define LUCID_NET_RX_OFFLOADS	(LUCID_NET_F_RX_CSUM | LUCID_NET_F_RX_TSO4 | LUCID_NET_F_RX_TSO6)
#define LUCID_NET_HASHES	(LUCID_NET_HASH_IPV4 | LUCID_NET_HASH_TCP4 | LUCID_NET_HASH_UDP4 | \
				 LUCID_NET_HASH_IPV6 | LUCID_NET_HASH_TCP6 | LUCID_NET_HASH_UDP6)

/* A slot of channel @channel whose flags have SETTINGS; afterwards copy the segment. */
static inline lucid_must_check int lucid_net_settings_slot(const struct lucid_net_terms *terms,
							   uint32_t channel,
							   const struct lucid_net_tx *tx)
{
	const struct lucid_net_hdr *hdr = &tx->hdr;

	if (!(terms->features & LUCID_NET_F_SETTINGS) || channel != 1 ||
	    tx->flags != LUCID_NET_SETTINGS || tx->reserved0 || tx->reserved1 || hdr->flags ||
	    hdr->gso_type || hdr->hdr_len || hdr->gso_size || hdr->csum_start ||
	    hdr->csum_offset || hdr->more)
		return -LUCID_CLOSE_BAD_FIELD;
	if (tx->nseg != 1 || tx->seg[0].len != sizeof(struct lucid_net_settings))
		return -LUCID_CLOSE_BAD_LENGTH;
	/* It is copied in words. */
	if (tx->seg[0].offset % 8)
		return -LUCID_CLOSE_BAD_ADDRESS;
	return lucid_seg_check(&terms->windows, &tx->seg[0], LUCID_RIGHT_READ);
}

/* The settings themselves, when so many queue pairs were agreed on. */
static inline lucid_must_check int lucid_net_settings_check(const struct lucid_net_settings *s,
							    uint64_t features, uint32_t queues)
{
	uint32_t hashes = features & LUCID_NET_F_RSS ? LUCID_NET_HASHES : 0, i;

	if (s->offloads & ~(features & LUCID_NET_RX_OFFLOADS) || !s->queues ||
	    s->queues > queues || s->types & ~hashes || s->reserved ||
	    s->hear & ~(uint32_t)(LUCID_NET_HEAR_ALL | LUCID_NET_HEAR_GROUPS) ||
	    s->addresses > LUCID_NET_ADDRESSES)
		return -LUCID_CLOSE_BAD_FIELD;
	for (i = 0; i < LUCID_NET_TABLE; i++)
		if (s->table[i] >= s->queues)
			return -LUCID_CLOSE_BAD_FIELD;
	return 0;
}

#endif
