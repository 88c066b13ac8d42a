// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the network driver of guest/uefi keeps the states and statuses of the Simple Network
 * Protocol, sends and receives whole frames, filters by address, and drops a frame that does not
 * fit a buffer [NET-3] [NET-4]. Does not prove that a network stack gets along with it.
 */
/* sources: guest/uefi/an*.c guest/uefi/[b-l]*.c guest/uefi/ma*.c guest/uefi/[n-z]*.c */
#include "uefi-firmware.h"
#include "ring/net.h"

static const struct lucid_net_config config = {
	.mac = { 2, 1, 2, 3, 4, 5 }, .mtu = 1500, .link = 1, .queues = 1,
};

static uint8_t wire[2000];
static uint32_t wire_len;	/* of a frame that was sent and has not come back */
static uint16_t wire_more;

/* What is sent comes back. */
static void serve(struct rig_dev *d, unsigned int c)
{
	struct lucid_net_terms terms = { .features = 0 };
	struct lucid_net_tx tx;
	struct lucid_net_buf buf;

	assert_int_equal(lucid_windows_init(&terms.windows, d->answer.window), 0);
	while (c == 1 && lucid_back_take(&d->back[1], &tx) == 1) {
		assert_int_equal(lucid_net_tx_check(&terms, &tx), 0);
		wire_len = tx.seg[0].len;
		memcpy(wire, rig_window(d, &tx.seg[0]), wire_len);
		assert_int_equal(lucid_done_complete(&d->back[1], tx.id, LUCID_IO_OK), 0);
	}
	while (c == 0 && wire_len && lucid_back_take(&d->back[0], &buf) == 1) {
		struct lucid_net_frame frame = {
			.id = buf.id, .len = wire_len, .hdr.more = wire_more,
		};

		assert_int_equal(lucid_net_buf_check(&terms, &buf), 0);
		memcpy(rig_window(d, &buf.seg), wire, wire_len);
		assert_int_equal(lucid_back_complete(&d->back[0], &frame), 0);
		wire_len = wire_more ? wire_len : 0;
		wire_more = 0;
	}
}

static EFI_SIMPLE_NETWORK_PROTOCOL *begin(void)
{
	static EFI_GUID guid = EFI_SIMPLE_NETWORK_PROTOCOL_GUID;
	struct rig_dev *d;

	rig_init();
	d = rig_offer(LUCID_DEV_NET, 0, 2, &config, sizeof(config));
	d->sub[0] = sizeof(struct lucid_net_buf);
	d->comp[0] = sizeof(struct lucid_net_frame);
	d->sub[1] = sizeof(struct lucid_net_tx);
	d->comp[1] = sizeof(struct lucid_done);
	d->serve = serve;
	fw_init();
	return *fw_find(fw_start(LUCID_DEV_NET, 0), &guid);
}

static void states(void **state)
{
	EFI_SIMPLE_NETWORK_PROTOCOL *snp = begin();
	uint32_t events;

	(void)state;
	assert_int_equal(snp->Mode->State, EfiSimpleNetworkStopped);
	assert_memory_equal(snp->Mode->CurrentAddress.Addr, config.mac, 6);
	assert_int_equal(snp->Initialize(snp, 0, 0), EFI_NOT_STARTED);
	assert_int_equal(snp->Stop(snp), EFI_NOT_STARTED);
	assert_int_equal(snp->Start(snp), EFI_SUCCESS);
	assert_int_equal(snp->Start(snp), EFI_ALREADY_STARTED);
	assert_int_equal(snp->GetStatus(snp, &events, NULL), EFI_DEVICE_ERROR);
	assert_int_equal(snp->Shutdown(snp), EFI_DEVICE_ERROR);
	assert_int_equal(snp->Initialize(snp, 0, 0), EFI_SUCCESS);
	assert_int_equal(snp->Stop(snp), EFI_DEVICE_ERROR);
	assert_int_equal(snp->Shutdown(snp), EFI_SUCCESS);
	assert_int_equal(snp->Stop(snp), EFI_SUCCESS);
	fw_stop();
}

static void frames(void **state)
{
	EFI_SIMPLE_NETWORK_PROTOCOL *snp = begin();
	uint8_t out[1514] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, in[1514];
	uint32_t broadcast = EFI_SIMPLE_NETWORK_RECEIVE_BROADCAST;
	EFI_MAC_ADDRESS to;
	UINTN len = 1, header;
	void *sent = NULL;

	(void)state;
	assert_int_equal(snp->Start(snp), EFI_SUCCESS);
	assert_int_equal(snp->Initialize(snp, 0, 0), EFI_SUCCESS);
	for (unsigned int n = 14; n <= sizeof(out); n += 100) {
		bool wanted = n > 500;

		assert_int_equal(snp->ReceiveFilters(snp, wanted ? broadcast : 0,
						     wanted ? 0 : broadcast, FALSE, 0, NULL), 0);
		memset(out + 14, (int)n, n - 14);
		assert_int_equal(snp->Transmit(snp, 0, n, out, NULL, NULL, NULL), EFI_SUCCESS);
		assert_int_equal(snp->GetStatus(snp, NULL, &sent), EFI_SUCCESS);
		assert_ptr_equal(sent, out);
		assert_int_equal(snp->GetStatus(snp, NULL, &sent), EFI_SUCCESS);
		assert_null(sent);
		rig_run();
		assert_int_equal(snp->Receive(snp, &header, &len, in, NULL, &to, NULL),
				 wanted ? EFI_BUFFER_TOO_SMALL : EFI_NOT_READY);
		if (!wanted)
			continue;
		assert_int_equal(len, n);
		assert_int_equal(snp->Receive(snp, &header, &len, in, NULL, &to, NULL), 0);
		assert_memory_equal(in, out, n);
		assert_memory_equal(to.Addr, out, 6);
		len = 1;
	}
	/* A frame in two buffers, then one in one. */
	wire_more = 1;
	for (int i = 0; i < 2; i++)
		assert_int_equal(snp->Transmit(snp, 0, 60, out, NULL, NULL, NULL), EFI_SUCCESS);
	rig_run();
	len = sizeof(in);
	assert_int_equal(snp->Receive(snp, NULL, &len, in, NULL, NULL, NULL), EFI_SUCCESS);
	assert_int_equal(snp->Receive(snp, NULL, &len, in, NULL, NULL, NULL), EFI_NOT_READY);
	fw_stop();
	assert_string_equal(rig.said, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(states), cmocka_unit_test(frames) };

	return cmocka_run_group_tests_name("uefi-net", tests, NULL, NULL);
}
