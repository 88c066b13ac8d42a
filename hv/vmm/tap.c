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
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hv/vmm/log.h"
#include "spec/gen/lucid_abi.h"

static int refuse(const char *name, const char *what, int fd)
{
	log_error("tap %s: %s: %s", name, what, strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

int tap_look(const char *name, uint32_t *mtu, bool *link)
{
	struct ethtool_value value = { .cmd = ETHTOOL_GLINK };
	struct ifreq req = { 0 };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int err;

	if (fd < 0)
		return -1;
	memcpy(req.ifr_name, name, strlen(name));
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

int tap_open(const char *name)
{
	struct ifreq req = { .ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR };
	int header = sizeof(struct lucid_net_hdr);
	int fd;

	if (!*name || strlen(name) >= IFNAMSIZ) {
		log_error("tap %s: a name has 1 to %d characters", name, IFNAMSIZ - 1);
		return -1;
	}
	memcpy(req.ifr_name, name, strlen(name));
	fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return refuse(name, "/dev/net/tun", fd);
	if (ioctl(fd, TUNSETIFF, &req))
		return refuse(name, "TUNSETIFF", fd);
	if (ioctl(fd, TUNSETVNETHDRSZ, &header))
		return refuse(name, "TUNSETVNETHDRSZ", fd);
	return fd;
}

int tap_offload(int fd, uint64_t features)
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
	return ioctl(fd, TUNSETOFFLOAD, flags);
}

void tap_mac(const char *name, uint8_t mac[6])
{
	uint32_t hash = 2166136261U;	/* FNV-1a */

	for (const char *c = name; *c; c++)
		hash = (hash ^ (uint8_t)*c) * 16777619U;
	mac[0] = 0x02;			/* locally administered */
	mac[1] = 0x4c;
	memcpy(mac + 2, &hash, sizeof(hash));
}
