// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptors whose mappings show a child's memory: the partition's own and windows. All of
 * one partition have the same address_space, so one unmap_mapping_range() reaches every
 * mapping, in whatever process; a window's offsets become GPAs when it is mapped. The
 * partition's ioctls make windows, page faults come here.
 */
#include "hv/parent/parent.h"

/* The page comes with a reference and so stays put until it is mapped; see share.c. */
static vm_fault_t window_fault(struct vm_fault *vmf)
{
	vmf->page = lucid_share_get(vmf->vma->vm_private_data, vmf->pgoff, LUCID_RIGHT_READ);
	return vmf->page ? 0 : VM_FAULT_SIGBUS;
}

/* The first write: pages are mapped read-only before, as they may be shared so. */
static vm_fault_t window_mkwrite(struct vm_fault *vmf)
{
	struct page *page = lucid_share_get(vmf->vma->vm_private_data, vmf->pgoff,
					    LUCID_RIGHT_READ | LUCID_RIGHT_WRITE);

	if (!page)
		return VM_FAULT_SIGBUS;
	lock_page(vmf->page);
	put_page(page);
	return VM_FAULT_LOCKED;
}

static const struct vm_operations_struct window_vm_ops = {
	.fault = window_fault,
	.page_mkwrite = window_mkwrite,
};

int lucid_window_map(struct file *file, struct vm_area_struct *vma)
{
	struct lucid_handle *win = file->private_data;

	if (!(vma->vm_flags & VM_MAYSHARE) || vma_pages(vma) > win->pages ||
	    vma->vm_pgoff > win->pages - vma_pages(vma))
		return -EINVAL;
	vma->vm_pgoff += win->first;
	vma->vm_flags |= VM_DONTEXPAND | VM_DONTDUMP;
	vma->vm_private_data = win->part;
	vma->vm_ops = &window_vm_ops;
	return 0;
}

static const struct file_operations window_fops = {
	.owner = THIS_MODULE,
	.mmap = lucid_window_map,
	.release = lucid_part_close,
};

/* A read-only window is a read-only file: the kernel then never maps it writable. */
int lucid_window_create(struct lucid_part *part, const struct lucid_ioc_mem *arg)
{
	bool write = arg->rights == (LUCID_RIGHT_READ | LUCID_RIGHT_WRITE);
	struct lucid_handle win = {
		.part = part,
		.first = arg->gpa >> PAGE_SHIFT,
		.pages = arg->size >> PAGE_SHIFT,
	};

	if (!lucid_mem_valid(arg) || (arg->rights != LUCID_RIGHT_READ && !write))
		return -EINVAL;
	return lucid_part_fd(&win, &window_fops, write ? O_RDWR : O_RDONLY);
}
