// SPDX-License-Identifier: GPL-2.0-only
/*
 * lucid-nbdd: the process of a disk behind an NBD server. lucid-vmm starts it, connected; libnbd
 * comes as a shared library alone, so this program is not static.
 */
#include "hv/vmm/backend.h"
#include "hv/vmm/blk.h"

static const struct sock_filter filter[] = {
#include "nbdd.bpf"
};

int main(void)
{
	const struct backend_program program = {
		.kind = &blk_kind,
		.filter = filter,
		.filters = sizeof(filter) / sizeof(filter[0]),
		.open = blk_open,
	};

	return backend_main(&program);
}
