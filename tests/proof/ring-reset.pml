/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Close and reset of a channel, with the directory's states and generations, as hv/vmm and
 * guest/linux do it: either side stops when it likes, the parent makes a new offer, the child
 * answers it, and both begin with element 0 again. Store buffers as x86 has them.
 * Proves that no element of one generation is taken in another, whoever stops and when
 * [RING-7], and that both sides come to the end. Does not prove sleeping: ring.pml does, so both
 * sides wait for what they need here.
 * tests/proof/spin runs it whole, and once with each FAULT below, which it must find.
 */
#define SLOTS 2
#define EACH 2				/* elements in a generation: no slot is used twice */
#define GENERATIONS 3
#define CHILD 0
#define PARENT 1

mtype = { TAG, DATA, STATE, GENERATION };
mtype = { CLOSED, OFFERED, READY };

typedef side {
	byte tag[SLOTS];
	byte data[SLOTS];		/* the generation that an element belongs to */
	mtype state;
	byte generation;
};

side mem[2];				/* mem[i] is written by side i only */
chan buffer[2] = [6] of { mtype, byte, byte, mtype };

/* The store buffer of side @me. */
proctype memory(byte me)
{
	mtype what, state;
	byte slot, value;

end:	do
	:: atomic {
		buffer[me]?what, slot, value, state ->
		if
		:: what == TAG -> mem[me].tag[slot] = value
		:: what == DATA -> mem[me].data[slot] = value
		:: what == STATE -> mem[me].state = state
		:: what == GENERATION -> mem[me].generation = value
		fi;
		slot = 0;
		value = 0;
		what = 0;
		state = 0
	}
	od
}

inline zero(me)
{
	buffer[me]!TAG, 0, 0, CLOSED;
	buffer[me]!TAG, 1, 0, CLOSED
}

/* lucid_tx_push() and lucid_rx_pop(), of element @n of this generation */
inline push(me, n)
{
	buffer[me]!DATA, n, now_at, CLOSED;
	buffer[me]!TAG, n, n + 1, CLOSED;
	n++
}

#define there(me, n)	(n < EACH && mem[1 - me].tag[n] == n + 1)

inline pop(me, n)
{
	assert(mem[1 - me].data[n] == now_at);
	n++
}

/* The parent's offer that the child uses is still good. */
#define offer_is_mine	(mem[PARENT].generation == now_at)

proctype child()
{
	byte now_at, sent, got;

	do
	:: mem[PARENT].generation > GENERATIONS -> break
	:: mem[PARENT].state == OFFERED && mem[PARENT].generation == now_at + 1 ->
		now_at++;
		sent = 0;
		got = 0;
#if !defined(FAULT_CHILD_KEEPS) && !defined(FAULT_CHILD_LATE)
		zero(CHILD);
#endif
		buffer[CHILD]!GENERATION, 0, now_at, CLOSED;
		buffer[CHILD]!STATE, 0, 0, READY;
#ifdef FAULT_CHILD_LATE
		zero(CHILD);
#endif
		do
		:: sent < EACH -> push(CHILD, sent)
		:: there(CHILD, got) -> pop(CHILD, got)
		/* It stops at any time, but not before the parent has looked at its answer. */
		:: mem[PARENT].state == READY && offer_is_mine -> break
		:: !offer_is_mine -> break
		od;
		buffer[CHILD]!STATE, 0, 0, CLOSED
	od
}

#ifdef FAULT_ANY_ANSWER
#define answered	(mem[CHILD].state == READY)
#else
#define answered	(mem[CHILD].state == READY && mem[CHILD].generation == now_at)
#endif

proctype parent()
{
	byte now_at = 1, taken, done;

	do
	:: now_at > GENERATIONS -> break
	:: else ->
		buffer[PARENT]!GENERATION, 0, now_at, CLOSED;
		buffer[PARENT]!STATE, 0, 0, OFFERED;
		answered;
		taken = 0;
		done = 0;
		zero(PARENT);
		buffer[PARENT]!STATE, 0, 0, READY;
		do
		:: there(PARENT, taken) -> pop(PARENT, taken)
		:: done < taken -> push(PARENT, done)
		:: !answered -> break
		:: break
		od;
#ifndef FAULT_PARENT_KEEPS
		zero(PARENT);
#endif
		now_at++
	od;
	buffer[PARENT]!GENERATION, 0, now_at, CLOSED
}

init {
	atomic {
		mem[CHILD].state = CLOSED;
		mem[PARENT].state = CLOSED;
		run memory(CHILD);
		run memory(PARENT);
		run child();
		run parent()
	}
}
