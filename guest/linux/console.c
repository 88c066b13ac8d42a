// SPDX-License-Identifier: GPL-2.0-only
/*
 * lucid_console.ko: Lucid consoles as hvc terminals. Channel 0 carries text out, channel 1
 * carries credits out and text in. hvc asks for characters by polling; our interrupts make it
 * ask at once.
 */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "hvc.h"
#include "text.h"

#define LUCID_CONSOLES		16
#define LUCID_CONSOLE_ORDER	5
#define LUCID_CONSOLE_VTERM	0x4c550000	/* a range of hvc terminal numbers for us */

struct lucid_console {
	struct lucid_link *link;
	struct lucid_chan *out;
	struct lucid_chan *in;
	struct hvc_struct *hvc;
	spinlock_t lock;		/* for everything below and both channels */
	bool closed;
	struct lucid_chan *culprit;	/* when the parent ended it, and how: see broken */
	int why;
	u32 flight;			/* texts on their way out */
	u32 at;				/* next byte of text to hand up */
	struct lucid_text text;		/* what came in last */
	struct work_struct broken;
	struct lucid_console_config seen;	/* what the entry had last, good or not */
	struct winsize size;		/* from what was good; 0: unknown */
};

static struct lucid_console *lucid_consoles[LUCID_CONSOLES];

static const struct lucid_shape lucid_console_shape[] = {
	{ sizeof(struct lucid_text), sizeof(struct lucid_done) },
	{ sizeof(struct lucid_done), sizeof(struct lucid_text) },
};

static struct lucid_console *lucid_console_find(u32 vtermno)
{
	u32 id = vtermno - LUCID_CONSOLE_VTERM;

	return id < LUCID_CONSOLES ? lucid_consoles[id] : NULL;
}

/*
 * With the lock held, so without a message: that might have to be printed here. Once closed, the
 * work cannot be scheduled any more.
 */
static void lucid_console_fail(struct lucid_console *con, struct lucid_chan *chan, int why)
{
	if (con->closed)
		return;
	con->closed = true;
	con->culprit = chan;
	con->why = why;
	schedule_work(&con->broken);
}

static void lucid_console_broken(struct work_struct *work)
{
	struct lucid_console *con = container_of(work, struct lucid_console, broken);

	lucid_link_stop(con->link, lucid_chan_broken(con->culprit, con->why));
}

/* Takes the completions of what was written. */
static void lucid_console_reap(struct lucid_console *con)
{
	struct lucid_done done;
	int got;

	while ((got = lucid_done_reap(&con->out->front, &done)) == 1) {
		lucid_front_put(&con->out->front, done.id);
		con->flight--;
	}
	if (got < 0)
		lucid_console_fail(con, con->out, got);
	else if (lucid_chan_peer_closed(con->out))
		lucid_console_fail(con, con->out, 0);
}

/* As many of the bytes as there are free slots for. */
static int lucid_console_send(struct lucid_console *con, const char *buf, int count)
{
	int sent = 0;

	while (sent < count) {
		struct lucid_text text = {};
		int id = lucid_front_get(&con->out->front);

		if (id < 0)
			break;
		text.id = id;
		text.len = min_t(u32, count - sent, sizeof(text.bytes));
		memcpy(text.bytes, buf + sent, text.len);
		if (lucid_front_submit(&con->out->front, &text)) {
			lucid_front_put(&con->out->front, id);
			break;
		}
		con->flight++;
		sent += text.len;
	}
	return sent;
}

/* Of a closed console the output is lost, like that of a terminal nobody looks at. */
static int lucid_console_put_chars(u32 vtermno, const char *buf, int count)
{
	struct lucid_console *con = lucid_console_find(vtermno);
	unsigned long flags;
	int sent;

	if (!con)
		return count;
	spin_lock_irqsave(&con->lock, flags);
	do {
		lucid_console_reap(con);
		sent = con->closed ? count : lucid_console_send(con, buf, count);
	} while (!sent && lucid_rx_arm(&con->out->front.rx));
	if (!con->closed)
		lucid_chan_kick(con->out);
	spin_unlock_irqrestore(&con->lock, flags);
	return sent;
}

