// SPDX-License-Identifier: GPL-2.0-only
/*
 * netxdp IF pass|drop|tx|INTERFACE COMMAND...: runs a command while a program is attached to the
 * interface's driver: it passes all frames, drops them, sends them back with source and destination
 * swapped, or redirects them to the other interface. Gives the command's status; 1 and the error's
 * name when the program is not taken.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOVE(dst, src)		{ BPF_ALU64 | BPF_MOV | BPF_X, dst, src, 0, 0 }
#define SET(dst, value)		{ BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, value }
#define ADD(dst, value)		{ BPF_ALU64 | BPF_ADD | BPF_K, dst, 0, 0, value }
#define LOAD(size, dst, src, at) { BPF_LDX | BPF_MEM | (size), dst, src, at, 0 }
#define STORE(size, dst, at, src) { BPF_STX | BPF_MEM | (size), dst, src, at, 0 }
#define CALL(function)		{ BPF_JMP | BPF_CALL, 0, 0, 0, function }
#define EXIT			{ BPF_JMP | BPF_EXIT, 0, 0, 0, 0 }

static int call(int cmd, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

static int load(const struct bpf_insn *insns, size_t bytes)
{
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_XDP, .insns = (uintptr_t)insns,
		.insn_cnt = (uint32_t)(bytes / sizeof(*insns)), .license = (uintptr_t)"GPL",
	};

	return call(BPF_PROG_LOAD, &attr);
}

static int answer(int action)
{
	const struct bpf_insn insns[] = { SET(0, action), EXIT };

	return load(insns, sizeof(insns));
}

static int redirect(unsigned int to)
{
	const struct bpf_insn insns[] = {
		SET(1, (int)to), SET(2, 0), CALL(BPF_FUNC_redirect), EXIT,
	};

	return load(insns, sizeof(insns));
}

static int swap(void)
{
	static const struct bpf_insn insns[] = {
		LOAD(BPF_W, 2, 1, 0), LOAD(BPF_W, 3, 1, 4),	/* data, its end */
		MOVE(4, 2), ADD(4, 14),
		SET(0, XDP_DROP),
		{ BPF_JMP | BPF_JGT | BPF_X, 4, 3, 9, 0 },
		LOAD(BPF_W, 5, 2, 0), LOAD(BPF_H, 6, 2, 4),
		LOAD(BPF_W, 7, 2, 6), LOAD(BPF_H, 8, 2, 10),
		STORE(BPF_W, 2, 0, 7), STORE(BPF_H, 2, 4, 8),
		STORE(BPF_W, 2, 6, 5), STORE(BPF_H, 2, 10, 6),
		SET(0, XDP_TX),
		EXIT,
	};

	return load(insns, sizeof(insns));
}

static int program(const char *what)
{
	if (!strcmp(what, "pass"))
		return answer(XDP_PASS);
	if (!strcmp(what, "drop"))
		return answer(XDP_DROP);
	if (!strcmp(what, "tx"))
		return swap();
	return redirect(if_nametoindex(what));
}

int main(int argc, char **argv)
{
	union bpf_attr attr = { .link_create = { .attach_type = BPF_XDP,
						 .flags = XDP_FLAGS_DRV_MODE } };
	int status;
	pid_t pid;

	if (argc < 4) {
		fprintf(stderr, "usage: netxdp IF pass|drop|tx|INTERFACE COMMAND...\n");
		return 2;
	}
	attr.link_create.prog_fd = (uint32_t)program(argv[2]);
	attr.link_create.target_ifindex = if_nametoindex(argv[1]);
	/* The program stays as long as this descriptor. */
	if ((int)attr.link_create.prog_fd < 0 || call(BPF_LINK_CREATE, &attr) < 0) {
		printf("%s: %s\n", argv[2], strerrorname_np(errno));
		return 1;
	}
	pid = fork();
	if (!pid) {
		execvp(argv[3], argv + 3);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}
