// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sends and takes events as fast as it can, and looks whether one was lost; for storm.c of
 * tests/conf.
 */
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "hv/vmm/guard.h"
#include "tests/partner/partner.h"

static int to_child[PARTNER_PORTS], from_child[PARTNER_PORTS];
static uint64_t seen[PARTNER_PORTS], events, answers;

static bool connect_ports(struct side *s)
{
	for (unsigned int i = 0; i < PARTNER_PORTS; i++) {
		to_child[i] = side_port(s, PARTNER_TO_CHILD(i), LUCID_PORT_TO_CHILD);
		from_child[i] = side_port(s, PARTNER_TO_PARENT(i), LUCID_PORT_TO_PARENT);
		if (to_child[i] < 0 || from_child[i] < 0)
			return false;
	}
	return true;
}

static void ask(void *arg)
{
	struct side *s = arg;

	for (uint64_t n = 1; n <= PARTNER_ANSWERS; n++) {
		s->table->asked = n;
		eventfd_write(to_child[0], 1);
		if (!side_wait(s, from_child[0]) || s->table->answered != n)
			return;
		answers = n;
	}
}

static void shout(void *arg)
{
	struct side *s = arg;

	for (uint64_t n = 1; n <= PARTNER_EVENTS; n++) {
		unsigned int i = (unsigned int)(n * 5 % PARTNER_PORTS);

		/* Each number of its port in turn; all ports end with the same one. */
		s->table->to_child[i] = n <= PARTNER_EVENTS - PARTNER_PORTS ? n : PARTNER_EVENTS;
		eventfd_write(to_child[i], 1);
	}
}

/* After the last event of each port we have to know the last number. */
static void listen(void *arg)
{
	struct side *s = arg;
	struct pollfd fds[PARTNER_PORTS];
	unsigned int done = 0;
	eventfd_t count;

	for (unsigned int i = 0; i < PARTNER_PORTS; i++)
		fds[i] = (struct pollfd){ .fd = from_child[i], .events = POLLIN };
	while (done < PARTNER_PORTS && poll(fds, PARTNER_PORTS, PATIENCE_MS) > 0) {
		done = 0;
		for (unsigned int i = 0; i < PARTNER_PORTS; i++) {
			if (fds[i].revents & POLLIN && !eventfd_read(fds[i].fd, &count)) {
				events += count;
				seen[i] = s->table->to_parent[i];
			}
			done += seen[i] == PARTNER_EVENTS / 10;
		}
	}
	s->table->storm_over = 2;
}

void hear_storm(struct side *s)
{
	unsigned int done = 0;

	if (!connect_ports(s)) {
		result(false, "ports");
		return;
	}
	guard_call(ask, s);
	result(answers == PARTNER_ANSWERS, "[EVENT-1] %lu questions of %u were answered", answers,
	       PARTNER_ANSWERS);
	result(side_wait(s, s->ready) && guard_call(shout, s), "%u events are sent",
	       PARTNER_EVENTS);
	guard_call(listen, s);
	for (unsigned int i = 0; i < PARTNER_PORTS; i++)
		done += seen[i] == PARTNER_EVENTS / 10;
	result(done == PARTNER_PORTS, "[HC-EVENT-RAISE-1] ports whose last event came: %u of %u",
	       done, PARTNER_PORTS);
	result(events == PARTNER_EVENTS / 10 * PARTNER_PORTS,
	       "[HC-EVENT-RAISE-2] %lu events were counted", events);
}
