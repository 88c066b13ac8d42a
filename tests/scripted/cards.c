// SPDX-License-Identifier: GPL-2.0-only
/*
 * In place of lucid-vmm's cards.c: the network card is served by a thread here, where hooks can
 * reach it.
 */
#include <stddef.h>
#include <string.h>

#include "hv/vmm/backends.h"
#include "hv/vmm/net.h"
#include "hv/vmm/tap.h"

int net_add(struct device *d, const struct opt_net *opt, unsigned int id, unsigned int queues)
{
	static const struct lucid_net_config config = {
		.mac = { 2, 0x4c, 0, 0, 0, 7 }, .mtu = 1500, .link = 1, .queues = 1,
	};
	struct mail_start start = {
		.channels = 2, .variant = NET_QUEUES, .name = "scripted",
	};
	static struct device_ops ops;
	static struct tap tap;

	if (queues != 1 || tap_open(&tap, opt->tap, 1))
		return -1;
	start.features = tap.features | LUCID_NET_F_SETTINGS;
	memcpy(start.config, &config, sizeof(config));
	memcpy(d->offer.config, &config, sizeof(config));
	d->kind = &net_kind;
	d->offer.type = LUCID_DEV_NET;
	d->offer.id = (uint16_t)id;
	d->offer.channels = 2;
	d->offer.max_order = NET_ORDER;
	if (net_open(d, &start, tap.fd, 1))
		return -1;
	/* Nobody says that the interface is another one. */
	ops = *d->ops;
	ops.renew = NULL;
	d->ops = &ops;
	return 0;
}

/* Nobody asks. */
bool net_deleted(const struct device *d)
{
	return d == NULL;
}
