// SPDX-License-Identifier: GPL-2.0-only
/*
 * lucid_system.ko: the system device. The parent asks by it for an orderly end of this guest, and
 * gives random bytes to the kernel's hwrng. Beside that, whatever the device does: a kernel that
 * panics tells the parent so, with its last messages.
 */
#include <linux/err.h>
#include <linux/hw_random.h>
#include <linux/kexec.h>
#include <linux/kmsg_dump.h>
#include <linux/module.h>
#include <linux/reboot.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "balloon.h"
#include "text.h"
#include "ring/system.h"

#define LUCID_SYSTEM_ORDER	1

/* Of 1024 random bits so many count. What the parent knows is no secret of a private guest. */
#define LUCID_QUALITY_OPEN	1000
#define LUCID_QUALITY_PRIVATE	1

struct lucid_system {
	struct lucid_link *link;
	struct lucid_chan *chan;
	struct lucid_system_config seen;	/* what the entry had last, good or not */
	u32 request;				/* the last good one */
	struct hwrng rng;			/* its core lets one reader in at a time */
	bool registered;
	bool balloon;
	wait_queue_head_t wait;			/* that reader */
	struct lucid_text text;			/* what came in last */
	u32 at;					/* its next byte */
	unsigned long closed;			/* bit 0, once */
	int why;
	struct work_struct broken;
};

static const struct lucid_shape lucid_system_shape = {
	sizeof(struct lucid_done), sizeof(struct lucid_text)
};

/* From any context. Nobody waits any more after this. */
static void lucid_system_fail(struct lucid_system *sys, int why)
{
	if (test_and_set_bit(0, &sys->closed))
		return;
	sys->why = why;
	wake_up_all(&sys->wait);
	schedule_work(&sys->broken);
}

static void lucid_system_broken(struct work_struct *work)
{
	struct lucid_system *sys = container_of(work, struct lucid_system, broken);

	lucid_link_stop(sys->link, lucid_chan_broken(sys->chan, sys->why));
}

static void lucid_system_lost(void *data)
{
	lucid_system_fail(data, 0);
}

static irqreturn_t lucid_system_irq(int irq, void *data)
{
	struct lucid_system *sys = data;

	if (lucid_chan_peer_closed(sys->chan))
		lucid_system_fail(sys, 0);
	wake_up_all(&sys->wait);
	return IRQ_HANDLED;
}

/* Whether there are bytes to hand on, or never will be. */
static bool lucid_system_ready(struct lucid_system *sys)
{
	int got;

	if (sys->at < sys->text.len || test_bit(0, &sys->closed))
		return true;
	got = lucid_text_receive(sys->chan, &sys->text);
	sys->at = 0;
	if (got < 0)
		lucid_system_fail(sys, got);
	return got;
}

static int lucid_system_read(struct hwrng *rng, void *buf, size_t max, bool wait)
{
	struct lucid_system *sys = container_of(rng, struct lucid_system, rng);
	long left = 1;
	u32 n;

	if (wait)
		left = wait_event_killable_timeout(sys->wait, lucid_system_ready(sys),
						   lucid_patience());
	if (left < 0)
		return left;
	if (!left)
		lucid_system_fail(sys, -LUCID_CLOSE_TIMEOUT);
	if (!lucid_system_ready(sys))
		return 0;
	if (test_bit(0, &sys->closed))
		return -ENODEV;
	n = min_t(size_t, max, sys->text.len - sys->at);
	memcpy(buf, sys->text.bytes + sys->at, n);
	memzero_explicit(sys->text.bytes + sys->at, n);
	sys->at += n;
	if (sys->at == sys->text.len)
		lucid_text_credit(sys->chan, sys->text.id);
	return n;
}

static void lucid_system_refuse(struct lucid_device *ldev, const char *what,
				const struct lucid_system_config *config)
{
	dev_err(&ldev->dev, "%s: request %u, balloon %u%s\n", what, config->request,
		config->balloon,
		memchr_inv(config->reserved, 0, sizeof(config->reserved)) ? ", reserved fields" :
									    "");
}

static void lucid_system_changed(struct lucid_device *ldev, const struct lucid_dir_dev *offer)
{
	static const char *const words[] = { "nothing any more", "a power-off", "a reboot" };
	struct lucid_system *sys = dev_get_drvdata(&ldev->dev);
	struct lucid_system_config config;

	memcpy(&config, offer->config, sizeof(config));
	if (!memcmp(&config, &sys->seen, sizeof(config)))
		return;
	sys->seen = config;
	if (lucid_system_config_check(&config, sys->link->features)) {
		lucid_system_refuse(ldev, "new configuration ignored", &config);
		return;
	}
	if (sys->link->features & LUCID_SYSTEM_F_MEMORY)
		lucid_balloon_target(config.balloon);
	if (config.request == sys->request)
		return;
	sys->request = config.request;
	dev_info(&ldev->dev, "the parent asks for %s\n", words[config.request]);
	if (config.request == LUCID_SYSTEM_POWEROFF)
		orderly_poweroff(true);
	else if (config.request == LUCID_SYSTEM_REBOOT)
		orderly_reboot();
}

