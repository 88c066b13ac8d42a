/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random arguments for every call that touches pages, mostly ones that mean something: few
 * partitions and few pages, so that calls meet. After fake-arch.h, for the random test.
 */
#ifndef RANDOM_ARGS_H
#define RANDOM_ARGS_H

#define USED	192		/* frames that take part */

/* Arguments: p partition, g GPA, h HPA, n count, r rights, v VP, o port, x vector, 0 zero. */
static const struct {
	uint64_t call;
	const char *args;
	unsigned int weight;
} calls[] = {
	{ LUCID_HC_PARTITION_CREATE, "h0g00", 1 }, { LUCID_HC_PARTITION_DESTROY, "p", 1 },
	{ LUCID_HC_PARTITION_INFO, "p", 1 }, { LUCID_HC_MEM_DONATE, "pghn", 20 },
	{ LUCID_HC_MEM_SETTLE, "pgn", 20 }, { LUCID_HC_MEM_LEND, "pghnr", 4 },
	{ LUCID_HC_MEM_POOL, "phn", 10 }, { LUCID_HC_MEM_RECLAIM, "phn", 15 },
	{ LUCID_HC_MEM_RELEASE, "pgn", 10 }, { LUCID_HC_MEM_QUERY, "pg", 1 },
	{ LUCID_HC_VP_CREATE, "pvhh", 6 }, { LUCID_HC_VP_SET, "pv", 1 },
	{ LUCID_HC_VP_GET, "pv", 1 }, { LUCID_HC_VP_RUN, "pv", 2 },
	{ LUCID_HC_EVENT_INJECT, "po", 2 }, { LUCID_HC_MEM_SHARE, "gnr", 30 },
	{ LUCID_HC_MEM_UNSHARE, "gn", 15 }, { LUCID_HC_MEM_RETURN, "gn", 5 },
	{ LUCID_HC_MEM_STATE, "g", 1 },
	{ LUCID_HC_EVENT_BIND, "ovx", 2 }, { LUCID_HC_EVENT_RAISE, "o", 1 },
	{ LUCID_HC_CLOCK_ENABLE, "g", 1 },
};

static inline uint64_t any(uint64_t below)
{
	static uint64_t x = 88172645463325252UL;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (x >> 11) % below;
}

static inline uint64_t argument(char kind)
{
	if (any(200) == 0)
		return any(2) ? any(UINT64_MAX) : PAGE_SIZE * any(UINT32_MAX);
	switch (kind) {
	case 'p':
		return any(4);
	case 'g':
		return PAGE_SIZE * (any(40) ? any(12) : any(2) ? 0xfedff : 0x7fffffe);
	case 'h':
		return PAGE_SIZE * (any(80) ? HV_FRAMES + any(USED) : any(FRAMES + 2));
	case 'n':
		return any(20) ? 1 + any(2) : any(600);
	case 'r':
		return any(10) ? 1 + 2 * any(2) : any(9);
	case 'v':
		return any(20) ? any(2) : any(17);
	case 'o':
		return any(20) ? any(3) : any(300);
	case 'x':
		return any(4) ? 32 + any(224) : any(300);
	}
	return any(3) == 0;
}

#endif
