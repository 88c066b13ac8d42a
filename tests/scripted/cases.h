/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tables of misdeeds, and who commits them: each function takes a table and makes one case of each
 * row. What belongs to disks is in blk*.c, to cards in net*.c, to the system device in system.c;
 * the rest is for all.
 */
#ifndef LUCID_SCRIPTED_CASES_H
#define LUCID_SCRIPTED_CASES_H

#include "tests/scripted/rig.h"

#define COUNT(table)	(sizeof(table) / sizeof((table)[0]))

/* One field of an entry in the directory gets another value. */
struct patch {
	const char *name;
	size_t offset, size;
	uint64_t value;
	const char *says;	/* what the child's kernel is to say, NULL: nothing in particular */
};

#define SIZE_OF(type, field)	sizeof(((type *)0)->field)
#define PATCH(text, field, value, says) \
	{ text, offsetof(struct lucid_dir_dev, field), SIZE_OF(struct lucid_dir_dev, field), \
	  value, says }
#define CONFIG(text, type, field, value, says) \
	{ text, offsetof(struct lucid_dir_dev, config) + offsetof(type, field), \
	  SIZE_OF(type, field), value, says }

/* A new offer with a wrong field: the child does without the device until there is a good one. */
void offer_cases(struct rig *r, struct victim *v, const struct patch *p, size_t n);

/*
 * The entry changes while requests are held: the child closes, and they end with an error, or wait
 * for the next offer if it can be expected.
 */
void turn_cases(struct rig *r, struct victim *v, const struct patch *p, size_t n);

/* The entry changes, but stays READY: nothing that was agreed on changes with it. */
void change_cases(struct rig *r, struct victim *v, const struct patch *p, size_t n);

/* Completions that should not be. */
struct breach {
	const char *name;
	unsigned int channel;
	bool early;		/* for nothing that was submitted */
	unsigned int more;	/* so many more submissions, the same for each */
	unsigned int again;	/* so many more for the last one */
	uint32_t id;		/* to be added to the right one, as tag is */
	uint32_t tag;
	uint32_t closed;	/* no completion, but this in the control line */
	union {
		struct lucid_done done;
		struct lucid_net_frame frame;
		uint32_t word[16];
	};
	uint32_t reason;	/* of the child; LUCID_CLOSE_OPEN: the channel goes on */
	const char *says;	/* instead of that the parent broke the protocol */
	const char *then;	/* child's command, to look at what came of it */
};

void breach_cases(struct rig *r, struct victim *v, const struct breach *b, size_t n);

/* Anything else. */
struct deed {
	const char *name;
	void (*commit)(struct rig *r, struct victim *v);
};

void deed_cases(struct rig *r, struct victim *v, const struct deed *d, size_t n);

/* What any driver has to stand: shared.c, with storms.c, silence.c, clashes.c. */
void shared_cases(struct rig *r, struct victim *v);
void storm_cases(struct rig *r, struct victim *v);
void silence_cases(struct rig *r, struct victim *v);
void clash_cases(struct rig *r, struct victim *v);

/* What the bus has to stand, whatever the device. */
void bus_cases(struct rig *r, struct victim *v);

/* Completions of a disk: blk_done.c; of a card: net_frames.c, net_pieces.c. */
void blk_done_cases(struct rig *r, struct victim *v);
void net_frame_cases(struct rig *r, struct victim *v);
void net_piece_cases(struct rig *r, struct victim *v);

#endif
