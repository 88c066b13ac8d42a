/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For vmm-nbd*.c: an nbdkit of this test's own behind a socket in a directory of its own, a
 * disk that is connected to it, and requests that are waited for.
 */
#ifndef TESTS_UNIT_VMM_NBD_H
#define TESTS_UNIT_VMM_NBD_H

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "hv/vmm/engine.h"
#include "hv/vmm/nbd.h"
#include "spec/gen/lucid_abi.h"

#define PIECE	4096
#define MANY	64

static char dir[] = "/tmp/lucid-nbd-XXXXXX", sock[64], uri[96], data[64];
static uint8_t memory[MANY * PIECE];
static struct engine_limits limits;
static struct engine *engine;
static pid_t server;
static int event;

/* nbdkit [-r] with a plugin and its arguments, in the foreground; back when it listens. */
static void serve(const char *const *args)
{
	const char *argv[16] = { "nbdkit", "--foreground", "--unix", sock };
	struct stat st;
	int n = 4;

	while (*args && n < 15)
		argv[n++] = *args++;
	unlink(sock);
	server = fork();
	assert_true(server >= 0);
	if (!server) {
		execvp(argv[0], (char **)argv);
		_exit(127);
	}
	for (int i = 0; stat(sock, &st); i++) {
		assert_true(i < 500 && !waitpid(server, NULL, WNOHANG));
		usleep(20000);
	}
}

#define SERVE(...)	serve((const char *const []){ __VA_ARGS__, NULL })

static inline void end_server(int sig)
{
	kill(server, sig);
	waitpid(server, NULL, 0);
	server = 0;
}

static inline struct engine *try_open(bool ro)
{
	struct engine_source source = { .name = uri, .ro = ro, .fd = { -1, -1 } };

	return engine_open(&source);
}

static inline void connect_to(bool ro)
{
	engine = try_open(ro);
	assert_non_null(engine);
	assert_true(engine_limits(engine, &limits));
	assert_int_equal(engine_start(engine, MANY, event), 0);
}

static inline struct disk_io *wait_for_one(void)
{
	struct pollfd fd = { .fd = event, .events = POLLIN };
	struct disk_io *io;
	eventfd_t count;

	while (!(io = engine_done(engine))) {
		assert_int_equal(poll(&fd, 1, 60000), 1);
		eventfd_read(event, &count);
	}
	return io;
}

/* One request from its beginning to its end: its status. */
static inline int one(uint8_t op, void *at, uint64_t len, uint64_t offset, bool fua)
{
	struct iovec iov[2] = { { at, len / 2 }, { (uint8_t *)at + len / 2, len - len / 2 } };
	struct disk_io io = { .op = op, .fua = fua, .offset = offset, .iov = iov,
			      .n = at ? 2 : 0, .len = len, .status = -1 };

	engine_ask(engine, &io);
	engine_push(engine);
	assert_ptr_equal(wait_for_one(), &io);
	return io.status;
}

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return -1;
	snprintf(sock, sizeof(sock), "%s/s", dir);
	snprintf(data, sizeof(data), "%s/data", dir);
	snprintf(uri, sizeof(uri), "nbd+unix:///?socket=%s", sock);
	event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return event < 0 ? -1 : 0;
}

static int tear_down(void **state)
{
	(void)state;
	if (engine) {
		engine_stop(engine);
		engine_close(engine);
		engine = NULL;
	}
	if (server)
		end_server(SIGKILL);
	unlink(sock);
	unlink(data);
	rmdir(dir);
	memcpy(strchr(dir, 0) - 6, "XXXXXX", 6);
	return close(event);
}

#endif
