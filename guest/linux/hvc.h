/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's hvc layer, as much as console.c needs of it: its own header is not among the
 * installed ones. Must agree with drivers/tty/hvc/hvc_console.h.
 */
#ifndef LUCID_GUEST_HVC_H
#define LUCID_GUEST_HVC_H

#include <linux/termios.h>
#include <linux/types.h>

struct hvc_struct;

struct hv_ops {
	int (*get_chars)(uint32_t vtermno, char *buf, int count);
	int (*put_chars)(uint32_t vtermno, const char *buf, int count);
	int (*flush)(uint32_t vtermno, bool wait);
	int (*notifier_add)(struct hvc_struct *hp, int irq);
	void (*notifier_del)(struct hvc_struct *hp, int irq);
	void (*notifier_hangup)(struct hvc_struct *hp, int irq);
	int (*tiocmget)(struct hvc_struct *hp);
	int (*tiocmset)(struct hvc_struct *hp, unsigned int set, unsigned int clear);
	void (*dtr_rts)(struct hvc_struct *hp, int raise);
};

struct hvc_struct *hvc_alloc(uint32_t vtermno, int data, const struct hv_ops *ops,
			     int outbuf_size);
int hvc_remove(struct hvc_struct *hp);
int hvc_poll(struct hvc_struct *hp);
void hvc_kick(void);
/* Wants the terminal's lock, which is out of reach here: see console.c. */
void __hvc_resize(struct hvc_struct *hp, struct winsize ws);

#endif
