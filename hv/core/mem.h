/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Transitions of pages between parent and children, as spec/mem.toml has them. hcall/
 * checks the arguments and calls; these check the states of the whole run, under
 * mem_lock, and then change it. For the parent's calls the caller holds the partition
 * (partition_get); a child's VP keeps its partition by running.
 */
#ifndef HV_CORE_MEM_H
#define HV_CORE_MEM_H

#include "hv/core/partition.h"

struct page;

int64_t mem_donate(struct partition *p, uint64_t gpa, uint64_t hpa, uint64_t n);
int64_t mem_lend(struct partition *p, uint64_t gpa, uint64_t hpa, uint64_t n,
		 unsigned int rights);
int64_t mem_pool(struct partition *p, uint64_t hpa, uint64_t n);
int64_t mem_settle(struct partition *p, uint64_t gpa, uint64_t n, uint64_t *returned);
int64_t mem_release(struct partition *p, uint64_t gpa, uint64_t n);
int64_t mem_reclaim(struct partition *p, uint64_t hpa, uint64_t n, uint64_t *done);
/* For both: state in bits 7:0, the parent's rights in 15:8. */
int64_t mem_query(struct partition *p, uint64_t gpa, uint64_t *state, uint64_t *hpa);

int64_t mem_share(struct partition *p, uint64_t gpa, uint64_t n, unsigned int rights);
int64_t mem_unshare(struct partition *p, uint64_t gpa, uint64_t n);
int64_t mem_return(struct partition *p, uint64_t gpa, uint64_t n);

/* The rest is for core/ itself (mem_own() for exit/child_kvm.c too), under mem_lock. */

/*
 * Take pages from the parent for the hypervisor's own use: LUCID_OK when they are TAKEN
 * by @p (NULL: by no partition yet) and no CPU can reach them any more. A status of
 * refusal has changed nothing; LUCID_E_AGAIN has taken them, and wants to be called again.
 */
int64_t mem_take(struct partition *p, uint64_t hpa, uint64_t n);
/* TAKEN pages become HV, owned by partition @id. */
void mem_taken_to_hv(uint64_t hpa, uint64_t n, uint32_t id);

/* Scrubs a page of @p, unless it was lent, and makes it the parent's. The control page ends @p. */
void mem_give_back(struct partition *p, uint64_t hpa);

/* The page mapped at @gpa of a child, and its address; NULL: nothing is. */
struct page *mem_at(struct partition *p, uint64_t gpa, uint64_t *hpa);
/*
 * The same, only if it is the child's own and nothing is in progress with it (CHILD or
 * SHARED): what page_use() may be called for.
 */
struct page *mem_own(struct partition *p, uint64_t gpa, uint64_t *hpa);

#endif
