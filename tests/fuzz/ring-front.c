// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the child's side of a channel with a parent that writes anything, anywhere, anytime:
 * the child reads nothing outside of the half [RING-2] (it is a heap block of its exact size),
 * and hands up completions of requests in flight only, each once [RING-3].
 */
#include "input.h"
#include "ring/ring.h"

enum { FREE, HELD, FLIGHT };

static struct lucid_front front;
static uint8_t model[1 << 6];

static void reap(uint32_t slots)
{
	union { uint32_t id; uint8_t bytes[64]; } slot;
	uint32_t before = front.closed;
	int got = lucid_front_reap(&front, &slot);

	REQUIRE(got <= 1);
	REQUIRE(before == LUCID_CLOSE_OPEN || got == -(int)before);
	REQUIRE((got < 0) == (front.closed != LUCID_CLOSE_OPEN));
	if (got != 1)
		return;
	REQUIRE(slot.id < slots && model[slot.id] == FLIGHT);
	model[slot.id] = HELD;
}

static void submit(uint32_t id, uint32_t slots)
{
	union { uint32_t id; uint8_t bytes[64]; } slot = { .id = id };
	bool may = id < slots && model[id] == HELD && front.closed == LUCID_CLOSE_OPEN;

	REQUIRE((lucid_front_submit(&front, &slot) == 0) == may);
	if (may)
		model[id] = FLIGHT;
}

static void get(uint32_t slots)
{
	int id = lucid_front_get(&front);

	if (id < 0) {
		for (uint32_t i = 0; i < slots; i++)
			REQUIRE(model[i] != FREE);
		return;
	}
	REQUIRE((uint32_t)id < slots && model[id] == FREE);
	model[id] = HELD;
}

static void put(uint32_t id, uint32_t slots)
{
	bool may = id < slots && model[id] == HELD;

	REQUIRE(lucid_front_put(&front, id) == may);
	if (may)
		model[id] = FREE;
}

/* What the parent does: an honest slot with any contents or a plausible id, or any bytes. */
static void scribble(struct input *in, struct lucid_tx *parent, uint8_t *comp, uint32_t bytes)
{
	uint32_t n = input_u8(in), at;
	uint8_t slot[64] = { 0 };

	if (n < 128) {
		input_bytes(in, slot, n < 64 ? 1 : sizeof(slot));
		lucid_tx_push(parent, slot);
		return;
	}
	n %= 32;
	at = input_u32(in) % (bytes - n);
	input_bytes(in, comp + at, n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	uint32_t order = 1 + input_u8(&in) % 6, comp_slot = 16U << input_u8(&in) % 3;
	uint32_t bytes = lucid_half_bytes(order, comp_slot), slots = 1U << order;
	uint8_t *sub = malloc(lucid_half_bytes(order, 16)), *comp = calloc(1, bytes);
	const void *ctl = sub;
	uint32_t ids[1 << 6];
	struct lucid_tx parent;

	memset(model, FREE, sizeof(model));
	REQUIRE(!lucid_front_init(&front, sub, comp, order, 16, comp_slot, ids));
	REQUIRE(!lucid_tx_init(&parent, comp, ctl, order, comp_slot));
	while (in.left) {
		switch (input_u8(&in) % 6) {
		case 0:
			scribble(&in, &parent, comp, bytes);
			break;
		case 1:
			get(slots);
			break;
		case 2:
			put(input_u8(&in), slots);
			break;
		case 3:
			submit(input_u8(&in), slots);
			break;
		case 4:
			reap(slots);
			break;
		case 5:
			(void)!lucid_rx_arm(&front.rx);
			(void)!lucid_tx_flush(&front.tx);
			break;
		}
	}
	free(sub);
	free(comp);
	return 0;
}
