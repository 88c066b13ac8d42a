// SPDX-License-Identifier: GPL-2.0-only
/*
 * Partitions: made by /dev/lucid, used by ioctls on their descriptor, and ended, with every
 * page taken back, when the last descriptor is closed or the machine goes down. End and
 * freeing are two steps, as a reboot may end a partition that is still open.
 */
#include "hv/parent/parent.h"

static DEFINE_MUTEX(parts_lock);
static LIST_HEAD(parts);
static bool parts_closed;	/* the machine goes down */

atomic64_t lucid_created, lucid_destroyed;

static void part_reclaim(struct lucid_part *part)
{
	struct page *page, *next;
	unsigned long lost;
	s64 status;

	lucid_share_unmap(part, 0, LUCID_GPA_LIMIT >> PAGE_SHIFT);
	status = lucid_hc_partition_destroy(part->id);
	if (status)
		pr_err("partition %llu cannot be destroyed: status %lld\n", part->id, status);
	lost = lucid_mem_reclaim(part);
	list_for_each_entry_safe_reverse(page, next, &part->given, lru) {
		list_del(&page->lru);
		lost += lucid_pages_reclaim(part->id, page, 1);
	}
	if (lost)
		pr_err("partition %llu: %lu pages are lost\n", part->id, lost);
	else
		atomic64_inc(&lucid_destroyed);
}

/*
 * Gets the VPs out, for good, and takes everything back from the hypervisor; finds nothing to
 * do the second time. Who uses the partition later sees that it is dead.
 */
static void part_end(struct lucid_part *part)
{
	u32 i;

	mutex_lock(&part->lock);
	WRITE_ONCE(part->dead, true);
	mutex_unlock(&part->lock);
	lucid_vp_kick(part, U64_MAX);
	for (i = 0; i < LUCID_MAX_VPS; i++)
		if (part->vps[i]) {
			mutex_lock(&part->vps[i]->lock);
			mutex_unlock(&part->vps[i]->lock);
		}
	mutex_lock(&part->lock);
	if (!list_empty(&part->given))
		part_reclaim(part);
	mutex_unlock(&part->lock);
}

static void part_release(struct kref *ref)
{
	struct lucid_part *part = container_of(ref, struct lucid_part, ref);
	u32 i;

	lucid_port_close_all(part);
	part_end(part);
	cancel_delayed_work_sync(&part->revoke);
	mutex_lock(&parts_lock);
	list_del(&part->node);
	mutex_unlock(&parts_lock);
	for (i = 0; i < LUCID_MAX_VPS; i++)
		lucid_vp_free(part->vps[i]);
	kfree(part);
}

static void part_put(struct lucid_part *part)
{
	kref_put(&part->ref, part_release);
}

/* Before a reboot or kexec. */
void lucid_part_end_all(void)
{
	struct lucid_part *part;

	mutex_lock(&parts_lock);
	parts_closed = true;
	list_for_each_entry(part, &parts, node)
		part_end(part);
	mutex_unlock(&parts_lock);
}

/* A descriptor that holds the partition until lucid_part_close(). */
int lucid_part_fd(const struct lucid_handle *init, const struct file_operations *fops, int mode)
{
	struct lucid_handle *handle = kmemdup(init, sizeof(*init), GFP_KERNEL);
	struct file *file;
	int fd;

	if (!handle)
		return -ENOMEM;
	file = anon_inode_getfile("[lucid]", fops, handle, mode);
	if (IS_ERR(file)) {
		kfree(handle);
		return PTR_ERR(file);
	}
	/* From here on the file's end is lucid_part_close(). */
	handle->part->mapping.host = file_inode(file);
	file->f_mapping = &handle->part->mapping;
	kref_get(&handle->part->ref);
	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		fput(file);
	else
		fd_install(fd, file);
	return fd;
}