/* Makes con->text the next text that came in: whether there is one. */
static bool lucid_console_receive(struct lucid_console *con)
{
	int got;

	con->at = 0;
	got = lucid_text_receive(con->in, &con->text);
	if (got < 0)
		lucid_console_fail(con, con->in, got);
	else if (!got && lucid_chan_peer_closed(con->in))
		lucid_console_fail(con, con->in, 0);
	return got == 1;
}

static int lucid_console_get_chars(u32 vtermno, char *buf, int count)
{
	struct lucid_console *con = lucid_console_find(vtermno);
	unsigned long flags;
	int n, got = 0;

	if (!con)
		return 0;
	spin_lock_irqsave(&con->lock, flags);
	while (got < count && !con->closed) {
		if (con->at == con->text.len && !lucid_console_receive(con))
			break;
		n = min_t(u32, count - got, con->text.len - con->at);
		memcpy(buf + got, con->text.bytes + con->at, n);
		got += n;
		con->at += n;
		if (con->at == con->text.len)
			lucid_text_credit(con->in, con->text.id);
	}
	spin_unlock_irqrestore(&con->lock, flags);
	return got;
}

/*
 * Gives the terminal the size of the parent's. The lock that __hvc_resize() asks for is for those
 * who change it at the same time, which is only we; who reads it then will read it again.
 */
static void lucid_console_resize(const struct lucid_console *con, struct hvc_struct *hvc)
{
	__hvc_resize(hvc, con->size);
}

/* A terminal that nobody has open takes no size. */
static int lucid_console_opened(struct hvc_struct *hvc, int id)
{
	if (lucid_consoles[id])
		lucid_console_resize(lucid_consoles[id], hvc);
	return 0;
}

static const struct hv_ops lucid_console_ops = {
	.get_chars = lucid_console_get_chars,
	.put_chars = lucid_console_put_chars,
	.notifier_add = lucid_console_opened,
};

static irqreturn_t lucid_console_irq(int irq, void *data)
{
	struct lucid_console *con = data;

	if (hvc_poll(con->hvc))
		hvc_kick();
	return IRQ_HANDLED;
}

/* Hands all receive slots to the parent. */
static void lucid_console_fill(struct lucid_console *con)
{
	unsigned long flags;
	int id;

	spin_lock_irqsave(&con->lock, flags);
	while ((id = lucid_front_get(&con->in->front)) >= 0)
		lucid_text_credit(con->in, id);
	spin_unlock_irqrestore(&con->lock, flags);
}

static void lucid_console_lost(void *data)
{
	struct lucid_console *con = data;
	unsigned long flags;

	spin_lock_irqsave(&con->lock, flags);
	lucid_console_fail(con, con->out, 0);
	spin_unlock_irqrestore(&con->lock, flags);
}

/* The interrupts go first: they use the hvc terminal, which may go with its last user. */
static void lucid_console_end(struct lucid_console *con)
{
	unsigned long flags;

	spin_lock_irqsave(&con->lock, flags);
	con->closed = true;
	spin_unlock_irqrestore(&con->lock, flags);
	cancel_work_sync(&con->broken);
	lucid_link_stop(con->link, LUCID_CLOSE_NORMAL);
	hvc_remove(con->hvc);
}

static int lucid_console_start(struct lucid_console *con, u32 id)
{
	char name[16];
	int err;

	lucid_console_fill(con);
	con->hvc = hvc_alloc(LUCID_CONSOLE_VTERM + id, id, &lucid_console_ops, 256);
	if (IS_ERR(con->hvc))
		return PTR_ERR(con->hvc);
	snprintf(name, sizeof(name), "console%u-out", id);
	err = lucid_chan_irq(con->out, lucid_console_irq, con, NULL, name);
	if (!err) {
		snprintf(name, sizeof(name), "console%u-in", id);
		err = lucid_chan_irq(con->in, lucid_console_irq, con, NULL, name);
	}
	if (err)
		lucid_console_end(con);
	else
		lucid_link_watch(con->link, lucid_console_lost, con);
	return err;
}

