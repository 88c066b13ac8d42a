// SPDX-License-Identifier: GPL-2.0-only
/*
 * Net back end: frames between a TAP and the channels (0: to the guest, 1: from it), with virtio's
 * offload header, in place in the windows' memory.
 */
#include <errno.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "hv/vmm/backends.h"
#include "hv/vmm/log.h"
#include "hv/vmm/tap.h"
#include "ring/net.h"

#define NET_ORDER	8
#define NET_SLOTS	(1U << NET_ORDER)
#define NET_BATCH	64	/* frames of one direction before the other one's turn */
#define NET_OVERHEAD	18	/* Ethernet header and one VLAN tag, above the MTU */

struct net {
	int fd;
	const char *name;
	_Atomic uint32_t mtu;	/* may change in the main thread */
	bool large;		/* the guest takes frames of more than the MTU */
	struct lucid_net_terms terms;

	/* Empty buffers that the guest gave, first in first out, and their bytes. */
	struct lucid_net_buf buf[NET_SLOTS];
	uint32_t first;
	uint32_t count;
	uint64_t space;

	struct lucid_seg list[LUCID_NET_MAX_SEGS];
	struct iovec iov[1 + NET_SLOTS];
};

static struct net nets[OPT_MAX_TAPS];

/* The longest frame that may come from the TAP. */
static uint32_t longest(const struct net *n)
{
	return n->large ? LUCID_NET_MAX_FRAME : n->mtu + NET_OVERHEAD;
}

static int start(struct session *s)
{
	struct net *n = s->backend;

	n->terms.features = s->features;
	n->terms.windows = s->windows;
	n->first = 0;
	n->count = 0;
	n->space = 0;
	n->large = s->features & (LUCID_NET_F_RX_TSO4 | LUCID_NET_F_RX_TSO6);
	return tap_offload(n->fd, s->features) ? -LUCID_CLOSE_BAD_FIELD : 0;
}

/* A tap that has no room, or is down, drops: as a wire does. */
static int send_status(ssize_t sent)
{
	if (sent >= 0)
		return LUCID_IO_OK;
	return errno == EFAULT ? -LUCID_CLOSE_BAD_ADDRESS : LUCID_IO_ERROR;
}

static int send_frame(struct session *s, struct lucid_net_tx *tx)
{
	struct net *n = s->backend;
	struct iovec *iov = n->iov;
	const struct lucid_seg *segs = tx->seg;
	int status = lucid_net_tx_check(&n->terms, tx);

	if (!status && (tx->flags & LUCID_NET_INDIRECT)) {
		uint64_t total;

		lucid_list_copy(n->list, session_memory(s, &tx->seg[0]), tx->nseg);
		segs = n->list;
		status = lucid_net_tx_check_segs(&n->terms, tx, segs, &total);
	}
	if (status)
		return status;
	iov[0] = (struct iovec){ &tx->hdr, sizeof(tx->hdr) };
	for (unsigned int i = 0; i < tx->nseg; i++)
		iov[1 + i] = (struct iovec){ session_memory(s, &segs[i]), segs[i].len };
	return send_status(writev(n->fd, iov, 1 + tx->nseg));
}

static int serve_tx(struct session *s, struct lucid_back *back)
{
	struct lucid_net_tx tx;
	int done = 0;

	while (done < NET_BATCH) {
		int got = lucid_back_take(back, &tx);
		int status;

		if (got <= 0)
			return got < 0 ? got : done;
		status = send_frame(s, &tx);
		if (status < 0)
			return status;
		got = lucid_done_complete(back, tx.id, (enum lucid_io_status)status);
		if (got)
			return got;
		done++;
	}
	return done;
}

/* Collects empty buffers until the longest frame fits; 1: it does, 0: not yet. */
static int collect(struct net *n, struct lucid_back *back)
{
	while (n->space < longest(n) && n->count < NET_SLOTS) {
		struct lucid_net_buf *buf = &n->buf[(n->first + n->count) % NET_SLOTS];
		int got = lucid_back_take(back, buf);

		if (got <= 0)
			return got;
		got = lucid_net_buf_check(&n->terms, buf);
		if (got)
			return got;
		n->count++;
		n->space += buf->seg.len;
	}
	return n->space >= longest(n);
}

