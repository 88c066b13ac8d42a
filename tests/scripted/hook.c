// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hooks: what a session's thread does in place of, or before, the real back end.
 */
#include <string.h>
#include <sys/eventfd.h>

#include "tests/scripted/rig.h"

/* A session knows its device, and there are few of them. */
static struct victim *victims[3];
static unsigned int nvictims;

static struct victim *victim_of(const struct session *s)
{
	unsigned int i = 0;

	while (victims[i]->dev != s->dev)
		i++;
	return victims[i];
}

static int scripted_serve(struct session *s, unsigned int c)
{
	struct victim *v = victim_of(s);
	hook_fn *hook = atomic_load(&v->hook);
	int did = PASS;

	/* The generation moves only while there is no session. */
	if (hook && v->hooked_in == v->dev->offer.generation)
		did = hook(s, c);
	if (did == PASS)
		return v->real->serve(s, c);
	if (did > 0)
		atomic_fetch_add(&v->hooked, did);
	/* Nothing that a hook does is work of which there may be more. */
	return 0;
}

void victim_init(struct victim *v, struct directory *dir, struct device *d)
{
	v->dev = d;
	victims[nvictims++] = v;
	v->real = d->ops;
	v->ops = *d->ops;
	v->ops.serve = scripted_serve;
	d->ops = &v->ops;
	while (dir->dev[v->index] != d)
		v->index++;
}

void hook_set(struct victim *v, hook_fn *hook, const void *arg)
{
	v->arg = arg;
	v->hooked_in = v->dev->offer.generation;
	atomic_store(&v->hooked, 0);
	atomic_store(&v->hook, hook);
	if (hook && v->dev->session.open)
		eventfd_write(v->dev->session.kick, 1);
}

const void *hook_arg(struct session *s)
{
	return victim_of(s)->arg;
}

bool hook_done(struct session *s)
{
	return atomic_load(&victim_of(s)->hooked);
}

void hook_wait(struct rig *r, struct victim *v)
{
	uint64_t limit = rig_limit(1);

	while (!atomic_load(&v->hooked) && rig_wait(r, limit))
		;
	if (!atomic_load(&v->hooked))
		case_fail(r, "the child submits nothing");
}

int hook_hold(struct session *s, unsigned int c)
{
	uint8_t slot[64];
	int held = 0;

	while (lucid_back_take(&s->channel[c].back, slot) == 1)
		held++;
	return held;
}

static void push_raw(struct lucid_tx *tx, const void *slot, uint32_t tag)
{
	uint8_t *to = tx->half + lucid_slot_offset(tx->order, tx->slot, tx->next);
	uint32_t body = tx->slot - 8;
	uint64_t last = lucid_tag(tx->next) + tag;

	lucid_copy_in64(to, slot, body);
	lucid_half_store(to + body, last << 32 | lucid_get32((const uint8_t *)slot + body));
	tx->next++;
}

void hook_push(struct session *s, unsigned int c, const void *slot, uint32_t tag)
{
	struct lucid_back *back = &s->channel[c].back;

	/* One that is due goes out as any: the id has to be free again. */
	if (tag || lucid_back_complete(back, slot))
		push_raw(&back->tx, slot, tag);
	for (unsigned int i = 0; i < s->channels; i++)
		eventfd_write(s->channel[i].call, 1);
}
