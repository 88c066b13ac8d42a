// SPDX-License-Identifier: GPL-2.0-only
/*
 * Starting a back end's process: a program from beside our own, with a socket as its only
 * descriptors and nothing in its environment.
 */
#define _GNU_SOURCE
#include "hv/vmm/spawn.h"

#include <errno.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The child's side, before exec: no memory is allocated, no lock taken. */
static _Noreturn void become(const char *path, const char *name, const char *what, int sock)
{
	char *argv[] = { (char *)name, (char *)what, NULL }, *envp[] = { NULL };
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		dup2(sock, fd);
	/* What somebody has left open for us is not for it. */
	if (!close_range(STDERR_FILENO + 1, ~0U, 0))
		execve(path, argv, envp);
	_exit(127);
}

/* A process id namespace of its own, if we may make one. */
static pid_t fork_apart(int *pidfd)
{
	struct clone_args args = {
		.flags = CLONE_PIDFD | CLONE_NEWPID,
		.pidfd = (uintptr_t)pidfd,
		.exit_signal = SIGCHLD,
	};
	pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof(args));

	if (pid >= 0 || errno != EPERM)
		return pid;
	args.flags = CLONE_PIDFD;
	return (pid_t)syscall(SYS_clone3, &args, sizeof(args));
}

static int find(const char *name, char *path, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", path, size - 1);
	char *slash;

	if (n < 0)
		return -1;
	path[n] = '\0';
	slash = strrchr(path, '/');
	if (!slash || strlen(name) >= size - (size_t)(slash + 1 - path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(slash + 1, name);
	return access(path, X_OK);
}

pid_t spawn(const char *name, const char *what, int *pidfd, int *sock)
{
	char path[512];
	int pair[2];
	pid_t pid;

	if (find(name, path, sizeof(path)) ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return -1;
	pid = fork_apart(pidfd);
	if (!pid)
		become(path, name, what, pair[1]);
	close(pair[1]);
	if (pid < 0)
		close(pair[0]);
	else
		*sock = pair[0];
	return pid;
}
