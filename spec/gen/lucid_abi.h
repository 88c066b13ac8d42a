/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The Lucid ABI: constants and shared structures, for hypervisor, parent, guests and tools.
 * Made by tools/abigen from the TOML files in spec/: change those, not this file.
 */
#ifndef LUCID_ABI_H
#define LUCID_ABI_H

#ifndef __ASSEMBLER__
#ifdef __KERNEL__
#include <linux/types.h>
#include <linux/stddef.h>
#else
#include <stddef.h>
#include <stdint.h>
#endif

#if defined(__cplusplus)
#define LUCID_ASSERT(cond, name) static_assert(cond, #name)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define LUCID_ASSERT(cond, name) _Static_assert(cond, #name)
#else
#define LUCID_ASSERT(cond, name) typedef char lucid_assert_##name[(cond) ? 1 : -1]
#endif
#endif /* __ASSEMBLER__ */

/* ---- Frame ---- */

/* Version of this ABI; moves on with every change, see spec/CHANGES.md. */
#define LUCID_ABI_VERSION		1

/* 'LucidH': bits 63:16 of RAX in every hypercall. */
#define LUCID_HC_MAGIC			0x4c7563696448ULL

/* RAX after a VMCALL whose bits 63:16 are not LUCID_HC_MAGIC; nothing was done. */
#define LUCID_E_FOREIGN			(-1000)

/* The unit of all memory calls (bytes). */
#define LUCID_PAGE_SIZE			4096

/* Partitions at once, the parent not counted. Ids are 1 to this number; 0 is the parent. */
#define LUCID_MAX_PARTITIONS		64

/* Virtual processors of a partition; a VP's index is its APIC id. */
#define LUCID_MAX_VPS			16

/* Ports of a partition, numbered from 0. */
#define LUCID_MAX_PORTS			256

/* The most pages that one memory call takes: what bounds its time (pages). */
#define LUCID_MAX_BATCH			512

/* A child's guest-physical addresses are below this (512 GiB) (bytes). */
#define LUCID_GPA_LIMIT			0x8000000000ULL

/* First leaf of the Lucid range: EAX = last leaf, EBX ECX EDX = 'LucidHvLucid'. */
#define LUCID_CPUID_BASE		0x40000000

/* EAX: last leaf of the range. EBX, ECX, EDX: 'Luci' 'dHvL' 'ucid'. */
#define LUCID_CPUID_SIGNATURE		0x40000000U

/*
 * EAX: LUCID_ABI_VERSION. EBX: 0 for the parent, else the partition id. ECX: VP index. EDX:
 * feature bits, see enum lucid_feature.
 */
#define LUCID_CPUID_VERSION		0x40000001U

/* EAX: TSC frequency in kHz. EBX: local-APIC timer frequency in kHz. ECX, EDX: 0. */
#define LUCID_CPUID_TIME		0x40000002U

/*
 * EAX: bits 31:0 and EBX: bits 63:32 of the directory's GPA. ECX: pages written by the parent,
 * first in place. EDX: pages meant for the child, after those.
 */
#define LUCID_CPUID_DIRECTORY		0x40000003U

/* The KVM dialect: EAX = 0x40000101, EBX ECX EDX = 'KVMKVMKVM'. */
#define LUCID_CPUID_KVM_SIGNATURE	0x40000100U

/* EAX: exactly CLOCKSOURCE2 (bit 3), STEAL_TIME (bit 5), CLOCKSOURCE_STABLE (bit 24). */
#define LUCID_CPUID_KVM_FEATURES	0x40000101U

#ifndef __ASSEMBLER__
/* What a hypercall returns in RAX, as a signed 64-bit number. */
enum lucid_status {
	/* Done. */
	LUCID_OK = 0,
	/* There is no hypercall of this number. */
	LUCID_E_NOCALL = -1,
	/* This call is not for this caller. */
	LUCID_E_PERM = -2,
	/* An argument is out of range, misaligned or reserved; RDX is its number. */
	LUCID_E_INVAL = -3,
	/* The address is not RAM, or nothing is mapped at it. */
	LUCID_E_ADDR = -4,
	/* The page, VP or partition is not in a state that allows this. */
	LUCID_E_STATE = -5,
	/* No such partition, VP or port. */
	LUCID_E_NOENT = -6,
	/* In use: a VP runs, or the page is used by the hypervisor. */
	LUCID_E_BUSY = -7,
	/* The partition's pool of table pages is empty. */
	LUCID_E_NOMEM = -8,
	/*
	 * Some CPU has not invalidated its TLB yet; make each CPU enter the hypervisor and
	 * call again.
	 */
	LUCID_E_AGAIN = -9,
	/* The address, id or slot is taken. */
	LUCID_E_EXIST = -10,
	/* A limit of this hypervisor is reached. */
	LUCID_E_LIMIT = -11,
};

/* Feature bits, CPUID 0x40000001 EDX. */
enum lucid_feature {
	/* This partition is the parent. */
	LUCID_FEATURE_PARENT = 1,
	/* All memory of this child is shared with the parent. */
	LUCID_FEATURE_OPEN = 2,
};
#endif

/* ---- Partitions ---- */

/* Call numbers. */
#define LUCID_HC_HV_PING		0x00
#define LUCID_HC_HV_LOG			0x01
#define LUCID_HC_PARTITION_CREATE	0x10
#define LUCID_HC_PARTITION_DESTROY	0x11
#define LUCID_HC_PARTITION_INFO		0x12

#ifndef __ASSEMBLER__
/* Flags of PARTITION_CREATE. */
enum lucid_partition_flag {
	/* All memory that is donated is SHARED with the parent for reading and writing. */
	LUCID_PARTITION_OPEN = 1,
};
#endif

/* ---- Memory ---- */

/* Call numbers. */
#define LUCID_HC_MEM_DONATE		0x20
#define LUCID_HC_MEM_SETTLE		0x21
#define LUCID_HC_MEM_LEND		0x22
#define LUCID_HC_MEM_POOL		0x23
#define LUCID_HC_MEM_RECLAIM		0x24
#define LUCID_HC_MEM_RELEASE		0x25
#define LUCID_HC_MEM_QUERY		0x26
#define LUCID_HC_MEM_SHARE		0x28
#define LUCID_HC_MEM_UNSHARE		0x29
#define LUCID_HC_MEM_STATE		0x2a
#define LUCID_HC_MEM_RETURN		0x2b

#ifndef __ASSEMBLER__
/* Access rights, a bit mask. */
enum lucid_right {
	/* May read. */
	LUCID_RIGHT_READ = 1,
	/* May write; only together with READ. */
	LUCID_RIGHT_WRITE = 2,
	/* May execute; only together with READ. */
	LUCID_RIGHT_EXEC = 4,
};

/* The state of a page of RAM. 'Owner' is the partition id in the same table entry. */
enum lucid_page_state {
	/* Not RAM: never changes hands. */
	LUCID_PAGE_NONE = 0,
	/*
	 * The hypervisor's: its image and tables, or (owner not 0) a page that it uses for
	 * that child.
	 */
	LUCID_PAGE_HV = 1,
	/* Owned by the parent. */
	LUCID_PAGE_PARENT = 2,
	/* Owned by the parent, readable (or more) by one child too. */
	LUCID_PAGE_LENT = 3,
	/* Owned by a child, private. */
	LUCID_PAGE_CHILD = 4,
	/* Owned by a child, the parent has rights too. */
	LUCID_PAGE_SHARED = 5,
	/* The child took its share back; the parent still has access until it calls MEM_RELEASE. */
	LUCID_PAGE_REVOKING = 6,
	/* The parent has no right any more, but a CPU may still hold an old translation. */
	LUCID_PAGE_PENDING = 7,
	/*
	 * On its way from the parent to the hypervisor: the parent has no right any more, but
	 * a CPU may still hold an old translation. The call that took it said LUCID_E_AGAIN
	 * and is to be made again.
	 */
	LUCID_PAGE_TAKEN = 8,
	/*
	 * A child gave it back: it has no access any more, but a CPU may still hold an old
	 * translation, and nobody may reach it before it is scrubbed.
	 */
	LUCID_PAGE_RETURNING = 9,
};
#endif

/* ---- Virtual processors ---- */

/* Contiguous pages that VP_CREATE takes: VP, VMCS, virtual-APIC page, XSAVE area (pages). */
#define LUCID_VP_PAGES			4

/* lucid_run.access: a read. */
#define LUCID_ACCESS_READ		1

/* lucid_run.access: a write. */
#define LUCID_ACCESS_WRITE		2

/* lucid_run.access: an instruction fetch. */
#define LUCID_ACCESS_EXEC		4

/* lucid_run.io_flags: IN, else OUT. */
#define LUCID_IO_IN			1

/* lucid_run.io_flags: INS or OUTS. */
#define LUCID_IO_STRING			2

/* lucid_run.io_flags: with a REP prefix. */
#define LUCID_IO_REP			4

