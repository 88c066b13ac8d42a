/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The block protocol: channels of the right shape, and what a disk's back end accepts. For the
 * block back ends and drivers. Arguments are private copies; a check gives 0, a positive enum
 * lucid_io_status to answer with, or minus the enum lucid_close to close the channel with.
 */
#ifndef LUCID_RING_BLK_H
#define LUCID_RING_BLK_H

#include "done.h"
#include "window.h"

/* What both sides agreed on, in private memory. */
struct lucid_blk_terms {
	struct lucid_blk_config config;
	uint64_t features;		/* accepted ones */
	struct lucid_windows windows;
};

static inline lucid_must_check int lucid_blk_front_init(struct lucid_front *front, void *sub,
							const void *comp, uint32_t order,
							uint32_t *ids)
{
	return lucid_front_init(front, sub, comp, order, sizeof(struct lucid_blk_req),
				sizeof(struct lucid_done), ids);
}

static inline lucid_must_check int lucid_blk_back_init(struct lucid_back *back, void *comp,
						       const void *sub, uint32_t order,
						       uint32_t *busy)
{
	return lucid_back_init(back, comp, sub, order, sizeof(struct lucid_blk_req),
			       sizeof(struct lucid_done), busy);
}

static inline lucid_must_check int lucid_blk_submit(struct lucid_front *front,
						    const struct lucid_blk_req *req)
{
	return lucid_front_submit_sized(front, req, sizeof(*req));
}

static inline lucid_must_check int lucid_blk_take(struct lucid_back *back,
						  struct lucid_blk_req *req)
{
	return lucid_back_take_sized(back, req, sizeof(*req));
}

/* The front end's look at an offer: 0, or -LUCID_CLOSE_BAD_FIELD. */
static inline lucid_must_check int lucid_blk_config_check(const struct lucid_blk_config *config)
{
	uint32_t logical = config->logical, physical = config->physical;

	if ((logical != LUCID_SECTOR && logical != 4096) || config->reserved)
		return -LUCID_CLOSE_BAD_FIELD;
	if (physical < logical || physical & (physical - 1))
		return -LUCID_CLOSE_BAD_FIELD;
	if (config->io_min % logical || config->io_opt % logical || config->discard % logical)
		return -LUCID_CLOSE_BAD_FIELD;
	/* Its bytes fit into a signed 64-bit offset. */
	if (config->sectors >= 1ULL << 54 ||
	    config->sectors % (logical / LUCID_SECTOR))
		return -LUCID_CLOSE_BAD_FIELD;
	if (!config->max_segs || config->max_segs > LUCID_BLK_MAX_SEGS ||
	    config->max_bytes < LUCID_PAGE_SIZE || config->max_bytes % logical)
		return -LUCID_CLOSE_BAD_FIELD;
	return 0;
}

/* Whole blocks inside the disk? 0 or LUCID_IO_INVALID. */
static inline int lucid_blk_check_range(const struct lucid_blk_terms *terms, uint64_t sector,
					uint64_t count)
{
	uint32_t block = terms->config.logical / LUCID_SECTOR;
	uint64_t size = terms->config.sectors;

	if (sector % block || count % block || count > size || sector > size - count)
		return LUCID_IO_INVALID;
	return 0;
}

/*
 * READ and WRITE: the data segments, req->seg or the copied indirect list, req->nseg of them.
 * Afterwards @total is the sum of their lengths.
 */
static inline lucid_must_check int lucid_blk_check_segs(const struct lucid_blk_terms *terms,
							const struct lucid_blk_req *req,
							const struct lucid_seg *segs,
							uint64_t *total)
{
	uint32_t right = req->op == LUCID_BLK_READ ? LUCID_RIGHT_WRITE : LUCID_RIGHT_READ;
	uint32_t i;
	int err = lucid_segs_check(&terms->windows, segs, req->nseg, right, total);

	if (err)
		return err;
	if (*total > terms->config.max_bytes)
		return -LUCID_CLOSE_BAD_LENGTH;
	/*@ loop invariant 0 <= i <= req->nseg;
	    loop assigns i;
	    loop variant req->nseg - i; */
	for (i = 0; i < req->nseg; i++)
		if (segs[i].len % terms->config.logical)
			return LUCID_IO_INVALID;
	return lucid_blk_check_range(terms, req->sector, *total / LUCID_SECTOR);
}

