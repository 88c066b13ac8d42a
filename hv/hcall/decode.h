/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Argument checks that several calls share. Only hcall/hc_*.c call them.
 */
#ifndef HV_HCALL_DECODE_H
#define HV_HCALL_DECODE_H

#include "hv/core/partition.h"
#include "hv/hcall/hcall.h"

static inline bool bad_part(uint64_t id)
{
	return id == 0 || id > LUCID_MAX_PARTITIONS;
}

static inline bool bad_count(uint64_t n)
{
	return n == 0 || n > LUCID_MAX_BATCH;
}

static inline bool bad_gpa(uint64_t gpa)
{
	return gpa % PAGE_SIZE || gpa >= LUCID_GPA_LIMIT;
}

/* A run of @n pages, which is a good count, from the good address @gpa. */
static inline bool bad_gpa_run(uint64_t gpa, uint64_t n)
{
	return n > (LUCID_GPA_LIMIT - gpa) / PAGE_SIZE;
}

/* The owner table says what is RAM; here only that the run is aligned and does not wrap. */
static inline bool bad_hpa_run(uint64_t hpa, uint64_t n)
{
	return hpa % PAGE_SIZE || n - 1 > (UINT64_MAX - hpa) / PAGE_SIZE;
}

/*
 * Status of @call, made with @p being the partition of the first argument, held meanwhile.
 * @bad is the number of another argument that is to be refused, or 0.
 */
#define on_partition(c, bad, p, call) ({ \
	unsigned int bad_ = bad_part((c)->arg[0]) ? 1 : (bad); \
	struct partition *p = bad_ ? NULL : partition_get((c)->arg[0]); \
	int64_t status_ = bad_ ? hcall_inval(c, bad_) : LUCID_E_NOENT; \
	if (p) { \
		status_ = (call); \
		partition_put((c)->arg[0]); \
	} \
	status_; \
})

#endif
