// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is proved of the devices' protocols, as contracts, for Frama-C WP; tests/proof/ring-wp runs
 * it. Every field of a slot or of a list of segments may have any value. Together: no access
 * outside of what is given, no overflow, no division by zero, an end to every loop; and what a
 * check lets through is inside of its windows, disk and limits [BLK-2] [BLK-3] [NET-1].
 */
#include <stdint.h>
#include "spec/gen/lucid_abi.h"
#include "tests/proof/wp/ring.c"
#include "ring/blk.h"
#include "ring/console.h"
#include "ring/net.h"

/*@ predicate inside(struct lucid_windows *w, struct lucid_seg *s) =
      s->len > 0 && s->window < LUCID_DEV_WINDOWS && s->offset + s->len <= w->bytes[s->window];
    predicate list(struct lucid_windows *w, struct lucid_seg *s, integer n) =
      \forall integer k; 0 <= k < n ==> inside(w, s + k);
    predicate answer(integer result) = -7 <= result <= 5;
    predicate blk_ok(struct lucid_blk_terms *t) =
      t->config.logical == 512 || t->config.logical == 4096; */

/*@ requires \valid_read(seg) && \valid_read(sizes + (0 .. nwin - 1));
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures \result == 0 || \result == -LUCID_CLOSE_BAD_ADDRESS;
    ensures \result == 0 ==> seg->window < nwin &&
      seg->offset + seg->len <= sizes[seg->window]; */
static inline int lucid_window_check(const uint64_t *sizes, uint32_t nwin,
				     const struct lucid_seg *seg);

/*@ requires \valid_read(seg) && \valid_read(windows);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures -7 <= \result <= 0;
    ensures \result == 0 ==> seg->len > 0 && seg->window < LUCID_DEV_WINDOWS &&
      seg->offset + seg->len <= windows->bytes[seg->window]; */
static inline int lucid_seg_check(const struct lucid_windows *windows,
				  const struct lucid_seg *seg, uint32_t right);

/*@ requires \valid_read(list) && \valid_read(windows) && n <= 65535;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures -7 <= \result <= 0;
    ensures \result == 0 ==> list->len == 16 * n && list->window < LUCID_DEV_WINDOWS &&
      list->offset + 16 * n <= windows->bytes[list->window]; */
static inline int lucid_list_check(const struct lucid_windows *windows,
				   const struct lucid_seg *list, uint32_t n);

/*@ requires \valid(windows) && \valid_read(answer + (0 .. LUCID_DEV_WINDOWS - 1));
    requires \separated(windows, answer + (0 .. LUCID_DEV_WINDOWS - 1));
    terminates \true;
    exits \false;
    assigns *windows;
    ensures answer(\result);
    ensures \forall integer k; 0 <= k < LUCID_DEV_WINDOWS ==>
      windows->bytes[k] <= LUCID_GPA_LIMIT; */
static inline int lucid_windows_init(struct lucid_windows *windows,
				     const struct lucid_window *answer);

/*@ requires \valid_read(windows) && \valid_read(segs + (0 .. n - 1)) && \valid(total);
    requires \separated(total, windows) && \separated(total, segs + (0 .. n - 1));
    terminates \true;
    exits \false;
    assigns *total;
    ensures -7 <= \result <= 0;
    ensures \result == 0 ==> list(windows, segs, n) && *total <= n * 0xffffffff; */
static inline int lucid_segs_check(const struct lucid_windows *windows,
				   const struct lucid_seg *segs, uint32_t n, uint32_t right,
				   uint64_t *total);

/*@ requires \valid_read(done);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures \result == 0 || \result == -LUCID_CLOSE_BAD_FIELD;
    ensures \result == 0 ==> done->status <= LUCID_IO_NOSPACE && done->info == 0; */
static inline int lucid_done_check(const struct lucid_done *done);

/*@ requires \valid_read(config);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures \result == 0 || \result == -LUCID_CLOSE_BAD_FIELD;
    ensures \result == 0 ==> (config->logical == 512 || config->logical == 4096) &&
      1 <= config->max_segs <= LUCID_BLK_MAX_SEGS && config->max_bytes >= LUCID_PAGE_SIZE &&
      config->physical >= config->logical && config->sectors * 512 < 0x8000000000000000; */
static inline int lucid_blk_config_check(const struct lucid_blk_config *config);

/*@ requires \valid_read(terms) && blk_ok(terms);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures \result == 0 || \result == LUCID_IO_INVALID;
    ensures \result == 0 ==> sector + count <= terms->config.sectors; */
static inline int lucid_blk_check_range(const struct lucid_blk_terms *terms, uint64_t sector,
					uint64_t count);

/*@ requires \valid_read(terms) && blk_ok(terms) && \valid_read(req) && \valid(total);
    requires \valid_read(segs + (0 .. req->nseg - 1));
    requires \separated(total, terms) && \separated(total, req);
    requires \separated(total, segs + (0 .. req->nseg - 1));
    terminates \true;
    exits \false;
    assigns *total;
    ensures answer(\result);
    ensures \result == 0 ==> list(&terms->windows, segs, req->nseg) &&
      *total <= terms->config.max_bytes && req->sector + *total / 512 <= terms->config.sectors; */
static inline int lucid_blk_check_segs(const struct lucid_blk_terms *terms,
				       const struct lucid_blk_req *req,
				       const struct lucid_seg *segs, uint64_t *total);

