// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hypervisor's log, read in place: a reader that falls behind goes on at the oldest
 * character that is left. read() on /dev/lucid comes here.
 */
#include "hv/parent/parent.h"

#define LOG_HEADER	64U	/* text begins here, see HV_LOG */

ssize_t lucid_log_read(struct file *file, char __user *to, size_t len, loff_t *pos)
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
