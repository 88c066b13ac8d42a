// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that a network card whose process dies, or whose passt ends, is offered again with a new
 * one of each, and carries frames then; that a passt which never lives is given up and told of;
 * that the person can suspend and resume a card [DEV-12] [DEV-13]; that two have two addresses. The
 * passt here is this program under that name, which sends each frame back.
 * Does not prove: that connections go on; tests/linux/recovery-net.sh does.
 */
/* sources: hv/vmm/answer.c hv/vmm/directory.c hv/vmm/device.c hv/vmm/session.c hv/vmm/guard.c */
/* sources: hv/vmm/attach.c hv/vmm/server.c hv/vmm/spawn.c hv/vmm/mail.c hv/vmm/log.c */
/* sources: hv/vmm/cards.c hv/vmm/tap.c hv/vmm/steer.c hv/vmm/passt.c hv/vmm/kinds.c */
/* sources: hv/vmm/control.c hv/vmm/disks.c hv/vmm/diskfile.c hv/vmm/nbdname.c hv/vmm/nbdsource.c */
#include "vmm-cards.h"

#include <arpa/inet.h>

#include "hv/vmm/passt.h"
#include "vmm-told.h"

static const struct opt_net opt = { .passt = true };
static char name[64], self[4096];

/* A frame of 'x' ends it. */
static int passt(int fd)
{
	static uint8_t frame[4 + LUCID_NET_MAX_FRAME];
	uint32_t length;

	while (recv(fd, frame, 4, MSG_WAITALL) == 4) {
		memcpy(&length, frame, 4);
		length = ntohl(length);
		if (recv(fd, frame + 4, length, MSG_WAITALL) != length || frame[4] == 'x' ||
		    send(fd, frame, 4 + length, MSG_NOSIGNAL) < 0)
			break;
	}
	return 0;
}

static void echoes(char what, uint32_t len)
{
	char got;

	assert_int_equal(child_sends(what, len, 0), LUCID_IO_OK);
	assert_int_equal(child_hears(&got, PATIENCE_MS), len);
	assert_int_equal(got, what);
}

static void deaths(void **state)
{
	struct lucid_net_config config;

	(void)state;
	memcpy(&config, dir.page[0].dev[0].config, sizeof(config));
	assert_int_equal(config.mtu, PASST_MTU);
	assert_int_equal(config.link, 1);
	child_serves(1);
	for (uint32_t g = 1; g < 7; g++) {
		echoes((char)('a' + g), 100 + g);
		/* With an answer on its way, and without. */
		if (g % 2)
			assert_int_equal(child_sends('z', 3000, 0), LUCID_IO_OK);
		assert_int_equal(kill(dev.server.pid, SIGKILL), 0);
		child_loses(g);
	}
	/* Killed again before the child could connect. */
	child_says(LUCID_STATE_CLOSED);
	assert_true(until(LUCID_STATE_OFFERED, 8));
	assert_int_equal(kill(dev.server.pid, SIGKILL), 0);
	child_serves(9);
	echoes('b', 60);
}

static void passt_ends(void **state)
{
	unsigned int restarts = dev.server.restarts;

	(void)state;
	child_sends('x', 60, 0);
	child_loses(9);
	assert_int_equal(dev.server.restarts, restarts + 1);
	echoes('c', 1514);
}

static void held(void **state)
{
	(void)state;
	dev.server.hold = true;
	assert_true(until(LUCID_STATE_SUSPENDED, 10));
	child_says(LUCID_STATE_CLOSED);
	assert_false(dev.server.pid);
	dev.server.hold = false;
	child_serves(11);
	echoes('d', 9000 % BUF);
}

/* One that ends at once, for lack of a network, say: given up, until the person knows better. */
static void never_starts(void **state)
{
	(void)state;
	assert_int_equal(unlink(name) | symlink("/bin/false", name), 0);
	assert_int_equal(kill(dev.server.pid, SIGKILL), 0);
	for (uint32_t g = 11; !dev.server.given_up; g++) {
		assert_true(g < 17 && until(LUCID_STATE_SUSPENDED, g));
		child_says(LUCID_STATE_CLOSED);
		child_serves(g + 1);
		while (dir.page[0].dev[0].state == LUCID_STATE_READY)
			directory_update(&dir);
	}
	assert_true(until(LUCID_STATE_FAILED, dev.offer.generation));
	assert_true(status_says("reason GONE, lucid-netd, "));
	assert_true(status_says("last error: passt: it has ended\n"));
	assert_int_equal(unlink(name) | symlink(self, name), 0);
	child_says(LUCID_STATE_CLOSED);
	directory_renew(&dir);
	/* One had been started already when it was given up. */
	child_serves(dev.offer.generation + 1);
	child_loses(dev.offer.generation);
	echoes('e', 60);
}

/* Of one guest's cards each has an address of its own. */
static void addresses(void **state)
{
	static struct device other;
	struct lucid_net_config a, b;

	(void)state;
	assert_int_equal(net_add(&other, &opt, 1, 1), 0);
	memcpy(&a, dev.offer.config, sizeof(a));
	memcpy(&b, other.offer.config, sizeof(b));
	assert_memory_not_equal(a.mac, b.mac, sizeof(a.mac));
	assert_int_equal(a.mac[0] & 3, 2);
	close(other.server.fd[0]);
}

int main(int argc, char **argv)
{
	char folder[] = "/tmp/vmm-cards-XXXXXX";
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deaths), cmocka_unit_test(passt_ends), cmocka_unit_test(held),
		cmocka_unit_test(never_starts), cmocka_unit_test(addresses),
	};
	int failed;

	if (!strcmp(argv[0], "passt"))
		return passt(atoi(argv[argc - 1]));
	must(mkdtemp(folder), folder);
	snprintf(name, sizeof(name), "%s/passt", folder);
	must(readlink("/proc/self/exe", self, sizeof(self) - 1) > 0, "/proc/self/exe");
	must(!symlink(self, name), name);
	setenv("PATH", folder, 1);
	programs("lucid-netd");
	child_begin();
	must(!net_add(&dev, &opt, 0, 1), "net_add");
	device_begin();
	failed = cmocka_run_group_tests_name("vmm-cards", tests, NULL, NULL);
	directory_stop(&dir);
	unlink(name);
	rmdir(folder);
	return failed;
}
