// SPDX-License-Identifier: GPL-2.0-only
/*
 * lucid_blk.ko: Lucid disks as /dev/lcd0 and so on. Here a disk comes, gets its limits from the
 * parent's configuration, changes its size, and goes.
 */
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "blk.h"

#define LUCID_BLK_FEATURES	(LUCID_BLK_F_RO | LUCID_BLK_F_FLUSH | LUCID_BLK_F_DISCARD | \
				 LUCID_BLK_F_ZEROES | LUCID_BLK_F_INDIRECT)

static const struct lucid_shape lucid_blk_shape = {
	sizeof(struct lucid_blk_req), sizeof(struct lucid_done)
};

static const struct block_device_operations lucid_disk_fops = {
	.owner	= THIS_MODULE,
};

static ssize_t serial_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct lucid_disk *disk = dev_to_disk(dev)->private_data;

	return sysfs_emit(buf, "%.*s\n", (int)sizeof(disk->config.serial), disk->config.serial);
}
static DEVICE_ATTR_RO(serial);

static struct attribute *lucid_disk_attrs[] = { &dev_attr_serial.attr, NULL };
static const struct attribute_group lucid_disk_group = { .attrs = lucid_disk_attrs };
static const struct attribute_group *lucid_disk_groups[] = { &lucid_disk_group, NULL };

/* A copy of the configuration, or an error that names what is wrong. */
static int lucid_disk_config(struct lucid_disk *disk, const struct lucid_dir_dev *offer)
{
	struct lucid_blk_config *config = &disk->config;
	struct device *dev = &disk->ldev->dev;

	memcpy(config, offer->config, sizeof(*config));
	disk->seen = *config;
	if (!lucid_blk_config_check(config))
		return 0;
	dev_err(dev, "bad configuration: %llu sectors, blocks of %u and %u bytes\n",
		config->sectors, config->logical, config->physical);
	dev_err(dev, "bad configuration: hints %u, %u, %u; requests of %u bytes, %u segments\n",
		config->io_min, config->io_opt, config->discard, config->max_bytes,
		config->max_segs);
	return -EPROTO;
}

/* Pages of each window: less where memory is short, so that the last of many disks has some. */
static u32 lucid_disk_window(u32 windows)
{
	unsigned long share = si_mem_available() / (32 * windows);

	return rounddown_pow_of_two(clamp_t(unsigned long, share, LUCID_BLK_COPY_MAX / PAGE_SIZE,
					    LUCID_BLK_POOL_MAX / PAGE_SIZE));
}

static int lucid_disk_connect(struct lucid_disk *disk, const struct lucid_dir_dev *offer)
{
	struct lucid_plan plan = { .shapes = 1, .shape = &lucid_blk_shape };
	int err = lucid_disk_config(disk, offer);

	if (err)
		return err;
	disk->features = offer->features & LUCID_BLK_FEATURES;
	disk->queues = min_t(u32, offer->channels, num_online_cpus());
	plan.features = disk->features;
	plan.channels = disk->queues;
	plan.order = min_t(u32, offer->max_order, LUCID_BLK_ORDER);
	if (!lucid_is_open()) {
		plan.windows = min_t(u32, disk->queues, LUCID_DEV_WINDOWS);
		plan.window_pages = lucid_disk_window(plan.windows);
		plan.window_min = LUCID_BLK_COPY_MAX / PAGE_SIZE;
	}
	disk->link = lucid_link_open(disk->ldev, offer, &plan);
	return PTR_ERR_OR_ZERO(disk->link);
}

/* What a request may be: it has to fit the offer, and the pool of its queue. */
static void lucid_disk_sizes(struct lucid_disk *disk)
{
	u32 max = LUCID_BLK_DIRECT_MAX;
	u32 q;

	disk->max_segs = LUCID_BLK_SEGS;
	if (disk->features & LUCID_BLK_F_INDIRECT)
		disk->max_segs = LUCID_BLK_MAX_SEGS;
	disk->max_segs = min(disk->max_segs, disk->config.max_segs);
	if (!lucid_is_open()) {
		max = LUCID_BLK_COPY_MAX;
		for (q = 0; q < disk->queues; q++)
			max = min_t(u32, max, disk->queue[q].pool.units << PAGE_SHIFT);
		disk->max_segs = LUCID_BLK_MAX_SEGS;
	}
	disk->max_bytes = round_down(min(max, disk->config.max_bytes), PAGE_SIZE);
}

