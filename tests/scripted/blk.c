// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the driver of disks has to stand. Its disk is idle but for one read at a time.
 */
#include <string.h>

#include "tests/scripted/cases.h"

#define BAD	"bad configuration"
#define DISK(text, field, value, says) \
	CONFIG("[BLK-5] " text, struct lucid_blk_config, field, value, says)

static const struct patch configs[] = {
	DISK("blocks of 0 bytes", logical, 0, "blocks of 0"),
	DISK("blocks of 513 bytes", logical, 513, "blocks of 513"),
	DISK("blocks of 8192 bytes", logical, 8192, "blocks of 8192"),
	DISK("physical blocks smaller than blocks", physical, 256, "256 bytes"),
	DISK("physical blocks of 1000 bytes", physical, 1000, "1000 bytes"),
	DISK("2^60 sectors", sectors, 1ULL << 60, "1152921504606846976 sectors"),
	DISK("an odd preferred minimum", io_min, 100, "hints 100"),
	DISK("an odd preferred size", io_opt, 1000, ", 1000,"),
	DISK("an odd granularity of discards", discard, 7, ", 7;"),
	DISK("requests of no segments", max_segs, 0, " 0 segments"),
	DISK("requests of 257 segments", max_segs, 257, "257 segments"),
	DISK("requests of no bytes", max_bytes, 0, "requests of 0 bytes"),
	DISK("requests of an odd number of bytes", max_bytes, 8191, "requests of 8191 bytes"),
	DISK("a reserved field", reserved, 1, BAD),
	PATCH("[DEV-9] a second card 0 where the disk was", type, LUCID_DEV_NET, "bad id 0"),
};

static const struct patch changes[] = {
	CONFIG("a smaller disk once READY", struct lucid_blk_config, sectors, 4096, "to 4096"),
	CONFIG("2^60 sectors once READY", struct lucid_blk_config, sectors, 1ULL << 60,
	       "1152921504606846976 sectors"),
	CONFIG("other blocks once READY", struct lucid_blk_config, logical, 4096,
	       "blocks of 4096"),
	CONFIG("longer requests once READY", struct lucid_blk_config, max_bytes, 1U << 30,
	       "ignored"),
};

/* An offer that says the same of the disk is taken by the disk that there is, and its users. */
static void held_open(struct rig *r, struct victim *v)
{
	case_child(r, "exec 5</dev/lcd0");
	entry_heal(r, v);
	case_child(r, "[ $(dd bs=4k count=1 <&5 2>/dev/null | wc -c) = 4096 ]");
	case_child(r, "exec 5<&-");
	case_child(r, v->works);
}

/* The next good offer, of a disk that is another one in one respect. */
static struct lucid_dir_dev another(struct victim *v)
{
	struct lucid_dir_dev entry = entry_next(v);
	struct lucid_blk_config config;

	memcpy(&config, entry.config, sizeof(config));
	config.io_opt += 65536;
	memcpy(entry.config, &config, sizeof(config));
	return entry;
}

/* The old disk has users when another one comes: it fails them, and that is all. */
static void replaced(struct rig *r, struct victim *v)
{
	struct lucid_dir_dev entry;

	case_child(r, "exec 5</dev/lcd0");
	device_close(v->dev);
	entry = another(v);
	entry_write(r, v, &entry);
	rig_calm(r);
	answer_ready(r, v);
	if (talk(r, "dd bs=4k count=1 <&5 2>/dev/null | grep -q .") == 0)
		case_fail(r, "the old disk still works");
	case_child(r, "exec 5<&-");
	entry_heal(r, v);
}

static void mounted(struct rig *r, struct victim *v)
{
	case_child(r, "mount -t ext4 -o ro /dev/lcd0 /mnt && ls /mnt >/dev/null");
	entry_heal(r, v);
	case_child(r, "umount /mnt");
	case_child(r, v->works);
}

/* The first request is that for the partitions, while the driver is still starting. */
static void silent_start(struct rig *r, struct victim *v)
{
	struct lucid_dir_dev good;

	device_close(v->dev);
	good = another(v);
	hook_set(v, hook_hold, NULL);
	entry_write(r, v, &good);
	rig_calm(r);
	answer_ready(r, v);
	r->calm = false;
	answer_ends(r, v, LUCID_STATE_FAILED, LUCID_CLOSE_TIMEOUT);
	case_says(r, "the parent completes nothing");
	entry_heal(r, v);
}

static const struct deed deeds[] = {
	{ "the disk is open when it goes and comes back", held_open },
	{ "the disk is open when another one comes in its place", replaced },
	{ "the disk is mounted when it goes and comes back", mounted },
	{ "[DEV-8] silence from the first request on", silent_start },
};

void blk_cases(struct rig *r)
{
	struct victim *v = &r->blk;

	bus_cases(r, v);
	shared_cases(r, v);
	offer_cases(r, v, configs, COUNT(configs));
	blk_done_cases(r, v);
	change_cases(r, v, changes, COUNT(changes));
	deed_cases(r, v, deeds, COUNT(deeds));
}
