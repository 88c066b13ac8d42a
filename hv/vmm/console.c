// SPDX-License-Identifier: GPL-2.0-only
/*
 * Console back end: channel 0 takes the guest's text to one descriptor, channel 1 gives it what
 * comes from another, one piece for each credit.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "hv/vmm/backends.h"
#include "hv/vmm/log.h"
#include "ring/console.h"

#define CONSOLE_ORDER	5

struct console {
	int out;
	int in;
	int terminal;		/* whose size the child is told */
	bool credit;		/* the child waits for text: id */
	uint32_t id;
};

static struct console console;
static struct termios saved;

static void restore_terminal(void)
{
	tcsetattr(console.in, TCSANOW, &saved);
}

/* The guest does the line editing; Ctrl-C goes to it, too. */
static void raw_terminal(int fd)
{
	struct termios raw;

	if (!isatty(fd) || tcgetattr(fd, &saved))
		return;
	raw = saved;
	cfmakeraw(&raw);
	raw.c_oflag = saved.c_oflag;
	if (!tcsetattr(fd, TCSANOW, &raw))
		atexit(restore_terminal);
}

static int start(struct session *s)
{
	struct console *c = s->backend;

	c->credit = false;
	return 0;
}

static void put(struct console *c, const uint8_t *text, size_t len)
{
	while (len && c->out >= 0) {
		ssize_t n = write(c->out, text, len);

		if (n > 0) {
			text += n;
			len -= (size_t)n;
		} else if (n < 0 && errno != EINTR && errno != EAGAIN) {
			c->out = -1;	/* nobody listens any more: not the guest's business */
		}
	}
}

static int serve_output(struct console *c, struct lucid_back *back)
{
	struct lucid_text text;
	int got, done = 0;

	while ((got = lucid_back_take(back, &text)) > 0) {
		int err = lucid_text_check(&text);

		if (err)
			return err;
		put(c, text.bytes, text.len);
		err = lucid_done_complete(back, text.id, LUCID_IO_OK);
		if (err)
			return err;
		done++;
	}
	return got < 0 ? got : done;
}

static bool readable(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 0) > 0;
}

static int serve_input(struct console *c, struct lucid_back *back)
{
	struct lucid_text text = { 0 };
	struct lucid_done credit;
	ssize_t n;

	if (c->in < 0)
		return 0;
	if (!c->credit) {
		int got = lucid_back_take(back, &credit);

		if (got > 0 && lucid_credit_check(&credit))
			got = -LUCID_CLOSE_BAD_FIELD;
		if (got <= 0)
			return got;
		c->credit = true;
		c->id = credit.id;
	}
	if (!readable(c->in))
		return 0;
	n = read(c->in, text.bytes, sizeof(text.bytes));
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return 0;
	if (n <= 0) {
		c->in = -1;
		return 0;
	}
	text.id = c->id;
	text.len = (uint32_t)n;
	c->credit = false;
	n = lucid_back_complete(back, &text);
	return n ? (int)n : 1;
}

static int serve(struct session *s, unsigned int c)
{
	struct lucid_back *back = &s->channel[c].back;

	return c ? serve_input(s->backend, back) : serve_output(s->backend, back);
}

static bool arm(struct session *s, unsigned int c)
{
	struct console *con = s->backend;

	if (!c)
		return lucid_rx_arm(&s->channel[c].back.rx);
	s->channel[c].poll = con->in >= 0 && con->credit ? POLLIN : 0;
	return con->in >= 0 && !con->credit && lucid_rx_arm(&s->channel[c].back.rx);
}

/* All zero, which says nothing, where there is no terminal. */
static bool renew(struct device *d, const uint8_t *unused)
{
	const struct console *c = d->backend;
	struct lucid_console_config config = { 0 };
	struct winsize size;

	(void)unused;
	if (!ioctl(c->terminal, TIOCGWINSZ, &size)) {
		config.cols = size.ws_col;
		config.rows = size.ws_row;
	}
	if (!memcmp(d->offer.config, &config, sizeof(config)))
		return false;
	memcpy(d->offer.config, &config, sizeof(config));
	return true;
}

static const struct device_kind console_kind = {
	.name = "console",
	.unit = 2,
	.sub_slot = { sizeof(struct lucid_text), sizeof(struct lucid_done) },
	.comp_slot = { sizeof(struct lucid_done), sizeof(struct lucid_text) },
};

static const struct device_ops console_ops = {
	.start = start,
	.serve = serve,
	.arm = arm,
	.renew = renew,
};

int console_open(struct device *d, int out, int in)
{
	console = (struct console){ .out = out, .in = in };
	console.terminal = in >= 0 && isatty(in) ? in : out;
	if (in >= 0)
		raw_terminal(in);
	d->kind = &console_kind;
	d->ops = &console_ops;
	d->backend = &console;
	d->backend_fd[1] = in;
	d->offer.type = LUCID_DEV_CONSOLE;
	d->offer.channels = 2;
	d->offer.max_order = CONSOLE_ORDER;
	renew(d, NULL);
	return 0;
}
