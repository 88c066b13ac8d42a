/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The socket at which the person asks about a running guest's devices, with lucidctl: main.c waits
 * for it. One packet of words is answered by one of text.
 */
#ifndef LUCID_VMM_CONTROL_H
#define LUCID_VMM_CONTROL_H

#include "hv/vmm/directory.h"

#define CONTROL_COMMAND	64
#define CONTROL_TEXT	32768
#define CONTROL_REFUSED	"error: "	/* how the answer to a bad command begins */

/* Only our user may connect. The descriptor, or -1 after a message. */
int control_open(const char *path);

/* Somebody has connected: answers one command. */
void control_serve(int fd, struct directory *dir);

/* Does what a command says, and writes the answer. */
void control_do(struct directory *dir, char *command, char *text, size_t size);

#endif
