// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the driver of the system device has to stand, and the offer of a second one, with that
 * driver and without. A read of random bytes is more than the driver has in store.
 */
#include <string.h>

#include "tests/scripted/cases.h"

#define SYSTEM(text, field, value, says) \
	CONFIG(text, struct lucid_system_config, field, value, says)

static const struct patch configs[] = {
	SYSTEM("[SYS-2] a request in an offer", request, LUCID_SYSTEM_POWEROFF,
	       "bad configuration: request 1"),
	SYSTEM("[SYS-2] an unknown request in an offer", request, 3,
	       "bad configuration: request 3"),
	SYSTEM("[SYS-2] a reserved field", reserved[15], 1,
	       "bad configuration: request 0, balloon 0, reserved fields"),
};

static const struct patch changes[] = {
	SYSTEM("[SYS-2] an unknown request", request, 3, "ignored: request 3"),
	SYSTEM("[SYS-2] request ~0", request, ~0U, "ignored: request 4294967295"),
	SYSTEM("[SYS-2] a reserved field once READY", reserved[0], 1,
	       "ignored: request 0, balloon 0, reserved fields"),
};

static const struct breach breaches[] = {
	{ "[SYS-4] no bytes", .reason = LUCID_CLOSE_BAD_LENGTH },
	{ "[SYS-4] 53 bytes", .word = { 0, 53 }, .reason = LUCID_CLOSE_BAD_LENGTH },
	{ "[SYS-4] ~0 bytes", .word = { 0, ~0U }, .reason = LUCID_CLOSE_BAD_LENGTH },
	{ "[RING-3] an id beyond the slots", .id = 2, .word = { 0, 52 },
	  .reason = LUCID_CLOSE_BAD_ID },
	{ "[RING-5] a tag is left out", .word = { 0, 52 }, .tag = 1,
	  .reason = LUCID_CLOSE_BAD_TAG },
	{ "an orderly end of the channel", .closed = LUCID_CLOSE_NORMAL,
	  .reason = LUCID_CLOSE_NORMAL, .says = "the parent closed it: NORMAL (1)" },
};

static void request(struct rig *r, struct victim *v, uint32_t what)
{
	struct lucid_system_config config = { .request = what };
	struct lucid_dir_dev entry = v->dev->offer;

	memcpy(entry.config, &config, sizeof(config));
	entry_write(r, v, &entry);
}

/* What the kernel starts only counts here. */
static void requests(struct rig *r, struct victim *v)
{
	case_child(r, "count_reboots");
	for (int i = 0; i < 20; i++)
		request(r, v, LUCID_SYSTEM_REBOOT);
	case_says(r, "asks for a reboot");
	case_child(r, "poll reboots 1");
	request(r, v, LUCID_SYSTEM_NONE);
	case_says(r, "asks for nothing any more");
	request(r, v, LUCID_SYSTEM_REBOOT);
	case_child(r, "poll reboots 2");
	request(r, v, LUCID_SYSTEM_NONE);
	case_child(r, "sleep 1; reboots 2");
	case_child(r, v->works);
}

/* The same type with another id, where the disk was. */
static void second(struct rig *r, const char *says)
{
	struct victim *v = &r->blk;
	struct lucid_dir_dev entry;

	device_close(v->dev);
	entry = entry_next(v);
	entry.type = LUCID_DEV_SYSTEM;
	entry.id = 1;
	entry_write(r, v, &entry);
	case_says(r, says);
	case_child(r, "poll grep -q lucid:4 /sys/bus/lucid/devices/lucid1/uevent");
	if (answer_state(r, v) == LUCID_STATE_READY)
		case_fail(r, "the child takes the offer");
	entry_heal(r, v);
}

static void second_refused(struct rig *r, struct victim *v)
{
	second(r, "system device 1 is one too many");
	case_child(r, v->works);
}

static void no_driver(struct rig *r, struct victim *v)
{
	case_child(r, "rmmod lucid_system");
	second(r, NULL);
	case_child(r, "insmod /lib/modules/lucid_system.ko");
	answer_ready(r, v);
	case_child(r, v->works);
}

static const struct deed deeds[] = {
	{ "[SYS-1] a request is carried out once", requests },
	{ "a second system device", second_refused },
	{ "[DEV-5] offer of a type without driver", no_driver },
};

void system_cases(struct rig *r)
{
	struct victim *v = &r->sys;

	shared_cases(r, v);
	offer_cases(r, v, configs, COUNT(configs));
	breach_cases(r, v, breaches, COUNT(breaches));
	change_cases(r, v, changes, COUNT(changes));
	deed_cases(r, v, deeds, COUNT(deeds));
}