/*
 * lucid_run.io_flags: an INS that the parent feeds: it puts lucid_run.count elements of
 * io_size bytes into lucid_run.bytes before it calls again.
 */
#define LUCID_IO_FEED			8

/* Call numbers. */
#define LUCID_HC_VP_CREATE		0x30
#define LUCID_HC_VP_SET			0x31
#define LUCID_HC_VP_GET			0x32
#define LUCID_HC_VP_RUN			0x33

#ifndef __ASSEMBLER__
/* Why VP_RUN came back; lucid_run.exit. */
enum lucid_exit {
	/* An interrupt or NMI for the parent is pending: enable interrupts and call again. */
	LUCID_EXIT_INTR = 1,
	/*
	 * The VP executed HLT and nothing is deliverable. lucid_run.deadline is the TSC value
	 * of its next timer, 0 if none. Sleep until an EVENT_INJECT, KICK or the deadline.
	 */
	LUCID_EXIT_HALT = 2,
	/* The child raised ports: lucid_run.ports. */
	LUCID_EXIT_EVENT = 3,
	/* Other VPs (lucid_run.vps, a bit mask) have interrupts to take: wake or kick them. */
	LUCID_EXIT_KICK = 4,
	/* The child unshared pages: lucid_run.gpa, lucid_run.count pages are REVOKING. */
	LUCID_EXIT_SYNC = 5,
	/*
	 * Port I/O: lucid_run.io_*. For a read the parent puts the value into lucid_run.data
	 * before it calls again.
	 */
	LUCID_EXIT_IO = 6,
	/*
	 * Access to a GPA where nothing is mapped, or without the right: lucid_run.gpa,
	 * lucid_run.access. The instruction has not been executed; insn and insn_len hold its
	 * bytes, if they could be read.
	 */
	LUCID_EXIT_MMIO = 7,
	/* CONSOLE_WRITE: lucid_run.count bytes in lucid_run.bytes. */
	LUCID_EXIT_CONSOLE = 8,
	/* The child asked to be stopped: lucid_run.stop (enum lucid_stop) and lucid_run.code. */
	LUCID_EXIT_STOP = 9,
	/* Triple fault. */
	LUCID_EXIT_SHUTDOWN = 10,
	/*
	 * The VP cannot go on: lucid_run.code is the VMX exit reason or VM-instruction error,
	 * lucid_run.data the exit qualification.
	 */
	LUCID_EXIT_FAIL = 11,
	/* INIT or SIPI made other VPs (lucid_run.vps) runnable or put them into wait-for-SIPI. */
	LUCID_EXIT_START = 12,
};

/* Why a child wants to be stopped: argument of SYSTEM_STOP. */
enum lucid_stop {
	/* Power-off. */
	LUCID_STOP_POWEROFF = 1,
	/* Reset: the parent destroys the partition and makes a new one. */
	LUCID_STOP_RESET = 2,
	/* The guest's kernel gave up. */
	LUCID_STOP_CRASH = 3,
};

/* State of a VP, as EVENT_INJECT tells it. */
enum lucid_vp_status {
	/* Runnable, and nobody is in vp_run with it. */
	LUCID_VP_OUT = 0,
	/* In vp_run on some CPU. */
	LUCID_VP_RUNNING = 1,
	/* VP_RUN returned HALT and the VP has not been run since. */
	LUCID_VP_HALTED = 2,
	/* Waits for a start-up IPI: VP_RUN returns HALT without a deadline. */
	LUCID_VP_WAIT_SIPI = 3,
};

/* A segment register with its hidden part. */
struct lucid_segment {
	/* 0x000: Base address. */
	uint64_t base;
	/* 0x008: Limit in bytes. */
	uint32_t limit;
	/* 0x00c: Selector. */
	uint16_t selector;
	/* 0x00e: Access rights, in the format of the VMCS (bits 0-7 and 12-15), bit 11: unusable. */
	uint16_t access;
};
LUCID_ASSERT(sizeof(struct lucid_segment) == 16, sizeof_lucid_segment);
LUCID_ASSERT(offsetof(struct lucid_segment, base) == 0,
	     lucid_segment_base);
LUCID_ASSERT(offsetof(struct lucid_segment, limit) == 8,
	     lucid_segment_limit);
LUCID_ASSERT(offsetof(struct lucid_segment, selector) == 12,
	     lucid_segment_selector);
LUCID_ASSERT(offsetof(struct lucid_segment, access) == 14,
	     lucid_segment_access);

/* Register state of a VP, for VP_SET and VP_GET. */
struct lucid_vp_state {
	/* 0x000: RAX RCX RDX RBX RSP RBP RSI RDI R8 to R15. */
	uint64_t gpr[16];
	/* 0x080: RIP. */
	uint64_t rip;
	/* 0x088: RFLAGS. */
	uint64_t rflags;
	/* 0x090: CR0, as the guest reads it. */
	uint64_t cr0;
	/* 0x098: CR2. */
	uint64_t cr2;
	/* 0x0a0: CR3. */
	uint64_t cr3;
	/* 0x0a8: CR4, as the guest reads it. */
	uint64_t cr4;
	/* 0x0b0: IA32_EFER. */
	uint64_t efer;
	/* 0x0b8: IA32_APIC_BASE; bit 10 for x2APIC mode. */
	uint64_t apic_base;
	/* 0x0c0: GDTR base. */
	uint64_t gdt_base;
	/* 0x0c8: IDTR base. */
	uint64_t idt_base;
	/* 0x0d0: GDTR limit. */
	uint32_t gdt_limit;
	/* 0x0d4: IDTR limit. */
	uint32_t idt_limit;
	/* 0x0d8: ES CS SS DS FS GS LDTR TR. */
	struct lucid_segment seg[8];
	/* 0x158: enum lucid_vp_status: OUT or WAIT_SIPI may be set. */
	uint32_t status;
	/* 0x15c: Zero. */
	uint32_t reserved[25];
};
LUCID_ASSERT(sizeof(struct lucid_vp_state) == 448, sizeof_lucid_vp_state);
LUCID_ASSERT(offsetof(struct lucid_vp_state, gpr) == 0,
	     lucid_vp_state_gpr);
LUCID_ASSERT(offsetof(struct lucid_vp_state, rip) == 128,
	     lucid_vp_state_rip);
LUCID_ASSERT(offsetof(struct lucid_vp_state, rflags) == 136,
	     lucid_vp_state_rflags);
LUCID_ASSERT(offsetof(struct lucid_vp_state, cr0) == 144,
	     lucid_vp_state_cr0);
LUCID_ASSERT(offsetof(struct lucid_vp_state, cr2) == 152,
	     lucid_vp_state_cr2);
LUCID_ASSERT(offsetof(struct lucid_vp_state, cr3) == 160,
	     lucid_vp_state_cr3);
LUCID_ASSERT(offsetof(struct lucid_vp_state, cr4) == 168,
	     lucid_vp_state_cr4);
LUCID_ASSERT(offsetof(struct lucid_vp_state, efer) == 176,
	     lucid_vp_state_efer);
LUCID_ASSERT(offsetof(struct lucid_vp_state, apic_base) == 184,
	     lucid_vp_state_apic_base);
LUCID_ASSERT(offsetof(struct lucid_vp_state, gdt_base) == 192,
	     lucid_vp_state_gdt_base);
LUCID_ASSERT(offsetof(struct lucid_vp_state, idt_base) == 200,
	     lucid_vp_state_idt_base);
LUCID_ASSERT(offsetof(struct lucid_vp_state, gdt_limit) == 208,
	     lucid_vp_state_gdt_limit);
LUCID_ASSERT(offsetof(struct lucid_vp_state, idt_limit) == 212,
	     lucid_vp_state_idt_limit);
LUCID_ASSERT(offsetof(struct lucid_vp_state, seg) == 216,
	     lucid_vp_state_seg);
LUCID_ASSERT(offsetof(struct lucid_vp_state, status) == 344,
	     lucid_vp_state_status);
LUCID_ASSERT(offsetof(struct lucid_vp_state, reserved) == 348,
	     lucid_vp_state_reserved);

/*
 * The run page of a VP: written by the hypervisor when VP_RUN returns (the parent may write
 * only data, bytes and count, before the next VP_RUN, and state, for VP_SET).
 */
