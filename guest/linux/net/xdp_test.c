// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: a program sees whole frames and what it says is done; while there is one the parent
 * leaves nothing undone, and frames that it should not have sent are lost; an MTU that does not go
 * with it is refused; frames of other devices go out. Does not prove redirection.
 */
#include <linux/filter.h>
#include <linux/rtnetlink.h>
#include <net/xdp.h>

#include "card.h"

static struct bpf_prog *xdp_test_program(struct kunit *test, u32 says)
{
	const struct bpf_insn insns[] = { BPF_MOV64_IMM(BPF_REG_0, says), BPF_EXIT_INSN() };
	struct bpf_prog *prog = bpf_prog_alloc(bpf_prog_size(ARRAY_SIZE(insns)), 0);
	int err;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, prog);
	prog->len = ARRAY_SIZE(insns);
	prog->type = BPF_PROG_TYPE_XDP;
	memcpy(prog->insnsi, insns, sizeof(insns));
	prog = bpf_prog_select_runtime(prog, &err);
	KUNIT_ASSERT_EQ(test, err, 0);
	return prog;
}

static int xdp_test_set(struct bpf_prog *prog)
{
	struct netdev_bpf bpf = { .command = XDP_SETUP_PROG, .prog = prog };
	int err;

	rtnl_lock();
	err = fake_seen.netdev->netdev_ops->ndo_bpf(fake_seen.netdev, &bpf);
	rtnl_unlock();
	return err;
}

static void xdp_test_connect(struct kunit *test)
{
	fake_card_serves(1);
	fake_card_connect(test);
	flush_scheduled_work();
	fake_settle();
}

static void xdp_test_says(struct kunit *test)
{
	static const struct { u32 says, received, sent; } rows[] = {
		{ XDP_PASS, 1, 0 }, { XDP_DROP, 0, 0 }, { XDP_TX, 0, 1 }, { XDP_ABORTED, 0, 0 },
		{ XDP_REDIRECT, 0, 0 }, { 99, 0, 0 }, { XDP_PASS, 1, 0 },
	};
	struct bpf_prog *prog[ARRAY_SIZE(rows)];
	u32 i;

	xdp_test_connect(test);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		u32 received = fake_card.received, sent = fake_card.sent;

		prog[i] = xdp_test_program(test, rows[i].says);
		KUNIT_EXPECT_EQ(test, xdp_test_set(prog[i]), 0);
		KUNIT_EXPECT_EQ(test, fake_card.settings.offloads, 0);
		fake_receive(0, 1000, NULL);
		KUNIT_EXPECT_EQ(test, fake_card.received, received + rows[i].received);
		fake_settle();
		KUNIT_EXPECT_EQ(test, fake_card.sent, sent + rows[i].sent);
	}
	KUNIT_EXPECT_EQ(test, xdp_test_set(NULL), 0);
	KUNIT_EXPECT_EQ(test, fake_card.settings.offloads, LUCID_NET_RX_OFFLOADS);
	fake_receive(0, 1000, NULL);
	KUNIT_EXPECT_EQ(test, fake_card.received, 3);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		bpf_prog_free(prog[i]);
}

static void xdp_test_odd_frames(struct kunit *test)
{
	static const struct lucid_net_hdr more = { .more = 1 }, csum = { .flags = 1 },
				     gso = { .flags = 1, .gso_type = 1, .gso_size = 100 };
	struct bpf_prog *prog;

	xdp_test_connect(test);
	prog = xdp_test_program(test, XDP_PASS);
	/* One begins before there is a program, and ends behind it. */
	fake_receive(0, 100, &more);
	KUNIT_EXPECT_EQ(test, xdp_test_set(prog), 0);
	fake_receive(100, 100, NULL);
	fake_receive(0, 3600, NULL);
	fake_receive(0, 13, NULL);
	fake_receive(0, 100, &csum);
	fake_receive(0, 100, &gso);
	fake_receive(0, 100, &more);
	fake_receive(100, 100, &more);
	fake_receive(200, 100, NULL);
	KUNIT_EXPECT_EQ(test, fake_card.received, 0);
	KUNIT_EXPECT_EQ(test, fake_seen.netdev->stats.rx_dropped, 6);
	fake_receive(0, 3000, NULL);
	KUNIT_EXPECT_EQ(test, fake_card.received, 1);
	KUNIT_EXPECT_EQ(test, xdp_test_set(NULL), 0);
	bpf_prog_free(prog);
}

