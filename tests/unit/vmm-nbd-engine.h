/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For vmm-nbd.c: the engine of NBD disks in this process, connected as the VMM does it, and
 * requests that are waited for. Engines are never closed, as in a back end's process.
 */
#ifndef TESTS_UNIT_VMM_NBD_ENGINE_H
#define TESTS_UNIT_VMM_NBD_ENGINE_H

#include <netinet/in.h>

#include "hv/vmm/device.h"
#include "hv/vmm/engine.h"
#include "hv/vmm/nbd.h"
#include "spec/gen/lucid_abi.h"

#define PIECE	4096
#define MANY	64

static uint8_t memory[MANY * PIECE];
static struct disk_io io[MANY];
static struct iovec iov[MANY];
static struct engine_limits limits;
static struct engine *engine, *engines[16];
static unsigned int opened;

static struct engine *try_open(const char *uri, bool ro, uint64_t was)
{
	struct device dev = { .server = { .name = uri, .ro = ro } };
	struct engine_source source = {
		.name = uri, .ro = ro, .was = { .size = was, .logical = LUCID_SECTOR },
	};
	int got;

	assert_int_equal(nbd_source_init(0, uri, 0), 0);
	for (int i = 0; !(got = nbd_source(&dev, source.fd)); i++) {
		assert_true(i < 2000);
		usleep(10000);
	}
	assert_true(opened < sizeof(engines) / sizeof(engines[0]));
	return got < 0 ? NULL : (engines[opened++] = engine_open(&source));
}

static void connect_to(const char *uri, bool ro)
{
	engine = try_open(uri, ro, 0);
	assert_non_null(engine);
	assert_true(engine_limits(engine, &limits));
	assert_int_equal(engine_start(engine, MANY, -1), 0);
}

static struct disk_io *wait_for_one(void)
{
	struct disk_io *done;
	struct pollfd fd;

	while (!(done = engine_done(engine))) {
		fd.fd = engine_fd(engine, &fd.events);
		if (!engine_arm(engine))
			assert_int_equal(poll(&fd, 1, 60000), 1);
	}
	return done;
}

/* One request from its beginning to its end: its status. */
static int one(uint8_t op, void *at, uint64_t len, uint64_t offset, bool fua)
{
	struct iovec two[2] = { { at, len / 2 }, { (uint8_t *)at + len / 2, len - len / 2 } };
	struct disk_io only = { .op = op, .fua = fua, .offset = offset, .iov = two,
				.n = at ? 2 : 0, .len = len, .status = -1 };

	engine_ask(engine, &only);
	engine_push(engine);
	assert_ptr_equal(wait_for_one(), &only);
	return only.status;
}

/* Writes or reads piece after piece, all at once; to be waited for. */
static void ask_all(uint8_t op)
{
	for (int i = 0; i < MANY; i++) {
		memset(memory + i * PIECE, op == LUCID_BLK_WRITE ? i + 1 : 0, PIECE);
		iov[i] = (struct iovec){ memory + i * PIECE, PIECE };
		io[i] = (struct disk_io){ .op = op, .offset = (uint64_t)i * PIECE, .iov = &iov[i],
					  .n = 1, .status = -1 };
		engine_ask(engine, &io[i]);
	}
	engine_push(engine);
}

/* A port of 127.0.0.1 that nobody had a moment ago. */
static unsigned int free_port(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	socklen_t len = sizeof(at);

	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
	close(fd);
	return ntohs(at.sin_port);
}

static int set_up(void **state)
{
	(void)state;
	return nbd_begin();
}

static int tear_down(void **state)
{
	(void)state;
	nbd_end();
	memcpy(strchr(nbd_dir, 0) - 6, "XXXXXX", 6);
	return 0;
}

#endif
