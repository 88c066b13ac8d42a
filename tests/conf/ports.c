// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads and writes every I/O port with every size; what nobody emulates reads as ones, and the
 * guest goes on [PORT-1] [PORT-2]. "from=N" and "to=N" bound the ports. Leaves out the ports that
 * end a run: exit (0xf4), sleep and reset (0x600 to 0x603), with what overlaps them. Does not
 * prove: INS (string-in does), OUTS.
 */
#include "tests/conf/lib/conf.h"

#define COM1		0x3f8
#define COM1_PORTS	8

static bool overlaps(uint32_t port, unsigned int size, uint32_t from, uint32_t n)
{
	return port < from + n && from < port + size;
}

static bool ends_run(uint32_t port, unsigned int size)
{
	return overlaps(port, size, 0xf4, 1) || overlaps(port, size, 0x600, 4);
}

static uint32_t ones(unsigned int size)
{
	return size == 4 ? 0xffffffff : (1u << 8 * size) - 1;
}

void guest_main(void)
{
	uint32_t from = (uint32_t)argument("from", 0), to = (uint32_t)argument("to", 0xffff);
	unsigned int answered = 0, skipped = 0, done = 0;

	for (uint32_t port = from; port <= to; port++) {
		for (unsigned int size = 1; size <= 4; size *= 2) {
			if (ends_run(port, size)) {
				skipped++;
				continue;
			}
			if (in((uint16_t)port, size) != ones(size) &&
			    !overlaps(port, size, COM1, COM1_PORTS)) {
				print("# port %x, %u bytes, is answered\n", port, size);
				answered++;
			}
			out((uint16_t)port, size, 0xa5a5a5a5);
			done++;
		}
	}
	same(answered, 0, "ports that nobody has read as ones");
	same(done + skipped, (to - from + 1) * 3, "every port was used");
	print("# %u accesses each way, %u left out\n", done, skipped);
}
