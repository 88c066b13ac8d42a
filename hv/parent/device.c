// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/lucid itself: makes partitions, tells the module's counts and the hypervisor's log.
 * User space calls it, see spec/dev.toml.
 */
#include "hv/parent/parent.h"

#define LOG_HEADER	64U	/* text begins here, see HV_LOG */

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

/*
 * The hypervisor's log, read in place: a reader that falls behind goes on at the oldest character
 * that is left.
 */
static ssize_t device_read(struct file *file, char __user *to, size_t len, loff_t *pos)
{
	u64 hpa, size, end, at = *pos;
	s64 status = lucid_hc_hv_log(&hpa, &size);
	size_t n;
	u8 *ring;

	if (status)
		return lucid_errno(status);
	ring = memremap(hpa, size, MEMREMAP_WB);
	if (!ring)
		return -ENOMEM;
	size -= LOG_HEADER;
	end = READ_ONCE(*(u64 *)ring);
	if (end > size && at < end - size)
		at = end - size;
	for (n = 0; n < len && at < end; n++, at++)
		if (put_user(READ_ONCE(ring[LOG_HEADER + at % size]), to + n))
			break;
	memunmap(ring);
	if (!n && len && at < end)
		return -EFAULT;
	*pos = at;
	return n;
}

static const struct file_operations device_fops = {
	.owner = THIS_MODULE,
	.read = device_read,
	.unlocked_ioctl = device_ioctl,
};

struct miscdevice lucid_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "lucid",
	.mode = 0600,
	.fops = &device_fops,
};
