// SPDX-License-Identifier: GPL-2.0-only
/*
 * Transfers of a disk by io_uring: past the page cache where the file and the request allow it,
 * through it otherwise; short ones go on where they ended.
 *
 * Buffers are not registered: a window is a mapping of a file that is neither shmem nor hugetlbfs,
 * for which Linux 6.1 answers EOPNOTSUPP ("don't support file backed memory", io_pin_pages()).
 */
#include "hv/vmm/uring.h"

#include <errno.h>
#include <stddef.h>

#include "spec/gen/lucid_abi.h"

#define SUBMISSIONS	64

/* The two registered files. */
enum { CACHED, DIRECT };

static int restrict_ring(struct io_uring *ring)
{
	struct io_uring_restriction only[] = {
		{ .opcode = IORING_RESTRICTION_SQE_OP, .sqe_op = IORING_OP_READ },
		{ .opcode = IORING_RESTRICTION_SQE_OP, .sqe_op = IORING_OP_WRITE },
		{ .opcode = IORING_RESTRICTION_SQE_OP, .sqe_op = IORING_OP_READV },
		{ .opcode = IORING_RESTRICTION_SQE_OP, .sqe_op = IORING_OP_WRITEV },
		{ .opcode = IORING_RESTRICTION_SQE_OP, .sqe_op = IORING_OP_FSYNC },
		{ .opcode = IORING_RESTRICTION_SQE_FLAGS_REQUIRED, .sqe_flags = IOSQE_FIXED_FILE },
		{ .opcode = IORING_RESTRICTION_REGISTER_OP,
		  .register_op = IORING_UNREGISTER_FILES },
	};
	int err = io_uring_register_restrictions(ring, only, sizeof(only) / sizeof(only[0]));

	return err ? err : io_uring_enable_rings(ring);
}

int uring_open(struct uring *u, const struct disk *d, unsigned int most, int event)
{
	struct io_uring_params params = { .flags = IORING_SETUP_R_DISABLED | IORING_SETUP_CQSIZE,
					  .cq_entries = most };
	const int files[] = { [CACHED] = d->fd, [DIRECT] = d->direct };
	int err = io_uring_queue_init_params(SUBMISSIONS, &u->ring, &params);

	if (err)
		return err;
	u->disk = d;
	u->flying = 0;
	err = io_uring_register_files(&u->ring, files, d->direct < 0 ? 1 : 2);
	if (!err)
		err = io_uring_register_eventfd(&u->ring, event);
	if (!err)
		err = restrict_ring(&u->ring);
	u->open = !err;
	if (err)
		io_uring_queue_exit(&u->ring);
	return err;
}

static bool may_be_direct(const struct disk *d, const struct disk_io *io)
{
	if (d->direct < 0 || io->offset % d->direct_block)
		return false;
	for (unsigned int i = 0; i < io->n; i++)
		if ((uintptr_t)io->iov[i].iov_base % d->direct_memory ||
		    io->iov[i].iov_len % d->direct_block)
			return false;
	return true;
}

/* One piece is the common case, and spares the kernel a list. */
static void prepare(struct io_uring_sqe *sqe, int file, const struct disk_io *io)
{
	bool one = io->n == 1, write = io->op == LUCID_BLK_WRITE;
	enum io_uring_op op;

	if (io->op == LUCID_BLK_FLUSH) {
		io_uring_prep_fsync(sqe, CACHED, IORING_FSYNC_DATASYNC);
		return;
	}
	op = write ? (one ? IORING_OP_WRITE : IORING_OP_WRITEV) :
		     (one ? IORING_OP_READ : IORING_OP_READV);
	io_uring_prep_rw((int)op, sqe, file, one ? io->iov->iov_base : io->iov,
			 one ? (unsigned int)io->iov->iov_len : io->n, io->offset);
	sqe->rw_flags = write && io->fua ? RWF_DSYNC : 0;
}

static void queue(struct uring *u, struct disk_io *io)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&u->ring);
	int file = CACHED;

	while (!sqe) {
		io_uring_submit(&u->ring);
		sqe = io_uring_get_sqe(&u->ring);
	}
	if (io->op != LUCID_BLK_FLUSH && may_be_direct(u->disk, io))
		file = DIRECT;
	prepare(sqe, file, io);
	io_uring_sqe_set_flags(sqe, IOSQE_FIXED_FILE);
	io_uring_sqe_set_data(sqe, io);
}

void uring_ask(struct uring *u, struct disk_io *io)
{
	u->flying++;
	queue(u, io);
}

void uring_push(struct uring *u)
{
	/* Who is awake looks for ends; an event would only make the next sleep a short one. */
	io_uring_cq_eventfd_toggle(&u->ring, false);
	/* What the kernel does not take now stays queued, and uring_arm() says so. */
	if (io_uring_sq_ready(&u->ring))
		io_uring_submit(&u->ring);
}

/* Whether it is over, with its status set. */
static bool ended(struct uring *u, struct disk_io *io, int res)
{
	if (res == -EINTR || res == -EAGAIN) {
		queue(u, io);
		return false;
	}
	io->status = res < 0 ? disk_status(-res) : LUCID_IO_OK;
	if (res < 0 || io->op == LUCID_BLK_FLUSH)
		return true;
	io->offset += (uint64_t)res;
	disk_advance(&io->iov, &io->n, (size_t)res);
	if (io->n && res) {
		queue(u, io);
		return false;
	}
	if (io->n)
		io->status = LUCID_IO_ERROR;	/* the file has become shorter */
	return true;
}

struct disk_io *uring_done(struct uring *u)
{
	struct io_uring_cqe *cqe;

	while (!io_uring_peek_cqe(&u->ring, &cqe)) {
		struct disk_io *io = io_uring_cqe_get_data(cqe);
		int res = cqe->res;

		io_uring_cqe_seen(&u->ring, cqe);
		if (ended(u, io, res)) {
			u->flying--;
			return io;
		}
	}
	return NULL;
}

bool uring_arm(struct uring *u)
{
	io_uring_cq_eventfd_toggle(&u->ring, true);
	/* The kernel publishes an end and then looks at the switch; we do both the other way. */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return io_uring_cq_ready(&u->ring) || io_uring_sq_ready(&u->ring);
}

void uring_close(struct uring *u)
{
	if (!u->open)
		return;
	while (u->flying) {
		io_uring_submit_and_wait(&u->ring, 1);
		while (uring_done(u))
			;
	}
	/* The ring goes in its own time; the files, and the lock on them, now. */
	io_uring_unregister_files(&u->ring);
	io_uring_queue_exit(&u->ring);
	u->open = false;
}