static int lucid_system_start(struct lucid_system *sys)
{
	int id, err = lucid_chan_irq(sys->chan, lucid_system_irq, sys, NULL, "entropy");

	if (err)
		return err;
	while ((id = lucid_front_get(&sys->chan->front)) >= 0)
		lucid_text_credit(sys->chan, id);
	sys->rng.name = "lucid";
	sys->rng.read = lucid_system_read;
	sys->rng.quality = lucid_is_open() ? LUCID_QUALITY_OPEN : LUCID_QUALITY_PRIVATE;
	err = hwrng_register(&sys->rng);
	if (err)
		return err;
	sys->registered = true;
	if (sys->link->features & LUCID_SYSTEM_F_MEMORY) {
		lucid_balloon_start(&sys->link->ldev->dev);
		lucid_balloon_target(sys->seen.balloon);
		sys->balloon = true;
	}
	lucid_link_watch(sys->link, lucid_system_lost, sys);
	return 0;
}

/* Interrupts and readers go first: they may still schedule the work. */
static void lucid_system_free(struct lucid_system *sys)
{
	set_bit(0, &sys->closed);
	wake_up_all(&sys->wait);
	if (sys->balloon)
		lucid_balloon_stop();
	lucid_link_stop(sys->link, LUCID_CLOSE_NORMAL);
	if (sys->registered)
		hwrng_unregister(&sys->rng);
	cancel_work_sync(&sys->broken);
	lucid_link_free(sys->link);
	kfree_sensitive(sys);
}

static struct lucid_link *lucid_system_connect(struct lucid_device *ldev,
					       const struct lucid_dir_dev *offer)
{
	struct lucid_system_config config;
	struct lucid_plan plan = {
		.channels = 1,
		.order = LUCID_SYSTEM_ORDER,
		.shapes = 1,
		.shape = &lucid_system_shape,
		.features = offer->features & LUCID_SYSTEM_F_MEMORY,
	};

	memcpy(&config, offer->config, sizeof(config));
	if (!config.request && !lucid_system_config_check(&config, plan.features))
		return lucid_link_open(ldev, offer, &plan);
	lucid_system_refuse(ldev, "bad configuration", &config);
	return ERR_PTR(-EPROTO);
}

static int lucid_system_probe(struct lucid_device *ldev, const struct lucid_dir_dev *offer)
{
	struct lucid_system *sys;
	int err;

	if (ldev->id) {
		dev_err(&ldev->dev, "system device %u is one too many\n", ldev->id);
		return -ENOSPC;
	}
	sys = kzalloc(sizeof(*sys), GFP_KERNEL);
	if (!sys)
		return -ENOMEM;
	init_waitqueue_head(&sys->wait);
	INIT_WORK(&sys->broken, lucid_system_broken);
	sys->link = lucid_system_connect(ldev, offer);
	if (IS_ERR(sys->link)) {
		err = PTR_ERR(sys->link);
		kfree(sys);
		return err;
	}
	memcpy(&sys->seen, offer->config, sizeof(sys->seen));
	sys->chan = &sys->link->chan[0];
	dev_set_drvdata(&ldev->dev, sys);
	err = lucid_system_start(sys);
	if (err)
		lucid_system_free(sys);
	return err;
}

static void lucid_system_remove(struct lucid_device *ldev)
{
	lucid_system_free(dev_get_drvdata(&ldev->dev));
}

static struct lucid_driver lucid_system_driver = {
	.driver.name	= "lucid_system",
	.type		= LUCID_DEV_SYSTEM,
	.probe		= lucid_system_probe,
	.remove		= lucid_system_remove,
	.changed	= lucid_system_changed,
};

/*
 * The other VPs have been stopped, wherever they were: no lock may be taken and no memory
 * allocated. Hypercalls need neither.
 */
static void lucid_panic_write(const char *text, size_t len)
{
	u64 word[4];
	size_t n;

	for (; len; text += n, len -= n) {
		n = min(len, sizeof(word));
		memset(word, 0, sizeof(word));
		memcpy(word, text, n);
		lucid_hc_console_write(n, word[0], word[1], word[2], word[3]);
	}
}

/* A kernel that waits for a crash comes after this, and has more to tell. */
static void lucid_panic(struct kmsg_dumper *dumper, enum kmsg_dump_reason reason)
{
	static char text[4096];
	struct kmsg_dump_iter iter;
	size_t len;

	kmsg_dump_rewind(&iter);
	if (kmsg_dump_get_buffer(&iter, false, text, sizeof(text), &len))
		lucid_panic_write(text, len);
	if (!kexec_crash_loaded())
		lucid_hc_system_stop(LUCID_STOP_CRASH, 0);
}

static struct kmsg_dumper lucid_panic_dumper = {
	.dump		= lucid_panic,
	.max_reason	= KMSG_DUMP_PANIC,
};

static int __init lucid_system_init(void)
{
	int err;

	if (!lucid_present())
		return -ENODEV;
	err = kmsg_dump_register(&lucid_panic_dumper);
	if (err)
		return err;
	err = lucid_driver_register(&lucid_system_driver);
	if (err)
		kmsg_dump_unregister(&lucid_panic_dumper);
	return err;
}

static void __exit lucid_system_exit(void)
{
	lucid_driver_unregister(&lucid_system_driver);
	kmsg_dump_unregister(&lucid_panic_dumper);
}

module_init(lucid_system_init);
module_exit(lucid_system_exit);
MODULE_ALIAS("lucid:4");
MODULE_DESCRIPTION("Lucid guest: orderly end, entropy, crash report");
MODULE_LICENSE("GPL");
