// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last words of a guest. They may be meant to harm whoever reads them: only printable
 * characters reach our messages.
 */
#include "hv/vmm/words.h"

#include "hv/vmm/log.h"

#define LINE_MAX_CHARS	400

void words_keep(struct words *w, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		w->text[w->total++ % WORDS_MAX] = (char)bytes[i];
}

static char printable(char c)
{
	return c == '\t' || (c >= ' ' && c <= '~') ? c : '?';
}

/* Where the first line begins that is there whole; of a single endless one, all that is there. */
static size_t beginning(const struct words *w)
{
	size_t from = w->total > WORDS_MAX ? w->total - WORDS_MAX : 0;

	for (size_t at = from; from && at + 1 < w->total; at++)
		if (w->text[at % WORDS_MAX] == '\n')
			return at + 1;
	return from;
}

void words_show(struct words *w, unsigned int vp)
{
	char line[LINE_MAX_CHARS];
	size_t n = 0;

	for (size_t at = beginning(w); at < w->total; at++) {
		char c = w->text[at % WORDS_MAX];

		if (c != '\n' && c != '\r')
			line[n++] = printable(c);
		if ((c == '\n' || n == sizeof(line) || at + 1 == w->total) && n) {
			log_error("vp %u: guest: %.*s", vp, (int)n, line);
			n = 0;
		}
	}
	w->total = 0;
}
