// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/lucid itself: makes partitions, tells the module's counts and the hypervisor's log.
 * User space calls it, see spec/dev.toml.
 */
#include "hv/parent/parent.h"

u32 lucid_tsc_khz;

static long device_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	void __user *uarg = (void __user *)arg;
	struct lucid_ioc_create create;
	struct lucid_ioc_info info = {
		.pages = atomic64_read(&lucid_given),
		.created = atomic64_read(&lucid_created),
		.destroyed = atomic64_read(&lucid_destroyed),
		.tsc_khz = lucid_tsc_khz,
		.version = LUCID_ABI_VERSION,
	};

	switch (cmd) {
	case LUCID_IOC_CREATE:
		if (copy_from_user(&create, uarg, sizeof(create)))
			return -EFAULT;
		return lucid_part_create(&create, uarg);
	case LUCID_IOC_INFO:
		return copy_to_user(uarg, &info, sizeof(info)) ? -EFAULT : 0;
	default:
		return -ENOTTY;
	}
}

static const struct file_operations device_fops = {
	.owner = THIS_MODULE,
	.read = lucid_log_read,
	.unlocked_ioctl = device_ioctl,
};

struct miscdevice lucid_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "lucid",
	.mode = 0600,
	.fops = &device_fops,
};
