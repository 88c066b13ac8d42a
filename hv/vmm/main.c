// SPDX-License-Identifier: GPL-2.0-only
/*
 * lucid-vmm: the parent's process that runs one guest. It starts the VPs, follows the directory
 * until the run has an outcome, and takes everything apart again; when its descriptors close, the
 * kernel module takes all pages back.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "hv/vmm/backends.h"
#include "hv/vmm/control.h"
#include "hv/vmm/guard.h"
#include "hv/vmm/log.h"
#include "hv/vmm/setup.h"
#include "hv/vmm/stats.h"
#include "hv/vmm/tap.h"

static struct machine machine;

/* From here on, in all threads, these signals only make the descriptor readable. */
static int take_signals(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGWINCH);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static int start(struct machine *vm)
{
	for (unsigned int i = 0; i < vm->opt.vps; i++)
		if (vcpu_start(&vm->vcpu[i]))
			return -1;
	return 0;
}

/* Whether the guest could be asked for this. */
static bool ask(struct machine *vm, uint32_t request, const char *what)
{
	bool asked = system_ask(vm->system, request);

	if (asked)
		directory_renew(&vm->dir);
	log_info("the guest %s asked for %s", asked ? "is" : "cannot be", what);
	return asked;
}

/*
 * SIGUSR1: the statistics so far; SIGHUP, SIGWINCH: a look at all devices; SIGUSR2: a reboot. The
 * first SIGTERM asks for a power-off, if there is somebody to ask. All others are the end.
 */
static void on_signal(struct machine *vm, uint32_t number)
{
	bool first = !vm->leaving;

	switch (number) {
	case SIGHUP:
	case SIGWINCH:
		directory_renew(&vm->dir);
		return;
	case SIGUSR1:
		if (vm->opt.stats)
			stats_write(vm->opt.stats, &vm->part, vm->vcpu, vm->opt.vps);
		return;
	case SIGUSR2:
		ask(vm, LUCID_SYSTEM_REBOOT, "a reboot");
		return;
	case SIGTERM:
		vm->leaving = true;
		if (first && ask(vm, LUCID_SYSTEM_POWEROFF, "a power-off"))
			return;
		break;
	default:
		break;
	}
	outcome_set(&vm->outcome, OUTCOME_OTHER, "stopped by signal %u", number);
}

static void follow(struct machine *vm, int signals)
{
	struct pollfd fds[] = {
		{ .fd = vm->outcome.wake, .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
		{ .fd = vm->dir.look, .events = POLLIN },
		{ .fd = vm->dir.ended, .events = POLLIN },
		{ .fd = vm->wall.timer, .events = POLLIN },
		{ .fd = vm->links, .events = POLLIN },
		{ .fd = vm->servers, .events = POLLIN },
		{ .fd = vm->control, .events = POLLIN },
		{ .fd = vm->images, .events = POLLIN },
	};

	while (!outcome_is_set(&vm->outcome)) {
		struct signalfd_siginfo info;

		if (poll(fds, sizeof(fds) / sizeof(fds[0]), -1) < 0)
			continue;
		if ((fds[1].revents & POLLIN) && read(signals, &info, sizeof(info)) > 0)
			on_signal(vm, info.ssi_signo);
		if ((fds[2].revents | fds[3].revents | fds[6].revents) & POLLIN)
			directory_update(&vm->dir);
		if (fds[7].revents & POLLIN)
			control_serve(vm->control, &vm->dir);
		if (fds[8].revents & POLLIN)
			disk_watched();
		if (fds[4].revents & POLLIN)
			wall_update(&vm->wall);
		if (fds[5].revents & POLLIN) {
			tap_watched(vm->links);
			directory_renew(&vm->dir);
		}
	}
}

static int run(struct machine *vm, int signals)
{
	const struct options *o = &vm->opt;

	if (start(vm))
		outcome_set(&vm->outcome, OUTCOME_OTHER, "a VP could not be started");
	follow(vm, signals);
	for (unsigned int i = 0; i < o->vps; i++)
		vcpu_join(&vm->vcpu[i]);
	directory_stop(&vm->dir);
	if (o->stats)
		stats_write(o->stats, &vm->part, vm->vcpu, o->vps);
	if (vm->outcome.status == OUTCOME_POWEROFF || vm->outcome.status == OUTCOME_RESET)
		log_info("%s", vm->outcome.text);
	else
		log_error("%s", vm->outcome.text);
	return vm->outcome.status;
}

int main(int argc, char **argv)
{
	struct machine *vm = &machine;
	int signals, err;

	err = options_parse(&vm->opt, argc, argv);
	if (err)
		return err > 0 ? 0 : OUTCOME_USAGE;
	if (vm->opt.log && log_open(vm->opt.log))
		return OUTCOME_USAGE;
	signals = take_signals();
	if (signals < 0 || guard_init()) {
		log_error("signals: %s", strerror(errno));
		return OUTCOME_OTHER;
	}
	err = setup_files(vm);
	if (!err)
		err = setup_machine(vm);
	return err ? err : run(vm, signals);
}
