// SPDX-License-Identifier: GPL-2.0-only
/*
 * Net back end: frames between the queues of a TAP, or of passt, and the channels (2q: to the
 * guest, 2q + 1: from it), with virtio's offload header, in place in the windows' memory.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "hv/vmm/backends.h"
#include "hv/vmm/log.h"
#include "hv/vmm/wire.h"
#include "ring/net_settings.h"

#define NET_ORDER	8
#define NET_SLOTS	(1U << NET_ORDER)
#define NET_BATCH	64	/* frames of one direction before the other one's turn */
#define NET_OVERHEAD	18	/* Ethernet header and one VLAN tag, above the MTU */

/* Empty buffers that the guest gave to a queue pair, first in first out, and their bytes. */
struct queue {
	struct lucid_net_buf buf[NET_SLOTS];
	uint32_t first;
	uint32_t count;
	uint64_t space;
};

struct net {
	struct wire *wire;
	_Atomic uint32_t mtu;	/* may change in the main thread */
	bool large;		/* the guest takes frames of more than the MTU */
	bool gone;		/* somebody has deleted the interface, or ended passt */
	struct lucid_net_terms terms;
	unsigned int queues;	/* that the guest answered with */
	struct lucid_net_settings settings;
	struct queue queue[LUCID_MAX_VPS];

	struct lucid_seg list[LUCID_NET_MAX_SEGS];
	struct iovec iov[1 + NET_SLOTS];
};

static struct net nets[OPT_MAX_NETS];

/* The longest frame that may come. */
static uint32_t longest(const struct net *n)
{
	return n->large ? LUCID_NET_MAX_FRAME : n->mtu + NET_OVERHEAD;
}

/* Takes checked settings over: 0, or -1 and those before hold. */
static int set(struct net *n, const struct lucid_net_settings *settings)
{
	struct wire *w = n->wire;

	if (w->ops->set(w, settings)) {
		log_error("%s: settings: %s", w->name, strerror(errno));
		w->ops->set(w, &n->settings);
		return -1;
	}
	n->settings = *settings;
	n->large = settings->offloads & (LUCID_NET_F_RX_TSO4 | LUCID_NET_F_RX_TSO6);
	return 0;
}

static int start(struct session *s)
{
	struct net *n = s->backend;

	n->terms.features = s->features;
	n->terms.windows = s->windows;
	n->queues = s->channels / 2;
	n->gone = false;
	for (unsigned int q = 0; q < n->queues; q++)
		n->queue[q].first = n->queue[q].count = n->queue[q].space = 0;
	/* What holds until the guest says otherwise. */
	n->settings = (struct lucid_net_settings){
		.offloads = s->features & LUCID_NET_RX_OFFLOADS, .queues = n->queues,
		.hear = LUCID_NET_HEAR_ALL,
	};
	return set(n, &n->settings) ? -LUCID_CLOSE_BAD_FIELD : 0;
}

/* What a queue pair sent before it fell out of use goes the way of the first one. */
static bool used(const struct net *n, unsigned int c)
{
	return c / 2 < n->settings.queues;
}

/* What has no room, or is down, drops: as a wire does. */
static int send_status(ssize_t sent)
{
	if (sent >= 0)
		return LUCID_IO_OK;
	return errno == EFAULT ? -LUCID_CLOSE_BAD_ADDRESS : LUCID_IO_ERROR;
}

static int take_settings(struct session *s, unsigned int c, const struct lucid_net_tx *tx)
{
	struct net *n = s->backend;
	struct lucid_net_settings settings;
	int err = lucid_net_settings_slot(&n->terms, c, tx);

	if (err)
		return err;
	lucid_copy_out64(&settings, session_memory(s, &tx->seg[0]), sizeof(settings));
	err = lucid_net_settings_check(&settings, s->features, n->queues);
	if (err)
		return err;
	return set(n, &settings) ? LUCID_IO_ERROR : LUCID_IO_OK;
}

static int send_frame(struct session *s, unsigned int c, struct lucid_net_tx *tx)
{
	struct net *n = s->backend;
	struct iovec *iov = n->iov;
	const struct lucid_seg *segs = tx->seg;
	int status;

	if (tx->flags & LUCID_NET_SETTINGS)
		return take_settings(s, c, tx);
	status = lucid_net_tx_check(&n->terms, tx);

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
	return send_status(n->wire->ops->send(n->wire, used(n, c) ? c / 2 : 0, iov, 1 + tx->nseg));
}

