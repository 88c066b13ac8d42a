// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bus: one device for each entry of the directory, which comes and goes with the entry.
 * Drivers register here. All changes are made by lucid_bus_scan(), for core.c.
 */
#include <linux/module.h>
#include <linux/slab.h>

#include "guest.h"
#include "spec/gen/lucid_names.h"

static struct lucid_device **lucid_devices;	/* by index; only the scan and the exit touch it */

static int lucid_bus_match(struct device *dev, struct device_driver *drv)
{
	return to_lucid_device(dev)->type == to_lucid_driver(drv)->type;
}

static int lucid_bus_uevent(struct device *dev, struct kobj_uevent_env *env)
{
	return add_uevent_var(env, "MODALIAS=lucid:%u", to_lucid_device(dev)->type);
}

static int lucid_bus_probe(struct device *dev)
{
	struct lucid_device *ldev = to_lucid_device(dev);
	struct lucid_dir_dev offer;
	int err;

	lucid_device_offer(ldev, &offer);
	ldev->tried = offer.generation;
	err = to_lucid_driver(dev->driver)->probe(ldev);
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

void lucid_device_offer(struct lucid_device *ldev, struct lucid_dir_dev *offer)
{
	spin_lock(&ldev->lock);
	*offer = ldev->offer;
	spin_unlock(&ldev->lock);
}
EXPORT_SYMBOL_GPL(lucid_device_offer);

int lucid_device_wait(struct lucid_device *ldev, struct lucid_dir_dev *offer)
{
	u32 generation, state;
	int err;

	if (!wait_event_timeout(lucid_dir_wait,
				(state = lucid_dir_state(ldev->index, &generation)) ==
				LUCID_STATE_OFFERED, LUCID_PATIENCE)) {
		dev_err(&ldev->dev, "not offered: its state is %s, generation %u\n",
			lucid_dev_state_name(state), generation);
		return -ETIMEDOUT;
	}
	err = lucid_dir_read(ldev->index, offer);
	if (err)
		return err;
	if (offer->type != ldev->type || offer->id != ldev->id)
		return -ENODEV;
	spin_lock(&ldev->lock);
	ldev->offer = *offer;
	spin_unlock(&ldev->lock);
	ldev->tried = offer->generation;
	return 0;
}
EXPORT_SYMBOL_GPL(lucid_device_wait);

static void lucid_bus_release(struct device *dev)
{
	kfree(to_lucid_device(dev));
}

static void lucid_bus_add(u32 index, const struct lucid_dir_dev *offer)
{
	struct lucid_device *ldev = kzalloc(sizeof(*ldev), GFP_KERNEL);
	int err;

	if (!ldev)
		return;
	spin_lock_init(&ldev->lock);
	ldev->index = index;
	ldev->type = offer->type;
	ldev->id = offer->id;
	ldev->offer = *offer;
	ldev->dev.bus = &lucid_bus;
	ldev->dev.release = lucid_bus_release;
	dev_set_name(&ldev->dev, "lucid%u", index);
	lucid_devices[index] = ldev;
	err = device_register(&ldev->dev);
	if (!err)
		return;
	pr_err("lucid: cannot add device %u: error %d\n", index, err);
	lucid_devices[index] = NULL;
	put_device(&ldev->dev);
}

static void lucid_bus_del(u32 index)
{
	struct lucid_device *ldev = lucid_devices[index];

	lucid_devices[index] = NULL;
	device_unregister(&ldev->dev);
}

/* The entry of a device that we have may have changed: the driver knows what that means. */
static void lucid_bus_update(struct lucid_device *ldev, const struct lucid_dir_dev *offer)
{
	struct lucid_driver *drv;
	bool again;

	spin_lock(&ldev->lock);
	ldev->offer = *offer;
	spin_unlock(&ldev->lock);

	device_lock(&ldev->dev);
	if (ldev->dev.driver) {
		drv = to_lucid_driver(ldev->dev.driver);
		if (drv->changed)
			drv->changed(ldev);
	}
	again = !ldev->dev.driver && ldev->retry && offer->generation != ldev->tried &&
		offer->state == LUCID_STATE_OFFERED;
	device_unlock(&ldev->dev);
	if (again && device_attach(&ldev->dev) < 0)
		dev_err(&ldev->dev, "cannot start, not even with offer %u\n", offer->generation);
}

void lucid_bus_scan(void)
{
	struct lucid_dir_dev offer;
	struct lucid_device *ldev;
	u32 i, slots = lucid_dir_slots();
	int err;

	for (i = 0; i < slots; i++) {
		err = lucid_dir_read(i, &offer);
		ldev = lucid_devices[i];
		if (err && err != -ENOENT)
			continue;
		if (ldev && (err || offer.type != ldev->type || offer.id != ldev->id)) {
			lucid_bus_del(i);
			ldev = NULL;
		}
		if (err)
			continue;
		if (ldev)
			lucid_bus_update(ldev, &offer);
		else
			lucid_bus_add(i, &offer);
	}
}

int lucid_bus_init(void)
{
	int err;

	lucid_devices = kcalloc(lucid_dir_slots(), sizeof(*lucid_devices), GFP_KERNEL);
	if (!lucid_devices)
		return -ENOMEM;
	err = bus_register(&lucid_bus);
	if (err)
		kfree(lucid_devices);
	return err;
}

void lucid_bus_exit(void)
{
	u32 i, slots = lucid_dir_slots();

	for (i = 0; i < slots; i++)
		if (lucid_devices[i])
			lucid_bus_del(i);
	bus_unregister(&lucid_bus);
	kfree(lucid_devices);
}
