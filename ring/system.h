/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The protocol of the system device, for its back ends and drivers. Its one channel has the shape
 * of a console's channel 1, and the same checks: see console.h.
 */
#ifndef LUCID_RING_SYSTEM_H
#define LUCID_RING_SYSTEM_H

#include "console.h"

/* A configuration, in an offer or later, and accepted features: 0, or -LUCID_CLOSE_BAD_FIELD. */
static inline lucid_must_check int
lucid_system_config_check(const struct lucid_system_config *config, uint64_t features)
{
	uint32_t reserved = features & LUCID_SYSTEM_F_MEMORY ? 0 : config->balloon;

	for (size_t i = 0; i < sizeof(config->reserved) / sizeof(config->reserved[0]); i++)
		reserved |= config->reserved[i];
	return config->request > LUCID_SYSTEM_REBOOT || reserved ? -LUCID_CLOSE_BAD_FIELD : 0;
}

#endif
