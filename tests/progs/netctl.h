/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests of ethtool, for netctl and netflows.
 */
#ifndef TESTS_PROGS_NETCTL_H
#define TESTS_PROGS_NETCTL_H

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#define NETCTL_COUNTS	512

struct netctl_counts {
	unsigned int n;
	char name[NETCTL_COUNTS][ETH_GSTRING_LEN];
	__u64 value[NETCTL_COUNTS];
};

/* One request. -1: errno. */
static inline int netctl(const char *interface, void *data)
{
	struct ifreq req = { .ifr_data = (char *)data };
	static int fd = -1;

	if (fd < 0)
		fd = socket(AF_INET, SOCK_DGRAM, 0);
	strncpy(req.ifr_name, interface, IFNAMSIZ - 1);
	return ioctl(fd, SIOCETHTOOL, &req);
}

static inline int netctl_counts(const char *interface, struct netctl_counts *c)
{
	static struct { struct ethtool_gstrings head; char name[NETCTL_COUNTS][32]; } s;
	static struct { struct ethtool_stats head; __u64 value[NETCTL_COUNTS]; } v;

	s.head = (struct ethtool_gstrings){ ETHTOOL_GSTRINGS, ETH_SS_STATS, 0 };
	v.head = (struct ethtool_stats){ ETHTOOL_GSTATS, 0 };
	if (netctl(interface, &s) || netctl(interface, &v))
		return -1;
	c->n = s.head.len;
	memcpy(c->name, s.name, sizeof(c->name));
	memcpy(c->value, v.value, sizeof(c->value));
	return 0;
}

/* Table and key, in memory that stays until the next call; NULL: errno. */
static inline struct ethtool_rxfh *netctl_rss(const char *interface)
{
	static struct { struct ethtool_rxfh head; __u32 config[512]; } r;

	memset(&r, 0, sizeof(r));
	/* The first one only tells the sizes. */
	r.head.cmd = ETHTOOL_GRSSH;
	if (netctl(interface, &r))
		return NULL;
	r.head.cmd = ETHTOOL_GRSSH;
	return netctl(interface, &r) ? NULL : &r.head;
}

#endif
