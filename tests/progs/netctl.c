// SPDX-License-Identifier: GPL-2.0-only
/*
 * netctl IF WHAT [VALUE...]: the part of ethtool that the tests need, in a form for scripts.
 *   channels [N]; rings [RX TX]; usecs [N]; frames N; spread QUEUE...; key SEED; feature NAME;
 *   counts; test
 * Prints what holds afterwards. Status 1 and the error's name when the kernel refuses.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/progs/netctl.h"

static const char *interface;

static int ask(void *data)
{
	return netctl(interface, data);
}

static int channels(int n, char **value)
{
	struct ethtool_channels c = { .cmd = ETHTOOL_GCHANNELS };
	int err = ask(&c);

	if (n && !err) {
		c.cmd = ETHTOOL_SCHANNELS;
		c.combined_count = (unsigned int)atoi(value[0]);
		err = ask(&c);
	}
	printf("%u of %u\n", c.combined_count, c.max_combined);
	return err;
}

static int rings(int n, char **value)
{
	struct ethtool_ringparam r = { .cmd = ETHTOOL_GRINGPARAM };
	int err = ask(&r);

	if (n > 1 && !err) {
		r.cmd = ETHTOOL_SRINGPARAM;
		r.rx_pending = (unsigned int)atoi(value[0]);
		r.tx_pending = (unsigned int)atoi(value[1]);
		err = ask(&r);
	}
	printf("%u of %u, %u of %u\n", r.rx_pending, r.rx_max_pending, r.tx_pending,
	       r.tx_max_pending);
	return err;
}

static int coalesce(int n, char **value, bool usecs)
{
	struct ethtool_coalesce c = { .cmd = ETHTOOL_GCOALESCE };
	int err = ask(&c);

	if (n && !err) {
		c.cmd = ETHTOOL_SCOALESCE;
		*(usecs ? &c.rx_coalesce_usecs : &c.rx_max_coalesced_frames) =
			(unsigned int)atoi(value[0]);
		err = ask(&c);
	}
	printf("%u\n", c.rx_coalesce_usecs);
	return err;
}

static int set_rss(int n, char **value, bool key)
{
	struct ethtool_rxfh *r = netctl_rss(interface);

	if (!r)
		return -1;
	r->cmd = ETHTOOL_SRSSH;
	for (unsigned int i = 0; !key && i < r->indir_size; i++)
		r->rss_config[i] = (unsigned int)atoi(value[i % (unsigned int)n]);
	for (unsigned int i = 0, x = (unsigned int)atoi(value[0]); key && i < r->key_size; i++) {
		x = x * 1103515245 + 12345;
		((unsigned char *)(r->rss_config + r->indir_size))[i] = (unsigned char)(x >> 16);
	}
	return ask(r);
}

static int feature(const char *name)
{
	static struct { struct ethtool_gstrings head; char name[256][ETH_GSTRING_LEN]; } s;
	static struct { struct ethtool_gfeatures head; struct ethtool_get_features_block b[8]; } f;

	s.head = (struct ethtool_gstrings){ ETHTOOL_GSTRINGS, ETH_SS_FEATURES, 0 };
	f.head = (struct ethtool_gfeatures){ ETHTOOL_GFEATURES, 8 };
	if (ask(&s) || ask(&f))
		return -1;
	for (unsigned int i = 0; i < s.head.len; i++)
		if (!strcmp(s.name[i], name))
			printf("%s\n", f.b[i / 32].active & 1U << i % 32 ? "on" : "off");
	return 0;
}

static int self_test(void)
{
	static struct { struct ethtool_test head; __u64 data[16]; } t;

	t.head.cmd = ETHTOOL_TEST;
	if (ask(&t))
		return -1;
	printf("%s\n", t.head.flags & ETH_TEST_FL_FAILED ? "failed" : "passed");
	return 0;
}

static int counts(void)
{
	static struct netctl_counts c;

	if (netctl_counts(interface, &c))
		return -1;
	for (unsigned int i = 0; i < c.n; i++)
		printf("%s %llu\n", c.name[i], (unsigned long long)c.value[i]);
	return 0;
}

static int run(const char *what, int n, char **value)
{
	if (!strcmp(what, "channels"))
		return channels(n, value);
	if (!strcmp(what, "rings"))
		return rings(n, value);
	if (!strcmp(what, "usecs") || !strcmp(what, "frames"))
		return coalesce(n, value, what[0] == 'u');
	if (n && (!strcmp(what, "spread") || !strcmp(what, "key")))
		return set_rss(n, value, what[0] == 'k');
	if (n && !strcmp(what, "feature"))
		return feature(value[0]);
	if (!strcmp(what, "counts"))
		return counts();
	if (!strcmp(what, "test"))
		return self_test();
	errno = EINVAL;
	return -1;
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: netctl IF WHAT [VALUE...]\n");
		return 2;
	}
	interface = argv[1];
	if (!run(argv[2], argc - 3, argv + 3))
		return 0;
	printf("%s: %s\n", argv[2], strerrorname_np(errno));
	return 1;
}
