/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The last words of a guest: what a VP wrote last by CONSOLE_WRITE, kept until somebody wants to
 * know why it crashed. For the VP's thread.
 */
#ifndef LUCID_VMM_WORDS_H
#define LUCID_VMM_WORDS_H

#include <stddef.h>
#include <stdint.h>

#define WORDS_MAX	4096

struct words {
	char text[WORDS_MAX];	/* byte n of all is at n % WORDS_MAX */
	size_t total;
};

void words_keep(struct words *w, const uint8_t *bytes, size_t len);

/* An error message for each of the lines that are still there whole, then forgets them. */
void words_show(struct words *w, unsigned int vp);

#endif
