// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a device: what it is offered with, and opening and closing its sessions. All of this
 * runs in the main thread.
 */
#include "hv/vmm/device.h"

#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hv/vmm/log.h"
#include "hv/vmm/memory.h"

static int connect_ports(struct device *d, const struct partition *p)
{
	struct session *s = &d->session;

	s->kick = eventfd(0, EFD_CLOEXEC);
	if (s->kick < 0)
		return -1;
	for (unsigned int c = 0; c < d->offer.channels; c++) {
		uint32_t port = d->offer.port + c;
		int call = eventfd(0, EFD_CLOEXEC);

		s->channel[c].call = call;
		if (call < 0 || partition_port(p, port, LUCID_PORT_TO_PARENT, s->kick) ||
		    partition_port(p, port, LUCID_PORT_TO_CHILD, call))
			return -1;
	}
	return 0;
}

int device_init(struct device *d, const struct partition *p, struct device_space *space)
{
	const uint32_t *slot = d->kind->comp_slot;
	uint32_t widest = slot[0] > slot[1] ? slot[0] : slot[1];
	uint32_t stride = lucid_half_bytes(d->offer.max_order, widest);
	uint64_t size = (uint64_t)stride * d->offer.channels;

	if (size > GPA_HALVES_END - space->gpa ||
	    d->offer.channels > LUCID_MAX_PORTS - space->port) {
		errno = ENOSPC;
		return -1;
	}
	d->offer.comp_gpa = space->gpa;
	d->offer.comp_stride = stride;
	d->offer.port = (uint16_t)space->port;
	d->offer.state = LUCID_STATE_OFFERED;
	d->offer.generation = 1;
	if (partition_lend(p, space->gpa, size, LUCID_RIGHT_READ))
		return -1;
	d->halves = partition_map(p, space->gpa, size);
	if (!d->halves)
		return -1;
	space->gpa += size;
	space->port += d->offer.channels;
	return connect_ports(d, p);
}

uint32_t device_windows(struct device *d, const struct partition *p, const struct lucid_answer *a)
{
	struct session *s = &d->session;
	uint64_t size = (uint64_t)a->sub_stride * a->channels;

	session_reset(s, d);
	s->features = a->features;
	s->channels = a->channels;
	s->submission.fd = partition_window(p, a->sub_gpa, size, LUCID_RIGHT_READ);
	if (s->submission.fd < 0)
		goto bad;
	for (unsigned int i = 0; i < LUCID_DEV_WINDOWS; i++) {
		const struct lucid_window *w = &a->window[i];

		if (!s->windows.bytes[i])
			continue;
		s->window[i].fd = partition_window(p, w->gpa, s->windows.bytes[i], w->rights);
		if (s->window[i].fd < 0)
			goto bad;
	}
	return LUCID_CLOSE_OPEN;
bad:
	log_error("%s %u: the guest's window: %s", d->kind->name, d->offer.id, strerror(errno));
	session_detach(s);
	return LUCID_CLOSE_BAD_ADDRESS;
}

static uint32_t start(struct device *d)
{
	struct session *s = &d->session;
	int err = d->ops->start ? d->ops->start(s) : 0;

	if (err)
		return (uint32_t)-err;
	err = pthread_create(&s->thread, NULL, session_thread, s);
	if (!err)
		return LUCID_CLOSE_OPEN;
	log_error("%s %u: thread: %s", d->kind->name, d->offer.id, strerror(err));
	if (d->ops->stop)
		d->ops->stop(s);
	return LUCID_CLOSE_NORMAL;
}

uint32_t device_open(struct device *d, const struct partition *p, const struct lucid_answer *a)
{
	struct session *s = &d->session;
	uint32_t reason = device_windows(d, p, a);

	if (reason == LUCID_CLOSE_OPEN)
		reason = session_attach(s, a->order, a->sub_stride);
	if (reason == LUCID_CLOSE_OPEN)
		reason = start(d);
	s->open = reason == LUCID_CLOSE_OPEN;
	if (!s->open)
		session_detach(s);
	return reason;
}

void device_close(struct device *d)
{
	struct session *s = &d->session;

	if (!s->open)
		return;
	s->stop = true;
	eventfd_write(s->kick, 1);
	pthread_join(s->thread, NULL);
	/* Now: an old completion must not look like the first one after the next offer. */
	lucid_zero_shared(d->halves, d->offer.comp_stride * d->offer.channels);
	session_detach(s);
	s->open = false;
}

uint32_t device_reason(struct device *d)
{
	int ended = d->session.open ? d->session.ended : 0;

	return ended ? (uint32_t)ended - 1 : LUCID_CLOSE_OPEN;
}
