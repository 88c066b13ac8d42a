// SPDX-License-Identifier: GPL-2.0-only
/*
 * lucid-scripted: takes lucid-vmm's options for one child with a disk and a network card, and
 * breaks its drivers. Prints a line "ok NAME" or "not ok NAME" for each case, for
 * tests/linux/drivers.sh; the child's console is ours.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "hv/vmm/backends.h"
#include "hv/vmm/guard.h"
#include "hv/vmm/log.h"
#include "tests/scripted/rig.h"

static struct rig rig;

static int prepare(struct rig *r, int argc, char **argv)
{
	struct machine *vm = &r->vm;

	if (options_parse(&vm->opt, argc, argv))
		return OUTCOME_USAGE;
	if (vm->opt.ndisks != 1 || vm->opt.nnets != 1) {
		log_error("one --disk and one --tap, please");
		return OUTCOME_USAGE;
	}
	signal(SIGPIPE, SIG_IGN);
	if (guard_init() || (vm->opt.log && log_open(vm->opt.log)) || setup_files(vm) ||
	    rig_console(r) || setup_machine(vm)) {
		log_error("cannot start: %s", strerror(errno));
		return OUTCOME_OTHER;
	}
	victim_init(&r->blk, &vm->dir, &vm->dev[1]);
	r->blk.io = "read_one";
	r->blk.many = "read_many";
	r->blk.fails = true;
	r->blk.works = "disk_works";
	victim_init(&r->net, &vm->dir, &vm->dev[2]);
	r->net.io = "send_one";
	r->net.many = "send_many";
	r->net.works = "net_works";
	victim_init(&r->sys, &vm->dir, vm->system);
	r->sys.io = "random_one";
	r->sys.many = "random_one";
	r->sys.fails = true;
	r->sys.works = "random_works";
	return 0;
}

/* The child's census, and the pages that it shares, before and after all cases. */
static void run(struct rig *r)
{
	unsigned long before, after;

	entry_heal(r, &r->blk);
	entry_heal(r, &r->net);
	entry_heal(r, &r->sys);
	before = shared_pages(r);
	talk(r, "census >/tmp/before");
	blk_cases(r);
	net_cases(r);
	system_cases(r);
	after = shared_pages(r);
	result(r, before && before == after, "%lu pages are shared after all cases, %lu before",
	       after, before);
	talk(r, "census >/tmp/after; grown /tmp/before /tmp/after");
	result(r, r->status == 0, "nothing is lost in the child: %s", r->said);
}

int main(int argc, char **argv)
{
	struct rig *r = &rig;
	int err = prepare(r, argc, argv);
	uint64_t limit;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (err)
		return err;
	rig_calm(r);
	if (vcpu_start(&r->vm.vcpu[0]))
		return OUTCOME_OTHER;
	r->status = -1;
	if (talk_end(r) == 0)
		run(r);
	else
		result(r, false, "the child's shell is there");
	talk_start(r, "exit 0");
	limit = rig_limit(1);
	while (rig_wait(r, limit))
		;
	result(r, r->vm.outcome.status == OUTCOME_POWEROFF, "the child ends: %s",
	       r->vm.outcome.text);
	vcpu_join(&r->vm.vcpu[0]);
	directory_stop(&r->vm.dir);
	return r->vm.outcome.status;
}
