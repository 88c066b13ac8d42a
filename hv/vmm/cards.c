// SPDX-License-Identifier: GPL-2.0-only
/*
 * The VMM's side of network cards: each has a process, lucid-netd. A TAP is opened here, once, and
 * stays the same interface whatever becomes of processes; its frames are in nobody's memory when
 * the one that served it has ended. What was on its way in a stream to passt is lost with a
 * process: each one gets a new passt.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hv/vmm/backends.h"
#include "hv/vmm/log.h"
#include "hv/vmm/net.h"
#include "hv/vmm/passt.h"
#include "hv/vmm/tap.h"

_Static_assert(TAP_FDS <= SERVER_FDS, "a process gets all of them");

struct card {
	struct tap tap;
	bool deleted;		/* and there is no other one yet */
	pid_t passt;
};

static struct card cards[OPT_MAX_NETS];

static int tap_sources(struct device *d, int *fd)
{
	int n = tap_hand(&cards[d->offer.id].tap, fd);

	if (n < 0)
		log_error("tap %s: %s", d->server.name, strerror(errno));
	return n;
}

static int passt_sources(struct device *d, int *fd)
{
	fd[0] = passt_start(&cards[d->offer.id].passt);
	return fd[0] < 0 ? -1 : 1;
}

static void end_passts(void)
{
	for (unsigned int i = 0; i < OPT_MAX_NETS; i++)
		passt_end(&cards[i].passt);
}

/* Somebody has made one of that name anew: the next process gets its queues. */
static void take_again(struct device *d, struct card *c)
{
	struct tap tap;

	if (!if_nametoindex(c->tap.name) ||
	    tap_open(&tap, c->tap.name, d->offer.channels / 2))
		return;
	if (tap.queues < d->offer.channels / 2 || c->tap.features & ~tap.features) {
		log_error("net %u: the new interface %s can do less than the one before",
			  d->offer.id, tap.name);
		tap_close(&tap);
		return;
	}
	tap_close(&c->tap);
	c->tap = tap;
	c->deleted = false;
	log_info("net %u: there is an interface %s again", d->offer.id, tap.name);
	server_replace(d);
}

/* True: it is there. */
static bool look(struct device *d, struct card *c, uint32_t *mtu, bool *link)
{
	if (!tap_look(&c->tap, mtu, link))
		return true;
	if (errno != EBADFD)
		return false;
	if (!c->deleted)
		log_error("net %u: the interface %s has been deleted", d->offer.id, c->tap.name);
	c->deleted = true;
	/* The carrier comes with the offer of who serves it then. */
	take_again(d, c);
	return false;
}

/* As the interface is now; one that is gone has no carrier. */
static bool renew(struct device *d, const uint8_t *unused)
{
	struct lucid_net_config config;
	uint32_t mtu = 0;
	bool link = false;

	(void)unused;
	memcpy(&config, d->offer.config, sizeof(config));
	if (!look(d, &cards[d->offer.id], &mtu, &link)) {
		mtu = config.mtu;
		link = false;
	}
	if (link == config.link && mtu == config.mtu)
		return false;
	log_info("net %u: link %s, MTU %u", d->offer.id, link ? "up" : "down", mtu);
	config.mtu = (uint16_t)mtu;
	config.link = link;
	memcpy(d->offer.config, &config, sizeof(config));
	return true;
}

static const struct device_ops tap_ops = { .renew = renew };
static const struct device_ops passt_ops = { 0 };

bool net_deleted(const struct device *d)
{
	return d->offer.type == LUCID_DEV_NET && cards[d->offer.id].deleted;
}

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

static void offer(struct device *d, const char *name, unsigned int queues, uint64_t features)
{
	struct lucid_net_config config = { .queues = queues, .mtu = PASST_MTU, .link = 1 };

	address(name, config.mac);
	d->kind = &net_kind;
	d->offer.type = LUCID_DEV_NET;
	d->offer.channels = (uint16_t)(2 * queues);
	d->offer.max_order = NET_ORDER;
	d->offer.features = features | LUCID_NET_F_SETTINGS;
	memcpy(d->offer.config, &config, sizeof(config));
}

int net_add(struct device *d, const struct opt_net *opt, unsigned int id, unsigned int queues)
{
	const char *name = opt->passt ? "passt" : opt->tap;
	struct card *c = &cards[id];
	char own[16];

	*c = (struct card){ .deleted = false };
	d->offer.id = (uint16_t)id;
	d->server = (struct server){ .program = "lucid-netd", .name = name };
	if (opt->passt) {
		atexit(end_passts);
		snprintf(own, sizeof(own), "passt%u", id);
		offer(d, own, 1, 0);
		d->ops = &passt_ops;
		d->server.sources = passt_sources;
		d->server.variant = NET_STREAM;
		return server_init(d);
	}
	if (tap_open(&c->tap, name, queues))
		return -1;
	offer(d, name, c->tap.queues, c->tap.features);
	d->ops = &tap_ops;
	d->server.sources = tap_sources;
	d->server.variant = NET_QUEUES;
	renew(d, NULL);
	return server_init(d);
}