struct lucid_run {
	/* 0x000: enum lucid_exit. */
	uint32_t exit;
	/* 0x004: See enum lucid_exit. */
	uint32_t code;
	/*
	 * 0x008: Port I/O: the value, low bytes. MMIO: what MOV of a register stores. FAIL:
	 * exit qualification.
	 */
	uint64_t data;
	/* 0x010: MMIO, SYNC: guest-physical address. */
	uint64_t gpa;
	/*
	 * 0x018: SYNC: pages. CONSOLE: bytes. IO with STRING: repetitions. MMIO: the parent's
	 * answer, bytes of the instruction to go past.
	 */
	uint32_t count;
	/* 0x01c: MMIO: LUCID_ACCESS_*. */
	uint32_t access;
	/* 0x020: IO: port number. */
	uint16_t io_port;
	/* 0x022: IO: 1, 2 or 4 bytes. */
	uint8_t io_size;
	/* 0x023: IO: LUCID_IO_*. */
	uint8_t io_flags;
	/* 0x024: STOP: enum lucid_stop. */
	uint32_t stop;
	/* 0x028: HALT: when to run the VP again at the latest; 0: never (host TSC ticks). */
	uint64_t deadline;
	/* 0x030: KICK, START: bit mask of VPs. */
	uint64_t vps;
	/* 0x038: EVENT: bit mask of ports. */
	uint64_t ports[4];
	/* 0x058: CONSOLE: text. IO with FEED: the parent's answer. */
	uint8_t bytes[64];
	/* 0x098: MMIO: instruction bytes. */
	uint8_t insn[15];
	/* 0x0a7: MMIO: valid bytes of insn. */
	uint8_t insn_len;
	/* 0x0a8: MMIO, FAIL, SHUTDOWN of an open partition: RIP. Else 0. */
	uint64_t rip;
	/* 0x0b0: Zero. */
	uint64_t reserved0[42];
	/* 0x200: VM exits since creation, by basic exit reason (SDM: 'VMX Basic Exit Reasons'). */
	uint64_t exits[128];
	/* 0x600: For VP_SET and VP_GET. */
	struct lucid_vp_state state;
	/* 0x7c0: Zero. */
	uint64_t reserved1[264];
};
LUCID_ASSERT(sizeof(struct lucid_run) == 4096, sizeof_lucid_run);
LUCID_ASSERT(offsetof(struct lucid_run, exit) == 0,
	     lucid_run_exit);
LUCID_ASSERT(offsetof(struct lucid_run, code) == 4,
	     lucid_run_code);
LUCID_ASSERT(offsetof(struct lucid_run, data) == 8,
	     lucid_run_data);
LUCID_ASSERT(offsetof(struct lucid_run, gpa) == 16,
	     lucid_run_gpa);
LUCID_ASSERT(offsetof(struct lucid_run, count) == 24,
	     lucid_run_count);
LUCID_ASSERT(offsetof(struct lucid_run, access) == 28,
	     lucid_run_access);
LUCID_ASSERT(offsetof(struct lucid_run, io_port) == 32,
	     lucid_run_io_port);
LUCID_ASSERT(offsetof(struct lucid_run, io_size) == 34,
	     lucid_run_io_size);
LUCID_ASSERT(offsetof(struct lucid_run, io_flags) == 35,
	     lucid_run_io_flags);
LUCID_ASSERT(offsetof(struct lucid_run, stop) == 36,
	     lucid_run_stop);
LUCID_ASSERT(offsetof(struct lucid_run, deadline) == 40,
	     lucid_run_deadline);
LUCID_ASSERT(offsetof(struct lucid_run, vps) == 48,
	     lucid_run_vps);
LUCID_ASSERT(offsetof(struct lucid_run, ports) == 56,
	     lucid_run_ports);
LUCID_ASSERT(offsetof(struct lucid_run, bytes) == 88,
	     lucid_run_bytes);
LUCID_ASSERT(offsetof(struct lucid_run, insn) == 152,
	     lucid_run_insn);
LUCID_ASSERT(offsetof(struct lucid_run, insn_len) == 167,
	     lucid_run_insn_len);
LUCID_ASSERT(offsetof(struct lucid_run, rip) == 168,
	     lucid_run_rip);
LUCID_ASSERT(offsetof(struct lucid_run, reserved0) == 176,
	     lucid_run_reserved0);
LUCID_ASSERT(offsetof(struct lucid_run, exits) == 512,
	     lucid_run_exits);
LUCID_ASSERT(offsetof(struct lucid_run, state) == 1536,
	     lucid_run_state);
LUCID_ASSERT(offsetof(struct lucid_run, reserved1) == 1984,
	     lucid_run_reserved1);
#endif

/* ---- Events ---- */

/* The port of the directory itself, both ways. */
#define LUCID_PORT_SYSTEM		0

/* Call numbers. */
#define LUCID_HC_EVENT_BIND		0x40
#define LUCID_HC_EVENT_RAISE		0x41
#define LUCID_HC_EVENT_INJECT		0x42

/* ---- System, early console, clock ---- */

/* Call numbers. */
#define LUCID_HC_SYSTEM_STOP		0x50
#define LUCID_HC_CONSOLE_WRITE		0x51
#define LUCID_HC_CLOCK_ENABLE		0x52
#define LUCID_HC_CLOCK_DISABLE		0x53

#ifndef __ASSEMBLER__
/*
 * The clock page, written by the hypervisor when it is enabled and after a disruption. Time
 * since creation in ns = time_ns + ((tsc - tsc_base) * mul >> shift). Read seq, then the rest,
 * then seq again; odd or changed: once more.
 */
struct lucid_clock_page {
	/* 0x000: Odd while being written. */
	uint32_t seq;
	/* 0x004: Zero. */
	uint32_t flags;
	/* 0x008: Moves on when the partition is restored or copied (VM generation). */
	uint64_t generation;
	/* 0x010: Moves on when TSC or wall clock may have jumped. */
	uint64_t disruption;
	/* 0x018: TSC frequency (kHz). */
	uint32_t tsc_khz;
	/* 0x01c: Multiplier, ns = ticks * mul >> shift. */
	uint32_t mul;
	/* 0x020: TSC at time_ns (guest TSC ticks). */
	uint64_t tsc_base;
	/* 0x028: Time since the partition was created, at tsc_base (nanoseconds). */
	uint64_t time_ns;
	/* 0x030: Time since 1970-01-01 00:00 UTC at tsc_base (nanoseconds). */
	uint64_t wall_ns;
	/* 0x038: See mul. */
	uint32_t shift;
	/* 0x03c: Zero. */
	uint32_t reserved;
};
LUCID_ASSERT(sizeof(struct lucid_clock_page) == 64, sizeof_lucid_clock_page);
LUCID_ASSERT(offsetof(struct lucid_clock_page, seq) == 0,
	     lucid_clock_page_seq);
LUCID_ASSERT(offsetof(struct lucid_clock_page, flags) == 4,
	     lucid_clock_page_flags);
LUCID_ASSERT(offsetof(struct lucid_clock_page, generation) == 8,
	     lucid_clock_page_generation);
LUCID_ASSERT(offsetof(struct lucid_clock_page, disruption) == 16,
	     lucid_clock_page_disruption);
LUCID_ASSERT(offsetof(struct lucid_clock_page, tsc_khz) == 24,
	     lucid_clock_page_tsc_khz);
LUCID_ASSERT(offsetof(struct lucid_clock_page, mul) == 28,
	     lucid_clock_page_mul);
LUCID_ASSERT(offsetof(struct lucid_clock_page, tsc_base) == 32,
	     lucid_clock_page_tsc_base);
LUCID_ASSERT(offsetof(struct lucid_clock_page, time_ns) == 40,
	     lucid_clock_page_time_ns);
LUCID_ASSERT(offsetof(struct lucid_clock_page, wall_ns) == 48,
	     lucid_clock_page_wall_ns);
LUCID_ASSERT(offsetof(struct lucid_clock_page, shift) == 56,
	     lucid_clock_page_shift);
LUCID_ASSERT(offsetof(struct lucid_clock_page, reserved) == 60,
	     lucid_clock_page_reserved);

/*
 * The parent's clock, written by the parent every second and when the clock is set. At a
 * child's TSC t it is wall_ns + ((t - t0 - ticks) * rate >> 32), where t0 is the TSC at which
 * the clock page's wall time was first_ns. Read like the clock page.
 */
struct lucid_wall {
	/* 0x000: Odd while being written; 0: never written. */
	uint32_t seq;
	/* 0x004: Zero. */
	uint32_t flags;
	/*
	 * 0x008: What the parent's clock said right after the partition was created. Does not
	 * change (nanoseconds).
	 */
	uint64_t first_ns;
	/* 0x010: From that moment to the one of wall_ns (TSC ticks). */
	uint64_t ticks;
	/* 0x018: What the parent's clock said then, since 1970-01-01 00:00 UTC (nanoseconds). */
	uint64_t wall_ns;
	/* 0x020: Nanoseconds that the clock advances in a tick, times 2^32. */
	uint64_t rate;
	/* 0x028: Zero. */
	uint64_t reserved;
};
LUCID_ASSERT(sizeof(struct lucid_wall) == 48, sizeof_lucid_wall);
LUCID_ASSERT(offsetof(struct lucid_wall, seq) == 0,
	     lucid_wall_seq);
LUCID_ASSERT(offsetof(struct lucid_wall, flags) == 4,
	     lucid_wall_flags);
LUCID_ASSERT(offsetof(struct lucid_wall, first_ns) == 8,
	     lucid_wall_first_ns);
LUCID_ASSERT(offsetof(struct lucid_wall, ticks) == 16,
	     lucid_wall_ticks);
