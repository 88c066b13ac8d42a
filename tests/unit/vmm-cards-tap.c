// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves on a TAP of the kernel below that it stays the same interface when its process dies, with
 * all of its queues, and carries frames again [DEV-12]; that one which somebody deletes is a lost
 * carrier to the guest, told to the person, and comes back when another one of that name is made,
 * with the next generation; and that link and MTU are followed [NET-7]. Skipped where interfaces
 * may not be made.
 */
/* sources: hv/vmm/answer.c hv/vmm/directory.c hv/vmm/device.c hv/vmm/session.c hv/vmm/guard.c */
/* sources: hv/vmm/attach.c hv/vmm/server.c hv/vmm/spawn.c hv/vmm/mail.c hv/vmm/log.c */
/* sources: hv/vmm/cards.c hv/vmm/tap.c hv/vmm/steer.c hv/vmm/passt.c hv/vmm/kinds.c */
#include "vmm-cards.h"

#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "hv/vmm/tap.h"

static char name[IFNAMSIZ];
static int wire, links;
static bool allowed;

static void put(unsigned long request, struct ifreq req)
{
	memcpy(req.ifr_name, name, sizeof(name));
	assert_int_equal(ioctl(wire, request, &req), 0);
}

static void up(void)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET, .sll_protocol = 0xb588 };

	wire = socket(AF_PACKET, SOCK_RAW, 0);
	put(SIOCSIFFLAGS, (struct ifreq){ .ifr_flags = IFF_UP });
	at.sll_ifindex = (int)if_nametoindex(name);
	assert_int_equal(bind(wire, (struct sockaddr *)&at, sizeof(at)), 0);
}

/* A frame each way; again, as it is lost if the process has not set up its queues yet. */
static void carries(char what)
{
	char frame[60] = { 0 }, got = 0;
	int len = 0;

	memcpy(frame, &what, 1);
	memcpy(frame + 12, "\x88\xb5", 2);
	for (int i = 0; i < 100 && (len != sizeof(frame) || got != what); i++) {
		assert_int_equal(send(wire, frame, sizeof(frame), 0), sizeof(frame));
		/* The kernel has something to say, too. */
		do
			len = child_hears(&got, 100);
		while (len >= 0 && got != what);
	}
	assert_int_equal(len, sizeof(frame));
	memset(window + TX, 0, sizeof(frame));
	memcpy(window + TX, frame, 14);
	assert_int_equal(child_sends(what, sizeof(frame), 0), LUCID_IO_OK);
}

/* What main.c does with a change; until the child's entry says so. */
static bool config_is(uint32_t link, uint16_t mtu)
{
	struct lucid_net_config config;

	for (int i = 0; i < 200; i++) {
		struct pollfd fds = { .fd = links, .events = POLLIN };

		memcpy(&config, dir.page[0].dev[0].config, sizeof(config));
		if (config.link == link && config.mtu == mtu)
			return true;
		if (poll(&fds, 1, 50) > 0) {
			tap_watched(links);
			directory_renew(&dir);
		}
	}
	return false;
}

static void deaths(void **state)
{
	unsigned int index = if_nametoindex(name);

	(void)state;
	if (!allowed)
		skip();
	up();
	assert_true(config_is(1, 1500));
	child_serves(1);
	carries('a');
	for (uint32_t g = 1; g < 5; g++) {
		assert_int_equal(kill(dev.server.pid, SIGKILL), 0);
		child_loses(g);
		carries((char)('a' + g));
	}
	assert_int_equal(if_nametoindex(name), index);
	put(SIOCSIFMTU, (struct ifreq){ .ifr_mtu = 4000 });
	assert_true(config_is(1, 4000));
	put(SIOCSIFFLAGS, (struct ifreq){ .ifr_flags = 0 });
	assert_true(config_is(0, 4000));
	close(wire);
	up();
	assert_true(config_is(1, 4000));
	carries('g');
}

static void delete(void)
{
	struct {
		struct nlmsghdr head;
		struct ifinfomsg info;
	} message = {
		.head = { .nlmsg_len = sizeof(message), .nlmsg_type = RTM_DELLINK,
			  .nlmsg_flags = NLM_F_REQUEST },
		.info = { .ifi_index = (int)if_nametoindex(name) },
	};
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);

	assert_int_equal(send(fd, &message, sizeof(message), 0), sizeof(message));
	close(fd);
	close(wire);
}

/* As tunctl does; with one queue, or as the first one was. */
static void make_anew(int several)
{
	struct ifreq req = { .ifr_flags = (short)(IFF_TAP | IFF_NO_PI | several) };
	int fd = open("/dev/net/tun", O_RDWR);

	memcpy(req.ifr_name, name, sizeof(name));
	assert_int_equal(ioctl(fd, TUNSETIFF, &req) | ioctl(fd, TUNSETPERSIST, 1), 0);
	close(fd);
}

static void deletion(void **state)
{
	(void)state;
	if (!allowed)
		skip();
	assert_false(net_deleted(&dev));
	delete();
	assert_true(config_is(0, 4000));
	assert_true(net_deleted(&dev));
	assert_int_equal(child_sends('h', 60, 0), LUCID_IO_ERROR);
	assert_int_equal(dir.page[0].dev[0].state, LUCID_STATE_READY);
	/* It dies even now, and serves what there is: nothing. */
	assert_int_equal(kill(dev.server.pid, SIGKILL), 0);
	child_loses(5);
	assert_int_equal(child_sends('h', 60, 0), LUCID_IO_ERROR);
	/* One with too few queues will not do. */
	make_anew(0);
	assert_false(config_is(1, 1500));
	assert_true(net_deleted(&dev));
	wire = socket(AF_PACKET, SOCK_RAW, 0);
	delete();
	make_anew(IFF_MULTI_QUEUE);
	up();
	assert_true(config_is(1, 1500));
	assert_false(net_deleted(&dev));
	child_serves(7);
	carries('i');
	delete();
	assert_true(config_is(0, 1500));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(deaths), cmocka_unit_test(deletion) };
	static struct opt_net opt = { .tap = name };
	int failed;

	allowed = !geteuid() && !access("/dev/net/tun", R_OK | W_OK);
	snprintf(name, sizeof(name), "lccard%d", getpid() % 100000);
	programs("lucid-netd");
	child_begin();
	links = tap_watch();
	if (allowed) {
		must(!net_add(&dev, &opt, 0, 4), "net_add");
		device_begin();
	}
	failed = cmocka_run_group_tests_name("vmm-cards-tap", tests, NULL, NULL);
	directory_stop(&dir);
	return failed;
}
