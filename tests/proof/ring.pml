/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A channel as ring/ builds it: child and parent, two halves, event words, ports. The memory
 * is x86's: every processor has a store buffer that drains when it likes, a fence waits for it.
 * Proves, for two slots and TOTAL elements, that no wake-up is lost [RING-4] (no deadlock), not
 * even that of a side that closes the channel at any time; that no event word raises a port
 * twice [RING-9]; that a slot is never read while it is half written or overwritten
 * before it is read (assertions). Does not prove weaker memory (tests/proof/tsan), the wrap of
 * numbers (ring-exchange) or a new start (ring-reset.pml).
 * tests/proof/spin runs it whole, and once with each FAULT below, which it must find.
 */
#define SLOTS 2
#define TOTAL 5
#define CHILD 0
#define PARENT 1

#ifdef FAULT_OVERRUN
#define LIMIT (SLOTS + 1)
#else
#define LIMIT SLOTS
#endif

mtype = { TAG, DATA, EVENT, CLOSED };

typedef half {
	byte tag[SLOTS];
	byte data[SLOTS];
	byte event;
	bool closed;
};

half mem[2];				/* mem[i] is written by side i only */
chan buffer[2] = [3] of { mtype, byte, byte };
bool port[2];				/* raised towards side i; stays until taken */
byte next[2], told[2], seen[2];		/* elements published, flushed, consumed by side i */
byte answered[2];			/* side i was woken for its event words below */

/* The store buffer of side @me. */
proctype memory(byte me)
{
	mtype what;
	byte slot, value;

end:	do
	:: atomic {
		buffer[me]?what, slot, value ->
		if
		:: what == TAG -> mem[me].tag[slot] = value
		:: what == DATA -> mem[me].data[slot] = value
		:: what == EVENT -> mem[me].event = value
		:: what == CLOSED -> mem[me].closed = true
		fi;
		slot = 0;
		value = 0
	}
	od
}

inline fence(me)
{
	empty(buffer[me])
}

/* For the event word in value: no word is answered twice. */
inline raise(other)
{
	atomic {
		assert(value >= answered[other]);
		answered[other] = value + 1;
		port[other] = true
	}
}

/* lucid_tx_close(), and the port: the call that raises it waits for the store buffer. */
inline close(me)
{
	buffer[me]!CLOSED, 0, 0;
#ifndef FAULT_CLOSE_FENCE
	fence(me);
#endif
#ifndef FAULT_CLOSE_QUIET
	port[1 - me] = true
#endif
}

/* lucid_tx_push() */
inline push(me)
{
	buffer[me]!DATA, next[me] % SLOTS, next[me] + 1;
	buffer[me]!TAG, next[me] % SLOTS, next[me] + 1;
	next[me]++
}

/* lucid_tx_flush() */
inline flush(me)
{
	if
	:: told[me] == next[me]
	:: else ->
#ifndef FAULT_TX_FENCE
		fence(me);
#endif
		value = mem[1 - me].event;
#ifdef FAULT_LAST_ONLY
		if
		:: value == next[me] - 1 -> raise(1 - me)
		:: else
		fi;
#elif defined(FAULT_ALWAYS)
		raise(1 - me);
#else
		if
		:: value >= told[me] && value < next[me] -> raise(1 - me)
		:: else
		fi;
#endif
		told[me] = next[me];
		value = 0
	fi
}

/* lucid_rx_pop(), when @there is true afterwards */
inline pop(me)
{
	value = mem[1 - me].tag[seen[me] % SLOTS];
	assert(value == 0 || value == seen[me] + 1 || value == seen[me] + 1 - SLOTS);
	there = (value == seen[me] + 1);
	value = 0;
	if
	:: there ->
		assert(mem[1 - me].data[seen[me] % SLOTS] == seen[me] + 1);
		seen[me]++
	:: else
	fi
}

/* lucid_rx_arm(), then to sleep if there is nothing */
inline sleep(me)
{
#ifdef FAULT_LOOK_FIRST
	there = (mem[1 - me].tag[seen[me] % SLOTS] == seen[me] + 1);
#endif
	buffer[me]!EVENT, 0, seen[me];
#ifndef FAULT_RX_FENCE
	fence(me);
#endif
#if !defined(FAULT_NO_LOOK) && !defined(FAULT_LOOK_FIRST)
	there = (mem[1 - me].tag[seen[me] % SLOTS] == seen[me] + 1);
#endif
	if
	:: there
	:: else -> atomic { port[me] -> port[me] = false }
	fi;
	there = false
}

/* Submits all it can in batches of any size, reaps any number; sleeps when it reaped none. */
proctype child()
{
	byte value, before;
	bool there;

	do
	:: seen[CHILD] == TOTAL || mem[PARENT].closed -> break
	:: else ->
		if
		:: true
		:: close(CHILD); break
		fi;
		do
		:: next[CHILD] < TOTAL && next[CHILD] - seen[CHILD] < LIMIT ->
			push(CHILD);
			if
			:: flush(CHILD)
			:: skip
			fi
		:: else -> break
		od;
#ifndef FAULT_NO_FLUSH
		flush(CHILD);
#endif
		before = seen[CHILD];
		do
		:: pop(CHILD);
			if
			:: !there -> break
			:: there
			fi
		:: before != seen[CHILD] -> break
		od;
		if
		:: before == seen[CHILD] -> sleep(CHILD)
		:: else
		fi;
		before = 0;
		there = false
	od
}

/* Takes any number, completes any number of those; sleeps when it owes nothing. */
proctype parent()
{
	byte value;
	bool there;

	do
	:: next[PARENT] == TOTAL || mem[CHILD].closed -> break
	:: else ->
		if
		:: true
		:: close(PARENT); break
		fi;
		do
		:: pop(PARENT);
			if
			:: !there -> break
			:: there
			fi
		:: seen[PARENT] != next[PARENT] -> break
		od;
		there = false;
		do
		:: next[PARENT] != seen[PARENT] -> push(PARENT)
		:: break
		od;
		flush(PARENT);
		if
		:: next[PARENT] == seen[PARENT] && next[PARENT] != TOTAL -> sleep(PARENT)
		:: else
		fi
	od
}

init {
	atomic {
		run memory(CHILD);
		run memory(PARENT);
		run child();
		run parent()
	}
}
