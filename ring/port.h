/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Shared-memory access for the Linux kernel, user space and freestanding code. Everything in
 * ring/ touches memory that the peer can see only through these functions; nothing else in
 * ring/ depends on the environment. The peer is another virtual machine, so the barriers are
 * real ones on a uniprocessor kernel too.
 */
#ifndef LUCID_RING_PORT_H
#define LUCID_RING_PORT_H

#ifdef __KERNEL__

#include <linux/types.h>
#include <linux/compiler.h>
#include <asm/barrier.h>

#define lucid_must_check __must_check

static inline void lucid_fence(void)
{
	virt_mb();
}

#else

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define lucid_must_check __attribute__((warn_unused_result))

/*
 * As Linux has them. Volatile, so that the access happens once; atomic, so that ThreadSanitizer
 * knows it.
 */
#ifndef READ_ONCE
#define READ_ONCE(x) \
	__atomic_load_n((const volatile __typeof__(x) *)&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, value) \
	__atomic_store_n((volatile __typeof__(x) *)&(x), (value), __ATOMIC_RELAXED)
#endif

#ifndef virt_load_acquire
#define virt_load_acquire(p) \
	__atomic_load_n((const volatile __typeof__(*(p)) *)(p), __ATOMIC_ACQUIRE)
#define virt_store_release(p, value) \
	__atomic_store_n((volatile __typeof__(*(p)) *)(p), (value), __ATOMIC_RELEASE)
#endif

static inline void lucid_fence(void)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

#endif

/* For functions that are fast when the compiler sees the size of a slot. */
#define lucid_inline inline __attribute__((always_inline))

static inline uint32_t lucid_load_acquire(const uint32_t *p)
{
	return virt_load_acquire(p);
}

static inline void lucid_store_release(uint32_t *p, uint32_t value)
{
	virt_store_release(p, value);
}

/* For loops that poll; x86 instructions, without which such a loop is only slower. */
static inline void lucid_pause(void)
{
#ifdef __x86_64__
	__asm__ volatile("pause" : : : "memory");
#endif
}

static inline void lucid_load_fence(void)
{
#ifdef __x86_64__
	__asm__ volatile("lfence" : : : "memory");
#endif
}

/* One word that the peer may change: its control line. */
static inline uint32_t lucid_peer_load(const uint32_t *shared)
{
	return READ_ONCE(*shared);
}

/* One word of our own control line. */
static inline void lucid_ctl_store(uint8_t *shared, uint32_t value)
{
	lucid_store_release((uint32_t *)(void *)shared, value);
}

/* The last word of a slot, whole: its upper half is the tag. */
static inline uint64_t lucid_half_load(const uint8_t *shared)
{
	return virt_load_acquire((const uint64_t *)(const void *)shared);
}

static inline void lucid_half_store(uint8_t *shared, uint64_t value)
{
	virt_store_release((uint64_t *)(void *)shared, value);
}

/* What will be read soon. A hint: it cannot fault and orders nothing. */
static inline void lucid_half_prefetch(const uint8_t *shared)
{
	__builtin_prefetch(shared);
}

/* Words of a private slot, whatever its type and alignment. */
static inline uint32_t lucid_get32(const uint8_t *priv)
{
	uint32_t value;

	__builtin_memcpy(&value, priv, sizeof(value));
	return value;
}

static inline void lucid_set64(uint8_t *priv, uint64_t value)
{
	__builtin_memcpy(priv, &value, sizeof(value));
}

/* Shared memory has no C type of its own: whatever struct a side sees in it is a copy. */
typedef uint64_t __attribute__((may_alias)) lucid_word64;

/*
 * Copies between private memory and shared memory, in whole words, each touched once: the
 * compiler must not read a shared word again behind the caller's back. @shared is aligned to
 * the word; the private side need not be.
 */
static inline void lucid_copy_out64(void *priv, const void *shared, uint32_t bytes)
{
	const volatile lucid_word64 *from = (const volatile lucid_word64 *)shared;
	uint8_t *to = (uint8_t *)priv;
	uint32_t i;

	for (i = 0; i < bytes / 8; i++) {
		uint64_t word = from[i];

		__builtin_memcpy(to + 8 * i, &word, sizeof(word));
	}
}

static inline void lucid_copy_in64(void *shared, const void *priv, uint32_t bytes)
{
	volatile lucid_word64 *to = (volatile lucid_word64 *)shared;
	const uint8_t *from = (const uint8_t *)priv;
	uint32_t i;

	for (i = 0; i < bytes / 8; i++) {
		uint64_t word;

		__builtin_memcpy(&word, from + 8 * i, sizeof(word));
		to[i] = word;
	}
}

static inline void lucid_zero_shared(void *shared, uint32_t bytes)
{
	volatile lucid_word64 *to = (volatile lucid_word64 *)shared;
	uint32_t i;

	for (i = 0; i < bytes / 8; i++)
		to[i] = 0;
}

#endif
