/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A channel: two rings with one writer each. This is what users include: front.h is the child's
 * side, back.h the parent's, README.md has a worked example.
 */
#ifndef LUCID_RING_RING_H
#define LUCID_RING_RING_H

#include "back.h"
#include "front.h"

#endif