/*@ requires \valid_read(terms) && blk_ok(terms) && \valid_read(req);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures answer(\result);
    ensures \result == 0 ==> 1 <= req->nseg <= terms->config.max_segs;
    ensures \result == 0 ==> ((req->flags & LUCID_BLK_INDIRECT) == 0 ?
      req->nseg <= LUCID_BLK_SEGS && list(&terms->windows, &req->seg[0], req->nseg) :
      req->nseg <= LUCID_BLK_MAX_SEGS && inside(&terms->windows, &req->seg[0]) &&
      req->seg[0].len == 16 * req->nseg); */
static inline int lucid_blk_check_rw(const struct lucid_blk_terms *terms,
				     const struct lucid_blk_req *req);

/*@ requires \valid_read(terms) && blk_ok(terms) && \valid_read(req);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures answer(\result);
    ensures \result == 0 ==> req->nseg == 0; */
static inline int lucid_blk_check_flush(const struct lucid_blk_terms *terms,
					const struct lucid_blk_req *req);

/*@ requires \valid_read(terms) && blk_ok(terms) && \valid_read(req);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures answer(\result);
    ensures \result == 0 ==> req->nseg == 0 &&
      req->sector + req->sectors <= terms->config.sectors; */
static inline int lucid_blk_check_erase(const struct lucid_blk_terms *terms,
					const struct lucid_blk_req *req);

/*@ requires \valid_read(terms) && blk_ok(terms) && \valid_read(req);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures answer(\result);
    ensures known: \result == 0 ==> req->op <= LUCID_BLK_ZEROES;
    ensures data: \result == 0 && (req->op == LUCID_BLK_READ || req->op == LUCID_BLK_WRITE) ==>
      ((req->flags & LUCID_BLK_INDIRECT) == 0 ?
       req->nseg <= LUCID_BLK_SEGS && list(&terms->windows, &req->seg[0], req->nseg) :
       req->nseg <= LUCID_BLK_MAX_SEGS && inside(&terms->windows, &req->seg[0]) &&
       req->seg[0].len == 16 * req->nseg);
    ensures erase: \result == 0 && (req->op == LUCID_BLK_DISCARD || req->op == LUCID_BLK_ZEROES)
      ==> req->sector + req->sectors <= terms->config.sectors; */
static inline int lucid_blk_check(const struct lucid_blk_terms *terms,
				  const struct lucid_blk_req *req);

/*@ terminates \true;
    exits \false;
    assigns \nothing; */
static inline uint64_t lucid_net_rx_offloads(uint64_t features);

/*@ terminates \true;
    exits \false;
    assigns \nothing; */
static inline uint64_t lucid_net_gso_feature(uint32_t gso_type);

/*@ requires \valid_read(hdr);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures 0 <= \result <= 5;
    ensures \result == 0 && (hdr->flags & LUCID_NET_HDR_CSUM) != 0 ==>
      hdr->csum_start + hdr->csum_offset + 2 <= len;
    ensures \result == 0 && hdr->gso_type != LUCID_NET_GSO_NONE ==>
      hdr->gso_size > 0 && hdr->hdr_len <= len; */
static inline int lucid_net_hdr_check(const struct lucid_net_hdr *hdr, uint32_t len,
				      uint64_t offloads);

/*@ requires \valid_read(terms) && \valid_read(tx) && \valid(total);
    requires \valid_read(segs + (0 .. tx->nseg - 1));
    requires \separated(total, terms) && \separated(total, tx);
    requires \separated(total, segs + (0 .. tx->nseg - 1));
    terminates \true;
    exits \false;
    assigns *total;
    ensures answer(\result);
    ensures \result == 0 ==> list(&terms->windows, segs, tx->nseg) &&
      LUCID_NET_MIN_FRAME <= *total <= LUCID_NET_MAX_FRAME; */
static inline int lucid_net_tx_check_segs(const struct lucid_net_terms *terms,
					  const struct lucid_net_tx *tx,
					  const struct lucid_seg *segs, uint64_t *total);

/*@ requires \valid_read(terms) && \valid_read(tx);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures answer(\result);
    ensures \result == 0 ==> 1 <= tx->nseg && ((tx->flags & LUCID_NET_INDIRECT) == 0 ?
      tx->nseg <= LUCID_NET_SEGS && list(&terms->windows, &tx->seg[0], tx->nseg) :
      tx->nseg <= LUCID_NET_MAX_SEGS && inside(&terms->windows, &tx->seg[0]) &&
      tx->seg[0].len == 16 * tx->nseg); */
static inline int lucid_net_tx_check(const struct lucid_net_terms *terms,
				     const struct lucid_net_tx *tx);

/*@ requires \valid_read(terms) && \valid_read(buf);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures answer(\result);
    ensures \result == 0 ==> inside(&terms->windows, &buf->seg) &&
      buf->seg.len >= LUCID_NET_MIN_FRAME; */
static inline int lucid_net_buf_check(const struct lucid_net_terms *terms,
				      const struct lucid_net_buf *buf);

/*@ requires \valid_read(frame);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures answer(\result);
    ensures \result == 0 ==> frame->len <= size && before + frame->len <= LUCID_NET_MAX_FRAME; */
static inline int lucid_net_frame_check(const struct lucid_net_frame *frame, uint32_t size,
					uint32_t before);

/*@ requires \valid_read(text);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures \result == 0 || \result == -LUCID_CLOSE_BAD_LENGTH;
    ensures \result == 0 ==> 1 <= text->len <= 52; */
static inline int lucid_text_check(const struct lucid_text *text);

/*@ requires \valid_read(credit);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures \result == 0 || \result == -LUCID_CLOSE_BAD_FIELD; */
static inline int lucid_credit_check(const struct lucid_done *credit);
