/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rule of hv/core/tlb.h: remote TLBs are flushed without interrupts. Two CPUs enter guests,
 * one of them starts late and has old entries in its TLB; two others take a page away each. The
 * memory is x86's: what a CPU publishes may stay in its store buffer for any time. Proves that
 * nobody touches a page that has moved on [HC-MEM-SETTLE-1] [HC-MEM-POOL-2]
 * [HC-PARTITION-CREATE-2] [HC-VP-CREATE-2], and that it does move on once every CPU has entered
 * again (no deadlock). Does not prove that INVEPT does what its manual says, nor the wrap of
 * tags (core-tlb), nor what the lock of the page table orders. tests/proof/spin runs it whole,
 * and once with each FAULT below, which it must find.
 */
#define CPUS 2
#define PAGES 2
#define ENTRIES 2

byte entry[PAGES];		/* the parent's right on the page, in the second-level table */
byte generation;
byte seen[CPUS];		/* one more than what the CPU has published; 0: not started */
bool stamped[PAGES], moved[PAGES];
chan buffer[CPUS] = [2] of { byte };

/* The store buffer of a CPU: only the word that it publishes is in it. */
proctype memory(byte cpu)
{
	byte value;

end:	do
	:: atomic { buffer[cpu]?value -> seen[cpu] = value; value = 0 }
	od
}

/* Makes the access that the TLB allows; a miss walks the table. */
inline touch(page)
{
	if
	:: !cached[page] -> cached[page] = entry[page]
	:: else
	fi;
	if
	:: cached[page] -> assert(!moved[page])
	:: else
	fi
}

/* tlb_stale(), INVEPT, tlb_publish(): before every entry. */
inline prepare(cpu)
{
	now = generation;
	if
	:: now + 1 != mine ->
#ifndef FAULT_NO_FLUSH
		d_step { cached[0] = false; cached[1] = false };
#endif
#ifndef FAULT_PUBLISH_LATE
		mine = now + 1;
#ifndef FAULT_NO_PUBLISH
		buffer[cpu]!mine
#else
		skip
#endif
#else
		skip
#endif
	:: else
	fi;
	now = 0
}

inline enter(cpu)
{
	prepare(cpu);
	do
	:: skip; touch(0)
	:: skip; touch(1)
	:: break
	od;
#ifdef FAULT_PUBLISH_LATE
	mine = generation + 1;
	buffer[cpu]!mine
#endif
}

/* tlb_join() */
inline join(cpu)
{
#ifdef FAULT_JOIN_FRESH
	mine = generation + 1;
#else
	mine = 1;
#endif
#ifdef FAULT_JOIN_FENCE
	buffer[cpu]!mine;
#else
	seen[cpu] = mine;
#endif
}

proctype guests(byte cpu)
{
	bool cached[PAGES];
	byte now, mine, count;

	/* Whatever was there before: all that the tables allowed then. */
	cached[0] = true;
	cached[1] = true;
	if
	:: cpu == 0 -> mine = 1
	:: else -> join(cpu)
	fi;
	do
	:: count < ENTRIES -> enter(cpu); count++
	:: break
	od;
	/* In the end the parent hurries everybody. */
	(stamped[0] && stamped[1]);
	enter(cpu)
}

/* Changes the entry, stamps, waits until all have passed the stamp; then the page is another's. */
proctype mover(byte page)
{
	byte tag, cpu;

#ifndef FAULT_STAMP_FIRST
	entry[page] = 0;
#endif
	d_step { generation++; tag = generation };
#ifdef FAULT_OLD_TAG
	tag--;
#endif
#ifdef FAULT_STAMP_FIRST
	entry[page] = 0;
#endif
	stamped[page] = true;
	do
	:: cpu < CPUS ->
#ifdef FAULT_ONE_CPU
		cpu != 0 || seen[cpu] - 1 >= tag;
#else
#ifdef FAULT_OFF_BY_ONE
		seen[cpu] == 0 || seen[cpu] >= tag;
#else
		seen[cpu] == 0 || seen[cpu] - 1 >= tag;
#endif
#endif
		cpu++
	:: else -> break
	od;
	moved[page] = true
}

init {
	atomic {
		entry[0] = 1;
		entry[1] = 1;
		seen[0] = 1;
		run memory(0);
		run memory(1);
		run guests(0);
		run guests(1);
		run mover(0);
		run mover(1)
	}
}
