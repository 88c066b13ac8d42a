// SPDX-License-Identifier: GPL-2.0-only
/*
 * Virtual processors: made by the partition's ioctl, each with a descriptor of its own whose
 * mapping is the run page; kicked by whoever has an interrupt for them, in any context.
 */
#include "hv/parent/parent.h"

/*
 * Makes the VP look at its interrupts again: wakes its thread if it sleeps in a halt, or gets
 * it out of the child if it runs there.
 */
static void vp_kick(struct lucid_vp *vp)
{
	int cpu;

	WRITE_ONCE(vp->woken, true);
	/* Its barrier also orders the store above before the load of cpu; see vp_enter(). */
	if (wq_has_sleeper(&vp->wq))
		wake_up(&vp->wq);
	cpu = READ_ONCE(vp->cpu);
	if (cpu >= 0)
		smp_send_reschedule(cpu);
}

/* Any context; VPs that do not exist are passed over. */
void lucid_vp_kick(struct lucid_part *part, u64 mask)
{
	struct lucid_vp *vp;

	for (mask &= GENMASK_ULL(LUCID_MAX_VPS - 1, 0); mask; mask &= mask - 1) {
		vp = smp_load_acquire(&part->vps[__ffs64(mask)]);
		if (vp)
			vp_kick(vp);
	}
}

static long vp_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct lucid_handle *handle = file->private_data;
	struct lucid_vp *vp = handle->vp;
	u64 part = handle->part->id;
	long ret = -ENOTTY;

	if (!mutex_trylock(&vp->lock))
		return -EBUSY;
	if (READ_ONCE(handle->part->dead))
		ret = -ENODEV;
	else if (cmd == LUCID_IOC_VP_RUN)
		ret = lucid_vp_run(vp);
	else if (cmd == LUCID_IOC_VP_SET)
		ret = lucid_errno(lucid_hc_vp_set(part, vp->index));
	else if (cmd == LUCID_IOC_VP_GET)
		ret = lucid_errno(lucid_hc_vp_get(part, vp->index));
	mutex_unlock(&vp->lock);
	return ret;
}

/* The run page lies behind all GPAs in the partition's address_space: it is never unmapped. */
static int vp_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct lucid_handle *handle = file->private_data;

	if (!(vma->vm_flags & VM_MAYSHARE) || vma->vm_pgoff || vma_pages(vma) != 1)
		return -EINVAL;
	vma->vm_pgoff = (LUCID_GPA_LIMIT >> PAGE_SHIFT) + handle->vp->index;
	vma->vm_flags |= VM_DONTEXPAND | VM_DONTDUMP;
	return vm_insert_page(vma, vma->vm_start, virt_to_page(handle->vp->run));
}

static const struct file_operations vp_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = vp_ioctl,
	.mmap = vp_mmap,
	.release = lucid_part_close,
};

static s64 create_call(struct lucid_part *part, u64 hpa, void *arg)
{
	struct lucid_vp *vp = arg;

	return lucid_hc_vp_create(part->id, vp->index, hpa, virt_to_phys(vp->run));
}

static int vp_make(struct lucid_part *part, u32 index)
{
	struct lucid_vp *vp = kzalloc(sizeof(*vp), GFP_KERNEL);
	int ret = -ENOMEM;

	if (!vp)
		return -ENOMEM;
	vp->part = part;
	vp->index = index;
	vp->cpu = -1;
	mutex_init(&vp->lock);
	init_waitqueue_head(&vp->wq);
	vp->run = (struct lucid_run *)get_zeroed_page(GFP_KERNEL);
	if (vp->run)
		ret = lucid_pages_give(part, ilog2(LUCID_VP_PAGES), create_call, vp);
	if (ret) {
		lucid_vp_free(vp);
		return ret;
	}
	smp_store_release(&part->vps[index], vp);
	part->nr_vps++;
	return 0;
}

void lucid_vp_free(struct lucid_vp *vp)
{
	if (vp)
		free_page((unsigned long)vp->run);
	kfree(vp);
}

/* A VP that lost its descriptor, or never got one, stays until the partition ends. */
int lucid_vp_add(struct lucid_part *part, unsigned long index)
{
	struct lucid_handle handle = { .part = part };
	int ret;

	if (index >= LUCID_MAX_VPS)
		return -EINVAL;
	mutex_lock(&part->lock);
	if (part->dead)
		ret = -ENODEV;
	else if (part->vps[index])
		ret = -EEXIST;
	else
		ret = vp_make(part, index);
	handle.vp = part->vps[index];
	mutex_unlock(&part->lock);
	return ret ? ret : lucid_part_fd(&handle, &vp_fops, O_RDWR);
}
