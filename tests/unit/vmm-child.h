/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For the host tests of back ends that are processes: a directory with one device, its real
 * program, and a child that is the test. The partition is faked: memory is files.
 */
#ifndef TESTS_UNIT_VMM_CHILD_H
#define TESTS_UNIT_VMM_CHILD_H

#define _GNU_SOURCE
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <errno.h>
#include <cmocka.h>

#include "hv/vmm/backends.h"
#include "hv/vmm/directory.h"
#include "hv/vmm/guard.h"

#define ORDER		5
#define SUB_GPA		0x100000
#define SUB		(64 * 1024)
#define WINDOW_GPA	0x200000
#define WINDOW		(1 << 20)
#define PATIENCE_MS	20000

static struct directory dir;
static struct device dev;
static uint8_t *sub, *halves, *window;
static struct lucid_answers *child;
static int answers_file, sub_file, halves_file, window_file, servers;

int partition_lend(const struct partition *p, uint64_t gpa, uint64_t size, uint32_t rights)
{
	(void)p;
	assert_int_equal(rights, LUCID_RIGHT_READ);
	return gpa == GPA_HALVES ? ftruncate(halves_file, (off_t)size) : 0;
}

int partition_add(const struct partition *p, uint64_t gpa, uint64_t size)
{
	return p && gpa && size ? 0 : -1;
}

void *partition_map(const struct partition *p, uint64_t gpa, uint64_t size)
{
	int flags = gpa == GPA_HALVES ? MAP_SHARED : MAP_SHARED | MAP_ANONYMOUS;

	(void)p;
	return mmap(NULL, size, PROT_READ | PROT_WRITE, flags,
		    gpa == GPA_HALVES ? halves_file : -1, 0);
}

int partition_window(const struct partition *p, uint64_t gpa, uint64_t size, uint32_t rights)
{
	(void)p;
	(void)size;
	(void)rights;
	switch (gpa) {
	case GPA_ANSWERS:
		return dup(answers_file);
	case GPA_HALVES:
		return dup(halves_file);
	case SUB_GPA:
		return dup(sub_file);
	default:
		return dup(window_file);
	}
}

int partition_port(const struct partition *p, uint32_t port, uint32_t flags, int eventfd)
{
	return p && port < LUCID_MAX_PORTS && flags && eventfd >= 0 ? 0 : -1;
}

static void *share(int *file, const char *name, size_t size)
{
	*file = memfd_create(name, 0);
	assert_int_equal(ftruncate(*file, (off_t)size), 0);
	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, *file, 0);
}

/* Outside of its tests cmocka ends a program with status 255 and not a word. */
static void must(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

/* Programs of the back ends lie beside the VMM's: here that is the test, and others like it. */
static void programs(const char *name)
{
	char from[512], to[512], *slash;
	ssize_t n = readlink("/proc/self/exe", to, sizeof(to) - 32);

	must(n > 0, "/proc/self/exe");
	to[n] = '\0';
	slash = strrchr(to, '/');
	*slash = '\0';
	snprintf(from, sizeof(from), "../../vmm/%s", name);
	snprintf(slash, sizeof(to) - (size_t)(slash - to), "/%s", name);
	if (access(to, X_OK))
		must(!symlink(from, to) || errno == EEXIST, to);
}

static const struct partition part;

/* After programs(). Then the test adds a device, and calls device_begin(). */
static void child_begin(void)
{
	signal(SIGPIPE, SIG_IGN);
	must(!guard_init(), "guard_init");
	child = share(&answers_file, "answers", DIR_BYTES);
	sub = share(&sub_file, "sub", SUB);
	window = share(&window_file, "window", WINDOW);
	halves_file = memfd_create("halves", 0);
	servers = server_events();
	must(servers >= 0, "server_events");
	must(!directory_init(&dir, &part) && !directory_start(&dir), "directory");
}

static void device_begin(void)
{
	struct device_space space = { .gpa = GPA_HALVES, .port = 1 };

	server_start(&dev);
	must(!server_await(&dev), "the first offer");
	dev.ended = dir.ended;
	must(!device_init(&dev, &part, &space), "device_init");
	halves = mmap(NULL, dev.offer.comp_stride * dev.offer.channels, PROT_READ, MAP_SHARED,
		      halves_file, 0);
	directory_add(&dir, &dev);
}

/* What the VMM's main loop does, until the device is in this state; the child sees no other. */
static bool until(uint32_t state, uint32_t generation)
{
	struct pollfd fds = { .fd = servers, .events = POLLIN };
	struct timespec now;
	time_t end;

	clock_gettime(CLOCK_MONOTONIC, &now);
	for (end = now.tv_sec + PATIENCE_MS / 1000; now.tv_sec <= end;
	     clock_gettime(CLOCK_MONOTONIC, &now)) {
		directory_update(&dir);
		if (dir.page[0].dev[0].state == state &&
		    dir.page[0].dev[0].generation == generation)
			return true;
		poll(&fds, 1, 10);
	}
	return false;
}

static void child_says(uint32_t state)
{
	child->version = LUCID_ABI_VERSION;
	child->magic = LUCID_DIR_MAGIC;
	child->dev[0].state = state;
}

/* Answers the offer; the rings are empty. */
static void child_answers(uint32_t channels)
{
	child->dev[0] = (struct lucid_answer){
		.generation = dir.page[0].dev[0].generation, .channels = channels, .order = ORDER,
		.features = dir.page[0].dev[0].features, .sub_stride = SUB / channels,
		.sub_gpa = SUB_GPA,
		.window[0] = { .gpa = WINDOW_GPA, .pages = WINDOW / LUCID_PAGE_SIZE, .rights = 3 },
	};
	child_says(LUCID_STATE_READY);
}

/* Sleeps until a channel is told of something. False: it is not. */
static bool child_waits(unsigned int c, int ms)
{
	struct pollfd fds = { .fd = dev.session.channel[c].call, .events = POLLIN };
	eventfd_t count;

	if (poll(&fds, 1, ms) <= 0)
		return false;
	eventfd_read(fds.fd, &count);
	return true;
}

#endif
