/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The Toeplitz hash, by which received frames are spread over the queue pairs of a card. For back
 * ends; a front end may compute the same.
 */
#ifndef LUCID_RING_TOEPLITZ_H
#define LUCID_RING_TOEPLITZ_H

#include "../spec/gen/lucid_abi.h"

/* The longest input: two addresses of IPv6 and two ports. */
#define LUCID_TOEPLITZ_MAX	36U

/* The 32 bits of the key from bit @at on, the first bit being the highest of the first byte. */
static inline uint32_t lucid_toeplitz_window(const uint8_t *key, uint32_t at)
{
	const uint8_t *k = key + at / 8;
	uint64_t bits = (uint64_t)k[0] << 32 | (uint64_t)k[1] << 24 | (uint64_t)k[2] << 16 |
			(uint64_t)k[3] << 8 | k[4];

	return (uint32_t)(bits >> (8 - at % 8));
}

/* What each value of byte number @i of the input adds, by exclusive or. */
static inline void lucid_toeplitz_table(const uint8_t *key, uint32_t i, uint32_t table[256])
{
	uint32_t value, bit;

	table[0] = 0;
	for (bit = 0; bit < 8; bit++)
		for (value = 1U << bit; value < 2U << bit; value++)
			table[value] = table[value - (1U << bit)] ^
				       lucid_toeplitz_window(key, 8 * i + 7 - bit);
}

/* Of @n bytes, at most LUCID_TOEPLITZ_MAX; @key has LUCID_NET_KEY. */
static inline uint32_t lucid_toeplitz(const uint8_t *key, const uint8_t *input, uint32_t n)
{
	uint32_t hash = 0, bit;

	for (bit = 0; bit < 8 * n; bit++)
		if (input[bit / 8] & 0x80 >> bit % 8)
			hash ^= lucid_toeplitz_window(key, bit);
	return hash;
}

#endif
