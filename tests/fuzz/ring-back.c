// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the parent's side of a channel with a child that writes anything, anywhere, anytime:
 * the parent reads nothing outside of the half [RING-2] (it is a heap block of its exact size),
 * takes each id once until it has completed it, and stays closed once closed.
 */
#include "input.h"
#include "ring/ring.h"

static struct lucid_back back;
static bool busy[1 << 6];

static void take(uint32_t slots)
{
	union { uint32_t id; uint8_t bytes[64]; } slot;
	uint32_t before = back.closed;
	int got = lucid_back_take(&back, &slot);

	REQUIRE(got <= 1);
	REQUIRE(before == LUCID_CLOSE_OPEN || got == -(int)before);
	REQUIRE((got < 0) == (back.closed != LUCID_CLOSE_OPEN));
	if (got != 1)
		return;
	REQUIRE(slot.id < slots && !busy[slot.id]);
	busy[slot.id] = true;
}

static void complete(uint32_t id, uint32_t slots)
{
	union { uint32_t id; uint8_t bytes[64]; } slot = { .id = id };
	bool may = id < slots && busy[id] && back.closed == LUCID_CLOSE_OPEN;

	REQUIRE((lucid_back_complete(&back, &slot) == 0) == may);
	if (may)
		busy[id] = false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	uint32_t order = 1 + input_u8(&in) % 6, sub_slot = 16U << input_u8(&in) % 3;
	uint32_t sub_bytes = lucid_half_bytes(order, sub_slot), n, at;
	uint32_t comp_bytes = lucid_half_bytes(order, 16);
	uint32_t words[LUCID_BACK_WORDS(6)];
	uint8_t *sub = calloc(1, sub_bytes), *comp = malloc(comp_bytes);
	struct lucid_tx child;
	uint8_t slot[64];

	memset(busy, 0, sizeof(busy));
	REQUIRE(!lucid_back_init(&back, comp, sub, order, sub_slot, 16, words));
	REQUIRE(!lucid_tx_init(&child, sub, (const struct lucid_ring_ctl *)(void *)comp, order,
			       sub_slot));
	while (in.left) {
		switch (input_u8(&in) % 6) {
		case 0:		/* an honest slot with any contents */
			input_bytes(&in, slot, sizeof(slot));
			lucid_tx_push(&child, slot);
			break;
		case 1:		/* a plausible one */
			memset(slot, 0, sizeof(slot));
			slot[0] = input_u8(&in);
			lucid_tx_push(&child, slot);
			break;
		case 2:		/* any bytes anywhere */
			n = input_u8(&in) % 32;
			at = input_u32(&in) % (sub_bytes - n);
			input_bytes(&in, sub + at, n);
			break;
		case 3:
			take(1U << order);
			break;
		case 4:
			complete(input_u8(&in), 1U << order);
			break;
		case 5:
			(void)!lucid_rx_arm(&back.rx);
			(void)!lucid_tx_flush(&back.tx);
			break;
		}
	}
	free(sub);
	free(comp);
	return 0;
}