LUCID_ASSERT(offsetof(struct lucid_wall, wall_ns) == 24,
	     lucid_wall_wall_ns);
LUCID_ASSERT(offsetof(struct lucid_wall, rate) == 32,
	     lucid_wall_rate);
LUCID_ASSERT(offsetof(struct lucid_wall, reserved) == 40,
	     lucid_wall_reserved);
#endif

/* ---- Channels and the directory ---- */

/* Offset of slot 0 in a half (bytes). */
#define LUCID_RING_SLOTS		128

/* Fewest slots of a channel: 2. */
#define LUCID_RING_MIN_ORDER		1

/* Most slots of a channel: 32,768. */
#define LUCID_RING_MAX_ORDER		15

/* 'LDIR': lucid_dir.magic. */
#define LUCID_DIR_MAGIC			0x5249444cU

/* Devices of a directory page; page k holds devices 31k to 31k+30. */
#define LUCID_DIR_DEVS			31

/* Windows of a device. */
#define LUCID_DEV_WINDOWS		4

/* Configuration space of a device (bytes). */
#define LUCID_DEV_CONFIG		80

#ifndef __ASSEMBLER__
/* Why a side closed a channel. */
enum lucid_close {
	/* It is open. */
	LUCID_CLOSE_OPEN = 0,
	/* Orderly end. */
	LUCID_CLOSE_NORMAL = 1,
	/* A completion named no request in flight, or a submission's id was out of range or in use. */
	LUCID_CLOSE_BAD_ID = 2,
	/* A length or segment count was out of range. */
	LUCID_CLOSE_BAD_LENGTH = 3,
	/* A (window, offset, length) was not inside a window. */
	LUCID_CLOSE_BAD_ADDRESS = 4,
	/* A slot's tag was neither old nor next. */
	LUCID_CLOSE_BAD_TAG = 5,
	/* An operation, flag or reserved field had a value that is not allowed. */
	LUCID_CLOSE_BAD_FIELD = 6,
	/* More submissions than slots. */
	LUCID_CLOSE_OVERFLOW = 7,
	/* The peer was silent for too long. */
	LUCID_CLOSE_TIMEOUT = 8,
	/* Nobody serves the device any more. */
	LUCID_CLOSE_GONE = 9,
};

/* How a request ended. */
enum lucid_io_status {
	/* Done. */
	LUCID_IO_OK = 0,
	/* I/O error. */
	LUCID_IO_ERROR = 1,
	/* The operation is not offered. */
	LUCID_IO_UNSUPPORTED = 2,
	/* Beyond the end, or not a multiple of the block size. */
	LUCID_IO_INVALID = 3,
	/* The device is read-only. */
	LUCID_IO_PROTECTED = 4,
	/* No space is left behind the device. */
	LUCID_IO_NOSPACE = 5,
};

/* Kinds of device. */
enum lucid_dev_type {
	/* Empty entry. */
	LUCID_DEV_NONE = 0,
	/* Disk. */
	LUCID_DEV_BLK = 1,
	/* Network card. */
	LUCID_DEV_NET = 2,
	/* Console. */
	LUCID_DEV_CONSOLE = 3,
	/* System: the parent asks for an orderly end, and gives random bytes. */
	LUCID_DEV_SYSTEM = 4,
};

/*
 * State of a device, each side its own. Parent: OFFERED, then READY (or FAILED) after the
 * child's answer; when the child closes, generation + 1 and OFFERED again. Child: CLOSED, then
 * READY once its answer is complete; FAILED if it gave up.
 */
enum lucid_dev_state {
	/* Nothing there. */
	LUCID_STATE_CLOSED = 0,
	/* Parent: the entry is complete. */
	LUCID_STATE_OFFERED = 1,
	/* Child: the answer is complete. Parent: it serves the channels. */
	LUCID_STATE_READY = 2,
	/* Parent: no back end now, keep requests. */
	LUCID_STATE_SUSPENDED = 3,
	/* Gave up; reason tells why. */
	LUCID_STATE_FAILED = 4,
};

/*
 * Control line, at offset 0 of a half; written by the half's writer, about the OTHER half,
 * which it consumes.
 */
struct lucid_ring_ctl {
	/* 0x000: Raise my port when you publish this element number. */
	uint32_t event;
	/* 0x004: enum lucid_close: not 0 when the writer has closed the channel. */
	uint32_t closed;
	/* 0x008: Zero. */
	uint32_t reserved[14];
};
LUCID_ASSERT(sizeof(struct lucid_ring_ctl) == 64, sizeof_lucid_ring_ctl);
LUCID_ASSERT(offsetof(struct lucid_ring_ctl, event) == 0,
	     lucid_ring_ctl_event);
LUCID_ASSERT(offsetof(struct lucid_ring_ctl, closed) == 4,
	     lucid_ring_ctl_closed);
LUCID_ASSERT(offsetof(struct lucid_ring_ctl, reserved) == 8,
	     lucid_ring_ctl_reserved);

/* A piece of memory, named so that both sides can check it. */
struct lucid_seg {
	/* 0x000: From the start of the window (bytes). */
	uint64_t offset;
	/* 0x008: Length; offset + len is inside the window (bytes). */
	uint32_t len;
	/* 0x00c: Index into the device's windows. */
	uint32_t window;
};
LUCID_ASSERT(sizeof(struct lucid_seg) == 16, sizeof_lucid_seg);
LUCID_ASSERT(offsetof(struct lucid_seg, offset) == 0,
	     lucid_seg_offset);
LUCID_ASSERT(offsetof(struct lucid_seg, len) == 8,
	     lucid_seg_len);
LUCID_ASSERT(offsetof(struct lucid_seg, window) == 12,
	     lucid_seg_window);

/* The plain completion slot. */
struct lucid_done {
	/* 0x000: Id of the submission. */
	uint32_t id;
	/* 0x004: enum lucid_io_status. */
	uint32_t status;
	/* 0x008: Depends on the device; else zero. */
	uint32_t info;
	/* 0x00c: Sequence tag. */
	uint32_t tag;
};
LUCID_ASSERT(sizeof(struct lucid_done) == 16, sizeof_lucid_done);
LUCID_ASSERT(offsetof(struct lucid_done, id) == 0,
	     lucid_done_id);
LUCID_ASSERT(offsetof(struct lucid_done, status) == 4,
	     lucid_done_status);
LUCID_ASSERT(offsetof(struct lucid_done, info) == 8,
	     lucid_done_info);
LUCID_ASSERT(offsetof(struct lucid_done, tag) == 12,
	     lucid_done_tag);

/* A device, as the parent offers it. */
struct lucid_dir_dev {
	/* 0x000: enum lucid_dev_type. */
	uint16_t type;
	/* 0x002: Number of this device among those of its type. */
	uint16_t id;
	/* 0x004: enum lucid_dev_state; written last. */
	uint32_t state;
	/* 0x008: Moves on with every new offer. */
	uint32_t generation;
	/* 0x00c: enum lucid_close, when FAILED. */
	uint32_t reason;
	/* 0x010: Offered features. */
	uint64_t features;
	/* 0x018: Completion half of channel 0, lent for reading. */
	uint64_t comp_gpa;
	/* 0x020: From one channel's completion half to the next (bytes). */
	uint32_t comp_stride;
	/* 0x024: Most channels. */
	uint16_t channels;
	/* 0x026: Port of channel 0; channel c has port + c. */
	uint16_t port;
	/* 0x028: Most slots of a channel: 2^max_order. */
	uint16_t max_order;
	/* 0x02a: Zero. */
	uint16_t reserved[3];
	/* 0x030: The device's struct lucid_*_config. */
	uint8_t config[80];
};
LUCID_ASSERT(sizeof(struct lucid_dir_dev) == 128, sizeof_lucid_dir_dev);
LUCID_ASSERT(offsetof(struct lucid_dir_dev, type) == 0,
	     lucid_dir_dev_type);
LUCID_ASSERT(offsetof(struct lucid_dir_dev, id) == 2,
	     lucid_dir_dev_id);
LUCID_ASSERT(offsetof(struct lucid_dir_dev, state) == 4,
	     lucid_dir_dev_state);
LUCID_ASSERT(offsetof(struct lucid_dir_dev, generation) == 8,
	     lucid_dir_dev_generation);
LUCID_ASSERT(offsetof(struct lucid_dir_dev, reason) == 12,
	     lucid_dir_dev_reason);
LUCID_ASSERT(offsetof(struct lucid_dir_dev, features) == 16,
	     lucid_dir_dev_features);
LUCID_ASSERT(offsetof(struct lucid_dir_dev, comp_gpa) == 24,
	     lucid_dir_dev_comp_gpa);
LUCID_ASSERT(offsetof(struct lucid_dir_dev, comp_stride) == 32,
	     lucid_dir_dev_comp_stride);
LUCID_ASSERT(offsetof(struct lucid_dir_dev, channels) == 36,
	     lucid_dir_dev_channels);
