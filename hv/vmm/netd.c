// SPDX-License-Identifier: GPL-2.0-only
/*
 * lucid-netd: the process of a network card on a TAP or on passt. lucid-vmm starts it.
 */
#include "hv/vmm/backend.h"
#include "hv/vmm/net.h"

static const struct sock_filter filter[] = {
#include "netd.bpf"
};

int main(void)
{
	const struct backend_program program = {
		.kind = &net_kind,
		.filter = filter,
		.filters = sizeof(filter) / sizeof(filter[0]),
		.open = net_open,
	};

	return backend_main(&program);
}