static void lucid_disk_limits(struct lucid_disk *disk)
{
	struct lucid_blk_config *config = &disk->config;
	struct request_queue *rq = disk->gd->queue;

	blk_queue_logical_block_size(rq, config->logical);
	blk_queue_physical_block_size(rq, config->physical);
	blk_queue_io_min(rq, max(config->io_min, config->physical));
	blk_queue_io_opt(rq, config->io_opt);
	blk_queue_max_hw_sectors(rq, disk->max_bytes / LUCID_SECTOR);
	blk_queue_max_segments(rq, disk->max_segs);
	blk_queue_max_segment_size(rq, disk->max_bytes);
	blk_queue_dma_alignment(rq, config->logical - 1);
	blk_queue_flag_set(QUEUE_FLAG_NONROT, rq);
	if (disk->features & LUCID_BLK_F_FLUSH)
		blk_queue_write_cache(rq, true, true);
	if (disk->features & LUCID_BLK_F_DISCARD) {
		rq->limits.discard_granularity = max(config->discard, config->logical);
		blk_queue_max_discard_sectors(rq, UINT_MAX / LUCID_SECTOR);
	}
	if (disk->features & LUCID_BLK_F_ZEROES)
		blk_queue_max_write_zeroes_sectors(rq, UINT_MAX / LUCID_SECTOR);
	if (disk->features & LUCID_BLK_F_RO)
		set_disk_ro(disk->gd, true);
}

static int lucid_disk_tags(struct lucid_disk *disk)
{
	struct blk_mq_tag_set *tags = &disk->tags;

	tags->ops = &lucid_blk_ops;
	tags->nr_hw_queues = disk->queues;
	tags->queue_depth = 1U << disk->link->order;
	tags->numa_node = NUMA_NO_NODE;
	tags->timeout = lucid_patience();
	tags->flags = BLK_MQ_F_SHOULD_MERGE | BLK_MQ_F_NO_SCHED_BY_DEFAULT;
	tags->cmd_size = sizeof(struct lucid_blk_cmd);
	tags->driver_data = disk;
	return blk_mq_alloc_tag_set(tags);
}

static void lucid_disk_lost(void *data)
{
	struct lucid_disk *disk = data;

	lucid_disk_fail(disk, &disk->link->chan[0], 0);
}

/* The parent serves a new generation, in which nothing has been submitted. */
static int lucid_disk_go(struct lucid_disk *disk)
{
	u32 q;
	int err;

	for (q = 0; q < disk->queues; q++) {
		err = lucid_blk_queue_irq(&disk->queue[q]);
		if (err)
			return err;
	}
	lucid_link_watch(disk->link, lucid_disk_lost, disk);
	return 0;
}

/* The queues before the disk, so that its first request finds them. */
static int lucid_disk_start(struct lucid_disk *disk)
{
	u32 q;
	int err;

	for (q = 0; q < disk->queues; q++) {
		err = lucid_blk_queue_init(disk, q);
		if (err)
			return err;
	}
	lucid_disk_sizes(disk);
	err = lucid_disk_tags(disk);
	if (err)
		return err;
	disk->gd = blk_mq_alloc_disk(&disk->tags, disk);
	if (IS_ERR(disk->gd)) {
		err = PTR_ERR(disk->gd);
		disk->gd = NULL;
		return err;
	}
	snprintf(disk->gd->disk_name, DISK_NAME_LEN, "lcd%u", disk->ldev->id);
	disk->gd->fops = &lucid_disk_fops;
	disk->gd->private_data = disk;
	lucid_disk_limits(disk);
	set_capacity(disk->gd, disk->config.sectors);
	err = lucid_disk_go(disk);
	return err ? err : device_add_disk(&disk->ldev->dev, disk->gd, lucid_disk_groups);
}

/* Everything that connect and start left; the disk is gone already, or never came. */
static void lucid_disk_free(struct lucid_disk *disk)
{
	u32 q;

	/* Who sets the bit schedules the work: after this it cannot be scheduled any more. */
	test_and_set_bit(0, &disk->closed);
	cancel_work_sync(&disk->broken);
	if (!IS_ERR_OR_NULL(disk->link))
		lucid_link_free(disk->link);
	if (disk->gd)
		put_disk(disk->gd);
	if (disk->tags.tags)
		blk_mq_free_tag_set(&disk->tags);
	for (q = 0; disk->queue && q < disk->queues; q++)
		lucid_pool_exit(&disk->queue[q].pool);
	kfree(disk->queue);
	kfree(disk);
}