LUCID_ASSERT(offsetof(struct lucid_dir_dev, port) == 38,
	     lucid_dir_dev_port);
LUCID_ASSERT(offsetof(struct lucid_dir_dev, max_order) == 40,
	     lucid_dir_dev_max_order);
LUCID_ASSERT(offsetof(struct lucid_dir_dev, reserved) == 42,
	     lucid_dir_dev_reserved);
LUCID_ASSERT(offsetof(struct lucid_dir_dev, config) == 48,
	     lucid_dir_dev_config);

/* A directory page of the parent. */
struct lucid_dir {
	/* 0x000: LUCID_DIR_MAGIC. */
	uint32_t magic;
	/* 0x004: LUCID_ABI_VERSION. */
	uint32_t version;
	/* 0x008: Moves on with every change of a device. */
	uint32_t seq;
	/* 0x00c: Zero. */
	uint32_t reserved0;
	/* 0x010: First page: the parent's clock. Else zero. */
	struct lucid_wall wall;
	/* 0x040: Zero. */
	uint32_t reserved1[16];
	/* 0x080: Devices. */
	struct lucid_dir_dev dev[31];
};
LUCID_ASSERT(sizeof(struct lucid_dir) == 4096, sizeof_lucid_dir);
LUCID_ASSERT(offsetof(struct lucid_dir, magic) == 0,
	     lucid_dir_magic);
LUCID_ASSERT(offsetof(struct lucid_dir, version) == 4,
	     lucid_dir_version);
LUCID_ASSERT(offsetof(struct lucid_dir, seq) == 8,
	     lucid_dir_seq);
LUCID_ASSERT(offsetof(struct lucid_dir, reserved0) == 12,
	     lucid_dir_reserved0);
LUCID_ASSERT(offsetof(struct lucid_dir, wall) == 16,
	     lucid_dir_wall);
LUCID_ASSERT(offsetof(struct lucid_dir, reserved1) == 64,
	     lucid_dir_reserved1);
LUCID_ASSERT(offsetof(struct lucid_dir, dev) == 128,
	     lucid_dir_dev);

/* A region that the child shares for a device. */
struct lucid_window {
	/* 0x000: First guest-physical address, page aligned. */
	uint64_t gpa;
	/* 0x008: Size; 0: no window (pages). */
	uint32_t pages;
	/* 0x00c: enum lucid_right, the parent's. */
	uint32_t rights;
};
LUCID_ASSERT(sizeof(struct lucid_window) == 16, sizeof_lucid_window);
LUCID_ASSERT(offsetof(struct lucid_window, gpa) == 0,
	     lucid_window_gpa);
LUCID_ASSERT(offsetof(struct lucid_window, pages) == 8,
	     lucid_window_pages);
LUCID_ASSERT(offsetof(struct lucid_window, rights) == 12,
	     lucid_window_rights);

/* A device, as the child answers. */
struct lucid_answer {
	/* 0x000: enum lucid_dev_state; written last. */
	uint32_t state;
	/* 0x004: The offer's generation that is answered. */
	uint32_t generation;
	/* 0x008: Accepted features, a subset of those offered. */
	uint64_t features;
	/* 0x010: Channels in use, 1 to the offer's. */
	uint16_t channels;
	/* 0x012: Slots of each channel: 2^order. */
	uint16_t order;
	/*
	 * 0x014: From one channel's submission half to the next; a multiple of the page size
	 * (bytes).
	 */
	uint32_t sub_stride;
	/* 0x018: Submission half of channel 0, page aligned; shared for reading. */
	uint64_t sub_gpa;
	/* 0x020: The device's windows. */
	struct lucid_window window[4];
	/* 0x060: enum lucid_close, when FAILED. */
	uint32_t reason;
	/* 0x064: Zero. */
	uint32_t reserved[7];
};
LUCID_ASSERT(sizeof(struct lucid_answer) == 128, sizeof_lucid_answer);
LUCID_ASSERT(offsetof(struct lucid_answer, state) == 0,
	     lucid_answer_state);
LUCID_ASSERT(offsetof(struct lucid_answer, generation) == 4,
	     lucid_answer_generation);
LUCID_ASSERT(offsetof(struct lucid_answer, features) == 8,
	     lucid_answer_features);
LUCID_ASSERT(offsetof(struct lucid_answer, channels) == 16,
	     lucid_answer_channels);
LUCID_ASSERT(offsetof(struct lucid_answer, order) == 18,
	     lucid_answer_order);
LUCID_ASSERT(offsetof(struct lucid_answer, sub_stride) == 20,
	     lucid_answer_sub_stride);
LUCID_ASSERT(offsetof(struct lucid_answer, sub_gpa) == 24,
	     lucid_answer_sub_gpa);
LUCID_ASSERT(offsetof(struct lucid_answer, window) == 32,
	     lucid_answer_window);
LUCID_ASSERT(offsetof(struct lucid_answer, reason) == 96,
	     lucid_answer_reason);
LUCID_ASSERT(offsetof(struct lucid_answer, reserved) == 100,
	     lucid_answer_reserved);

/* A directory page of the child. */
struct lucid_answers {
	/* 0x000: LUCID_DIR_MAGIC, once the page is valid. */
	uint32_t magic;
	/* 0x004: LUCID_ABI_VERSION. */
	uint32_t version;
	/* 0x008: Moves on with every change of the page. */
	uint32_t seq;
	/* 0x00c: Zero. */
	uint32_t reserved[29];
	/* 0x080: Answers, by the index of the device. */
	struct lucid_answer dev[31];
};
LUCID_ASSERT(sizeof(struct lucid_answers) == 4096, sizeof_lucid_answers);
LUCID_ASSERT(offsetof(struct lucid_answers, magic) == 0,
	     lucid_answers_magic);
LUCID_ASSERT(offsetof(struct lucid_answers, version) == 4,
	     lucid_answers_version);
LUCID_ASSERT(offsetof(struct lucid_answers, seq) == 8,
	     lucid_answers_seq);
LUCID_ASSERT(offsetof(struct lucid_answers, reserved) == 12,
	     lucid_answers_reserved);
LUCID_ASSERT(offsetof(struct lucid_answers, dev) == 128,
	     lucid_answers_dev);
#endif

/* ---- Devices ---- */

/* lucid_blk_req.flags: the write is durable when it completes. */
#define LUCID_BLK_FUA			1

/* lucid_blk_req.flags: seg[0] is an array of nseg struct lucid_seg. */
#define LUCID_BLK_INDIRECT		2

/* Segments in a slot. */
#define LUCID_BLK_SEGS			2

/* Segments of an indirect request: one page of them. */
#define LUCID_BLK_MAX_SEGS		256

/* Unit of sector numbers (bytes). */
#define LUCID_SECTOR			512

/* The shortest frame, and the shortest receive buffer: an Ethernet header (bytes). */
#define LUCID_NET_MIN_FRAME		14

/* The least MTU: that of IPv4 (bytes). */
#define LUCID_NET_MIN_MTU		68

/* The longest frame: an Ethernet header, a VLAN tag, 65,535 bytes (bytes). */
#define LUCID_NET_MAX_FRAME		65553

/* Segments of a frame to send, in the slot. */
#define LUCID_NET_SEGS			2

/* lucid_net_tx.flags: seg[0] is an array of nseg struct lucid_seg. */
#define LUCID_NET_INDIRECT		1

/*
 * lucid_net_tx.flags, alone, in channel 1: no frame, but nseg = 1 and seg[0] a struct
 * lucid_net_settings.
 */
#define LUCID_NET_SETTINGS		2

/* Segments of a frame. */
#define LUCID_NET_MAX_SEGS		64

/* Key of the Toeplitz hash (bytes). */
#define LUCID_NET_KEY			40

/* Entries of the table from hash to queue pair. */
#define LUCID_NET_TABLE			128

/* Most addresses of the list. */
#define LUCID_NET_ADDRESSES		64

#ifndef __ASSEMBLER__
/* Features of a disk. */
enum lucid_blk_feature {
	/* Read-only; must be accepted. */
	LUCID_BLK_F_RO = 1,
	/* There is a volatile cache: FLUSH and FUA mean something. */
	LUCID_BLK_F_FLUSH = 2,
	/* DISCARD. */
	LUCID_BLK_F_DISCARD = 4,
	/* WRITE_ZEROES. */
	LUCID_BLK_F_ZEROES = 8,
	/* Segment lists outside of the slot. */
	LUCID_BLK_F_INDIRECT = 16,
};

/* Operations on a disk. */
enum lucid_blk_op {
	/* Read the segments. */
	LUCID_BLK_READ = 0,
	/* Write the segments. */
	LUCID_BLK_WRITE = 1,
	/* Make completed writes durable. */
	LUCID_BLK_FLUSH = 2,
	/* The sectors are not needed any more. */
	LUCID_BLK_DISCARD = 3,
	/* Write zeroes. */
	LUCID_BLK_ZEROES = 4,
};

