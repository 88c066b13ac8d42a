// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory of ours that the parent may see: boot-services pages, shared, and taken back before
 * anybody else gets them. In an open guest the parent sees everything, and only the rings, which it
 * may not write, need a call.
 */
#include "guest/uefi/lucid.h"
#include "spec/gen/lucid_names.h"

#define LUCID_RW	(LUCID_RIGHT_READ | LUCID_RIGHT_WRITE)

/* The parent gets these rights to the first pages; 0: it is asked to let go. */
static bool lucid_region_call(const struct lucid_region *region, uint32_t pages, uint64_t rights,
			      uint32_t *done)
{
	int64_t status;
	uint32_t n;

	for (*done = 0; *done < pages; *done += n) {
		uint64_t gpa = (uintptr_t)region->va + (uint64_t)*done * LUCID_PAGE_SIZE;

		n = pages - *done < LUCID_MAX_BATCH ? pages - *done : LUCID_MAX_BATCH;
		status = rights ? arch_share(gpa, n, rights) : arch_unshare(gpa, n);
		if (!status)
			continue;
		lucid_say("cannot %s %u pages at %x: %s", rights ? "share" : "unshare", n, gpa,
			  lucid_status_name(status));
		return false;
	}
	return true;
}

struct lucid_revoked {
	uint64_t gpa;			/* first page that is not known to be private */
	uint64_t end;
};

static bool lucid_region_private(void *arg)
{
	struct lucid_revoked *r = arg;
	uint64_t state;

	for (; r->gpa < r->end; r->gpa += LUCID_PAGE_SIZE)
		if (arch_page_state(r->gpa, &state) || (state & 0xff) != LUCID_PAGE_CHILD)
			return false;
	return true;
}

/* Takes the first pages back; false: the parent keeps some of them. */
static bool lucid_region_revoke(struct lucid_region *region, uint32_t pages)
{
	uint64_t gpa = (uintptr_t)region->va;
	struct lucid_revoked r = { gpa, gpa + (uint64_t)pages * LUCID_PAGE_SIZE };
	uint32_t done;

	if (lucid_is_open())
		return region->rights == LUCID_RW ||
		       lucid_region_call(region, pages, LUCID_RW, &done);
	return lucid_region_call(region, pages, 0, &done) &&
	       lucid_wait(lucid_region_private, &r, LUCID_PORT_SYSTEM);
}

EFI_STATUS lucid_region_share(struct lucid_region *region)
{
	uint32_t done = 0;

	if (lucid_is_open() && region->rights == LUCID_RW)
		return EFI_SUCCESS;
	if (lucid_region_call(region, region->pages, region->rights, &done))
		return EFI_SUCCESS;
	region->pages = done;
	lucid_region_withdraw(region);
	return EFI_DEVICE_ERROR;
}

EFI_STATUS lucid_region_alloc(struct lucid_region *region, uint32_t pages, uint64_t rights)
{
	EFI_PHYSICAL_ADDRESS at;
	EFI_STATUS status;

	status = lucid_bs->AllocatePages(AllocateAnyPages, EfiBootServicesData, pages, &at);
	if (EFI_ERROR(status))
		return status;
	region->va = (uint8_t *)(uintptr_t)at;
	region->pages = pages;
	region->rights = rights;
	memset(region->va, 0, (size_t)pages * LUCID_PAGE_SIZE);
	status = lucid_region_share(region);
	if (!EFI_ERROR(status))
		return EFI_SUCCESS;
	lucid_bs->FreePages(at, pages);
	memset(region, 0, sizeof(*region));
	return status;
}

/*
 * Whoever gets these pages next takes them for private; a loader or kernel can be told of no others
 * once the memory map is fixed. So rather than pass a shared page on the guest ends here.
 */
void lucid_region_withdraw(struct lucid_region *region)
{
	if (!region->rights)
		return;
	if (!lucid_region_revoke(region, region->pages)) {
		lucid_say("the parent does not give back %u pages at %x", region->pages,
			  (uint64_t)(uintptr_t)region->va);
		arch_stop(LUCID_STOP_CRASH, LUCID_CLOSE_TIMEOUT);
	}
	region->rights = 0;
}

void lucid_region_free(struct lucid_region *region)
{
	if (!region->va)
		return;
	lucid_region_withdraw(region);
	lucid_bs->FreePages((uintptr_t)region->va, region->pages);
	memset(region, 0, sizeof(*region));
}
