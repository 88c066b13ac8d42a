// SPDX-License-Identifier: GPL-2.0-only
/*
 * netbench serve PORT: one client after the other; it says what it wants.
 * netbench send|receive ADDRESS PORT MIB: a TCP stream, in writes and reads of 64 KiB.
 * netbench udp ADDRESS PORT N: N times one byte there and back.
 * The clients print the ticks of the time stamp counter that a MiB or a round trip takes.
 */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <x86intrin.h>

#define CHUNK	65536
#define MIB	(1L << 20)

static char buf[CHUNK];

/* What a client sends first: 's' or 'r' as the client sees it, and how many MiB. */
struct wish {
	char what;
	uint32_t mib;
} __attribute__((packed));

static int pump_out(int fd, long bytes)
{
	while (bytes > 0) {
		ssize_t n = write(fd, buf, bytes < CHUNK ? (size_t)bytes : CHUNK);

		if (n <= 0)
			return -1;
		bytes -= n;
	}
	return 0;
}

static int pump_in(int fd, long bytes)
{
	while (bytes > 0) {
		ssize_t n = read(fd, buf, bytes < CHUNK ? (size_t)bytes : CHUNK);

		if (n <= 0)
			return -1;
		bytes -= n;
	}
	return 0;
}

static int make(int type, const char *address, const char *port, struct sockaddr_in *to)
{
	*to = (struct sockaddr_in){ .sin_family = AF_INET,
				    .sin_port = htons((uint16_t)atoi(port)) };
	if (inet_pton(AF_INET, address, &to->sin_addr) != 1)
		return -1;
	return socket(AF_INET, type, 0);
}

static void stream(int fd)
{
	struct wish wish;
	char end = 'e';

	if (read(fd, &wish, sizeof(wish)) != sizeof(wish))
		return;
	if (wish.what == 's' ? pump_in(fd, wish.mib * MIB) : pump_out(fd, wish.mib * MIB))
		return;
	if (write(fd, &end, 1) != 1)
		perror("netbench");
}

static void echo(int fd)
{
	struct sockaddr_in from;
	socklen_t len = sizeof(from);
	char byte;

	while (recvfrom(fd, &byte, 1, 0, (struct sockaddr *)&from, &len) == 1)
		sendto(fd, &byte, 1, 0, (struct sockaddr *)&from, len);
}

static int serve(const char *port)
{
	struct sockaddr_in at;
	int tcp = make(SOCK_STREAM, "0.0.0.0", port, &at);
	int udp = make(SOCK_DGRAM, "0.0.0.0", port, &at);
	int fd;

	if (bind(tcp, (struct sockaddr *)&at, sizeof(at)) || listen(tcp, 4) ||
	    bind(udp, (struct sockaddr *)&at, sizeof(at)))
		return -1;
	if (!fork())
		echo(udp);
	while ((fd = accept(tcp, NULL, NULL)) >= 0) {
		stream(fd);
		close(fd);
	}
	return -1;
}

static int client(const char *what, const char *address, const char *port, long n)
{
	struct wish wish = { what[0], (uint32_t)n };
	struct sockaddr_in to;
	char byte = 0;
	int fd = make(what[0] == 'u' ? SOCK_DGRAM : SOCK_STREAM, address, port, &to);

	if (connect(fd, (struct sockaddr *)&to, sizeof(to)))
		return -1;
	if (what[0] == 'u') {
		for (; n; n--)
			if (write(fd, &byte, 1) != 1 || read(fd, &byte, 1) != 1)
				return -1;
		return 0;
	}
	if (write(fd, &wish, sizeof(wish)) != sizeof(wish) ||
	    (what[0] == 's' ? pump_out(fd, n * MIB) : pump_in(fd, n * MIB)))
		return -1;
	return read(fd, &byte, 1) == 1 && byte == 'e' ? 0 : -1;
}

int main(int argc, char **argv)
{
	uint64_t begin = __rdtsc();
	long n = argc == 5 ? atol(argv[4]) : 0;

	if (argc == 3 && !strcmp(argv[1], "serve")) {
		if (serve(argv[2]))
			perror("netbench");
		return 1;
	}
	if (n < 1 || !strchr("sru", argv[1][0])) {
		fprintf(stderr, "usage: netbench serve PORT | send|receive|udp ADDRESS PORT N\n");
		return 2;
	}
	if (client(argv[1], argv[2], argv[3], n)) {
		perror("netbench");
		return 1;
	}
	printf("%llu\n", (unsigned long long)((__rdtsc() - begin) / (uint64_t)n));
	return 0;
}
