// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that a directory of several pages has each device in the page of its number, that answers
 * are found there, and that a page which the child does not share counts as closed and does not
 * concern the devices of another one [DEV-10]. The partition is faked: memory is a file. Does not
 * prove: that a child can use it; tests/linux/disks.sh does.
 */
/* sources: hv/vmm/answer.c hv/vmm/directory.c hv/vmm/device.c hv/vmm/session.c hv/vmm/guard.c */
/* sources: hv/vmm/attach.c hv/vmm/server.c hv/vmm/spawn.c hv/vmm/mail.c hv/vmm/log.c */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#include "hv/vmm/directory.h"
#include "hv/vmm/guard.h"

#define COUNT	(2 * LUCID_DIR_DEVS + 8)

static struct directory dir;
static struct device dev[COUNT];
static struct lucid_answers *child;	/* the child's view of its pages */
static int answers_file, halves_file;

int partition_lend(const struct partition *p, uint64_t gpa, uint64_t size, uint32_t rights)
{
	return p && rights == LUCID_RIGHT_READ && gpa >= GPA_DIRECTORY &&
	       gpa + size <= GPA_HALVES_END ? 0 : -1;
}

int partition_add(const struct partition *p, uint64_t gpa, uint64_t size)
{
	return partition_lend(p, gpa, size, LUCID_RIGHT_READ);
}

void *partition_map(const struct partition *p, uint64_t gpa, uint64_t size)
{
	(void)p;
	(void)gpa;
	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

int partition_window(const struct partition *p, uint64_t gpa, uint64_t size, uint32_t rights)
{
	(void)p;
	(void)size;
	assert_int_equal(rights, LUCID_RIGHT_READ);
	return dup(gpa == GPA_ANSWERS ? answers_file : halves_file);
}

int partition_port(const struct partition *p, uint32_t port, uint32_t flags, int eventfd)
{
	return p && port < LUCID_MAX_PORTS && flags && eventfd >= 0 ? 0 : -1;
}

static int serve(struct session *s, unsigned int c)
{
	return s->channels > c ? 0 : -LUCID_CLOSE_BAD_FIELD;
}

static bool arm(struct session *s, unsigned int c)
{
	return lucid_rx_arm(&s->channel[c].back.rx);
}

static const struct device_kind kind = {
	.name = "test", .unit = 1, .sub_slot = { 64, 64 }, .comp_slot = { 16, 16 },
};

static const struct device_ops ops = { .serve = serve, .arm = arm };

static int setup(void **state)
{
	static const struct partition part;
	struct device_space space = { .gpa = GPA_HALVES, .port = 1 };

	(void)state;
	answers_file = memfd_create("answers", 0);
	halves_file = memfd_create("halves", 0);
	assert_int_equal(ftruncate(answers_file, DIR_BYTES) | ftruncate(halves_file, 1 << 20), 0);
	child = mmap(NULL, DIR_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, answers_file, 0);
	assert_int_equal(directory_init(&dir, &part) | directory_start(&dir), 0);
	for (unsigned int i = 0; i < COUNT; i++) {
		dev[i].kind = &kind;
		dev[i].ops = &ops;
		dev[i].ended = dir.ended;
		dev[i].offer = (struct lucid_dir_dev){
			.type = LUCID_DEV_BLK, .id = (uint16_t)i, .channels = 1, .max_order = 5,
		};
		assert_int_equal(device_init(&dev[i], &part, &space), 0);
		directory_add(&dir, &dev[i]);
	}
	return 0;
}

static struct lucid_answer *answer(unsigned int i)
{
	return &child[i / LUCID_DIR_DEVS].dev[i % LUCID_DIR_DEVS];
}

/* The child answers the present offer. */
static void take(unsigned int i)
{
	child[i / LUCID_DIR_DEVS].version = LUCID_ABI_VERSION;
	child[i / LUCID_DIR_DEVS].magic = LUCID_DIR_MAGIC;
	*answer(i) = (struct lucid_answer){
		.generation = dev[i].offer.generation, .channels = 1, .order = 5,
		.sub_stride = LUCID_PAGE_SIZE, .sub_gpa = 0x100000, .state = LUCID_STATE_READY,
	};
	directory_update(&dir);
}

static unsigned int ready(void)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < COUNT; i++)
		n += dev[i].offer.state == LUCID_STATE_READY;
	return n;
}

static void entries(void **state)
{
	(void)state;
	for (unsigned int k = 0; k < DIR_PAGES; k++) {
		assert_int_equal(dir.page[k].magic, LUCID_DIR_MAGIC);
		assert_int_equal(dir.page[k].version, LUCID_ABI_VERSION);
		assert_int_equal(dir.page[k].seq, k < 2 ? LUCID_DIR_DEVS : 8);
	}
	assert_int_equal(dir.page[0].dev[30].id, 30);
	assert_int_equal(dir.page[1].dev[0].id, 31);
	assert_int_equal(dir.page[2].dev[7].id, COUNT - 1);
	assert_int_equal(dir.page[2].dev[8].type, LUCID_DEV_NONE);
}

static void answers(void **state)
{
	uint32_t seq = dir.page[2].seq;

	(void)state;
	take(30);
	assert_int_equal(dev[30].offer.state, LUCID_STATE_READY);
	take(62);
	assert_int_equal(dir.page[2].dev[0].state, LUCID_STATE_READY);
	assert_int_equal(dir.page[2].seq, seq + 1);
	assert_int_equal(ready(), 2);
}

static void unshared(void **state)
{
	(void)state;
	guard_init();
	assert_int_equal(ftruncate(answers_file, 2 * LUCID_PAGE_SIZE), 0);
	directory_update(&dir);
	assert_int_equal(ready(), 1);
	assert_int_equal(dir.page[0].dev[30].state, LUCID_STATE_READY);
	assert_int_equal(dir.page[2].dev[0].state, LUCID_STATE_OFFERED);
	assert_int_equal(dir.page[2].dev[0].generation, 2);
	assert_int_equal(ftruncate(answers_file, DIR_BYTES), 0);
	take(62);
	assert_int_equal(ready(), 2);
	directory_stop(&dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries), cmocka_unit_test(answers), cmocka_unit_test(unshared),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
