/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For the host tests of back ends that are processes: a directory with one disk, the real program,
 * and a child that is the test. The partition is faked: memory is files.
 */
#ifndef TESTS_UNIT_VMM_SERVED_H
#define TESTS_UNIT_VMM_SERVED_H

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
#include <cmocka.h>

#include "hv/vmm/backends.h"
#include "hv/vmm/directory.h"
#include "hv/vmm/guard.h"
#include "ring/blk.h"

#define ORDER		5
#define SUB_GPA		0x100000
#define WINDOW_GPA	0x200000
#define WINDOW		(1 << 20)
#define PATIENCE_MS	20000

static struct directory dir;
static struct device dev;
static struct lucid_front front;
static uint32_t ids[1 << ORDER];
static uint8_t *sub, *halves, *window;
static struct lucid_answers *child;
static int answers_file, sub_file, halves_file, window_file, servers;
static char path[] = "/tmp/vmm-served-XXXXXX";

static const struct lucid_blk_req write_page = {
	.op = LUCID_BLK_WRITE, .nseg = 1, .sector = 8, .seg[0] = { 0, 4096, 0 },
};

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

/* Programs of the back ends lie beside the VMM's: here that is the test. */
static void programs(const char *name)
{
	char from[512], to[512], *slash;
	ssize_t n = readlink("/proc/self/exe", to, sizeof(to) - 32);

	assert_true(n > 0);
	to[n] = '\0';
	slash = strrchr(to, '/');
	*slash = '\0';
	snprintf(from, sizeof(from), "../../vmm/%s", name);
	snprintf(slash, sizeof(to) - (size_t)(slash - to), "/%s", name);
	if (access(to, X_OK))
		assert_int_equal(symlink(from, to), 0);
}

static void served_setup_disk(struct opt_disk disk)
{
	static const struct partition part;
	static struct opt_disk opt;
	struct device_space space = { .gpa = GPA_HALVES, .port = 1 };

	opt = disk;
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(guard_init(), 0);
	child = share(&answers_file, "answers", DIR_BYTES);
	sub = share(&sub_file, "sub", 64 * 1024);
	window = share(&window_file, "window", WINDOW);
	halves_file = memfd_create("halves", 0);
	servers = server_events();
	assert_true(servers >= 0);
	assert_int_equal(directory_init(&dir, &part) | directory_start(&dir), 0);
	assert_int_equal(disk_add(&dev, &opt, 0, 1), 0);
	server_start(&dev);
	assert_int_equal(server_await(&dev), 0);
	dev.ended = dir.ended;
	assert_int_equal(device_init(&dev, &part, &space), 0);
	halves = mmap(NULL, dev.offer.comp_stride, PROT_READ, MAP_SHARED, halves_file, 0);
	directory_add(&dir, &dev);
}

static inline void served_setup(void)
{
	programs("lucid-blkd");
	assert_int_equal(ftruncate(mkstemp(path), 1 << 20), 0);
	served_setup_disk((struct opt_disk){ .path = path });
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

/* Answers the offer with empty rings. */
static inline void child_connects(void)
{
	memset(sub, 0, 64 * 1024);
	memset(ids, 0, sizeof(ids));
	assert_int_equal(lucid_blk_front_init(&front, sub, halves, ORDER, ids), 0);
	child->dev[0] = (struct lucid_answer){
		.generation = dir.page[0].dev[0].generation, .channels = 1, .order = ORDER,
		.features = dir.page[0].dev[0].features, .sub_stride = 64 * 1024,
		.sub_gpa = SUB_GPA,
		.window[0] = { .gpa = WINDOW_GPA, .pages = WINDOW / LUCID_PAGE_SIZE, .rights = 3 },
	};
	child_says(LUCID_STATE_READY);
}

static inline uint32_t child_submits(struct lucid_blk_req req)
{
	req.id = (uint32_t)lucid_front_get(&front);
	assert_int_equal(lucid_blk_submit(&front, &req), 0);
	if (lucid_tx_flush(&front.tx))
		eventfd_write(dev.session.kick, 1);
	return req.id;
}

/* The status of a completion; -1: none came in time. */
static inline int child_reaps(int ms)
{
	struct pollfd fds = { .fd = dev.session.channel[0].call, .events = POLLIN };
	struct lucid_done done;
	eventfd_t count;

	while (lucid_front_reap(&front, &done) != 1) {
		if (lucid_rx_arm(&front.rx))
			continue;
		if (poll(&fds, 1, ms) <= 0)
			return -1;
		eventfd_read(fds.fd, &count);
	}
	lucid_front_put(&front, done.id);
	return (int)done.status;
}

static inline int served_end(void)
{
	directory_stop(&dir);
	return unlink(path);
}

#endif
