/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The engine of disks behind an NBD server (engine.h, with libnbd). A thread of its own speaks to
 * the server, and has copies of all data: guest memory is only touched by who calls, so that memory
 * which goes away in the middle never leaves libnbd in an odd state. When the connection breaks,
 * requests wait for a new one, nbd_hold_s long, and are sent again; then they fail until there is
 * one. A server may still be at work on a write of the old connection while the new one is up: NBD
 * has no fence against that.
 */
#ifndef LUCID_VMM_NBD_H
#define LUCID_VMM_NBD_H

#include <stdbool.h>
#include <stdint.h>

/* In seconds; a test has less patience. */
extern unsigned int nbd_hold_s;

/* What the server says of its export; sizes are in bytes. */
struct nbd_export {
	uint64_t size;
	uint32_t block;		/* the smallest that it takes */
	uint32_t preferred;
	bool ro;
	bool flush;
	bool trim;
	bool zero;
};

/* Whether a disk's name is one for it: nbd://HOST[:PORT]/EXPORT, nbd+unix:///EXPORT?socket=PATH */
bool nbd_is(const char *uri);

/* engine_close() says goodbye to the server; for tests, a back end just ends. */
struct engine;
void engine_close(struct engine *e);

#endif