int lucid_part_close(struct inode *inode, struct file *file)
{
	struct lucid_handle *handle = file->private_data;

	part_put(handle->part);
	kfree(handle);
	return 0;
}

static long part_info(struct lucid_part *part, void __user *uarg)
{
	struct lucid_ioc_info info = {
		.part = part->id,
		.vps = READ_ONCE(part->nr_vps),
		.tsc_khz = lucid_tsc_khz,
		.version = LUCID_ABI_VERSION,
	};
	s64 status = lucid_hc_partition_info(part->id, &info.pages, &info.pool);

	if (status)
		return lucid_errno(status);
	return copy_to_user(uarg, &info, sizeof(info)) ? -EFAULT : 0;
}

static long part_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct lucid_part *part = ((struct lucid_handle *)file->private_data)->part;
	void __user *uarg = (void __user *)arg;
	union {
		struct lucid_ioc_mem mem;
		struct lucid_ioc_port port;
	} in;

	if (_IOC_DIR(cmd) == _IOC_WRITE && _IOC_SIZE(cmd) <= sizeof(in) &&
	    copy_from_user(&in, uarg, _IOC_SIZE(cmd)))
		return -EFAULT;
	switch (cmd) {
	case LUCID_IOC_INFO:
		return part_info(part, uarg);
	case LUCID_IOC_MEM_ADD:
		return lucid_mem_add(part, &in.mem, false);
	case LUCID_IOC_MEM_LEND:
		return lucid_mem_add(part, &in.mem, true);
	case LUCID_IOC_WINDOW:
		return lucid_window_create(part, &in.mem);
	case LUCID_IOC_DONATE:
		return lucid_mem_donate(part);
	case LUCID_IOC_VP_ADD:
		return lucid_vp_add(part, arg);
	case LUCID_IOC_PORT:
		return lucid_port_connect(part, &in.port);
	case LUCID_IOC_INJECT:
		return lucid_port_inject(part, arg);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations part_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = part_ioctl,
	.mmap = lucid_window_map,
	.release = lucid_part_close,
};

static s64 create_call(struct lucid_part *part, u64 hpa, void *data)
{
	const struct lucid_ioc_create *arg = data;
	u64 dir_pages = arg->dir_parent | (u64)arg->dir_child << 16;

	return lucid_hc_partition_create(hpa, arg->flags, arg->dir_gpa, dir_pages,
					 ktime_get_real_ns(), &part->id);
}

/* The LUCID_IOC_CREATE ioctl: returns a descriptor. */
long lucid_part_create(struct lucid_ioc_create *arg, void __user *uarg)
{
	struct lucid_handle handle = { .pages = LUCID_GPA_LIMIT >> PAGE_SHIFT };
	struct lucid_part *part;
	long ret;

	if (arg->reserved || arg->dir_parent > U16_MAX || arg->dir_child > U16_MAX)
		return -EINVAL;
	part = kzalloc(sizeof(*part), GFP_KERNEL);
	if (!part)
		return -ENOMEM;
	kref_init(&part->ref);
	address_space_init_once(&part->mapping);
	part->mapping.a_ops = &empty_aops;
	mutex_init(&part->lock);
	xa_init(&part->mem);
	INIT_LIST_HEAD(&part->given);
	INIT_DELAYED_WORK(&part->revoke, lucid_share_work);
	mutex_lock(&parts_lock);
	ret = parts_closed ? -ESHUTDOWN : lucid_pages_give(part, 0, create_call, arg);
	if (!ret)
		list_add_tail(&part->node, &parts);
	mutex_unlock(&parts_lock);
	if (ret) {
		kfree(part);
		return ret;
	}
	atomic64_inc(&lucid_created);
	handle.part = part;
	arg->part = part->id;
	ret = copy_to_user(uarg, arg, sizeof(*arg)) ? -EFAULT :
						      lucid_part_fd(&handle, &part_fops, O_RDWR);
	part_put(part);
	return ret;
}
