// SPDX-License-Identifier: GPL-2.0-only
/*
 * lucid-info: print how many pages the parent has given to partitions, how many partitions were
 * created and how many ended with all pages back, as three numbers. For tests in the parent.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>

#include "spec/gen/lucid_abi.h"
#include "spec/gen/lucid_ioctl.h"

int main(int argc, char **argv)
{
	struct lucid_ioc_info info = { 0 };
	int fd = open("/dev/lucid", O_RDWR);

	(void)argc;
	(void)argv;
	if (fd < 0 || ioctl(fd, LUCID_IOC_INFO, &info)) {
		perror("/dev/lucid");
		return 1;
	}
	printf("%llu %llu %llu\n", (unsigned long long)info.pages,
	       (unsigned long long)info.created, (unsigned long long)info.destroyed);
	return 0;
}
