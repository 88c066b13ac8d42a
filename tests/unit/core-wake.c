// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves on two real CPUs that no wake-up is lost between a VP that halts and another CPU that
 * injects [HC-VP-RUN-7]: the parent wakes only a VP that it is told is halted. Does not prove
 * it for every interleaving: that is for a model.
 */
/* sources: hv/core/clock.c hv/core/event.c hv/core/mem.c hv/core/page.c hv/core/partition.c */
/* sources: hv/core/reclaim.c hv/core/share.c hv/core/tlb.c hv/core/vp.c hv/hcall/dispatch.c */
/* sources: hv/hcall/hc_*.c hv/vmx/ept.c hv/vmx/ept_child.c hv/vmx/ept_parent.c */
#include "fake-arch.h"

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <time.h>

#define ROUNDS	30000U
#define VECTOR	0x44U
#define PATIENCE 20	/* seconds of this thread's own CPU time, for one event */

static uint64_t id;
static unsigned int taken;
static bool done;
static sem_t wake;

/*
 * Takes what is pending (arch_vp_run() took kicked) and halts, but not always at once: the
 * next event comes in just before, while, or after it does.
 */
static void guest(struct vp *vp)
{
	static unsigned int n;

	if (__atomic_exchange_n(&vp->pir[VECTOR / 64], 0, __ATOMIC_SEQ_CST))
		__atomic_add_fetch(&taken, 1, __ATOMIC_SEQ_CST);
	for (unsigned int i = n++ % 8 * 20; i; i--)
		__builtin_ia32_pause();
}

static void *runner(void *arg)
{
	fake_cpu = 1;
	while (!load_acquire(&done)) {
		assert_int_equal(parent(VP_RUN, id, 0), LUCID_OK);
		if (rdx == LUCID_EXIT_HALT)
			sem_wait(&wake);
	}
	return arg;
}

/* Not the wall clock: it jumps when the machine itself is suspended. */
static time_t seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec;
}

static void no_wakeup_lost(void **state)
{
	pthread_t thread;

	(void)state;
	fake_boot();
	fake_guest = guest;
	id = new_partition(0);
	assert_int_equal(child(part(id)->vp[0], EVENT_BIND, 1, 0, VECTOR), LUCID_OK);
	sem_init(&wake, 0, 0);
	assert_int_equal(pthread_create(&thread, NULL, runner, NULL), 0);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		time_t start = seconds();

		assert_int_equal(parent(EVENT_INJECT, id, 1), LUCID_OK);
		if ((rdx & 0xff) == LUCID_VP_HALTED)
			sem_post(&wake);
		for (unsigned int n = 1; load_acquire(&taken) <= i; n++) {
			/* The other one may want this processor. */
			if (n % 1000 == 0)
				sched_yield();
			if (seconds() > start + PATIENCE)
				fail_msg("event %u never came", i);
		}
	}
	store_release(&done, true);
	sem_post(&wake);
	pthread_join(thread, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(no_wakeup_lost) };

	return cmocka_run_group_tests_name("core-wake", tests, NULL, NULL);
}
