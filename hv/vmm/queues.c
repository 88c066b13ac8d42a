// SPDX-License-Identifier: GPL-2.0-only
/*
 * The queues of a TAP as the network below a card: frames with virtio's header, and settings, which
 * need no rights.
 */
#include <errno.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "hv/vmm/log.h"
#include "hv/vmm/steer.h"
#include "hv/vmm/wire.h"

/* What TUNSETTXFILTER takes: a struct tun_filter, whose array has no length. */
struct tap_filter {
	struct {
		uint16_t flags;
		uint16_t count;
	} head;
	uint8_t address[LUCID_NET_ADDRESSES + 1][6];
};

struct queues {
	struct wire wire;		/* first: our functions get this */
	unsigned int used;		/* that are attached: the first ones */
	struct steer steer;
};

/* What the kernel may leave undone in frames for us. */
static int offload(const struct queues *t, uint64_t features)
{
	unsigned long flags = 0;

	/* The kernel takes no segmentation without checksums. */
	if (features & LUCID_NET_F_RX_CSUM) {
		flags |= TUN_F_CSUM;
		if (features & LUCID_NET_F_RX_TSO4)
			flags |= TUN_F_TSO4 | TUN_F_TSO_ECN;
		if (features & LUCID_NET_F_RX_TSO6)
			flags |= TUN_F_TSO6 | TUN_F_TSO_ECN;
	}
	return ioctl(t->wire.fd[0], TUNSETOFFLOAD, flags);
}

/* The kernel numbers queues in the order in which they were attached: the last one goes first. */
static int use(struct queues *t, unsigned int queues)
{
	struct ifreq on = { .ifr_flags = IFF_ATTACH_QUEUE };
	struct ifreq off = { .ifr_flags = IFF_DETACH_QUEUE };

	for (; t->used > queues; t->used--)
		if (ioctl(t->wire.fd[t->used - 1], TUNSETQUEUE, &off))
			return -1;
	for (; t->used < queues; t->used++)
		if (ioctl(t->wire.fd[t->used], TUNSETQUEUE, &on))
			return -1;
	return 0;
}

static unsigned int add_addresses(struct tap_filter *f, const struct lucid_net_settings *s,
				  int group)
{
	unsigned int n = f->head.count;

	for (unsigned int i = 0; i < s->addresses; i++)
		if ((s->address[6 * i] & 1) == group)
			memcpy(f->address[n++], &s->address[6 * i], 6);
	return n;
}

/* The kernel's filter hears all with no address, and wants groups last. */
static int hear(const struct queues *t, const struct lucid_net_settings *s)
{
	struct tap_filter f = { .head = { 0 } };

	if (!(s->hear & LUCID_NET_HEAR_ALL)) {
		f.head.count = (uint16_t)add_addresses(&f, s, 0);
		memset(f.address[f.head.count++], 0xff, 6);
		f.head.count = (uint16_t)add_addresses(&f, s, 1);
		if (s->hear & LUCID_NET_HEAR_GROUPS)
			f.head.flags = TUN_FLT_ALLMULTI;
	}
	return ioctl(t->wire.fd[0], TUNSETTXFILTER, &f);
}

/* With no types the kernel remembers by which queue a flow came from the guest. */
static int steer(struct queues *t, const struct lucid_net_settings *s)
{
	int prog = s->types ? t->steer.prog : -1;

	if (t->steer.prog < 0)
		return 0;
	if (s->types)
		steer_set(&t->steer, s);
	return ioctl(t->wire.fd[0], TUNSETSTEERINGEBPF, &prog);
}

static int set(struct wire *w, const struct lucid_net_settings *s)
{
	struct queues *t = (struct queues *)w;

	if (!offload(t, s->offloads) && hear(t, s) >= 0 && steer(t, s) >= 0 && !use(t, s->queues))
		return 0;
	/* Of an interface that has been deleted all settings are as good. */
	return errno == EBADFD ? 0 : -1;
}

static ssize_t send_frame(struct wire *w, unsigned int queue, struct iovec *iov, int n)
{
	return writev(w->fd[queue], iov, n);
}

static ssize_t receive_frame(struct wire *w, unsigned int queue, struct iovec *iov, int n)
{
	return readv(w->fd[queue], iov, n);
}

struct wire *queues_wire(const char *name, const int *fd, unsigned int queues, bool steer)
{
	static const struct wire_ops ops = {
		.send = send_frame,
		.receive = receive_frame,
		.set = set,
	};
	struct queues *t = calloc(1, sizeof(*t));

	if (!t || queues > LUCID_MAX_VPS) {
		log_error("%s: no memory for %u queues", name, queues);
		free(t);
		return NULL;
	}
	t->wire = (struct wire){ .ops = &ops, .name = name, .queues = queues };
	memcpy(t->wire.fd, fd, queues * sizeof(*fd));
	t->used = queues;
	t->steer = (struct steer){ .prog = -1, .map = -1 };
	if (!steer)
		return &t->wire;
	t->steer = (struct steer){ .prog = fd[queues], .map = fd[queues + 1] };
	if (!steer_map(&t->steer))
		return &t->wire;
	log_error("%s: the table of queues: %s", name, strerror(errno));
	free(t);
	return NULL;
}
