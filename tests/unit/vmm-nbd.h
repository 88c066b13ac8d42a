/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For vmm-nbd*.c: an nbdkit of this test's own, behind a socket in a directory of its own.
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
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char nbd_dir[] = "/tmp/lucid-nbd-XXXXXX", nbd_sock[64], nbd_uri[96], nbd_data[64];
static pid_t nbdkit;

/* nbdkit with a plugin and its arguments, in the foreground; back when it listens. */
static void serve_nbd(const char *const *args)
{
	static char pid_file[80];
	const char *argv[32] = { "nbdkit", "--foreground", "--pidfile", pid_file };
	struct stat st;
	int n = 4;

	while (*args && n < 31)
		argv[n++] = *args++;
	snprintf(pid_file, sizeof(pid_file), "%s/pid", nbd_dir);
	unlink(pid_file);
	unlink(nbd_sock);
	nbdkit = fork();
	assert_true(nbdkit >= 0);
	if (!nbdkit) {
		execvp(argv[0], (char **)argv);
		_exit(127);
	}
	for (int i = 0; stat(pid_file, &st); i++) {
		assert_true(i < 500 && !waitpid(nbdkit, NULL, WNOHANG));
		usleep(20000);
	}
	unlink(pid_file);
}

#define SERVE(...)	serve_nbd((const char *const []){ "--unix", nbd_sock, __VA_ARGS__, NULL })

static inline void end_nbd(int sig)
{
	if (!nbdkit)
		return;
	kill(nbdkit, sig);
	waitpid(nbdkit, NULL, 0);
	nbdkit = 0;
}

/* An image of this size, with nothing in it. */
static inline void make_data(off_t size)
{
	close(open(nbd_data, O_CREAT | O_WRONLY, 0600));
	assert_int_equal(truncate(nbd_data, size), 0);
}

static inline uint8_t data_at(off_t offset)
{
	int file = open(nbd_data, O_RDONLY);
	uint8_t byte = 0;

	assert_int_equal(pread(file, &byte, 1, offset), 1);
	close(file);
	return byte;
}

static inline int nbd_begin(void)
{
	if (!mkdtemp(nbd_dir))
		return -1;
	snprintf(nbd_sock, sizeof(nbd_sock), "%s/s", nbd_dir);
	snprintf(nbd_data, sizeof(nbd_data), "%s/data", nbd_dir);
	snprintf(nbd_uri, sizeof(nbd_uri), "nbd+unix:///?socket=%s", nbd_sock);
	return 0;
}

static inline int nbd_end(void)
{
	end_nbd(SIGKILL);
	unlink(nbd_sock);
	unlink(nbd_data);
	return rmdir(nbd_dir);
}

#endif
