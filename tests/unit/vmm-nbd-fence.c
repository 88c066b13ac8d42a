// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that a write which an NBD server was asked for by a process that is dead, and which nbdkit
 * delays, is over before the disk's generation moves on, so that it cannot land after a newer one
 * [DEV-13]; also when it died in the middle of a request, if nbdkit takes one connection at a time.
 * Does not prove: anything of servers that close a connection before they have ended its requests.
 */
/* sources: hv/vmm/answer.c hv/vmm/directory.c hv/vmm/device.c hv/vmm/session.c hv/vmm/guard.c */
/* sources: hv/vmm/attach.c hv/vmm/server.c hv/vmm/spawn.c hv/vmm/mail.c hv/vmm/log.c */
/* sources: hv/vmm/disks.c hv/vmm/diskfile.c hv/vmm/kinds.c hv/vmm/nbdname.c hv/vmm/nbdsource.c */
#include "vmm-served.h"
#include "vmm-nbd.h"

#include "hv/vmm/nbd.h"

#define OLD	0x11
#define NEW	0x22

static void connect_child(uint32_t generation)
{
	assert_true(until(LUCID_STATE_OFFERED, generation));
	child_connects();
	assert_true(until(LUCID_STATE_READY, generation));
}

/* The process dies with a write at the server; what is there of it when the generation moves on. */
static uint8_t die_in_a_write(uint32_t generation)
{
	connect_child(generation);
	memset(window, OLD, 4096);
	child_submits(write_page);
	assert_int_equal(child_reaps(300), -1);
	assert_int_equal(data_at(4096), 0);
	assert_int_equal(kill(dev.server.pid, SIGKILL), 0);
	assert_true(until(LUCID_STATE_SUSPENDED, generation));
	child_says(LUCID_STATE_CLOSED);
	return data_at(4096);
}

static void newer_write(uint32_t generation)
{
	connect_child(generation);
	memset(window, NEW, 4096);
	child_submits(write_page);
	assert_int_equal(child_reaps(PATIENCE_MS), LUCID_IO_OK);
	for (int i = 0; i < 1500; i++, usleep(1000))
		assert_int_equal(data_at(4096), NEW);
}

/* nbdkit's own delay ends with the connection: the write is not done, then or later. */
static void given_up_by_the_server(void **state)
{
	uint8_t before;

	(void)state;
	before = die_in_a_write(1);
	newer_write(2);
	assert_int_equal(before, 0);
}

/* This one's delay cannot be called off, and it does more than one thing at a time. */
static void serve_slow(const char *filter, const char *argument)
{
	char write[200];

	snprintf(write, sizeof(write), "pwrite=sleep 1; dd of=%s conv=notrunc iflag=fullblock "
		 "oflag=seek_bytes bs=$3 count=1 seek=$4 2>/dev/null", nbd_data);
	end_nbd(SIGKILL);
	make_data(0);
	make_data(1 << 20);
	SERVE(filter, "eval", "thread_model=echo parallel", "get_size=echo 1M", "can_write=exit 0",
	      "pread=exit 1", write, argument);
}

static void done_by_the_server(void **state)
{
	(void)state;
	serve_slow("--newstyle", NULL);
	assert_true(until(LUCID_STATE_SUSPENDED, 2));
	child_says(LUCID_STATE_CLOSED);
	assert_int_equal(die_in_a_write(3), OLD);
	newer_write(4);
}

static void tell(int sock, const void *bytes, size_t len)
{
	assert_int_equal(send(sock, bytes, len, 0), len);
}

static int next_connection(struct device *d)
{
	int fd, got;

	while (!(got = nbd_source(d, &fd)))
		usleep(10000);
	assert_int_equal(got, 1);
	return fd;
}

/*
 * A process that dies with one write at the server and half of another one sent: nbdkit closes at
 * once, but with a limit of one connection it greets nobody before the first write is over.
 */
static void died_in_mid_request(void **state)
{
	static const uint8_t hello[] = "\0\0\0\3IHAVEOPT\0\0\0\1\0\0\0";
	static const uint8_t write[28 + 4096] = "\x25\x60\x95\x13\0\0\0\1" "12345678"
						"\0\0\0\0\0\0\x10\0" "\0\0\x10\0O";
	struct device d = { .offer = { .id = 1 }, .server = { .name = nbd_uri } };
	uint8_t answer[28];
	int sock;

	(void)state;
	serve_slow("--filter=limit", "limit=1");
	assert_int_equal(nbd_source_init(1, nbd_uri, 30), 0);
	sock = next_connection(&d);
	tell(sock, hello, sizeof(hello));
	usleep(300000);
	assert_int_equal(recv(sock, answer, 28, 0), 28);
	tell(sock, write, sizeof(write));
	usleep(300000);
	tell(sock, write, 1000);
	assert_int_equal(data_at(4096), 0);
	close(sock);
	close(next_connection(&d));
	assert_int_equal(data_at(4096), 'O');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(given_up_by_the_server), cmocka_unit_test(done_by_the_server),
		cmocka_unit_test(died_in_mid_request),
	};

	must(!nbd_begin(), nbd_dir);
	make_data(1 << 20);
	SERVE("--filter=delay", "file", nbd_data, "delay-write=1");
	programs("lucid-nbdd");
	served_setup_disk((struct opt_disk){ .path = nbd_uri, .hold = 30 });
	return cmocka_run_group_tests(tests, NULL, NULL) + (served_end() != -1) + nbd_end();
}
