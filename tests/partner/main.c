// SPDX-License-Identifier: GPL-2.0-only
/*
 * lucid-partner: "lucid-partner revoke OPTIONS..." with lucid-vmm's options runs a guest and plays
 * the parent's part of a test; "storm" is another. Prints "ok TEXT" and "not ok TEXT", for
 * tests/linux/partner.sh, and ends with the guest's status.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>

#include "hv/vmm/guard.h"
#include "hv/vmm/log.h"
#include "tests/partner/partner.h"

static struct side side;

void result(bool good, const char *fmt, ...)
{
	va_list args;

	fputs(good ? "ok " : "not ok ", stdout);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	putchar('\n');
}

bool side_wait(struct side *s, int eventfd)
{
	struct pollfd fds[] = {
		{ .fd = eventfd, .events = POLLIN },
		{ .fd = s->vm.outcome.wake, .events = POLLIN },
	};
	eventfd_t count;

	return poll(fds, 2, PATIENCE_MS) > 0 && fds[0].revents & POLLIN &&
	       !eventfd_read(eventfd, &count);
}

void *side_map(struct side *s, uint64_t gpa, uint64_t size, uint32_t rights)
{
	int fd = partition_window(&s->vm.part, gpa, size, rights);
	int prot = PROT_READ | (rights & LUCID_RIGHT_WRITE ? PROT_WRITE : 0);
	void *p = fd < 0 ? MAP_FAILED : mmap(NULL, size, prot, MAP_SHARED, fd, 0);

	if (p != MAP_FAILED)
		return p;
	log_error("window at 0x%lx: %s", gpa, strerror(errno));
	return NULL;
}

int side_port(struct side *s, uint32_t port, uint32_t flags)
{
	int fd = eventfd(0, EFD_CLOEXEC);

	if (fd >= 0 && !partition_port(&s->vm.part, port, flags, fd))
		return fd;
	log_error("port %u: %s", port, strerror(errno));
	return -1;
}

static int prepare(struct side *s, int argc, char **argv)
{
	struct machine *vm = &s->vm;

	if (options_parse(&vm->opt, argc, argv))
		return OUTCOME_USAGE;
	if (guard_init() || setup_files(vm) || setup_machine(vm)) {
		log_error("cannot start: %s", strerror(errno));
		return OUTCOME_OTHER;
	}
	s->ready = side_port(s, PARTNER_READY, LUCID_PORT_TO_PARENT);
	s->table = side_map(s, PARTNER_TABLE, LUCID_PAGE_SIZE,
			    LUCID_RIGHT_READ | LUCID_RIGHT_WRITE);
	return s->ready < 0 || !s->table ? OUTCOME_OTHER : 0;
}

int main(int argc, char **argv)
{
	bool is_revoke = argc > 1 && !strcmp(argv[1], "revoke");
	struct pollfd end;
	int err;

	if (!is_revoke && (argc < 2 || strcmp(argv[1], "storm"))) {
		fprintf(stderr, "usage: lucid-partner revoke|storm OPTIONS-OF-LUCID-VMM\n");
		return OUTCOME_USAGE;
	}
	err = prepare(&side, argc - 1, argv + 1);
	if (err)
		return err;
	if (vcpu_start(&side.vm.vcpu[0]))
		return OUTCOME_OTHER;
	if (!side_wait(&side, side.ready))
		result(false, "the guest begins");
	else if (is_revoke)
		see_revoked(&side);
	else
		hear_storm(&side);
	end = (struct pollfd){ .fd = side.vm.outcome.wake, .events = POLLIN };
	if (poll(&end, 1, PATIENCE_MS) <= 0)
		outcome_set(&side.vm.outcome, OUTCOME_OTHER, "the guest does not end");
	vcpu_join(&side.vm.vcpu[0]);
	directory_stop(&side.vm.dir);
	result(side.vm.outcome.status == OUTCOME_POWEROFF, "the guest ends: %s",
	       side.vm.outcome.text);
	return side.vm.outcome.status;
}
