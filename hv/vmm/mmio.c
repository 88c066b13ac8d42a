// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory accesses of a guest with firmware. A page that is read becomes readable, and the guest
 * tries again; a store is carried out here, if it is flash memory's, and skipped.
 */
#include "hv/vmm/mmio.h"

#include "hv/vmm/insn.h"

static bool store(struct chipset *c, struct lucid_run *run)
{
	unsigned int len = run->insn_len;
	struct insn_store s;

	if (len > sizeof(run->insn) || !insn_store(run->insn, len, run->data, &s))
		return false;
	if (run->gpa >= c->flash.gpa && run->gpa - c->flash.gpa < c->flash.size)
		flash_write(&c->flash, run->gpa - c->flash.gpa, s.size, s.value);
	run->count = s.len;
	return true;
}

bool mmio_exit(struct chipset *c, struct lucid_run *run)
{
	bool served;

	pthread_mutex_lock(&c->lock);
	switch (run->access) {
	case LUCID_ACCESS_READ:
		served = !hole_touch(&c->hole, run->gpa);
		break;
	case LUCID_ACCESS_WRITE:
		served = store(c, run);
		break;
	default:
		served = false;
		break;
	}
	pthread_mutex_unlock(&c->lock);
	return served;
}
