// SPDX-License-Identifier: GPL-2.0-only
/*
 * lucid-blkd: the process of a disk on a file or a block device. lucid-vmm starts it.
 */
#include "hv/vmm/backend.h"
#include "hv/vmm/blk.h"

static const struct sock_filter filter[] = {
#include "blkd.bpf"
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
