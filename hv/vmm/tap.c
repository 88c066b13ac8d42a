// SPDX-License-Identifier: GPL-2.0-only
/*
 * A TAP interface of the parent's kernel. Whoever serves it gets duplicates of descriptors; ours
 * stay open, so it has its addresses and its place in a bridge for as long as we run.
 */
#include "hv/vmm/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hv/vmm/log.h"
#include "hv/vmm/steer.h"

/* TUN_F_USO4 and TUN_F_USO6, which headers before 6.2 do not have. */
#define TAP_USO		(0x20 | 0x40)

#define TRIES		10
#define TRY_US		20000

/* By our own descriptor, so that it is never another one of that name. */
int tap_look(const struct tap *t, uint32_t *mtu, bool *link)
{
	struct ethtool_value value = { .cmd = ETHTOOL_GLINK };
	struct ifreq req = { 0 };
	int fd, err;

	if (ioctl(t->fd[0], TUNGETIFF, &req))
		return -1;
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
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

/*
 * An interface that exists has several queues or has not, whatever we want. Who has it just now may
 * be about to let it go: a process that is dead, or the one that makes it.
 */
static int first_open(struct tap *t, unsigned int queues)
{
	int several = queues > 1 ? IFF_MULTI_QUEUE : 0;

	for (unsigned int i = 0; i < TRIES; i++) {
		t->fd[0] = queue_open(t->name, several);
		if (t->fd[0] < 0 && errno == EINVAL) {
			several ^= IFF_MULTI_QUEUE;
			t->fd[0] = queue_open(t->name, several);
		}
		if (t->fd[0] >= 0 || errno != EBUSY)
			break;
		usleep(TRY_US);
	}
	return several;
}

/* -1 after a message. */
static int open_queues(struct tap *t, unsigned int queues)
{
	int header = sizeof(struct lucid_net_hdr), several = first_open(t, queues);

	if (t->fd[0] < 0 || ioctl(t->fd[0], TUNSETVNETHDRSZ, &header)) {
		log_error("tap %s: %s: %s", t->name, t->fd[0] < 0 ? "TUNSETIFF" : "TUNSETVNETHDRSZ",
			  strerror(errno));
		if (t->fd[0] >= 0)
			close(t->fd[0]);
		return -1;
	}
	for (t->queues = 1; several && t->queues < queues; t->queues++) {
		t->fd[t->queues] = queue_open(t->name, IFF_MULTI_QUEUE);
		if (t->fd[t->queues] < 0)
			break;
	}
	if (t->queues < queues)
		log_info("tap %s: %u of %u queues: %s", t->name, t->queues, queues,
			 several ? strerror(errno) : "it was made without multi_queue");
	return 0;
}

static uint64_t features(struct tap *t)
{
	uint64_t can = LUCID_NET_F_CSUM | LUCID_NET_F_RX_CSUM | LUCID_NET_F_TSO4 |
		       LUCID_NET_F_TSO6 | LUCID_NET_F_RX_TSO4 | LUCID_NET_F_RX_TSO6;
	struct steer steer;

	/* No kernel before 6.2 knows these flags. */
	if (!ioctl(t->fd[0], TUNSETOFFLOAD, TUN_F_CSUM | TAP_USO))
		can |= LUCID_NET_F_USO;
	if (t->queues == 1)
		return can;
	if (steer_open(&steer)) {
		log_info("tap %s: the kernel chooses the queues: bpf: %s", t->name,
			 strerror(errno));
		return can;
	}
	t->prog = steer.prog;
	t->map = steer.map;
	return can | LUCID_NET_F_RSS;
}

int tap_open(struct tap *t, const char *name, unsigned int queues)
{
	if (!*name || strlen(name) >= IFNAMSIZ) {
		log_error("tap %s: a name has 1 to %d characters", name, IFNAMSIZ - 1);
		return -1;
	}
	*t = (struct tap){ .name = name, .prog = -1, .map = -1 };
	if (open_queues(t, queues))
		return -1;
	t->features = features(t);
	return 0;
}

void tap_close(struct tap *t)
{
	for (unsigned int q = 0; q < t->queues; q++)
		close(t->fd[q]);
	if (t->prog < 0)
		return;
	close(t->prog);
	close(t->map);
}

/* The last one who served it may have detached some; one that has been deleted has none. */
static void attach(const struct tap *t, unsigned int q)
{
	struct ifreq req = { 0 };

	if (ioctl(t->fd[q], TUNGETIFF, &req) || !(req.ifr_flags & IFF_DETACH_QUEUE))
		return;
	req = (struct ifreq){ .ifr_flags = IFF_ATTACH_QUEUE };
	if (ioctl(t->fd[q], TUNSETQUEUE, &req))
		log_error("tap %s: queue %u: %s", t->name, q, strerror(errno));
}

int tap_hand(const struct tap *t, int *fd)
{
	int own[TAP_FDS], n = (int)t->queues;

	memcpy(own, t->fd, t->queues * sizeof(*own));
	for (unsigned int q = 0; q < t->queues; q++)
		attach(t, q);
	if (t->prog >= 0) {
		own[n++] = t->prog;
		own[n++] = t->map;
	}
	for (int i = 0; i < n; i++) {
		fd[i] = fcntl(own[i], F_DUPFD_CLOEXEC, 0);
		if (fd[i] >= 0)
			continue;
		while (i--)
			close(fd[i]);
		return -1;
	}
	return n;
}