static void lucid_console_config(struct lucid_console *con, const struct lucid_dir_dev *offer)
{
	struct lucid_console_config config;

	memcpy(&config, offer->config, sizeof(config));
	con->seen = config;
	if (memchr_inv(config.reserved, 0, sizeof(config.reserved))) {
		dev_err(&con->link->ldev->dev,
			"configuration ignored: %u columns, %u rows and more\n", config.cols,
			config.rows);
		return;
	}
	con->size.ws_col = config.cols;
	con->size.ws_row = config.rows;
}

static void lucid_console_changed(struct lucid_device *ldev, const struct lucid_dir_dev *offer)
{
	struct lucid_console *con = dev_get_drvdata(&ldev->dev);

	if (!memcmp(&con->seen, offer->config, sizeof(con->seen)))
		return;
	lucid_console_config(con, offer);
	lucid_console_resize(con, con->hvc);
}

static struct lucid_link *lucid_console_connect(struct lucid_device *ldev,
						const struct lucid_dir_dev *offer)
{
	struct lucid_plan plan = {
		.channels = 2,
		.order = min_t(u32, offer->max_order, LUCID_CONSOLE_ORDER),
		.shapes = 2,
		.shape = lucid_console_shape,
	};

	return lucid_link_open(ldev, offer, &plan);
}

static int lucid_console_probe(struct lucid_device *ldev, const struct lucid_dir_dev *offer)
{
	struct lucid_console *con;
	int err;

	if (ldev->id >= LUCID_CONSOLES) {
		dev_err(&ldev->dev, "console %u is one too many\n", ldev->id);
		return -ENOSPC;
	}
	con = kzalloc(sizeof(*con), GFP_KERNEL);
	if (!con)
		return -ENOMEM;
	spin_lock_init(&con->lock);
	INIT_WORK(&con->broken, lucid_console_broken);
	con->link = lucid_console_connect(ldev, offer);
	if (IS_ERR(con->link)) {
		err = PTR_ERR(con->link);
		kfree(con);
		return err;
	}
	con->out = &con->link->chan[0];
	con->in = &con->link->chan[1];
	lucid_console_config(con, offer);
	lucid_consoles[ldev->id] = con;
	dev_set_drvdata(&ldev->dev, con);
	err = lucid_console_start(con, ldev->id);
	if (!err)
		return 0;
	lucid_consoles[ldev->id] = NULL;
	lucid_link_free(con->link);
	kfree(con);
	return err;
}

/* Gives the parent a second to take what was written last. */
static void lucid_console_drain(struct lucid_console *con)
{
	unsigned long flags;
	int tries;
	u32 flight = 1;

	for (tries = 0; tries < 500 && flight; tries++) {
		if (tries)
			usleep_range(1000, 2000);
		spin_lock_irqsave(&con->lock, flags);
		lucid_console_reap(con);
		flight = con->closed ? 0 : con->flight;
		spin_unlock_irqrestore(&con->lock, flags);
	}
}

static void lucid_console_remove(struct lucid_device *ldev)
{
	struct lucid_console *con = dev_get_drvdata(&ldev->dev);

	lucid_console_drain(con);
	lucid_console_end(con);
	lucid_consoles[ldev->id] = NULL;
	lucid_link_free(con->link);
	kfree(con);
}

static struct lucid_driver lucid_console_driver = {
	.driver.name	= "lucid_console",
	.type		= LUCID_DEV_CONSOLE,
	.probe		= lucid_console_probe,
	.remove		= lucid_console_remove,
	.changed	= lucid_console_changed,
};

module_lucid_driver(lucid_console_driver);
MODULE_ALIAS("lucid:3");
MODULE_DESCRIPTION("Lucid guest: console");
MODULE_LICENSE("GPL");
