// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames and completions that the driver of network cards has to refuse, and some that it has to
 * take. Channel 0 brings frames, channel 1 takes them.
 */
#include "tests/scripted/cases.h"

#define DROPPED	"counted rx_frame_errors"

static const struct breach receiving[] = {
	{ "[NET-3] a frame longer than its buffer", .frame.len = 16385,
	  .reason = LUCID_CLOSE_BAD_LENGTH },
	{ "[NET-3] a frame of 2^32 - 1 bytes", .frame.len = ~0U,
	  .reason = LUCID_CLOSE_BAD_LENGTH },
	{ "[NET-3] more of nothing", .frame.hdr.more = 1, .reason = LUCID_CLOSE_BAD_LENGTH },
	{ "[NET-3] a frame without end", .more = 39, .frame = { .len = 4096, .hdr.more = 1 },
	  .reason = LUCID_CLOSE_BAD_LENGTH },
	{ "[NET-3] an unknown flag", .frame = { .len = 60, .hdr.flags = 4 },
	  .reason = LUCID_CLOSE_BAD_FIELD },
	{ "[NET-3] more than more", .frame = { .len = 60, .hdr.more = 2 },
	  .reason = LUCID_CLOSE_BAD_FIELD },
	{ "[NET-3] a reserved field", .frame = { .len = 60, .reserved = 1 },
	  .reason = LUCID_CLOSE_BAD_FIELD },
	{ "[RING-3] an id beyond the slots", .id = 256, .frame.len = 60,
	  .reason = LUCID_CLOSE_BAD_ID },
	{ "[RING-3] id ~0", .early = true, .id = ~0U, .frame.len = 60,
	  .reason = LUCID_CLOSE_BAD_ID },
	{ "[RING-5] a tag is left out", .tag = 1, .reason = LUCID_CLOSE_BAD_TAG },
	{ "[RING-5] a tag that has its highest bit set", .tag = 1U << 31,
	  .reason = LUCID_CLOSE_BAD_TAG },
	{ "the receiving channel is closed", .closed = LUCID_CLOSE_BAD_ADDRESS,
	  .reason = LUCID_CLOSE_NORMAL, .says = "the parent closed it: BAD_ADDRESS (4)" },
	{ "a buffer comes back unused", .frame.len = 0 },
	{ "a frame shorter than an Ethernet header", .frame.len = 13, .then = DROPPED },
	{ "a frame that nobody wrote", .frame.len = 60 },
	{ "segments of a kind that was not accepted",
	  .frame = { .len = 100, .hdr = { .flags = 1, .gso_type = LUCID_NET_GSO_UDP,
					  .gso_size = 8 } }, .then = DROPPED },
	{ "segments of an unknown kind",
	  .frame = { .len = 100, .hdr = { .flags = 1, .gso_type = 9, .gso_size = 8 } },
	  .then = DROPPED },
	{ "segments without a size",
	  .frame = { .len = 100, .hdr = { .flags = 1, .gso_type = 1 } }, .then = DROPPED },
	{ "segments without a checksum",
	  .frame = { .len = 100, .hdr = { .gso_type = 1, .gso_size = 8 } }, .then = DROPPED },
	{ "a checksum beyond the frame",
	  .frame = { .len = 100, .hdr = { .flags = 1, .csum_start = 90, .csum_offset = 9 } },
	  .then = DROPPED },
	{ "a checksum at 65535 and 65535",
	  .frame = { .len = 100, .hdr = { .flags = 1, .csum_start = 65535,
					  .csum_offset = 65535 } }, .then = DROPPED },
	{ "headers longer than the frame",
	  .frame = { .len = 100, .hdr = { .flags = 1, .gso_type = 1, .gso_size = 8,
					  .hdr_len = 200 } }, .then = DROPPED },
};

static const struct breach sending[] = {
	{ "[RING-3] an id that is not in flight", 1, .id = 100, .reason = LUCID_CLOSE_BAD_ID },
	{ "[RING-3] an id beyond the slots", 1, .id = 256, .reason = LUCID_CLOSE_BAD_ID },
	{ "[RING-3] an id twice", 1, .again = 1, .reason = LUCID_CLOSE_BAD_ID },
	{ "[RING-3] a completion before any frame", 1, .early = true, .id = 77,
	  .reason = LUCID_CLOSE_BAD_ID },
	{ "an unknown status", 1, .done.status = 6, .reason = LUCID_CLOSE_BAD_FIELD },
	{ "an info", 1, .done.info = 1, .reason = LUCID_CLOSE_BAD_FIELD },
	{ "[RING-5] a tag is left out", 1, .tag = 1, .reason = LUCID_CLOSE_BAD_TAG },
	{ "[RING-5] a tag of the next lap", 1, .tag = 256, .reason = LUCID_CLOSE_BAD_TAG },
	{ "the sending channel is closed", 1, .closed = LUCID_CLOSE_OVERFLOW,
	  .reason = LUCID_CLOSE_NORMAL, .says = "the parent closed it: OVERFLOW (7)" },
	{ "a frame that could not be sent is no breach", 1, .done.status = LUCID_IO_ERROR,
	  .then = "counted tx_errors" },
};

void net_frame_cases(struct rig *r, struct victim *v)
{
	breach_cases(r, v, receiving, COUNT(receiving));
	breach_cases(r, v, sending, COUNT(sending));
}