static int serve_tx(struct session *s, unsigned int c)
{
	struct lucid_back *back = &s->channel[c].back;
	struct lucid_net_tx tx;
	int done = 0;

	while (done < NET_BATCH) {
		int got = lucid_back_take(back, &tx);
		int status;

		if (got <= 0)
			return got < 0 ? got : done;
		status = send_frame(s, c, &tx);
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
static int collect(struct net *n, struct queue *q, struct lucid_back *back)
{
	while (q->space < longest(n) && q->count < NET_SLOTS) {
		struct lucid_net_buf *buf = &q->buf[(q->first + q->count) % NET_SLOTS];
		int got = lucid_back_take(back, buf);

		if (got <= 0)
			return got;
		got = lucid_net_buf_check(&n->terms, buf);
		if (got)
			return got;
		q->count++;
		q->space += buf->seg.len;
	}
	return q->space >= longest(n);
}

/* Reads one frame into the first buffers: its length, 0 if there is none. */
static int receive(struct session *s, unsigned int c, struct lucid_net_hdr *hdr)
{
	struct net *n = s->backend;
	const struct queue *q = &n->queue[c / 2];
	uint32_t most = longest(n), room = 0, i;
	ssize_t len;

	n->iov[0] = (struct iovec){ hdr, sizeof(*hdr) };
	for (i = 0; i < q->count && room < most; i++) {
		const struct lucid_seg *seg = &q->buf[(q->first + i) % NET_SLOTS].seg;
		uint32_t part = seg->len < most - room ? seg->len : most - room;

		n->iov[1 + i] = (struct iovec){ session_memory(s, seg), part };
		room += part;
	}
	len = n->wire->ops->receive(n->wire, c / 2, n->iov, (int)(1 + i));
	/* An attempt in vain costs as much as a frame: the next one is for poll() to ask for. */
	s->channel[c].readable = len > 0;
	if (len < 0 && errno == EFAULT)
		return -LUCID_CLOSE_BAD_ADDRESS;
	n->gone |= len < 0 && errno == EBADFD;
	return len > (ssize_t)sizeof(*hdr) ? (int)len - (int)sizeof(*hdr) : 0;
}

/* Completes as many buffers as a frame of so many bytes filled. */
static int deliver(struct queue *q, struct lucid_back *back, struct lucid_net_hdr hdr, uint32_t len)
{
	hdr.flags &= LUCID_NET_HDR_CSUM | LUCID_NET_HDR_VALID;
	while (len) {
		const struct lucid_net_buf *buf = &q->buf[q->first];
		struct lucid_net_frame frame = { .id = buf->id, .hdr = hdr };
		int err;

		frame.len = buf->seg.len < len ? buf->seg.len : len;
		len -= frame.len;
		frame.hdr.more = len != 0;
		q->space -= buf->seg.len;
		q->first = (q->first + 1) % NET_SLOTS;
		q->count--;
		err = lucid_back_complete(back, &frame);
		if (err)
			return err;
		hdr = (struct lucid_net_hdr){ 0 };
	}
	return 0;
}

/* Of a queue pair that is not in use there may still be an old word that it is readable. */
static bool ready(const struct session *s, unsigned int c)
{
	return s->channel[c].readable && used(s->backend, c);
}

static int serve_rx(struct session *s, unsigned int c)
{
	struct lucid_back *back = &s->channel[c].back;
	struct net *n = s->backend;
	struct queue *q = &n->queue[c / 2];
	int done = 0;

	while (done < NET_BATCH) {
		struct lucid_net_hdr hdr = { 0 };
		int got = collect(n, q, back);

		if (got > 0)
			got = ready(s, c) ? receive(s, c, &hdr) : 0;
		if (got <= 0)
			return got < 0 ? got : done;
		got = deliver(q, back, hdr, (uint32_t)got);
		if (got)
			return got;
		done++;
	}
	return done;
}

static int serve(struct session *s, unsigned int c)
{
	return c % 2 ? serve_tx(s, c) : serve_rx(s, c);
}

/*
 * New buffers are worth a wake-up only if a frame would not fit into those that we have. The
 * descriptor of a queue that is not in use, or gone, says that there is an error, for ever.
 */
static bool arm(struct session *s, unsigned int c)
{
	struct net *n = s->backend;
	bool room = n->queue[c / 2].space >= longest(n);

	if (c % 2)
		return lucid_rx_arm(&s->channel[c].back.rx);
	s->channel[c].poll = room && used(n, c) && !n->gone ? POLLIN : 0;
	return !room && lucid_rx_arm(&s->channel[c].back.rx);
}

/* As the interface is now; one that is gone has no carrier. */
static bool renew(struct device *d, const uint8_t *unused)
{
	struct lucid_net_config config;
	struct net *n = d->backend;
	uint32_t mtu;
	bool link;

	(void)unused;
	memcpy(&config, d->offer.config, sizeof(config));
	if (n->wire->ops->look(n->wire, &mtu, &link)) {
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
	.start = start,
	.serve = serve,
	.arm = arm,
	.renew = renew,
};

/* The guest's address: the same for the same name, else different. */
static void address(const char *name, uint8_t mac[6])
{
	uint32_t hash = 2166136261U;	/* FNV-1a */

	for (const char *c = name; *c; c++)
		hash = (hash ^ (uint8_t)*c) * 16777619U;
	mac[0] = 0x02;			/* locally administered */
	mac[1] = 0x4c;
	memcpy(mac + 2, &hash, sizeof(hash));
}

int net_open(struct device *d, const struct opt_net *opt, unsigned int id, unsigned int queues)
{
	struct wire *w = opt->passt ? passt_open() : tap_open(opt->tap, queues);
	struct lucid_net_config config = { 0 };
	struct net *n = &nets[id];

	if (!w)
		return -1;
	n->wire = w;
	address(w->name, config.mac);
	config.queues = w->queues;
	d->kind = &net_kind;
	d->ops = &net_ops;
	d->backend = n;
	for (unsigned int q = 0; q < w->queues; q++)
		d->backend_fd[2 * q] = w->fd[q];
	d->offer.type = LUCID_DEV_NET;
	d->offer.id = (uint16_t)id;
	d->offer.channels = (uint16_t)(2 * w->queues);
	d->offer.max_order = NET_ORDER;
	d->offer.features = w->features | LUCID_NET_F_SETTINGS;
	memcpy(d->offer.config, &config, sizeof(config));
	renew(d, NULL);
	return 0;
}
