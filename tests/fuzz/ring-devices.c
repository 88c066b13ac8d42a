// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the checks of block, net and console slots: whatever passes names bytes inside of
 * windows with the right, sectors inside of the disk and lengths inside of the limits, by
 * 128-bit arithmetic; and no check runs past an indirect list.
 */
#include "input.h"
#include "ring/blk.h"
#include "ring/console.h"
#include "ring/net_settings.h"

static void inside(const struct lucid_windows *w, const struct lucid_seg *s, uint32_t right)
{
	REQUIRE(s->window < LUCID_DEV_WINDOWS && s->len);
	REQUIRE((unsigned __int128)s->offset + s->len <= w->bytes[s->window]);
	REQUIRE(w->rights[s->window] & right);
}

static struct lucid_windows windows(struct input *in)
{
	struct lucid_window answer[LUCID_DEV_WINDOWS];
	struct lucid_windows w;
	int i;

	input_bytes(in, answer, sizeof(answer));
	if (lucid_windows_init(&w, answer))
		for (i = 0; i < LUCID_DEV_WINDOWS; i++) {
			w.bytes[i] = (uint64_t)input_u8(in) << 12;
			w.rights[i] = input_u8(in) % 4 | LUCID_RIGHT_READ;
		}
	return w;
}

/* An indirect list in a block of its exact size. */
static struct lucid_seg *list(struct input *in, uint32_t n)
{
	struct lucid_seg *segs = malloc(n * sizeof(*segs) + 1);

	input_bytes(in, segs, n * sizeof(*segs));
	return segs;
}

static void blk(struct input *in)
{
	struct lucid_blk_terms t;
	struct lucid_blk_req req;
	struct lucid_seg *segs = NULL;
	uint64_t total = 0;

	input_bytes(in, &t.config, sizeof(t.config));
	if (lucid_blk_config_check(&t.config))
		t.config = (struct lucid_blk_config){ .sectors = input_u8(in) * 8ULL,
			.logical = 512, .max_segs = 200, .max_bytes = 1 << 16 };
	t.features = input_u8(in);
	t.windows = windows(in);
	input_bytes(in, &req, sizeof(req));
	if (lucid_blk_check(&t, &req))
		return;
	if (req.op == LUCID_BLK_DISCARD || req.op == LUCID_BLK_ZEROES)
		REQUIRE((unsigned __int128)req.sector + req.sectors <= t.config.sectors);
	if (req.op > LUCID_BLK_WRITE)
		return;
	if (req.flags & LUCID_BLK_INDIRECT) {
		inside(&t.windows, &req.seg[0], LUCID_RIGHT_READ);
		segs = list(in, req.nseg);
	}
	if (!lucid_blk_check_segs(&t, &req, segs ? segs : req.seg, &total)) {
		for (int i = 0; i < req.nseg; i++)
			inside(&t.windows, segs ? &segs[i] : &req.seg[i],
			       req.op == LUCID_BLK_READ ? LUCID_RIGHT_WRITE : LUCID_RIGHT_READ);
		REQUIRE((unsigned __int128)req.sector + total / 512 <= t.config.sectors);
		REQUIRE(total % t.config.logical == 0 && total <= t.config.max_bytes);
	}
	free(segs);
}

static void settings(struct input *in, const struct lucid_net_terms *t)
{
	uint32_t queues = 1 + input_u8(in) % 16;
	struct lucid_net_settings s;

	input_bytes(in, &s, sizeof(s));
	if (lucid_net_settings_check(&s, t->features, queues))
		return;
	REQUIRE(s.queues >= 1 && s.queues <= queues && s.addresses <= LUCID_NET_ADDRESSES);
	for (int i = 0; i < LUCID_NET_TABLE; i++)
		REQUIRE(s.table[i] < s.queues);
}

static void net(struct input *in)
{
	uint64_t features = input_u8(in);
	struct lucid_net_terms t = { features | (features & LUCID_NET_F_SETTINGS) << 1,
				     windows(in) };
	struct lucid_net_buf buf;
	struct lucid_net_tx tx;
	struct lucid_seg *segs = NULL;
	uint64_t total = 0;

	input_bytes(in, &buf, sizeof(buf));
	if (!lucid_net_buf_check(&t, &buf))
		inside(&t.windows, &buf.seg, LUCID_RIGHT_WRITE);
	input_bytes(in, &tx, sizeof(tx));
	if (!lucid_net_settings_slot(&t, tx.id, &tx)) {
		inside(&t.windows, &tx.seg[0], LUCID_RIGHT_READ);
		REQUIRE(tx.seg[0].len == sizeof(struct lucid_net_settings) && tx.id == 1);
	}
	if (tx.flags & LUCID_NET_SETTINGS)
		settings(in, &t);
	if (lucid_net_tx_check(&t, &tx))
		return;
	REQUIRE(tx.nseg >= 1 && tx.nseg <= (tx.flags & LUCID_NET_INDIRECT ? 64 : 2));
	if (tx.flags & LUCID_NET_INDIRECT) {
		inside(&t.windows, &tx.seg[0], LUCID_RIGHT_READ);
		segs = list(in, tx.nseg);
	}
	if (!lucid_net_tx_check_segs(&t, &tx, segs ? segs : tx.seg, &total)) {
		for (int i = 0; i < tx.nseg; i++)
			inside(&t.windows, segs ? &segs[i] : &tx.seg[i], LUCID_RIGHT_READ);
		REQUIRE(total >= LUCID_NET_MIN_FRAME && total <= LUCID_NET_MAX_FRAME);
		if (tx.hdr.flags & LUCID_NET_HDR_CSUM)
			REQUIRE((uint64_t)tx.hdr.csum_start + tx.hdr.csum_offset + 2 <= total);
	}
	free(segs);
}

static void fronts(struct input *in)
{
	uint32_t size = input_u32(in) % 65536, before = input_u32(in);
	struct lucid_net_frame frame;
	struct lucid_text text;

	input_bytes(in, &frame, sizeof(frame));
	if (!lucid_net_frame_check(&frame, size, before))
		REQUIRE(frame.len <= size && (uint64_t)before + frame.len <= LUCID_NET_MAX_FRAME);
	input_bytes(in, &text, sizeof(text));
	if (!lucid_text_check(&text))
		REQUIRE(text.len >= 1 && text.len <= sizeof(text.bytes));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };

	switch (input_u8(&in) % 3) {
	case 0:
		blk(&in);
		break;
	case 1:
		net(&in);
		break;
	case 2:
		fronts(&in);
		break;
	}
	return 0;
}
