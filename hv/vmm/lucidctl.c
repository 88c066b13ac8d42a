// SPDX-License-Identifier: GPL-2.0-only
/*
 * lucidctl SOCKET COMMAND: asks a running lucid-vmm, started with --control SOCKET, about its
 * guest's devices; control.c has the commands.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "hv/vmm/control.h"

static int ask(const char *path, const char *command, char *text, size_t size)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	ssize_t n;

	if (fd < 0 || strlen(path) >= sizeof(at.sun_path))
		return -1;
	strcpy(at.sun_path, path);
	if (connect(fd, (struct sockaddr *)&at, sizeof(at)) ||
	    send(fd, command, strlen(command), MSG_NOSIGNAL) < 0)
		return -1;
	n = recv(fd, text, size - 1, 0);
	text[n > 0 ? n : 0] = '\0';
	return n > 0 ? 0 : -1;
}

int main(int argc, char **argv)
{
	static char text[CONTROL_TEXT];
	char command[CONTROL_COMMAND];

	if (argc != 3 && argc != 4) {
		fprintf(stderr, "usage: lucidctl SOCKET status\n"
			"       lucidctl SOCKET suspend|resume DEVICE (such as blk0)\n");
		return 2;
	}
	snprintf(command, sizeof(command), "%s%s%s", argv[2], argc == 4 ? " " : "",
		 argc == 4 ? argv[3] : "");
	if (ask(argv[1], command, text, sizeof(text))) {
		perror(argv[1]);
		return 1;
	}
	fputs(text, stdout);
	return !strncmp(text, CONTROL_REFUSED, strlen(CONTROL_REFUSED));
}
