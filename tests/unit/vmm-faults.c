// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that each kind of request of a disk which fails behind an NBD server (nbdkit's error
 * filter) ends as the guest expects of a disk, is told to the person with its place, on standard
 * error and by lucidctl, and that the next one succeeds, in the same session.
 * Does not prove: what the guest's kernel makes of it; tests/linux/long/faults.sh does, and has an
 * image on a full file system. Of one that became shorter see vmm-control.
 */
/* sources: hv/vmm/answer.c hv/vmm/directory.c hv/vmm/device.c hv/vmm/session.c hv/vmm/guard.c */
/* sources: hv/vmm/attach.c hv/vmm/server.c hv/vmm/spawn.c hv/vmm/mail.c hv/vmm/log.c */
/* sources: hv/vmm/disks.c hv/vmm/diskfile.c hv/vmm/kinds.c hv/vmm/control.c hv/vmm/nbdname.c */
/* sources: hv/vmm/nbdsource.c hv/vmm/cards.c hv/vmm/tap.c hv/vmm/steer.c hv/vmm/passt.c */
#include "vmm-served.h"
#include "vmm-nbd.h"
#include "vmm-told.h"

struct fault {
	const char *file;	/* in nbd_dir; while it is there it happens */
	struct lucid_blk_req req;
	int status;
	const char *words;
};

#define DATA	.nseg = 1, .sector = 8, .seg[0] = { 0, 4096, 0 }
#define RANGE	.sector = 16, .sectors = 8

static const struct fault faults[] = {
	{ "pread", { .op = LUCID_BLK_READ, DATA }, LUCID_IO_ERROR, "read at byte 4096: error" },
	{ "pwrite", { .op = LUCID_BLK_WRITE, DATA }, LUCID_IO_NOSPACE,
	  "write at byte 4096: no space left" },
	{ "flush", { .op = LUCID_BLK_FLUSH }, LUCID_IO_ERROR, "flush at byte 0: error" },
	{ "flush", { .op = LUCID_BLK_WRITE, .flags = LUCID_BLK_FUA, DATA }, LUCID_IO_ERROR,
	  "write at byte 4096: error" },
	{ "trim", { .op = LUCID_BLK_DISCARD, RANGE }, LUCID_IO_PROTECTED,
	  "discard at byte 8192: not permitted" },
	{ "zero", { .op = LUCID_BLK_ZEROES, RANGE }, LUCID_IO_NOSPACE,
	  "zeroes at byte 8192: no space left" },
};

static void expect(const struct fault *f)
{
	char line[128];

	child_submits(f->req);
	assert_int_equal(child_reaps(PATIENCE_MS), f->status);
	if (f->status == LUCID_IO_OK)
		return;
	snprintf(line, sizeof(line), "last error: %s\n", f->words);
	assert_true(status_says(line));
	snprintf(line, sizeof(line), "lucid-vmm: blk 0: %s", f->words);
	assert_int_equal(told(line), 1);
}

static void every_kind(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		struct fault good = faults[i];
		char file[96];

		snprintf(file, sizeof(file), "%s/%s", nbd_dir, good.file);
		close(open(file, O_CREAT | O_WRONLY, 0644));
		expect(&faults[i]);
		unlink(file);
		good.status = LUCID_IO_OK;
		expect(&good);
	}
	assert_true(status_says("blk 0: READY, generation 1,"));
}

/* What is stored does not matter here; only flushing has to be able to fail by itself. */
static void serve_faults(void)
{
	static const char *const ops[] = { "pread", "pwrite", "trim", "zero" };
	char flush[160], file[4][96];

	snprintf(flush, sizeof(flush), "flush=[ ! -e %s/flush ] || { echo EIO >&2; exit 1; }",
		 nbd_dir);
	for (int i = 0; i < 4; i++)
		snprintf(file[i], sizeof(file[i]), "error-%s-file=%s/%s", ops[i], nbd_dir, ops[i]);
	SERVE("--filter=error", "eval", "get_size=echo 1M", "pread=head -c $3 /dev/zero",
	      "pwrite=cat >/dev/null", "trim=true", "zero=true", flush, "error-rate=100%", file[0],
	      file[1], file[2], file[3], "error-pwrite=ENOSPC", "error-trim=EPERM",
	      "error-zero=ENOSPC");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_kind) };
	int failed;

	must(!nbd_begin(), nbd_dir);
	serve_faults();
	programs("lucid-nbdd");
	served_setup_disk((struct opt_disk){ .path = nbd_uri, .hold = 30 });
	assert_true(until(LUCID_STATE_OFFERED, 1));
	child_connects();
	assert_true(until(LUCID_STATE_READY, 1));
	told_begin();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	return failed + told_end() + (served_end() != -1) + nbd_end();
}
