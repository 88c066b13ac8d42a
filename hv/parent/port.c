// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ports and eventfds. Up: a port that the child raises signals an eventfd. Down: a write to
 * an eventfd injects a port, in the writer's context and without a thread in between. The
 * partition's ioctls connect them, run.c signals.
 */
#include "hv/parent/parent.h"

/* An eventfd that is connected to a port; that its last descriptor is closed changes nothing. */
struct lucid_wire {
	struct lucid_part *part;
	u32 port;
	bool down;
	struct eventfd_ctx *ctx;
	wait_queue_entry_t wait;	/* the rest is for down only */
	poll_table poll;
};

/* Any context. */
int lucid_port_inject(struct lucid_part *part, unsigned long port)
{
	u64 target;
	s64 status;

	if (READ_ONCE(part->dead))
		return -ENODEV;
	status = lucid_hc_event_inject(part->id, port, &target);
	if (status)
		return lucid_errno(status);
	/* Its state is in bits 7:0, its index in 15:8, bit 16 says bound: see EVENT_INJECT. */
	if (target & BIT(16) && (u8)target != LUCID_VP_OUT)
		lucid_vp_kick(part, BIT_ULL(target >> 8 & (LUCID_MAX_VPS - 1)));
	return 0;
}

/* The child raised @port. */
void lucid_port_signal(struct lucid_part *part, u32 port)
{
	struct lucid_wire *wire;

	rcu_read_lock();
	wire = READ_ONCE(part->up[port]);
	if (wire)
		eventfd_signal(wire->ctx, 1);
	rcu_read_unlock();
}

/* The eventfd was written; its wait queue's lock is held. */
static int wire_wake(wait_queue_entry_t *wait, unsigned int mode, int sync, void *key)
{
	struct lucid_wire *wire = container_of(wait, struct lucid_wire, wait);
	u64 count;

	if (key_to_poll(key) & EPOLLIN) {
		eventfd_ctx_do_read(wire->ctx, &count);
		lucid_port_inject(wire->part, wire->port);
	}
	return 0;
}

static void wire_queue(struct file *file, wait_queue_head_t *wqh, poll_table *poll)
{
	add_wait_queue(wqh, &container_of(poll, struct lucid_wire, poll)->wait);
}

/* The caller sees to it that lucid_port_signal() does not use the wire any more. */
static void wire_cut(struct lucid_wire *wire)
{
	u64 count;

	if (!wire)
		return;
	/* After this wire_wake() is not running and will not run. */
	if (wire->down)
		eventfd_ctx_remove_wait_queue(wire->ctx, &wire->wait, &count);
	eventfd_ctx_put(wire->ctx);
	kfree(wire);
}

static struct lucid_wire *wire_make(struct lucid_part *part, const struct lucid_ioc_port *arg)
{
	struct file *file = eventfd_fget(arg->fd);
	struct lucid_wire *wire;

	if (IS_ERR(file))
		return ERR_CAST(file);
	wire = kzalloc(sizeof(*wire), GFP_KERNEL);
	if (wire) {
		wire->part = part;
		wire->port = arg->port;
		wire->down = arg->flags == LUCID_PORT_TO_CHILD;
		wire->ctx = eventfd_ctx_fileget(file);
		init_waitqueue_func_entry(&wire->wait, wire_wake);
		init_poll_funcptr(&wire->poll, wire_queue);
		/* What was written before counts; it is read with the next write. */
		if (wire->down && vfs_poll(file, &wire->poll) & EPOLLIN)
			lucid_port_inject(part, arg->port);
	}
	fput(file);
	return wire ? wire : ERR_PTR(-ENOMEM);
}

/* What was connected before is replaced. */
int lucid_port_connect(struct lucid_part *part, const struct lucid_ioc_port *arg)
{
	u32 way = arg->flags & ~LUCID_PORT_OFF;
	struct lucid_wire *wire = NULL;

	if (arg->reserved || arg->port >= LUCID_MAX_PORTS ||
	    (way != LUCID_PORT_TO_PARENT && way != LUCID_PORT_TO_CHILD))
		return -EINVAL;
	if (way == arg->flags) {
		wire = wire_make(part, arg);
		if (IS_ERR(wire))
			return PTR_ERR(wire);
	}
	wire = xchg(&(way == LUCID_PORT_TO_CHILD ? part->down : part->up)[arg->port], wire);
	if (wire && !wire->down)
		synchronize_rcu();
	wire_cut(wire);
	return 0;
}

/* The partition's descriptors are closed: no VP runs and nobody connects. */
void lucid_port_close_all(struct lucid_part *part)
{
	u32 port;

	for (port = 0; port < LUCID_MAX_PORTS; port++) {
		wire_cut(part->down[port]);
		wire_cut(part->up[port]);
	}
}
