// SPDX-License-Identifier: GPL-2.0-only
/*
 * Starting passt, which needs no rights: it is the parent's network as seen by one of its users.
 */
#define _GNU_SOURCE
#include "hv/vmm/passt.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hv/vmm/log.h"

/* 0, or an errno, that of the exec, too. Our signals have been blocked to be read. */
static int start(pid_t *pid, int fd)
{
	char *argv[] = { "passt", "--foreground", "--quiet", "--fd", "3", NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, pipe;
	int err;

	sigemptyset(&none);
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &pipe);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, fd, 3);
	err = posix_spawnp(pid, argv[0], &files, &attr, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	return err;
}

/*
 * passt drops frames for which there is no room, and looks after them when two seconds have passed:
 * a connection's window has to fit. Who may not force this gets what net.core.wmem_max allows. The
 * guest's frames wait, see net.c.
 */
static void widen(int fd)
{
	const int bytes = PASST_ROOM;

	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(bytes)))
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
}

void passt_end(pid_t *pid)
{
	if (*pid > 0) {
		kill(*pid, SIGKILL);
		waitpid(*pid, NULL, 0);
	}
	*pid = 0;
}

int passt_start(pid_t *pid)
{
	int fd[2], err;

	passt_end(pid);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd)) {
		log_error("passt: %s", strerror(errno));
		return -1;
	}
	widen(fd[1]);
	err = start(pid, fd[1]);
	close(fd[1]);
	if (!err)
		return fd[0];
	*pid = 0;
	close(fd[0]);
	log_error("passt: %s", strerror(err));
	return -1;
}
