// SPDX-License-Identifier: GPL-2.0-only
/*
 * The main loop of the scripted parent: what the child writes to its console, and the directory,
 * which is followed only while we behave.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "hv/vmm/backends.h"
#include "tests/scripted/rig.h"

#define PATIENCE_MS	20000	/* with the child, in the parent's time */
#define MOMENT_MS	20

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

uint64_t rig_limit(unsigned int patiences)
{
	return now_ms() + (uint64_t)patiences * PATIENCE_MS;
}

bool rig_wait(struct rig *r, uint64_t limit)
{
	struct machine *vm = &r->vm;
	struct pollfd fds[] = {
		{ .fd = vm->outcome.wake, .events = POLLIN },
		{ .fd = r->from_child, .events = POLLIN },
		{ .fd = vm->dir.look, .events = POLLIN },
		{ .fd = vm->dir.ended, .events = POLLIN },
	};
	char text[4096];
	eventfd_t count;
	ssize_t n;

	if (outcome_is_set(&vm->outcome) || now_ms() >= limit)
		return false;
	if (poll(fds, 4, MOMENT_MS) <= 0)
		return true;
	if (fds[1].revents & POLLIN) {
		n = read(r->from_child, text, sizeof(text));
		if (n > 0)
			talk_feed(r, text, (size_t)n);
	}
	if (!((fds[2].revents | fds[3].revents) & POLLIN))
		return true;
	if (r->calm) {
		directory_update(&vm->dir);
	} else {
		eventfd_read(vm->dir.look, &count);
		eventfd_read(vm->dir.ended, &count);
	}
	return true;
}

void rig_calm(struct rig *r)
{
	r->calm = true;
	directory_update(&r->vm.dir);
}

int rig_console(struct rig *r)
{
	int in[2], out[2];

	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC))
		return -1;
	r->to_child = in[1];
	r->from_child = out[0];
	r->vm.console_out = out[1];
	memset(&r->vm.dev[0], 0, sizeof(r->vm.dev[0]));
	return console_open(&r->vm.dev[0], out[1], in[0]);
}
