// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sandbox of a back end's process: user, rights, namespaces, root, and system calls.
 */
#define _GNU_SOURCE
#include "hv/vmm/sandbox.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hv/vmm/log.h"

#define NOBODY		65534
#define NAMESPACES	(CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS)

static int fail(const char *what)
{
	log_error("sandbox: %s: %s", what, strerror(errno));
	return -1;
}

static int drop_user(void)
{
	if (geteuid())
		return 0;
	return setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
	       setresuid(NOBODY, NOBODY, NOBODY);
}

/* A root that has nothing in it and cannot get anything. */
static int empty_root(void)
{
	int fs = (int)syscall(SYS_fsopen, "tmpfs", 0), root;

	if (fs < 0)
		return -1;
	if (syscall(SYS_fsconfig, fs, FSCONFIG_SET_STRING, "mode", "0555", 0) ||
	    syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		return -1;
	root = (int)syscall(SYS_fsmount, fs, 0, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOEXEC |
			    MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
	if (root < 0 || fchdir(root) || chroot("."))
		return -1;
	return close(root) | close(fs);
}

/* Namespaces of one's own, whose owner is a user that exists nowhere else. */
static void leave(void)
{
	if (unshare(CLONE_NEWUSER | NAMESPACES) || empty_root())
		log_info("sandbox: no namespaces of its own: %s", strerror(errno));
}

static int drop_rights(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = { { 0 } };

	for (unsigned long cap = 0; !prctl(PR_CAPBSET_READ, cap, 0, 0, 0) ||
	     prctl(PR_CAPBSET_READ, cap, 0, 0, 0) == 1; cap++)
		prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
	return syscall(SYS_capset, &head, none) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	       prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

/* Any other call ends the process at once, and the VMM says so. */
static int confine(const struct sock_filter *filter, unsigned short len)
{
	const struct sock_fprog program = { .len = len, .filter = (struct sock_filter *)filter };

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

int sandbox_enter(const struct sock_filter *filter, unsigned short len)
{
	if (drop_user())
		return fail("user");
	leave();
	if (drop_rights())
		return fail("rights");
	return confine(filter, len) ? fail("system calls") : 0;
}
