// SPDX-License-Identifier: GPL-2.0-only
/*
 * A TAP interface of the parent's kernel, with virtio's 12-byte header before each frame.
 */
#include "hv/vmm/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hv/vmm/log.h"
#include "hv/vmm/steer.h"
#include "hv/vmm/wire.h"

/* TUN_F_USO4 and TUN_F_USO6, which headers before 6.2 do not have. */
#define TAP_USO		(0x20 | 0x40)

/* What TUNSETTXFILTER takes: a struct tun_filter, whose array has no length. */
struct tap_filter {
	struct {
		uint16_t flags;
		uint16_t count;
	} head;
	uint8_t address[LUCID_NET_ADDRESSES + 1][6];
};

struct tap {
	struct wire wire;		/* first: our functions get this */
	unsigned int used;		/* queues that are attached: the first ones */
	struct steer steer;
};

static int look(struct wire *w, uint32_t *mtu, bool *link)
{
	struct ethtool_value value = { .cmd = ETHTOOL_GLINK };
	struct ifreq req = { 0 };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int err;

	if (fd < 0)
		return -1;
	memcpy(req.ifr_name, w->name, strlen(w->name));
	err = ioctl(fd, SIOCGIFMTU, &req);
	*mtu = (uint32_t)req.ifr_mtu;
	/* The flags tell it, too, but some time later. */
	req.ifr_data = (char *)&value;
	err |= ioctl(fd, SIOCETHTOOL, &req);
	*link = value.data;
	close(fd);
	return err;
}

int tap_watch(void)
{
	const struct sockaddr_nl links = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

	if (fd < 0 || !bind(fd, (const struct sockaddr *)&links, sizeof(links)))
		return fd;
	close(fd);
	return -1;
}

void tap_watched(int fd)
{
	char message[8192];
	ssize_t n;

	/* ENOBUFS says that some are lost, which is all the same here. */
	do
		n = recv(fd, message, sizeof(message), 0);
	while (n > 0 || (n < 0 && errno == ENOBUFS));
}

/* One descriptor; @flags may have IFF_MULTI_QUEUE. -1: errno. */
static int queue_open(const char *name, int flags)
{
	struct ifreq req = { .ifr_flags = (short)(IFF_TAP | IFF_NO_PI | IFF_VNET_HDR | flags) };
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC), err;

	if (fd < 0)
		return -1;
	memcpy(req.ifr_name, name, strlen(name));
	if (!ioctl(fd, TUNSETIFF, &req))
		return fd;
	err = errno;
	close(fd);
	errno = err;
	return -1;
}

/* What the kernel may leave undone in frames for us. */
static int offload(const struct tap *t, uint64_t features)
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
static int use(struct tap *t, unsigned int queues)
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
static int hear(const struct tap *t, const struct lucid_net_settings *s)
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
static int steer(struct tap *t, const struct lucid_net_settings *s)
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
	struct tap *t = (struct tap *)w;

	if (offload(t, s->offloads) || hear(t, s) < 0 || steer(t, s) < 0)
		return -1;
	return use(t, s->queues);
}

static ssize_t send_frame(struct wire *w, unsigned int queue, struct iovec *iov, int n)
{
	return writev(w->fd[queue], iov, n);
}

static ssize_t receive_frame(struct wire *w, unsigned int queue, struct iovec *iov, int n)
{
	return readv(w->fd[queue], iov, n);
}

static const struct wire_ops tap_ops = {
	.send = send_frame,
	.receive = receive_frame,
	.set = set,
	.look = look,
};

/* An interface that exists has several queues or has not, whatever we want. */
static int first_open(struct wire *w, unsigned int queues)
{
	int several = queues > 1 ? IFF_MULTI_QUEUE : 0;

	w->fd[0] = queue_open(w->name, several);
	if (w->fd[0] < 0 && errno == EINVAL) {
		several ^= IFF_MULTI_QUEUE;
		w->fd[0] = queue_open(w->name, several);
	}
	return several;
}

/* -1 after a message. */
static int open_queues(struct wire *w, unsigned int queues)
{
	int header = sizeof(struct lucid_net_hdr), several = first_open(w, queues);

	if (w->fd[0] < 0 || ioctl(w->fd[0], TUNSETVNETHDRSZ, &header)) {
		log_error("tap %s: %s: %s", w->name, w->fd[0] < 0 ? "TUNSETIFF" : "TUNSETVNETHDRSZ",
			  strerror(errno));
		if (w->fd[0] >= 0)
			close(w->fd[0]);
		return -1;
	}
	for (w->queues = 1; several && w->queues < queues; w->queues++) {
		w->fd[w->queues] = queue_open(w->name, IFF_MULTI_QUEUE);
		if (w->fd[w->queues] < 0)
			break;
	}
	if (w->queues < queues)
		log_info("tap %s: %u of %u queues: %s", w->name, w->queues, queues,
			 several ? strerror(errno) : "it was made without multi_queue");
	return 0;
}

static uint64_t features(struct tap *t)
{
	uint64_t can = LUCID_NET_F_CSUM | LUCID_NET_F_RX_CSUM | LUCID_NET_F_TSO4 |
		       LUCID_NET_F_TSO6 | LUCID_NET_F_RX_TSO4 | LUCID_NET_F_RX_TSO6;
	int fd = t->wire.fd[0];

	/* No kernel before 6.2 knows these flags. */
	if (!ioctl(fd, TUNSETOFFLOAD, TUN_F_CSUM | TAP_USO))
		can |= LUCID_NET_F_USO;
	if (t->wire.queues == 1)
		return can;
	if (!steer_open(&t->steer))
		return can | LUCID_NET_F_RSS;
	log_info("tap %s: the kernel chooses the queues: bpf: %s", t->wire.name, strerror(errno));
	return can;
}

struct wire *tap_open(const char *name, unsigned int queues)
{
	struct tap *t;

	if (!*name || strlen(name) >= IFNAMSIZ) {
		log_error("tap %s: a name has 1 to %d characters", name, IFNAMSIZ - 1);
		return NULL;
	}
	t = calloc(1, sizeof(*t));
	if (!t)
		return NULL;
	t->wire.ops = &tap_ops;
	t->wire.name = name;
	t->steer.prog = -1;
	if (open_queues(&t->wire, queues)) {
		free(t);
		return NULL;
	}
	t->used = t->wire.queues;
	t->wire.features = features(t);
	return &t->wire;
}
