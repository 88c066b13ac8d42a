// SPDX-License-Identifier: GPL-2.0-only
/*
 * Virtual processors: the thread of each, which is inside of LUCID_IOC_VP_RUN most of the time.
 */
#define _GNU_SOURCE
#include "hv/vmm/vcpu.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "hv/vmm/log.h"

#define KICK_SIGNAL	SIGALRM		/* nobody else has a use for it here */
#define KICK_PERIOD_NS	10000000L

int vcpu_create(struct vcpu *v, const struct partition *p, unsigned int index)
{
	v->index = index;
	v->fd = partition_vp(p, index);
	if (v->fd >= 0)
		v->run = partition_run_page(v->fd);
	if (v->fd >= 0 && v->run)
		return 0;
	log_error("vp %u: %s", index, strerror(errno));
	return -1;
}

/* It is there only to make the ioctl return. */
static void on_kick(int sig)
{
	(void)sig;
}

static void *body(void *arg)
{
	struct vcpu *v = arg;

	while (!outcome_is_set(v->outcome)) {
		if (!partition_vp_run(v->fd))
			vcpu_exit(v);
		else if (errno != EINTR)
			outcome_set(v->outcome, OUTCOME_OTHER, "vp %u: run: %s", v->index,
				    strerror(errno));
	}
	return NULL;
}

int vcpu_start(struct vcpu *v)
{
	struct sigaction action = { .sa_handler = on_kick };
	int err;

	sigaction(KICK_SIGNAL, &action, NULL);
	err = pthread_create(&v->thread, NULL, body, v);
	v->started = !err;
	if (err)
		log_error("vp %u: thread: %s", v->index, strerror(err));
	return err ? -1 : 0;
}

/*
 * A signal that comes between the thread's look at the outcome and its ioctl is lost, so there is
 * another one until it has been heard.
 */
void vcpu_join(struct vcpu *v)
{
	if (!v->started)
		return;
	for (;;) {
		struct timespec until;

		pthread_kill(v->thread, KICK_SIGNAL);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += KICK_PERIOD_NS;
		if (until.tv_nsec >= 1000000000L) {
			until.tv_nsec -= 1000000000L;
			until.tv_sec++;
		}
		if (!pthread_timedjoin_np(v->thread, NULL, &until))
			break;
	}
	v->started = false;
}