static int lucid_blk_probe(struct lucid_device *ldev, const struct lucid_dir_dev *offer)
{
	struct lucid_disk *disk = kzalloc(sizeof(*disk), GFP_KERNEL);
	int err;

	if (!disk)
		return -ENOMEM;
	disk->ldev = ldev;
	mutex_init(&disk->turn);
	INIT_WORK(&disk->broken, lucid_disk_broken);
	err = lucid_disk_connect(disk, offer);
	if (!err) {
		disk->queue = kcalloc(disk->queues, sizeof(*disk->queue), GFP_KERNEL);
		err = disk->queue ? lucid_disk_start(disk) : -ENOMEM;
	}
	if (err) {
		lucid_disk_free(disk);
		return err;
	}
	dev_set_drvdata(&ldev->dev, disk);
	WRITE_ONCE(disk->live, true);
	dev_info(&ldev->dev, "%s: %llu sectors, %u queues of %u, requests up to %u KiB%s\n",
		 disk->gd->disk_name, disk->config.sectors, disk->queues, disk->tags.queue_depth,
		 disk->max_bytes / 1024, disk->features & LUCID_BLK_F_RO ? ", read-only" : "");
	return 0;
}

static void lucid_blk_remove(struct lucid_device *ldev)
{
	struct lucid_disk *disk = dev_get_drvdata(&ldev->dev);

	/* The end of the disk waits for its requests; there may be nobody who answers them. */
	WRITE_ONCE(disk->live, false);
	if (lucid_link_lost(disk->link))
		lucid_disk_lost(disk);
	flush_work(&disk->broken);
	lucid_disk_release(disk);
	del_gendisk(disk->gd);
	lucid_disk_free(disk);
}

/* Only the size can change while the disk is in use. */
static void lucid_blk_changed(struct lucid_device *ldev, const struct lucid_dir_dev *offer)
{
	struct lucid_disk *disk = dev_get_drvdata(&ldev->dev);
	struct lucid_blk_config config, want = disk->config;

	memcpy(&config, offer->config, sizeof(config));
	if (!memcmp(&config, &disk->seen, sizeof(config)))
		return;
	disk->seen = config;
	want.sectors = config.sectors;
	if (memcmp(&config, &want, sizeof(config)) || lucid_blk_config_check(&config)) {
		dev_err(&ldev->dev, "new configuration ignored: %llu sectors, blocks of %u bytes\n",
			config.sectors, config.logical);
		return;
	}
	if (config.sectors == disk->config.sectors)
		return;
	dev_info(&ldev->dev, "size changes from %llu to %llu sectors\n", disk->config.sectors,
		 config.sectors);
	disk->config.sectors = config.sectors;
	set_capacity_and_notify(disk->gd, config.sectors);
}

/* The parent has given it up. */
static void lucid_blk_gone(struct lucid_device *ldev)
{
	struct lucid_disk *disk = dev_get_drvdata(&ldev->dev);

	flush_work(&disk->broken);
	lucid_disk_release(disk);
}

/* The disk may have another size; all else that it was said to be has been believed. */
static bool lucid_disk_same(struct lucid_disk *disk, const struct lucid_dir_dev *offer)
{
	struct lucid_blk_config config, want = disk->config;

	memcpy(&config, offer->config, sizeof(config));
	want.sectors = config.sectors;
	return !memcmp(&config, &want, sizeof(config)) && !lucid_blk_config_check(&config);
}

/* 0: it serves the disk, or is gone once more and will make another offer. */
static int lucid_disk_reconnect(struct lucid_disk *disk, const struct lucid_dir_dev *offer)
{
	int err = lucid_disk_same(disk, offer) ? lucid_link_again(disk->link, offer) : -EPROTO;

	if (err == -EPROTO)
		return err;
	clear_bit(0, &disk->closed);
	if (!err)
		err = lucid_disk_go(disk);
	if (!err) {
		dev_info(&disk->ldev->dev, "%s goes on with generation %u\n",
			 disk->gd->disk_name, offer->generation);
		lucid_disk_release(disk);
		return 0;
	}
	set_bit(0, &disk->closed);
	return lucid_link_stop(disk->link, LUCID_CLOSE_NORMAL) ? 0 : err;
}

static int lucid_blk_again(struct lucid_device *ldev, const struct lucid_dir_dev *offer)
{
	struct lucid_disk *disk = dev_get_drvdata(&ldev->dev);
	int err;

	lucid_disk_lost(disk);
	flush_work(&disk->broken);
	if (!disk->kept)
		return -EIO;
	mutex_lock(&disk->turn);
	err = lucid_disk_reconnect(disk, offer);
	mutex_unlock(&disk->turn);
	lucid_blk_changed(ldev, offer);
	return err;
}

static struct lucid_driver lucid_blk_driver = {
	.driver.name	= "lucid_blk",
	.type		= LUCID_DEV_BLK,
	.probe		= lucid_blk_probe,
	.remove		= lucid_blk_remove,
	.changed	= lucid_blk_changed,
	.again		= lucid_blk_again,
	.gone		= lucid_blk_gone,
};

module_lucid_driver(lucid_blk_driver);
MODULE_ALIAS("lucid:1");
MODULE_DESCRIPTION("Lucid guest: disks");
MODULE_LICENSE("GPL");