static inline int lucid_blk_check_rw(const struct lucid_blk_terms *terms,
				     const struct lucid_blk_req *req)
{
	bool indirect = req->flags & LUCID_BLK_INDIRECT;
	uint32_t most = indirect ? LUCID_BLK_MAX_SEGS : LUCID_BLK_SEGS;
	uint64_t total;

	if (req->sectors || (req->op == LUCID_BLK_READ && req->flags & LUCID_BLK_FUA))
		return -LUCID_CLOSE_BAD_FIELD;
	if (!req->nseg || req->nseg > most || req->nseg > terms->config.max_segs)
		return -LUCID_CLOSE_BAD_LENGTH;
	if (req->op == LUCID_BLK_WRITE && terms->features & LUCID_BLK_F_RO)
		return LUCID_IO_PROTECTED;
	if (req->flags & LUCID_BLK_FUA && !(terms->features & LUCID_BLK_F_FLUSH))
		return LUCID_IO_UNSUPPORTED;
	if (!indirect)
		return lucid_blk_check_segs(terms, req, req->seg, &total);
	if (!(terms->features & LUCID_BLK_F_INDIRECT))
		return LUCID_IO_UNSUPPORTED;
	return lucid_list_check(&terms->windows, &req->seg[0], req->nseg);
}

static inline int lucid_blk_check_flush(const struct lucid_blk_terms *terms,
					const struct lucid_blk_req *req)
{
	if (req->flags || req->sectors)
		return -LUCID_CLOSE_BAD_FIELD;
	if (req->nseg)
		return -LUCID_CLOSE_BAD_LENGTH;
	return terms->features & LUCID_BLK_F_FLUSH ? 0 : LUCID_IO_UNSUPPORTED;
}

static inline int lucid_blk_check_erase(const struct lucid_blk_terms *terms,
					const struct lucid_blk_req *req)
{
	bool zeroes = req->op == LUCID_BLK_ZEROES;

	if (req->flags & ~(zeroes ? LUCID_BLK_FUA : 0))
		return -LUCID_CLOSE_BAD_FIELD;
	if (req->nseg || !req->sectors)
		return -LUCID_CLOSE_BAD_LENGTH;
	if (!(terms->features & (zeroes ? LUCID_BLK_F_ZEROES : LUCID_BLK_F_DISCARD)))
		return LUCID_IO_UNSUPPORTED;
	if (req->flags & LUCID_BLK_FUA && !(terms->features & LUCID_BLK_F_FLUSH))
		return LUCID_IO_UNSUPPORTED;
	if (terms->features & LUCID_BLK_F_RO)
		return LUCID_IO_PROTECTED;
	return lucid_blk_check_range(terms, req->sector, req->sectors);
}

/*
 * Everything about a request, but the segments of an indirect one (flags has INDIRECT): copy
 * those with lucid_list_copy(), then call lucid_blk_check_segs(). The id is lucid_back_take()'s.
 */
static inline lucid_must_check int lucid_blk_check(const struct lucid_blk_terms *terms,
						   const struct lucid_blk_req *req)
{
	if (req->reserved[0] || req->reserved[1] ||
	    req->flags & ~(LUCID_BLK_FUA | LUCID_BLK_INDIRECT))
		return -LUCID_CLOSE_BAD_FIELD;
	switch (req->op) {
	case LUCID_BLK_READ:
	case LUCID_BLK_WRITE:
		return lucid_blk_check_rw(terms, req);
	case LUCID_BLK_FLUSH:
		return lucid_blk_check_flush(terms, req);
	case LUCID_BLK_DISCARD:
	case LUCID_BLK_ZEROES:
		return lucid_blk_check_erase(terms, req);
	}
	return LUCID_IO_UNSUPPORTED;
}

#endif
