// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that frames go to and come from a passt that takes its time: in pieces, several at once,
 * with no room for more, and with much of it; that one that ends or says nonsense is found out, one
 * that hangs can be ended, and one that cannot be started is told of. The passt here is this
 * program under that name. The real one, where there is one and a network for it, answers a
 * question of ARP.
 */
/* sources: hv/vmm/passt.c hv/vmm/stream.c hv/vmm/log.c */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "hv/vmm/passt.h"
#include "hv/vmm/wire.h"

#define LARGE	60000
#define BURST	60

static uint8_t in[LUCID_NET_MAX_FRAME], out[LUCID_NET_MAX_FRAME];

static void all(int fd, bool write_it, uint8_t *at, size_t n, size_t piece)
{
	while (n) {
		size_t part = n < piece ? n : piece;
		ssize_t did = write_it ? write(fd, at, part) : read(fd, at, part);

		if (did <= 0)
			_exit(1);
		at += did;
		n -= (size_t)did;
	}
}

/* As the real one: what there is no room for is lost. */
static void burst(int fd, const uint8_t *frame, size_t n)
{
	for (int i = 0; i < BURST; i++)
		send(fd, frame, n, MSG_DONTWAIT);
}

/* What each frame's first byte asks for: an echo in pieces, a late one, many, nonsense, an end. */
static int passt(int fd)
{
	static uint8_t frame[4 + LUCID_NET_MAX_FRAME];

	for (;;) {
		uint32_t length;

		all(fd, false, frame, 4, 4);
		memcpy(&length, frame, 4);
		length = ntohl(length);
		all(fd, false, frame + 4, length, length);
		if (frame[4] == 'x')
			return 0;
		if (frame[4] == 'n')
			memset(frame, 0xff, 4);
		if (frame[4] == 'b')
			burst(fd, frame, 4 + length);
		if (frame[4] == 'l')
			usleep(300000);
		all(fd, true, frame, 4 + length, frame[4] == 'p' ? 7 : sizeof(frame));
	}
}

static pid_t pid;

static struct wire *start(void)
{
	int fd = passt_start(&pid);

	return fd < 0 ? NULL : stream_wire("passt", fd);
}

static ssize_t say(struct wire *w, char what, size_t n)
{
	struct lucid_net_hdr hdr = { 0 };
	struct iovec iov[3] = { { &hdr, sizeof(hdr) }, { out, 10 }, { out + 10, n - 10 } };

	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)(i * 3 + n);
	out[0] = (uint8_t)what;
	return w->ops->send(w, 0, iov, 3);
}

/* The next frame's length, in two buffers; -1 with errno. */
static ssize_t hear(struct wire *w)
{
	struct lucid_net_hdr hdr;
	struct iovec iov[3] = {
		{ &hdr, sizeof(hdr) }, { in, 100 }, { in + 100, sizeof(in) - 100 },
	};
	struct pollfd p = { .fd = w->fd[0] };
	ssize_t n;

	do {
		p.events = (short)(POLLIN | (w->ops->busy(w) ? POLLOUT : 0));
		n = w->ops->receive(w, 0, iov, 3);
	} while (n < 0 && errno == EAGAIN && poll(&p, 1, 5000) == 1);
	return n < 0 ? n : n - (ssize_t)sizeof(hdr);
}

static void echoes(void **state)
{
	static const struct { char what; size_t n; } rows[] = {
		{ 'e', 14 }, { 'p', 60 }, { 'p', 1514 }, { 'e', LARGE }, { 'e', 65553 },
	};
	struct wire *w = start();

	(void)state;
	assert_non_null(w);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_true(say(w, rows[i].what, rows[i].n) > 0);
		assert_int_equal(hear(w), rows[i].n);
		assert_memory_equal(in, out, rows[i].n);
	}
	/* Several at once. */
	for (int i = 0; i < 5; i++)
		assert_true(say(w, 'e', 100) > 0);
	for (int i = 0; i < 5; i++)
		assert_int_equal(hear(w), 100);
	close(w->fd[0]);
	free(w);
}

/* As many frames as are taken while it looks away. */
static int fill(struct wire *w)
{
	int taken = 0;

	assert_true(say(w, 'l', LARGE) > 0);
	while (taken < 50 && !w->ops->busy(w)) {
		assert_true(say(w, 'e', LARGE) > 0);
		taken++;
	}
	assert_in_range(taken, 1, 49);
	assert_int_equal(say(w, 'e', LARGE), -1);
	assert_int_equal(errno, EAGAIN);
	return taken;
}

