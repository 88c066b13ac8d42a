// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages between the VMM and a back end's process.
 */
#define _GNU_SOURCE
#include "hv/vmm/mail.h"

#include <string.h>
#include <sys/socket.h>

union control {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(MAIL_FDS * sizeof(int))];
};

int mail_send(int sock, const void *message, size_t len, const int *fd, unsigned int fds)
{
	struct iovec iov = { (void *)message, len };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	union control control = { .bytes = { 0 } };
	struct cmsghdr *head;

	if (fds) {
		msg.msg_control = control.bytes;
		msg.msg_controllen = CMSG_SPACE(fds * sizeof(int));
		head = CMSG_FIRSTHDR(&msg);
		head->cmsg_level = SOL_SOCKET;
		head->cmsg_type = SCM_RIGHTS;
		head->cmsg_len = CMSG_LEN(fds * sizeof(int));
		memcpy(CMSG_DATA(head), fd, fds * sizeof(int));
	}
	return sendmsg(sock, &msg, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ? -1 : 0;
}

ssize_t mail_receive(int sock, union mail *message, int flags, int *fd, unsigned int *fds)
{
	struct iovec iov = { message, sizeof(*message) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	union control control;
	struct cmsghdr *head;
	ssize_t n;

	if (!fd)
		return recv(sock, message, sizeof(*message), flags);
	msg.msg_control = control.bytes;
	msg.msg_controllen = sizeof(control);
	*fds = 0;
	n = recvmsg(sock, &msg, flags | MSG_CMSG_CLOEXEC);
	head = n > 0 ? CMSG_FIRSTHDR(&msg) : NULL;
	if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS) {
		*fds = (unsigned int)((head->cmsg_len - CMSG_LEN(0)) / sizeof(int));
		memcpy(fd, CMSG_DATA(head), *fds * sizeof(int));
	}
	return n;
}
