// SPDX-License-Identifier: GPL-2.0-only
/*
 * How much of its memory the child shares: every page is touched through a window, by the kernel,
 * which gets an error where a process would get a signal.
 */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <unistd.h>

#include "tests/scripted/rig.h"

static unsigned long count(const uint8_t *at, uint64_t size, int file)
{
	unsigned long pages = 0;

	for (uint64_t offset = 0; offset < size; offset += LUCID_PAGE_SIZE)
		pages += pwrite(file, at + offset, 1, 0) == 1;
	return pages;
}

unsigned long shared_pages(struct rig *r)
{
	uint64_t size = r->vm.opt.mem;
	int window = partition_window(&r->vm.part, 0, size, LUCID_RIGHT_READ);
	int file = memfd_create("byte", MFD_CLOEXEC);
	void *at = mmap(NULL, size, PROT_READ, MAP_SHARED, window, 0);
	unsigned long pages = at == MAP_FAILED || file < 0 ? 0 : count(at, size, file);

	if (at != MAP_FAILED)
		munmap(at, size);
	close(window);
	close(file);
	return pages;
}
