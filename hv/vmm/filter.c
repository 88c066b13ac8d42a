// SPDX-License-Identifier: GPL-2.0-only
/*
 * A tool of the build: the system calls that a back end's process may make, as a filter for the
 * kernel. filter NAME writes the one of lucid-NAME, as an initializer in C. So the programs need
 * neither libseccomp nor the time to make it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/if_tun.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define MOST	32

/* What serving a device takes: memory, waiting, the channels' eventfds, words to the VMM. */
static const int common[MOST] = {
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(recvmsg), SCMP_SYS(recvfrom),
	SCMP_SYS(sendmsg), SCMP_SYS(close), SCMP_SYS(munmap), SCMP_SYS(brk), SCMP_SYS(madvise),
	SCMP_SYS(futex), SCMP_SYS(clock_gettime), SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(restart_syscall),
	SCMP_SYS(getpid), SCMP_SYS(exit), SCMP_SYS(exit_group),
};

/* Beside that: system calls with any arguments, and ioctls. The lists end with 0 (read). */
static const struct {
	const char *name;
	int calls[MOST];
	unsigned long ioctls[MOST];
} programs[] = {
	{
		/* A session has an io_uring of its own; uring.c restricts what that can do. */
		.name = "blkd",
		.calls = {
			SCMP_SYS(io_uring_setup), SCMP_SYS(io_uring_enter),
			SCMP_SYS(io_uring_register), SCMP_SYS(preadv), SCMP_SYS(pwritev2),
			SCMP_SYS(fdatasync), SCMP_SYS(fallocate), SCMP_SYS(newfstatat),
			SCMP_SYS(fstat), SCMP_SYS(statx),
		},
		.ioctls = { BLKGETSIZE64, BLKSSZGET, BLKPBSZGET, BLKDISCARD, BLKZEROOUT },
	},
	{
		/* libnbd with one socket; glibc maps and locks memory for it. */
		.name = "nbdd",
		.calls = {
			SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait),
			SCMP_SYS(poll), SCMP_SYS(sendto), SCMP_SYS(fcntl), SCMP_SYS(shutdown),
		},
	},
	{
		/* Queues of a TAP, or a socket. */
		.name = "netd",
		.calls = {
			SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait),
			SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(sendto),
		},
		.ioctls = { TUNSETOFFLOAD, TUNSETQUEUE, TUNSETTXFILTER, TUNSETSTEERINGEBPF },
	},
};

static int allow(scmp_filter_ctx filter, const int *calls)
{
	int err = 0;

	for (int i = 0; i < MOST && (!i || calls[i]) && !err; i++)
		err = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
	return err;
}

static int make(scmp_filter_ctx filter, unsigned int p)
{
	const struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	int err = allow(filter, common);

	if (!err)
		err = allow(filter, programs[p].calls);
	for (int i = 0; i < MOST && programs[p].ioctls[i] && !err; i++)
		err = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
				       SCMP_A1(SCMP_CMP_EQ, programs[p].ioctls[i]));
	if (!err)
		err = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, no_code);
	if (!err)
		err = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_code);
	return err;
}

static int print(scmp_filter_ctx filter)
{
	int file = memfd_create("filter", 0);
	struct sock_filter insn;

	if (file < 0 || seccomp_export_bpf(filter, file) || lseek(file, 0, SEEK_SET))
		return -1;
	while (read(file, &insn, sizeof(insn)) == sizeof(insn))
		printf("{ 0x%x, %u, %u, 0x%x },\n", insn.code, insn.jt, insn.jf, insn.k);
	return ferror(stdout);
}

int main(int argc, char **argv)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);

	for (unsigned int p = 0; filter && p < sizeof(programs) / sizeof(programs[0]); p++) {
		if (argc != 2 || strcmp(argv[1], programs[p].name))
			continue;
		if (!make(filter, p) && !print(filter))
			return 0;
	}
	fprintf(stderr, "filter %s: cannot be made\n", argc == 2 ? argv[1] : "");
	return 1;
}
