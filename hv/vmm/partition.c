// SPDX-License-Identifier: GPL-2.0-only
/*
 * A partition as /dev/lucid gives it; spec/dev.toml says what each call does.
 */
#include "hv/vmm/partition.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "spec/gen/lucid_ioctl.h"

int partition_create(struct partition *p, bool open_memory, uint64_t dir_gpa, uint32_t dir_pages)
{
	struct lucid_ioc_create arg = {
		.flags = open_memory ? LUCID_PARTITION_OPEN : 0,
		.dir_gpa = dir_gpa,
		.dir_parent = dir_pages,
		.dir_child = dir_pages,
	};

	p->fd = -1;
	p->dev = open("/dev/lucid", O_RDWR | O_CLOEXEC);
	if (p->dev < 0)
		return -1;
	p->fd = ioctl(p->dev, LUCID_IOC_CREATE, &arg);
	if (p->fd < 0)
		return -1;
	p->id = arg.part;
	return 0;
}

void partition_close(struct partition *p)
{
	if (p->fd >= 0)
		close(p->fd);
	if (p->dev >= 0)
		close(p->dev);
	p->fd = -1;
	p->dev = -1;
}

int partition_add(const struct partition *p, uint64_t gpa, uint64_t size)
{
	struct lucid_ioc_mem arg = { .gpa = gpa, .size = size };

	return ioctl(p->fd, LUCID_IOC_MEM_ADD, &arg);
}

int partition_lend(const struct partition *p, uint64_t gpa, uint64_t size, uint32_t rights)
{
	struct lucid_ioc_mem arg = { .gpa = gpa, .size = size, .rights = rights };

	return ioctl(p->fd, LUCID_IOC_MEM_LEND, &arg);
}

int partition_donate(const struct partition *p)
{
	int ret;

	/* Long: the module works in steps and looks for signals between them. */
	do
		ret = ioctl(p->fd, LUCID_IOC_DONATE);
	while (ret < 0 && errno == EINTR);
	return ret;
}

void *partition_map(const struct partition *p, uint64_t gpa, uint64_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, p->fd, (off_t)gpa);

	return at == MAP_FAILED ? NULL : at;
}

int partition_window(const struct partition *p, uint64_t gpa, uint64_t size, uint32_t rights)
{
	struct lucid_ioc_mem arg = { .gpa = gpa, .size = size, .rights = rights };

	return ioctl(p->fd, LUCID_IOC_WINDOW, &arg);
}

int partition_port(const struct partition *p, uint32_t port, uint32_t flags, int eventfd)
{
	struct lucid_ioc_port arg = { .port = port, .flags = flags, .fd = eventfd };

	return ioctl(p->fd, LUCID_IOC_PORT, &arg);
}

int partition_info(int fd, struct lucid_ioc_info *info)
{
	return ioctl(fd, LUCID_IOC_INFO, info);
}

int partition_vp(const struct partition *p, unsigned int index)
{
	return ioctl(p->fd, LUCID_IOC_VP_ADD, (unsigned long)index);
}

struct lucid_run *partition_run_page(int vp)
{
	void *at = mmap(NULL, sizeof(struct lucid_run), PROT_READ | PROT_WRITE, MAP_SHARED, vp, 0);

	return at == MAP_FAILED ? NULL : at;
}

int partition_vp_get(int vp)
{
	return ioctl(vp, LUCID_IOC_VP_GET);
}

int partition_vp_set(int vp)
{
	return ioctl(vp, LUCID_IOC_VP_SET);
}

int partition_vp_run(int vp)
{
	return ioctl(vp, LUCID_IOC_VP_RUN);
}