/* Features of a network card. */
enum lucid_net_feature {
	/* The parent completes checksums of frames that the child sends. */
	LUCID_NET_F_CSUM = 1,
	/* The child takes frames with unfinished checksums. */
	LUCID_NET_F_RX_CSUM = 2,
	/* The parent segments TCP over IPv4. */
	LUCID_NET_F_TSO4 = 4,
	/* The parent segments TCP over IPv6. */
	LUCID_NET_F_TSO6 = 8,
	/* The child takes large TCP frames over IPv4. */
	LUCID_NET_F_RX_TSO4 = 16,
	/* The child takes large TCP frames over IPv6. */
	LUCID_NET_F_RX_TSO6 = 32,
	/* The parent segments UDP. */
	LUCID_NET_F_USO = 64,
	/* The child may send settings. */
	LUCID_NET_F_SETTINGS = 128,
	/* With SETTINGS: the parent spreads received frames by hash, key and table. */
	LUCID_NET_F_RSS = 256,
};

/* lucid_net_hdr.flags. */
enum lucid_net_hdr_flag {
	/* The checksum at csum_start + csum_offset is unfinished. */
	LUCID_NET_HDR_CSUM = 1,
	/* Received frames: the checksum was found good. */
	LUCID_NET_HDR_VALID = 2,
};

/* lucid_net_hdr.gso_type: one of the types, perhaps with ECN. */
enum lucid_net_gso {
	/* An ordinary frame. */
	LUCID_NET_GSO_NONE = 0,
	/* TCP over IPv4. */
	LUCID_NET_GSO_TCP4 = 1,
	/* TCP over IPv6. */
	LUCID_NET_GSO_TCP6 = 4,
	/* UDP segments. */
	LUCID_NET_GSO_UDP = 5,
	/* With a TCP type: the segments have CWR set. */
	LUCID_NET_GSO_ECN = 128,
};

/*
 * lucid_net_settings.types: frames that are spread by their hash; 0: the parent spreads all as
 * it likes.
 */
enum lucid_net_hash {
	/* IPv4, by addresses. */
	LUCID_NET_HASH_IPV4 = 1,
	/* TCP over IPv4, by addresses and ports. */
	LUCID_NET_HASH_TCP4 = 2,
	/* UDP over IPv4, by addresses and ports. */
	LUCID_NET_HASH_UDP4 = 4,
	/* IPv6, by addresses. */
	LUCID_NET_HASH_IPV6 = 8,
	/* TCP right after the header of IPv6, by addresses and ports. */
	LUCID_NET_HASH_TCP6 = 16,
	/* UDP right after the header of IPv6, by addresses and ports. */
	LUCID_NET_HASH_UDP6 = 32,
};

/* lucid_net_settings.hear: received frames beyond those for the addresses of the list. */
enum lucid_net_hear {
	/* All. */
	LUCID_NET_HEAR_ALL = 1,
	/* Those for any group address. */
	LUCID_NET_HEAR_GROUPS = 2,
};

/* What the parent asks of a child. */
enum lucid_system_request {
	/* Nothing. */
	LUCID_SYSTEM_NONE = 0,
	/* An orderly power-off. */
	LUCID_SYSTEM_POWEROFF = 1,
	/* An orderly reboot. */
	LUCID_SYSTEM_REBOOT = 2,
};

/* Features of the system device. */
enum lucid_system_feature {
	/* The child may give memory back, and has it again when it touches it. */
	LUCID_SYSTEM_F_MEMORY = 1,
};

/* Submission of a disk. */
struct lucid_blk_req {
	/* 0x000: Id, below the number of slots. */
	uint32_t id;
	/* 0x004: enum lucid_blk_op. */
	uint8_t op;
	/* 0x005: LUCID_BLK_FUA, LUCID_BLK_INDIRECT. */
	uint8_t flags;
	/* 0x006: Segments; 0 for FLUSH, DISCARD, ZEROES. */
	uint16_t nseg;
	/* 0x008: First sector. */
	uint64_t sector;
	/* 0x010: Segments; lengths are multiples of the logical block size. */
	struct lucid_seg seg[2];
	/* 0x030: DISCARD, ZEROES: how many sectors. Else 0. */
	uint32_t sectors;
	/* 0x034: Zero. */
	uint32_t reserved[2];
	/* 0x03c: Sequence tag. */
	uint32_t tag;
};
LUCID_ASSERT(sizeof(struct lucid_blk_req) == 64, sizeof_lucid_blk_req);
LUCID_ASSERT(offsetof(struct lucid_blk_req, id) == 0,
	     lucid_blk_req_id);
LUCID_ASSERT(offsetof(struct lucid_blk_req, op) == 4,
	     lucid_blk_req_op);
LUCID_ASSERT(offsetof(struct lucid_blk_req, flags) == 5,
	     lucid_blk_req_flags);
LUCID_ASSERT(offsetof(struct lucid_blk_req, nseg) == 6,
	     lucid_blk_req_nseg);
LUCID_ASSERT(offsetof(struct lucid_blk_req, sector) == 8,
	     lucid_blk_req_sector);
LUCID_ASSERT(offsetof(struct lucid_blk_req, seg) == 16,
	     lucid_blk_req_seg);
LUCID_ASSERT(offsetof(struct lucid_blk_req, sectors) == 48,
	     lucid_blk_req_sectors);
LUCID_ASSERT(offsetof(struct lucid_blk_req, reserved) == 52,
	     lucid_blk_req_reserved);
LUCID_ASSERT(offsetof(struct lucid_blk_req, tag) == 60,
	     lucid_blk_req_tag);

/* Configuration of a disk. */
struct lucid_blk_config {
	/* 0x000: Size in units of 512 bytes. */
	uint64_t sectors;
	/* 0x008: Logical block size: 512 or 4096 (bytes). */
	uint32_t logical;
	/* 0x00c: Physical block size (bytes). */
	uint32_t physical;
	/* 0x010: Preferred minimum (bytes). */
	uint32_t io_min;
	/* 0x014: Preferred size; 0: none (bytes). */
	uint32_t io_opt;
	/* 0x018: Discard granularity (bytes). */
	uint32_t discard;
	/* 0x01c: Most segments of a request. */
	uint32_t max_segs;
	/* 0x020: Most bytes of a request (bytes). */
	uint32_t max_bytes;
	/* 0x024: Zero. */
	uint32_t reserved;
	/* 0x028: Serial number, padded with zeroes. */
	uint8_t serial[32];
};
LUCID_ASSERT(sizeof(struct lucid_blk_config) == 72, sizeof_lucid_blk_config);
LUCID_ASSERT(offsetof(struct lucid_blk_config, sectors) == 0,
	     lucid_blk_config_sectors);
LUCID_ASSERT(offsetof(struct lucid_blk_config, logical) == 8,
	     lucid_blk_config_logical);
LUCID_ASSERT(offsetof(struct lucid_blk_config, physical) == 12,
	     lucid_blk_config_physical);
LUCID_ASSERT(offsetof(struct lucid_blk_config, io_min) == 16,
	     lucid_blk_config_io_min);
LUCID_ASSERT(offsetof(struct lucid_blk_config, io_opt) == 20,
	     lucid_blk_config_io_opt);
LUCID_ASSERT(offsetof(struct lucid_blk_config, discard) == 24,
	     lucid_blk_config_discard);
LUCID_ASSERT(offsetof(struct lucid_blk_config, max_segs) == 28,
	     lucid_blk_config_max_segs);
LUCID_ASSERT(offsetof(struct lucid_blk_config, max_bytes) == 32,
	     lucid_blk_config_max_bytes);
LUCID_ASSERT(offsetof(struct lucid_blk_config, reserved) == 36,
	     lucid_blk_config_reserved);
LUCID_ASSERT(offsetof(struct lucid_blk_config, serial) == 40,
	     lucid_blk_config_serial);

/* Configuration of a network card. */
struct lucid_net_config {
	/* 0x000: MAC address; all zero: the child takes one at random. */
	uint8_t mac[6];
	/* 0x006: MTU, at least LUCID_NET_MIN_MTU (bytes). */
	uint16_t mtu;
	/* 0x008: 1: carrier; 0: none. */
	uint32_t link;
	/* 0x00c: Queue pairs, at least 1. */
	uint32_t queues;
	/* 0x010: Zero. */
	uint32_t reserved[14];
};
LUCID_ASSERT(sizeof(struct lucid_net_config) == 72, sizeof_lucid_net_config);
LUCID_ASSERT(offsetof(struct lucid_net_config, mac) == 0,
	     lucid_net_config_mac);
LUCID_ASSERT(offsetof(struct lucid_net_config, mtu) == 6,
	     lucid_net_config_mtu);
LUCID_ASSERT(offsetof(struct lucid_net_config, link) == 8,
	     lucid_net_config_link);
LUCID_ASSERT(offsetof(struct lucid_net_config, queues) == 12,
	     lucid_net_config_queues);
