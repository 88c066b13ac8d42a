// SPDX-License-Identifier: GPL-2.0-only
/*
 * The statistics file: exit counts of all VPs and page counts, one "name value" a line.
 */
#include "hv/vmm/stats.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "hv/vmm/log.h"
#include "hv/vmm/reasons.h"

#define REASONS	(sizeof(((struct lucid_run *)0)->exits) / sizeof(uint64_t))

static void write_exits(FILE *f, const struct vcpu *vcpu, unsigned int vps)
{
	uint64_t total = 0;

	for (unsigned int r = 0; r < REASONS; r++) {
		uint64_t n = 0;

		for (unsigned int i = 0; i < vps; i++)
			n += vcpu[i].run->exits[r];
		total += n;
		if (n)
			fprintf(f, "exit_%u_%s %llu\n", r, reason_name(r), (unsigned long long)n);
	}
	fprintf(f, "exits %llu\n", (unsigned long long)total);
}

static void write_info(FILE *f, const struct partition *p)
{
	struct lucid_ioc_info info = { 0 };

	if (!partition_info(p->fd, &info)) {
		fprintf(f, "partition %u\nvps %u\n", info.part, info.vps);
		fprintf(f, "pages %llu\n", (unsigned long long)info.pages);
		fprintf(f, "pool_pages %llu\n", (unsigned long long)info.pool);
		fprintf(f, "tsc_khz %u\n", info.tsc_khz);
	}
	if (!partition_info(p->dev, &info)) {
		fprintf(f, "given_pages %llu\n", (unsigned long long)info.pages);
		fprintf(f, "created %llu\n", (unsigned long long)info.created);
		fprintf(f, "destroyed %llu\n", (unsigned long long)info.destroyed);
	}
}

int stats_write(const char *path, const struct partition *p, const struct vcpu *vcpu,
		unsigned int vps)
{
	FILE *f = fopen(path, "we");
	int bad;

	if (!f) {
		log_error("stats %s: %s", path, strerror(errno));
		return -1;
	}
	write_exits(f, vcpu, vps);
	write_info(f, p);
	bad = ferror(f);
	if (fclose(f) || bad) {
		log_error("stats %s: cannot be written", path);
		return -1;
	}
	return 0;
}
