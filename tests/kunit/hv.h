/* SPDX-License-Identifier: GPL-2.0-only */
/* The seams between the fakes: hv.c, irq.c, parent.c. Suites use fake.h only. */
#ifndef LUCID_KUNIT_HV_H
#define LUCID_KUNIT_HV_H

#include <linux/types.h>

#define FAKE_PAGES	256
#define FAKE_BYTES	(FAKE_PAGES * 4096UL)

int fake_hv_start(void);
int fake_parent_start(void);

/* What lies above FAKE_GPA, or NULL. */
void *fake_va(u64 gpa, u64 bytes);

int fake_irq_start(void);
void fake_irq_end(void);
s64 fake_bind(u64 port, u64 vector);

#endif