LUCID_ASSERT(offsetof(struct lucid_net_config, reserved) == 16,
	     lucid_net_config_reserved);

/*
 * Offload header, with the meaning of struct virtio_net_hdr_mrg_rxbuf (virtio 1.0, 'Device
 * Operation' of the network device), little endian.
 */
struct lucid_net_hdr {
	/* 0x000: enum lucid_net_hdr_flag. */
	uint8_t flags;
	/* 0x001: enum lucid_net_gso. */
	uint8_t gso_type;
	/* 0x002: Length of headers (bytes). */
	uint16_t hdr_len;
	/* 0x004: Payload of a segment (bytes). */
	uint16_t gso_size;
	/* 0x006: Where checksumming starts (bytes). */
	uint16_t csum_start;
	/* 0x008: Where the checksum goes, from csum_start (bytes). */
	uint16_t csum_offset;
	/* 0x00a: Received frames: 1 if the frame goes on in the next completion. Else 0. */
	uint16_t more;
};
LUCID_ASSERT(sizeof(struct lucid_net_hdr) == 12, sizeof_lucid_net_hdr);
LUCID_ASSERT(offsetof(struct lucid_net_hdr, flags) == 0,
	     lucid_net_hdr_flags);
LUCID_ASSERT(offsetof(struct lucid_net_hdr, gso_type) == 1,
	     lucid_net_hdr_gso_type);
LUCID_ASSERT(offsetof(struct lucid_net_hdr, hdr_len) == 2,
	     lucid_net_hdr_hdr_len);
LUCID_ASSERT(offsetof(struct lucid_net_hdr, gso_size) == 4,
	     lucid_net_hdr_gso_size);
LUCID_ASSERT(offsetof(struct lucid_net_hdr, csum_start) == 6,
	     lucid_net_hdr_csum_start);
LUCID_ASSERT(offsetof(struct lucid_net_hdr, csum_offset) == 8,
	     lucid_net_hdr_csum_offset);
LUCID_ASSERT(offsetof(struct lucid_net_hdr, more) == 10,
	     lucid_net_hdr_more);

/* Submission of a receive channel: an empty buffer. */
struct lucid_net_buf {
	/* 0x000: Id, below the number of slots. */
	uint32_t id;
	/* 0x004: Zero. */
	uint32_t reserved0;
	/* 0x008: The buffer. */
	struct lucid_seg seg;
	/* 0x018: Zero. */
	uint32_t reserved1;
	/* 0x01c: Sequence tag. */
	uint32_t tag;
};
LUCID_ASSERT(sizeof(struct lucid_net_buf) == 32, sizeof_lucid_net_buf);
LUCID_ASSERT(offsetof(struct lucid_net_buf, id) == 0,
	     lucid_net_buf_id);
LUCID_ASSERT(offsetof(struct lucid_net_buf, reserved0) == 4,
	     lucid_net_buf_reserved0);
LUCID_ASSERT(offsetof(struct lucid_net_buf, seg) == 8,
	     lucid_net_buf_seg);
LUCID_ASSERT(offsetof(struct lucid_net_buf, reserved1) == 24,
	     lucid_net_buf_reserved1);
LUCID_ASSERT(offsetof(struct lucid_net_buf, tag) == 28,
	     lucid_net_buf_tag);

/* Completion of a receive channel. */
struct lucid_net_frame {
	/* 0x000: Id of the buffer. */
	uint32_t id;
	/* 0x004: Bytes in the buffer; 0: an error, the buffer comes back unused (bytes). */
	uint32_t len;
	/* 0x008: Offload header; of a frame in several buffers, the first one's counts. */
	struct lucid_net_hdr hdr;
	/* 0x014: Toeplitz hash; 0: none. */
	uint32_t hash;
	/* 0x018: Zero. */
	uint32_t reserved;
	/* 0x01c: Sequence tag. */
	uint32_t tag;
};
LUCID_ASSERT(sizeof(struct lucid_net_frame) == 32, sizeof_lucid_net_frame);
LUCID_ASSERT(offsetof(struct lucid_net_frame, id) == 0,
	     lucid_net_frame_id);
LUCID_ASSERT(offsetof(struct lucid_net_frame, len) == 4,
	     lucid_net_frame_len);
LUCID_ASSERT(offsetof(struct lucid_net_frame, hdr) == 8,
	     lucid_net_frame_hdr);
LUCID_ASSERT(offsetof(struct lucid_net_frame, hash) == 20,
	     lucid_net_frame_hash);
LUCID_ASSERT(offsetof(struct lucid_net_frame, reserved) == 24,
	     lucid_net_frame_reserved);
LUCID_ASSERT(offsetof(struct lucid_net_frame, tag) == 28,
	     lucid_net_frame_tag);

/* Submission of a send channel: a frame. */
struct lucid_net_tx {
	/* 0x000: Id, below the number of slots. */
	uint32_t id;
	/* 0x004: 1 or 2; or up to 64 when flags has INDIRECT. */
	uint16_t nseg;
	/* 0x006: LUCID_NET_INDIRECT, LUCID_NET_SETTINGS. */
	uint16_t flags;
	/* 0x008: Offload header. */
	struct lucid_net_hdr hdr;
	/* 0x014: Zero. */
	uint32_t reserved0;
	/* 0x018: The frame. */
	struct lucid_seg seg[2];
	/* 0x038: Zero. */
	uint32_t reserved1;
	/* 0x03c: Sequence tag. */
	uint32_t tag;
};
LUCID_ASSERT(sizeof(struct lucid_net_tx) == 64, sizeof_lucid_net_tx);
LUCID_ASSERT(offsetof(struct lucid_net_tx, id) == 0,
	     lucid_net_tx_id);
LUCID_ASSERT(offsetof(struct lucid_net_tx, nseg) == 4,
	     lucid_net_tx_nseg);
LUCID_ASSERT(offsetof(struct lucid_net_tx, flags) == 6,
	     lucid_net_tx_flags);
LUCID_ASSERT(offsetof(struct lucid_net_tx, hdr) == 8,
	     lucid_net_tx_hdr);
LUCID_ASSERT(offsetof(struct lucid_net_tx, reserved0) == 20,
	     lucid_net_tx_reserved0);
LUCID_ASSERT(offsetof(struct lucid_net_tx, seg) == 24,
	     lucid_net_tx_seg);
LUCID_ASSERT(offsetof(struct lucid_net_tx, reserved1) == 56,
	     lucid_net_tx_reserved1);
LUCID_ASSERT(offsetof(struct lucid_net_tx, tag) == 60,
	     lucid_net_tx_tag);

/* All that the child may choose while the card is in use. */
struct lucid_net_settings {
	/* 0x000: RX_CSUM, RX_TSO4, RX_TSO6: the accepted ones that hold now. */
	uint64_t offloads;
	/* 0x008: Queue pairs 0 to queues - 1 are in use; at least 1. */
	uint32_t queues;
	/* 0x00c: enum lucid_net_hash; 0 without RSS. */
	uint32_t types;
	/* 0x010: enum lucid_net_hear. */
	uint32_t hear;
	/* 0x014: How many of the list, LUCID_NET_ADDRESSES at most. */
	uint32_t addresses;
	/* 0x018: Key. */
	uint8_t key[40];
	/* 0x040: Queue pairs. */
	uint16_t table[128];
	/* 0x140: The list: 64 times 6 bytes. The broadcast address need not be in it. */
	uint8_t address[384];
	/* 0x2c0: Zero. */
	uint64_t reserved;
};
LUCID_ASSERT(sizeof(struct lucid_net_settings) == 712, sizeof_lucid_net_settings);
LUCID_ASSERT(offsetof(struct lucid_net_settings, offloads) == 0,
	     lucid_net_settings_offloads);
LUCID_ASSERT(offsetof(struct lucid_net_settings, queues) == 8,
	     lucid_net_settings_queues);
LUCID_ASSERT(offsetof(struct lucid_net_settings, types) == 12,
	     lucid_net_settings_types);
LUCID_ASSERT(offsetof(struct lucid_net_settings, hear) == 16,
	     lucid_net_settings_hear);
LUCID_ASSERT(offsetof(struct lucid_net_settings, addresses) == 20,
	     lucid_net_settings_addresses);
LUCID_ASSERT(offsetof(struct lucid_net_settings, key) == 24,
	     lucid_net_settings_key);
LUCID_ASSERT(offsetof(struct lucid_net_settings, table) == 64,
	     lucid_net_settings_table);
LUCID_ASSERT(offsetof(struct lucid_net_settings, address) == 320,
	     lucid_net_settings_address);
LUCID_ASSERT(offsetof(struct lucid_net_settings, reserved) == 704,
	     lucid_net_settings_reserved);

/* Console text, or random bytes. */
struct lucid_text {
	/* 0x000: Id, below the number of slots. */
	uint32_t id;
	/* 0x004: Bytes, 1 to 52. */
	uint32_t len;
	/* 0x008: The bytes. */
	uint8_t bytes[52];
	/* 0x03c: Sequence tag. */
	uint32_t tag;
};
LUCID_ASSERT(sizeof(struct lucid_text) == 64, sizeof_lucid_text);
LUCID_ASSERT(offsetof(struct lucid_text, id) == 0,
	     lucid_text_id);
