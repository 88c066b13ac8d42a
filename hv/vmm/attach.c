// SPDX-License-Identifier: GPL-2.0-only
/*
 * A session's memory and rings, from descriptors: in the VMM for its threads, in a process of its
 * own for the others.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "hv/vmm/device.h"

void session_reset(struct session *s, struct device *d)
{
	s->dev = d;
	s->backend = d->backend;
	s->stop = false;
	s->ended = 0;
	s->submission = (struct window){ .fd = -1 };
	for (unsigned int i = 0; i < LUCID_DEV_WINDOWS; i++)
		s->window[i] = (struct window){ .fd = -1 };
}

int window_map(struct window *w, uint32_t rights)
{
	int prot = PROT_READ | (rights & LUCID_RIGHT_WRITE ? PROT_WRITE : 0);
	void *base = mmap(NULL, w->size, prot, MAP_SHARED, w->fd, 0);

	if (base == MAP_FAILED)
		return -1;
	w->base = base;
	return 0;
}

void window_close(struct window *w)
{
	if (w->base)
		munmap(w->base, w->size);
	if (w->fd >= 0)
		close(w->fd);
	*w = (struct window){ .fd = -1 };
}

static uint32_t make_channels(struct session *s, uint32_t order, uint32_t sub_stride)
{
	const struct device *d = s->dev;

	for (unsigned int c = 0; c < s->channels; c++) {
		int err;

		s->channel[c].poll = s->channel[c].watched = 0;
		s->channel[c].readable = false;
		err = lucid_back_init(&s->channel[c].back,
				      d->halves + (size_t)d->offer.comp_stride * c,
				      s->submission.base + (size_t)sub_stride * c, order,
				      d->kind->sub_slot[c % 2], d->kind->comp_slot[c % 2],
				      s->channel[c].busy);
		if (err)
			return (uint32_t)-err;
	}
	return LUCID_CLOSE_OPEN;
}

uint32_t session_attach(struct session *s, uint32_t order, uint32_t sub_stride)
{
	s->submission.size = (uint64_t)sub_stride * s->channels;
	if (window_map(&s->submission, LUCID_RIGHT_READ))
		return LUCID_CLOSE_BAD_ADDRESS;
	for (unsigned int i = 0; i < LUCID_DEV_WINDOWS; i++) {
		s->window[i].size = s->windows.bytes[i];
		if (s->window[i].fd >= 0 && window_map(&s->window[i], s->windows.rights[i]))
			return LUCID_CLOSE_BAD_ADDRESS;
	}
	return make_channels(s, order, sub_stride);
}

void session_detach(struct session *s)
{
	window_close(&s->submission);
	for (unsigned int i = 0; i < LUCID_DEV_WINDOWS; i++)
		window_close(&s->window[i]);
}