/* Reads one frame into the first buffers: its length, 0 if there is none. */
static int receive(struct session *s, struct lucid_net_hdr *hdr)
{
	struct net *n = s->backend;
	uint32_t most = longest(n), room = 0, i;
	ssize_t len;

	n->iov[0] = (struct iovec){ hdr, sizeof(*hdr) };
	for (i = 0; i < n->count && room < most; i++) {
		const struct lucid_seg *seg = &n->buf[(n->first + i) % NET_SLOTS].seg;
		uint32_t part = seg->len < most - room ? seg->len : most - room;

		n->iov[1 + i] = (struct iovec){ session_memory(s, seg), part };
		room += part;
	}
	len = readv(n->fd, n->iov, (int)(1 + i));
	/* An attempt in vain costs as much as a frame: the next one is for poll() to ask for. */
	s->readable = len > 0;
	if (len < 0 && errno == EFAULT)
		return -LUCID_CLOSE_BAD_ADDRESS;
	return len > (ssize_t)sizeof(*hdr) ? (int)len - (int)sizeof(*hdr) : 0;
}

/* Completes as many buffers as a frame of so many bytes filled. */
static int deliver(struct net *n, struct lucid_back *back, struct lucid_net_hdr hdr, uint32_t len)
{
	hdr.flags &= LUCID_NET_HDR_CSUM | LUCID_NET_HDR_VALID;
	while (len) {
		const struct lucid_net_buf *buf = &n->buf[n->first];
		struct lucid_net_frame frame = { .id = buf->id, .hdr = hdr };
		int err;

		frame.len = buf->seg.len < len ? buf->seg.len : len;
		len -= frame.len;
		frame.hdr.more = len != 0;
		n->space -= buf->seg.len;
		n->first = (n->first + 1) % NET_SLOTS;
		n->count--;
		err = lucid_back_complete(back, &frame);
		if (err)
			return err;
		hdr = (struct lucid_net_hdr){ 0 };
	}
	return 0;
}

static int serve_rx(struct session *s, struct lucid_back *back)
{
	struct net *n = s->backend;
	int done = 0;

	while (done < NET_BATCH) {
		struct lucid_net_hdr hdr = { 0 };
		int got = collect(n, back);

		if (got > 0)
			got = s->readable ? receive(s, &hdr) : 0;
		if (got <= 0)
			return got < 0 ? got : done;
		got = deliver(n, back, hdr, (uint32_t)got);
		if (got)
			return got;
		done++;
	}
	return done;
}

static int serve(struct session *s, unsigned int c)
{
	struct lucid_back *back = &s->channel[c].back;

	return c % 2 ? serve_tx(s, back) : serve_rx(s, back);
}

/* New buffers are worth a wake-up only if a frame would not fit into those that we have. */
static bool arm(struct session *s, unsigned int c)
{
	const struct net *n = s->backend;

	if (c % 2)
		return lucid_rx_arm(&s->channel[c].back.rx);
	s->poll_backend = n->space >= longest(n);
	return !s->poll_backend && lucid_rx_arm(&s->channel[c].back.rx);
}

/* As the interface is now; one that is gone has no carrier. */
static bool renew(struct device *d)
{
	struct lucid_net_config config;
	struct net *n = d->backend;
	uint32_t mtu;
	bool link;

	memcpy(&config, d->offer.config, sizeof(config));
	if (tap_look(n->name, &mtu, &link)) {
		mtu = config.mtu;
		link = false;
	}
	if (link == config.link && mtu == config.mtu)
		return false;
	log_info("net %u: link %s, MTU %u", d->offer.id, link ? "up" : "down", mtu);
	n->mtu = mtu;
	config.mtu = (uint16_t)mtu;
	config.link = link;
	memcpy(d->offer.config, &config, sizeof(config));
	return true;
}

static const struct device_ops net_ops = {
	.name = "net",
	.unit = 2,
	.sub_slot = { sizeof(struct lucid_net_buf), sizeof(struct lucid_net_tx) },
	.comp_slot = { sizeof(struct lucid_net_frame), sizeof(struct lucid_done) },
	.start = start,
	.serve = serve,
	.arm = arm,
	.renew = renew,
};

int net_open(struct device *d, const char *name, unsigned int id)
{
	struct lucid_net_config config = { .queues = 1 };
	struct net *n = &nets[id];

	n->name = name;
	n->fd = tap_open(name);
	if (n->fd < 0)
		return -1;
	tap_mac(name, config.mac);
	d->ops = &net_ops;
	d->backend = n;
	d->backend_fd = n->fd;
	d->offer.type = LUCID_DEV_NET;
	d->offer.id = (uint16_t)id;
	d->offer.channels = 2;
	d->offer.max_order = NET_ORDER;
	d->offer.features = LUCID_NET_F_CSUM | LUCID_NET_F_RX_CSUM | LUCID_NET_F_TSO4 |
			    LUCID_NET_F_TSO6 | LUCID_NET_F_RX_TSO4 | LUCID_NET_F_RX_TSO6;
	memcpy(d->offer.config, &config, sizeof(config));
	renew(d);
	return 0;
}
