// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bus: one device for each entry of the directory, which comes and goes with the entry.
 * Drivers register here. All changes are made by lucid_bus_scan(), for core.c.
 */
#include <linux/module.h>
#include <linux/slab.h>

#include "guest.h"
#include "spec/gen/lucid_names.h"

/* An entry of the directory. Only the scan and the exit touch these. */
struct lucid_slot {
	struct lucid_device *ldev;
	bool refused;			/* the offer of this generation, with a message */
	u32 generation;
};

static struct lucid_slot *lucid_bus_slots;

static int lucid_bus_match(struct device *dev, struct device_driver *drv)
{
	return to_lucid_device(dev)->type == to_lucid_driver(drv)->type;
}

static int lucid_bus_uevent(struct device *dev, struct kobj_uevent_env *env)
{
	return add_uevent_var(env, "MODALIAS=lucid:%u", to_lucid_device(dev)->type);
}

/* What the parent offers now. If it does not, the scan tries again once it does. */
static int lucid_bus_probe(struct device *dev)
{
	struct lucid_device *ldev = to_lucid_device(dev);
	struct lucid_dir_dev offer;
	int err = lucid_dir_read(ldev->index, &offer);

	ldev->retry = true;
	if (err || offer.type != ldev->type || offer.id != ldev->id)
		return -ENXIO;
	ldev->tried = offer.generation;
	if (offer.state != LUCID_STATE_OFFERED) {
		dev_info(dev, "not offered: its state is %s, generation %u\n",
			 lucid_dev_state_name(offer.state), offer.generation);
		return -ENXIO;
	}
	err = to_lucid_driver(dev->driver)->probe(ldev, &offer);
	ldev->retry = err;
	return err;
}

static void lucid_bus_remove(struct device *dev)
{
	to_lucid_driver(dev->driver)->remove(to_lucid_device(dev));
}

static struct bus_type lucid_bus = {
	.name	= "lucid",
	.match	= lucid_bus_match,
	.uevent	= lucid_bus_uevent,
	.probe	= lucid_bus_probe,
	.remove	= lucid_bus_remove,
};

int __lucid_driver_register(struct lucid_driver *drv, struct module *owner)
{
	drv->driver.bus = &lucid_bus;
	drv->driver.owner = owner;
	return driver_register(&drv->driver);
}
EXPORT_SYMBOL_GPL(__lucid_driver_register);

void lucid_driver_unregister(struct lucid_driver *drv)
{
	driver_unregister(&drv->driver);
}
EXPORT_SYMBOL_GPL(lucid_driver_unregister);

static void lucid_bus_release(struct device *dev)
{
	kfree(to_lucid_device(dev));
}

/* Whether there is a device of this type and id already. */
static bool lucid_bus_taken(const struct lucid_dir_dev *offer)
{
	u32 i, slots = lucid_dir_slots();

	for (i = 0; i < slots; i++) {
		struct lucid_device *ldev = lucid_bus_slots[i].ldev;

		if (ldev && ldev->type == offer->type && ldev->id == offer->id)
			return true;
	}
	return false;
}

static void lucid_bus_add(u32 index, const struct lucid_dir_dev *offer)
{
	struct lucid_device *ldev = kzalloc(sizeof(*ldev), GFP_KERNEL);
	int err;

	if (!ldev)
		return;
	ldev->index = index;
	ldev->type = offer->type;
	ldev->id = offer->id;
	ldev->dev.bus = &lucid_bus;
	ldev->dev.release = lucid_bus_release;
	dev_set_name(&ldev->dev, "lucid%u", index);
	lucid_bus_slots[index].ldev = ldev;
	err = device_register(&ldev->dev);
	if (!err)
		return;
	pr_err("lucid: cannot add device %u: error %d\n", index, err);
	lucid_bus_slots[index].ldev = NULL;
	put_device(&ldev->dev);
}

static void lucid_bus_del(u32 index)
{
	struct lucid_device *ldev = lucid_bus_slots[index].ldev;

	lucid_bus_slots[index].ldev = NULL;
	device_unregister(&ldev->dev);
}

/*
 * The entry of a device that we have may have changed. A new offer ends whatever there was with the
 * old one, and the driver starts afresh, if it cannot go on where it was.
 */
static void lucid_bus_update(struct lucid_device *ldev, const struct lucid_dir_dev *offer)
{
	struct lucid_driver *drv;
	bool old, again;

	device_lock(&ldev->dev);
	drv = ldev->dev.driver ? to_lucid_driver(ldev->dev.driver) : NULL;
	old = offer->generation == ldev->tried;
	again = !old && offer->state == LUCID_STATE_OFFERED && (drv || ldev->retry);
	if (drv && drv->changed && old && offer->state == LUCID_STATE_READY)
		drv->changed(ldev, offer);
	if (drv && drv->gone && old && offer->state == LUCID_STATE_FAILED)
		drv->gone(ldev);
	if (again && drv && drv->again && !drv->again(ldev, offer)) {
		ldev->tried = offer->generation;
		again = false;
	}
	device_unlock(&ldev->dev);
	if (again && device_reprobe(&ldev->dev))
		dev_err(&ldev->dev, "cannot start with offer %u\n", offer->generation);
}

/* Says once of each offer what is wrong with it. */
static void lucid_bus_refuse(struct lucid_slot *slot, u32 index, const struct lucid_dir_dev *offer)
{
	if (slot->refused && slot->generation == offer->generation)
		return;
	slot->refused = true;
	slot->generation = offer->generation;
	lucid_dir_refuse(index, offer);
}

void lucid_bus_scan(void)
{
	struct lucid_dir_dev offer;
	struct lucid_device *ldev;
	u32 i, slots = lucid_dir_slots();
	int err;

	for (i = 0; i < slots; i++) {
		err = lucid_dir_read(i, &offer);
		ldev = lucid_bus_slots[i].ldev;
		if (err == -EPROTO)
			lucid_bus_refuse(&lucid_bus_slots[i], i, &offer);
		if (err && err != -ENOENT)
			continue;
		if (ldev && (err || offer.type != ldev->type || offer.id != ldev->id)) {
			lucid_bus_del(i);
			ldev = NULL;
		}
		if (err)
			lucid_bus_slots[i].refused = false;
		else if (ldev)
			lucid_bus_update(ldev, &offer);
		else if (lucid_bus_taken(&offer))
			lucid_bus_refuse(&lucid_bus_slots[i], i, &offer);
		else
			lucid_bus_add(i, &offer);
	}
}

int lucid_bus_init(void)
{
	int err;

	lucid_bus_slots = kcalloc(lucid_dir_slots(), sizeof(*lucid_bus_slots), GFP_KERNEL);
	if (!lucid_bus_slots)
		return -ENOMEM;
	err = bus_register(&lucid_bus);
	if (err)
		kfree(lucid_bus_slots);
	return err;
}

void lucid_bus_exit(void)
{
	u32 i, slots = lucid_dir_slots();

	for (i = 0; i < slots; i++)
		if (lucid_bus_slots[i].ldev)
			lucid_bus_del(i);
	bus_unregister(&lucid_bus);
	kfree(lucid_bus_slots);
}