static void xdp_test_refused(struct kunit *test)
{
	struct netdev_bpf other = { .command = XDP_SETUP_XSK_POOL };
	struct bpf_prog *prog;

	fake_card_config()->mtu = 9000;
	xdp_test_connect(test);
	prog = xdp_test_program(test, XDP_PASS);
	KUNIT_EXPECT_EQ(test, xdp_test_set(prog), -EINVAL);
	rtnl_lock();
	KUNIT_EXPECT_EQ(test, dev_set_mtu(fake_seen.netdev, 1500), 0);
	KUNIT_EXPECT_EQ(test, fake_seen.netdev->netdev_ops->ndo_bpf(fake_seen.netdev, &other),
			-EINVAL);
	rtnl_unlock();
	fake_card.status = LUCID_IO_ERROR;
	KUNIT_EXPECT_EQ(test, xdp_test_set(prog), -EIO);
	fake_card.status = LUCID_IO_OK;
	/* Without memory for its pages. */
	fake_fail_nth(1);
	KUNIT_EXPECT_EQ(test, xdp_test_set(prog), -ENOMEM);
	fake_fail_nth(0);
	KUNIT_EXPECT_EQ(test, fake_card.settings.offloads, LUCID_NET_RX_OFFLOADS);
	KUNIT_EXPECT_EQ(test, xdp_test_set(prog), 0);
	rtnl_lock();
	KUNIT_EXPECT_EQ(test, dev_set_mtu(fake_seen.netdev, 4000), -EINVAL);
	KUNIT_EXPECT_EQ(test, dev_set_mtu(fake_seen.netdev, 3000), 0);
	rtnl_unlock();
	KUNIT_EXPECT_EQ(test, xdp_test_set(NULL), 0);
	bpf_prog_free(prog);
}

/* A frame of another device, in a page of its own. */
static struct xdp_frame *xdp_test_frame(u32 len)
{
	struct xdp_frame *frame = (void *)get_zeroed_page(GFP_KERNEL | __GFP_NOFAIL);

	frame->data = (u8 *)frame + 256;
	frame->len = len;
	frame->frame_sz = PAGE_SIZE;
	frame->mem.type = MEM_TYPE_PAGE_ORDER0;
	return frame;
}

static void xdp_test_others(struct kunit *test)
{
	const struct net_device_ops *ops;
	struct xdp_frame *frames[3];
	u32 i;

	xdp_test_connect(test);
	ops = fake_seen.netdev->netdev_ops;
	frames[0] = xdp_test_frame(100);
	frames[1] = xdp_test_frame(2000);
	frames[2] = xdp_test_frame(13);
	local_bh_disable();
	KUNIT_EXPECT_EQ(test, ops->ndo_xdp_xmit(fake_seen.netdev, 3, frames, 8), -EINVAL);
	KUNIT_EXPECT_EQ(test, ops->ndo_xdp_xmit(fake_seen.netdev, 3, frames, XDP_XMIT_FLUSH), 2);
	local_bh_enable();
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_card.sent, 2);
	xdp_return_frame(frames[2]);
	rtnl_lock();
	dev_close(fake_seen.netdev);
	rtnl_unlock();
	frames[0] = xdp_test_frame(100);
	KUNIT_EXPECT_EQ(test, ops->ndo_xdp_xmit(fake_seen.netdev, 1, frames, 0), -ENETDOWN);
	xdp_return_frame(frames[0]);
	/* All that a queue has room for, and no more. */
	rtnl_lock();
	dev_open(fake_seen.netdev, NULL);
	rtnl_unlock();
	fake_dev[0].serve = NULL;
	local_bh_disable();
	for (i = 0; i < 1000; i++) {
		frames[0] = xdp_test_frame(2000);
		if (ops->ndo_xdp_xmit(fake_seen.netdev, 1, frames, 0) != 1)
			break;
	}
	local_bh_enable();
	xdp_return_frame(frames[0]);
	KUNIT_EXPECT_GT(test, i, 200);
	KUNIT_EXPECT_LT(test, i, 1000);
}

static struct kunit_case xdp_test_cases[] = {
	KUNIT_CASE(xdp_test_says),
	KUNIT_CASE(xdp_test_odd_frames),
	KUNIT_CASE(xdp_test_refused),
	KUNIT_CASE(xdp_test_others),
	{}
};

static struct kunit_suite xdp_test_suite = {
	.name = "lucid_net_xdp",
	.init = fake_card_start,
	.exit = fake_card_end,
	.test_cases = xdp_test_cases,
};
kunit_test_suite(xdp_test_suite);
