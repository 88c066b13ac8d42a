// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the person is told of a running guest's devices, and may have done to them.
 */
#define _GNU_SOURCE
#include "hv/vmm/control.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "hv/vmm/backends.h"
#include "hv/vmm/log.h"
#include "spec/gen/lucid_names.h"

int control_open(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	struct stat st;
	mode_t mask = umask(0177);
	int err = strlen(path) >= sizeof(at.sun_path) ? ENAMETOOLONG : 0;

	if (!err) {
		strcpy(at.sun_path, path);
		/* What an earlier run has left; never a file. */
		if (!lstat(path, &st) && S_ISSOCK(st.st_mode))
			unlink(path);
		if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) || listen(fd, 8))
			err = errno;
	}
	umask(mask);
	if (!err)
		return fd;
	log_error("--control %s: %s", path, strerror(err));
	return -1;
}

/* Text that grows up to a size. */
struct text {
	char *at;
	size_t left;
};

static void __attribute__((format(printf, 2, 3))) add(struct text *t, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(t->at, t->left, fmt, args);
	va_end(args);
	if (n < 0)
		return;
	n = (size_t)n < t->left ? n : (int)t->left - 1;
	t->at += n;
	t->left -= (size_t)n;
}

static void describe(struct text *t, const struct device *d)
{
	const struct server *v = &d->server;

	add(t, "%s %u: %s, generation %u", d->kind->name, d->offer.id,
	    lucid_dev_state_name(d->offer.state), d->offer.generation);
	if (d->offer.state == LUCID_STATE_FAILED)
		add(t, ", reason %s", lucid_close_name(d->offer.reason));
	if (v->program) {
		add(t, ", %s", v->program);
		if (v->pid)
			add(t, " %d", v->pid);
		add(t, ", %u deaths", v->restarts);
		if (v->hold)
			add(t, ", suspended by command");
		if (v->phase == SERVER_ENDING)
			add(t, ", %s", v->waits ? v->waits : "old I/O goes on");
		if (disk_nameless(d))
			add(t, ", the image %s has been deleted", v->name);
		if (net_deleted(d))
			add(t, ", the interface %s has been deleted", v->name);
		if (*v->error)
			add(t, ", last error: %s", v->error);
	}
	add(t, "\n");
}

/* "blk0": the device of that kind and number. */
static struct device *find(struct directory *dir, const char *name)
{
	for (unsigned int i = 0; i < dir->count; i++) {
		struct device *d = dir->dev[i];
		char own[32];

		snprintf(own, sizeof(own), "%s%u", d->kind->name, d->offer.id);
		if (!strcmp(name, own))
			return d;
	}
	return NULL;
}

static void hold(struct directory *dir, const char *name, bool on, struct text *t)
{
	struct device *d = find(dir, name);

	if (!d || !d->server.program) {
		add(t, CONTROL_REFUSED "%s: no device with a process of its own\n", name);
		return;
	}
	d->server.hold = on;
	if (!on)
		server_forgive(d);
	directory_update(dir);
	describe(t, d);
}

void control_do(struct directory *dir, char *command, char *text, size_t size)
{
	struct text t = { text, size };
	char *save, *verb = strtok_r(command, " ", &save), *name = strtok_r(NULL, " ", &save);

	*text = '\0';
	if (verb && !strcmp(verb, "status") && !name)
		for (unsigned int i = 0; i < dir->count; i++)
			describe(&t, dir->dev[i]);
	else if (verb && !strcmp(verb, "suspend") && name)
		hold(dir, name, true, &t);
	else if (verb && !strcmp(verb, "resume") && name)
		hold(dir, name, false, &t);
	else
		add(&t, CONTROL_REFUSED "%s: not one of: status, suspend DEVICE, resume DEVICE\n",
		    verb ? verb : "nothing");
}

void control_serve(int fd, struct directory *dir)
{
	const struct timeval patience = { .tv_usec = 100000 };
	int sock = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
	char command[CONTROL_COMMAND];
	char *text = malloc(CONTROL_TEXT);
	ssize_t n;

	setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	n = recv(sock, command, sizeof(command) - 1, 0);
	if (n > 0 && text) {
		command[n] = '\0';
		control_do(dir, command, text, CONTROL_TEXT);
		send(sock, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT);
	}
	free(text);
	if (sock >= 0)
		close(sock);
}