LUCID_ASSERT(offsetof(struct lucid_text, len) == 4,
	     lucid_text_len);
LUCID_ASSERT(offsetof(struct lucid_text, bytes) == 8,
	     lucid_text_bytes);
LUCID_ASSERT(offsetof(struct lucid_text, tag) == 60,
	     lucid_text_tag);

/* Configuration of a console. */
struct lucid_console_config {
	/* 0x000: Columns; 0: unknown. */
	uint16_t cols;
	/* 0x002: Rows; 0: unknown. */
	uint16_t rows;
	/* 0x004: Zero. */
	uint32_t reserved[17];
};
LUCID_ASSERT(sizeof(struct lucid_console_config) == 72, sizeof_lucid_console_config);
LUCID_ASSERT(offsetof(struct lucid_console_config, cols) == 0,
	     lucid_console_config_cols);
LUCID_ASSERT(offsetof(struct lucid_console_config, rows) == 2,
	     lucid_console_config_rows);
LUCID_ASSERT(offsetof(struct lucid_console_config, reserved) == 4,
	     lucid_console_config_reserved);

/* Configuration of the system device. */
struct lucid_system_config {
	/* 0x000: enum lucid_system_request; NONE in an offer. */
	uint32_t request;
	/* 0x004: MEMORY: pages that the child is to do without; else zero. */
	uint32_t balloon;
	/* 0x008: Zero. */
	uint32_t reserved[16];
};
LUCID_ASSERT(sizeof(struct lucid_system_config) == 72, sizeof_lucid_system_config);
LUCID_ASSERT(offsetof(struct lucid_system_config, request) == 0,
	     lucid_system_config_request);
LUCID_ASSERT(offsetof(struct lucid_system_config, balloon) == 4,
	     lucid_system_config_balloon);
LUCID_ASSERT(offsetof(struct lucid_system_config, reserved) == 8,
	     lucid_system_config_reserved);
#endif

/* ---- /dev/lucid ---- */

/* lucid_ioc_port.flags. */
#define LUCID_PORT_TO_PARENT		1

/* lucid_ioc_port.flags. */
#define LUCID_PORT_TO_CHILD		2

/* lucid_ioc_port.flags. */
#define LUCID_PORT_OFF			4

#ifndef __ASSEMBLER__
/* Argument of LUCID_IOC_CREATE. */
struct lucid_ioc_create {
	/* 0x000: enum lucid_partition_flag. */
	uint32_t flags;
	/* 0x004: Out: the partition id. */
	uint32_t part;
	/* 0x008: GPA of the directory. */
	uint64_t dir_gpa;
	/* 0x010: Directory pages of the parent (pages). */
	uint32_t dir_parent;
	/* 0x014: Directory pages of the child (pages). */
	uint32_t dir_child;
	/* 0x018: Zero. */
	uint64_t reserved;
};
LUCID_ASSERT(sizeof(struct lucid_ioc_create) == 32, sizeof_lucid_ioc_create);
LUCID_ASSERT(offsetof(struct lucid_ioc_create, flags) == 0,
	     lucid_ioc_create_flags);
LUCID_ASSERT(offsetof(struct lucid_ioc_create, part) == 4,
	     lucid_ioc_create_part);
LUCID_ASSERT(offsetof(struct lucid_ioc_create, dir_gpa) == 8,
	     lucid_ioc_create_dir_gpa);
LUCID_ASSERT(offsetof(struct lucid_ioc_create, dir_parent) == 16,
	     lucid_ioc_create_dir_parent);
LUCID_ASSERT(offsetof(struct lucid_ioc_create, dir_child) == 20,
	     lucid_ioc_create_dir_child);
LUCID_ASSERT(offsetof(struct lucid_ioc_create, reserved) == 24,
	     lucid_ioc_create_reserved);

/* Argument of LUCID_IOC_MEM_ADD, LUCID_IOC_MEM_LEND and LUCID_IOC_WINDOW. */
struct lucid_ioc_mem {
	/* 0x000: First guest-physical address, page aligned. */
	uint64_t gpa;
	/* 0x008: Size, a multiple of the page size (bytes). */
	uint64_t size;
	/* 0x010: MEM_LEND: the child's rights. WINDOW: the mapping's. MEM_ADD: 0. */
	uint32_t rights;
	/* 0x014: Zero. */
	uint32_t reserved;
};
LUCID_ASSERT(sizeof(struct lucid_ioc_mem) == 24, sizeof_lucid_ioc_mem);
LUCID_ASSERT(offsetof(struct lucid_ioc_mem, gpa) == 0,
	     lucid_ioc_mem_gpa);
LUCID_ASSERT(offsetof(struct lucid_ioc_mem, size) == 8,
	     lucid_ioc_mem_size);
LUCID_ASSERT(offsetof(struct lucid_ioc_mem, rights) == 16,
	     lucid_ioc_mem_rights);
LUCID_ASSERT(offsetof(struct lucid_ioc_mem, reserved) == 20,
	     lucid_ioc_mem_reserved);

/* Argument of LUCID_IOC_PORT. */
struct lucid_ioc_port {
	/* 0x000: Port number. */
	uint32_t port;
	/*
	 * 0x004: LUCID_PORT_TO_PARENT: the child's raise signals the eventfd;
	 * LUCID_PORT_TO_CHILD: the eventfd injects the port; with LUCID_PORT_OFF that
	 * connection is undone.
	 */
	uint32_t flags;
	/* 0x008: The eventfd. */
	int32_t fd;
	/* 0x00c: Zero. */
	uint32_t reserved;
};
LUCID_ASSERT(sizeof(struct lucid_ioc_port) == 16, sizeof_lucid_ioc_port);
LUCID_ASSERT(offsetof(struct lucid_ioc_port, port) == 0,
	     lucid_ioc_port_port);
LUCID_ASSERT(offsetof(struct lucid_ioc_port, flags) == 4,
	     lucid_ioc_port_flags);
LUCID_ASSERT(offsetof(struct lucid_ioc_port, fd) == 8,
	     lucid_ioc_port_fd);
LUCID_ASSERT(offsetof(struct lucid_ioc_port, reserved) == 12,
	     lucid_ioc_port_reserved);

/* Argument of LUCID_IOC_INFO. */
struct lucid_ioc_info {
	/* 0x000: Out: partition id, 0 on /dev/lucid itself. */
	uint32_t part;
	/* 0x004: Out: VPs. */
	uint32_t vps;
	/*
	 * 0x008: Out: pages of the partition (PARTITION_INFO); on /dev/lucid: pages now given
	 * to partitions by this module.
	 */
	uint64_t pages;
	/* 0x010: Out: free table pages. */
	uint64_t pool;
	/* 0x018: Out, on /dev/lucid: partitions created since load. */
	uint64_t created;
	/* 0x020: Out, on /dev/lucid: partitions whose pages all came back. */
	uint64_t destroyed;
	/* 0x028: Out: TSC frequency. */
	uint32_t tsc_khz;
	/* 0x02c: Out: ABI version. */
	uint32_t version;
	/* 0x030: Zero. */
	uint64_t reserved[2];
};
LUCID_ASSERT(sizeof(struct lucid_ioc_info) == 64, sizeof_lucid_ioc_info);
LUCID_ASSERT(offsetof(struct lucid_ioc_info, part) == 0,
	     lucid_ioc_info_part);
LUCID_ASSERT(offsetof(struct lucid_ioc_info, vps) == 4,
	     lucid_ioc_info_vps);
LUCID_ASSERT(offsetof(struct lucid_ioc_info, pages) == 8,
	     lucid_ioc_info_pages);
LUCID_ASSERT(offsetof(struct lucid_ioc_info, pool) == 16,
	     lucid_ioc_info_pool);
LUCID_ASSERT(offsetof(struct lucid_ioc_info, created) == 24,
	     lucid_ioc_info_created);
LUCID_ASSERT(offsetof(struct lucid_ioc_info, destroyed) == 32,
	     lucid_ioc_info_destroyed);
LUCID_ASSERT(offsetof(struct lucid_ioc_info, tsc_khz) == 40,
	     lucid_ioc_info_tsc_khz);
LUCID_ASSERT(offsetof(struct lucid_ioc_info, version) == 44,
	     lucid_ioc_info_version);
LUCID_ASSERT(offsetof(struct lucid_ioc_info, reserved) == 48,
	     lucid_ioc_info_reserved);
#endif

/* ---- The child's machine ---- */

/* PCI vendor id of the platform device of a child with firmware. */
#define LUCID_PCI_VENDOR		0x4c63

/* Its device id. Modules know it by the alias pci:v00004C63d00000001sv*sd*bc*sc*i*. */
#define LUCID_PCI_DEVICE		0x0001

#endif
