// SPDX-License-Identifier: GPL-2.0-only
/*
 * netflows IF MINE PEER PORT N: sends datagrams to an echo server from N ports, one after the
 * other, and sees by the queues' counts whether the replies came where key and table say. Prints
 * how many queues these were.
 */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ring/toeplitz.h"
#include "tests/progs/netctl.h"

#define EACH	30	/* frames of a flow; what else comes is less */
#define FIRST	5000	/* port, and how far to the next */
#define STEP	37

static const char *interface;

static uint64_t received(unsigned int queue)
{
	static struct netctl_counts c;
	char name[32];

	snprintf(name, sizeof(name), "rx%u_packets", queue);
	netctl_counts(interface, &c);
	for (unsigned int i = 0; i < c.n; i++)
		if (!strcmp(c.name[i], name))
			return c.value[i];
	return 0;
}

static struct sockaddr_in at(const char *address, int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };

	inet_pton(AF_INET, address, &a.sin_addr);
	return a;
}

/* The queue of the replies: their source is the peer. */
static unsigned int queue_of(const struct sockaddr_in *me, const struct sockaddr_in *peer)
{
	const struct ethtool_rxfh *r = netctl_rss(interface);
	uint8_t input[12];
	uint32_t hash;

	memcpy(input, &peer->sin_addr, 4);
	memcpy(input + 4, &me->sin_addr, 4);
	memcpy(input + 8, &peer->sin_port, 2);
	memcpy(input + 10, &me->sin_port, 2);
	hash = lucid_toeplitz((const uint8_t *)(r->rss_config + r->indir_size), input, 12);
	return r->rss_config[hash % r->indir_size];
}

static int talk(const struct sockaddr_in *me, const struct sockaddr_in *peer)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0), n = 0;
	struct timeval patience = { .tv_sec = 5 };
	char byte = 0;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (!bind(fd, (const struct sockaddr *)me, sizeof(*me)) &&
	    !connect(fd, (const struct sockaddr *)peer, sizeof(*peer)))
		while (n < EACH && write(fd, &byte, 1) == 1 && read(fd, &byte, 1) == 1)
			n++;
	close(fd);
	return n;
}

int main(int argc, char **argv)
{
	int flows = argc == 6 ? atoi(argv[5]) : 0;
	unsigned int used = 0;

	interface = argv[1];
	for (int i = 0; i < flows; i++) {
		struct sockaddr_in me = at(argv[2], FIRST + STEP * i);
		struct sockaddr_in to = at(argv[3], atoi(argv[4]));
		unsigned int queue = queue_of(&me, &to);
		uint64_t before = received(queue), came;
		int n = talk(&me, &to);

		came = received(queue) - before;
		used |= 1U << queue;
		if (n == EACH && came >= EACH)
			continue;
		printf("flow %d: %d replies, %llu of queue %u\n", i, n, (unsigned long long)came,
		       queue);
		return 1;
	}
	printf("%d queues\n", __builtin_popcount(used));
	return flows ? 0 : 2;
}