/* What is taken comes back whole, though a part of the last one had to wait; nothing pushes it. */
static void no_room(void **state)
{
	struct wire *w = start();
	int taken = fill(w);

	(void)state;
	for (int i = 0; i < 1 + taken; i++)
		assert_int_equal(hear(w), LARGE);
	assert_false(w->ops->busy(w));
	/* One that ends has room for everything. */
	fill(w);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_false(w->ops->busy(w));
	assert_int_equal(say(w, 'e', LARGE), -1);
	assert_int_equal(errno, EPIPE);
	assert_int_equal(hear(w), -1);
	assert_int_equal(errno, EBADFD);
	close(w->fd[0]);
	free(w);
}

/* Of many frames at once none is lost, while nobody reads them. */
static void bursts(void **state)
{
	const int bytes = PASST_ROOM;
	struct wire *w = start();

	(void)state;
	if (setsockopt(w->fd[0], SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(bytes)))
		skip();		/* we may not, and the machine may have less for everybody */
	assert_true(say(w, 'b', LARGE) > 0);
	usleep(200000);
	for (int i = 0; i < BURST + 1; i++)
		assert_int_equal(hear(w), LARGE);
	close(w->fd[0]);
	free(w);
}

static void ends(void **state)
{
	(void)state;
	for (const char *what = "nx"; *what; what++) {
		struct wire *w = start();

		assert_true(say(w, *what, 60) > 0);
		assert_int_equal(hear(w), -1);
		assert_int_equal(errno, EBADFD);
		assert_int_equal(hear(w), -1);
		close(w->fd[0]);
		free(w);
	}
}

/* It does not look at its socket. */
static void hangs(void **state)
{
	struct wire *w = start();
	pid_t was = pid;

	(void)state;
	assert_int_equal(kill(was, SIGSTOP), 0);
	passt_end(&pid);
	assert_int_equal(pid, 0);
	assert_int_equal(kill(was, 0), -1);
	passt_end(&pid);
	close(w->fd[0]);
	free(w);
}

/* Who has 10.77.7.1? Whatever a guest asks for, passt has it. */
static void real(void **state)
{
	static const char arp[] = "\xff\xff\xff\xff\xff\xff\2L\0\0\0\1\x08\x06\0\1\x08\0\6\4\0\1"
				  "\2L\0\0\0\1\x0a\x4d\7\2\0\0\0\0\0\0\x0a\x4d\7\1";
	struct lucid_net_hdr hdr = { 0 };
	struct iovec iov[2] = { { &hdr, sizeof(hdr) }, { (void *)arp, 42 } };
	struct wire *w;
	ssize_t n;

	(void)state;
	setenv("PATH", "/nowhere", 1);
	assert_null(start());
	if (access("/usr/bin/passt", X_OK))
		skip();
	setenv("PATH", "/usr/bin", 1);
	w = start();
	n = w->ops->send(w, 0, iov, 2) > 0 ? hear(w) : -1;
	close(w->fd[0]);
	free(w);
	if (n < 0)
		skip();
	assert_in_range(n, 42, 60);
	assert_memory_equal(in, "\2L\0\0\0\1", 6);
	assert_memory_equal(in + 12, "\x08\x06\0\1\x08\0\6\4\0\2", 10);
}

int main(int argc, char **argv)
{
	char folder[] = "/tmp/vmm-passt-XXXXXX", path[64], self[4096] = { 0 };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(echoes), cmocka_unit_test(no_room), cmocka_unit_test(bursts),
		cmocka_unit_test(ends), cmocka_unit_test(hangs), cmocka_unit_test(real),
	};
	int failed;

	if (!strcmp(argv[0], "passt"))
		return passt(atoi(argv[argc - 1]));
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/passt", folder);
	assert_true(readlink("/proc/self/exe", self, sizeof(self) - 1) > 0);
	assert_int_equal(symlink(self, path), 0);
	setenv("PATH", folder, 1);
	failed = cmocka_run_group_tests_name("vmm-passt", tests, NULL, NULL);
	unlink(path);
	rmdir(folder);
	return failed;
}
