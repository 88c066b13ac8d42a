// SPDX-License-Identifier: GPL-2.0-only
/*
 * The steering program, instruction by instruction: it looks at the network header, puts the
 * hash's input on its stack, where an IPv6 header would have it, and looks each byte up.
 */
#include "hv/vmm/steer.h"

#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hv/vmm/log.h"

#define MAX_INSNS	512

/* On the stack: an IPv6 header ends where the ports begin, an IPv4 header is below. */
#define PORTS		(-8)
#define ADDRESSES6	(PORTS - 32)
#define ADDRESSES4	(PORTS - 8)
#define HEADER6		(PORTS - 40)
#define HEADER4		(HEADER6 - 24)

/* Kept over calls; 0 to 5 are not. */
enum { CTX = 6, VALUE = 7, TYPES = 8, FULL = 9, FP = 10 };

struct code {
	struct bpf_insn insn[MAX_INSNS];
	unsigned int n;
	unsigned int to_none[16];	/* jumps to the end for frames without a hash */
	unsigned int jumps;
};

static unsigned int emit(struct code *c, uint8_t op, uint8_t dst, uint8_t src, int16_t off,
			 int32_t imm)
{
	c->insn[c->n] = (struct bpf_insn){
		.code = op, .dst_reg = dst & 15, .src_reg = src & 15, .off = off, .imm = imm,
	};
	return c->n++;
}

static void move(struct code *c, uint8_t dst, uint8_t src)
{
	emit(c, BPF_ALU64 | BPF_MOV | BPF_X, dst, src, 0, 0);
}

static void set(struct code *c, uint8_t dst, int32_t value)
{
	emit(c, BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, value);
}

static void load(struct code *c, uint8_t size, uint8_t dst, uint8_t src, size_t off)
{
	emit(c, BPF_LDX | BPF_MEM | size, dst, src, (int16_t)off, 0);
}

/* Jumps from @from come here. */
static void here(struct code *c, unsigned int from)
{
	c->insn[from].off = (int16_t)(c->n - from - 1);
}

static unsigned int jump_if(struct code *c, uint8_t how, uint8_t dst, int32_t value)
{
	return emit(c, BPF_JMP | how | BPF_K, dst, 0, 0, value);
}

static void none_if(struct code *c, uint8_t how, uint8_t dst, int32_t value)
{
	c->to_none[c->jumps++] = jump_if(c, how, dst, value);
}

static unsigned int jump(struct code *c)
{
	return emit(c, BPF_JMP | BPF_JA, 0, 0, 0, 0);
}

/* @len bytes from where register 2 says, from the network header, to the stack. */
static void fetch(struct code *c, int32_t to, int32_t len)
{
	move(c, 1, CTX);
	move(c, 3, FP);
	emit(c, BPF_ALU64 | BPF_ADD | BPF_K, 3, 0, 0, to);
	set(c, 4, len);
	set(c, 5, BPF_HDR_START_NET);
	emit(c, BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_skb_load_bytes_relative);
	none_if(c, BPF_JNE, 0, 0);
}

/* FULL: is the protocol in register 1 to be spread by ports, too? */
static void judge(struct code *c, int32_t tcp, int32_t udp)
{
	unsigned int not_tcp, not_udp, done;

	set(c, FULL, 0);
	not_tcp = jump_if(c, BPF_JNE, 1, IPPROTO_TCP);
	set(c, FULL, tcp);
	done = jump(c);
	here(c, not_tcp);
	not_udp = jump_if(c, BPF_JNE, 1, IPPROTO_UDP);
	set(c, FULL, udp);
	here(c, not_udp);
	here(c, done);
	emit(c, BPF_ALU64 | BPF_AND | BPF_X, FULL, TYPES, 0, 0);
}

/* Register 0 takes in @n bytes of the stack; register 4 is the table of the first one. */
static void hash(struct code *c, int32_t at, int32_t n)
{
	for (int32_t i = 0; i < n; i++) {
		load(c, BPF_B, 1, FP, (size_t)(at + i));
		emit(c, BPF_ALU64 | BPF_LSH | BPF_K, 1, 0, 0, 2);
		emit(c, BPF_ALU64 | BPF_ADD | BPF_X, 1, 4, 0, 0);
		load(c, BPF_W, 2, 1, 0);
		emit(c, BPF_ALU64 | BPF_XOR | BPF_X, 0, 2, 0, 0);
		emit(c, BPF_ALU64 | BPF_ADD | BPF_K, 4, 0, 0, 256 * sizeof(uint32_t));
	}
}

/* The ports, from where register 2 says, if they count; then the hash. Gives the last jump. */
static unsigned int spread(struct code *c, int32_t addresses, int32_t bare)
{
	unsigned int plain = jump_if(c, BPF_JEQ, FULL, 0), full, end;

	fetch(c, PORTS, 4);
	full = jump(c);
	here(c, plain);
	move(c, 1, TYPES);
	emit(c, BPF_ALU64 | BPF_AND | BPF_K, 1, 0, 0, bare);
	none_if(c, BPF_JEQ, 1, 0);
	here(c, full);
	set(c, 0, 0);
	move(c, 4, VALUE);
	emit(c, BPF_ALU64 | BPF_ADD | BPF_K, 4, 0, 0, offsetof(struct steer_value, hash));
	hash(c, addresses, PORTS - addresses);
	end = jump_if(c, BPF_JEQ, FULL, 0);
	hash(c, PORTS, 4);
	here(c, end);
	return jump(c);
}

static unsigned int ipv4(struct code *c)
{
	unsigned int whole;

	set(c, 2, 0);
	fetch(c, HEADER4, 20);
	for (int32_t i = 0; i < 8; i += 4) {
		load(c, BPF_W, 1, FP, (size_t)(HEADER4 + 12 + i));
		emit(c, BPF_STX | BPF_MEM | BPF_W, FP, 1, (int16_t)(ADDRESSES4 + i), 0);
	}
	load(c, BPF_B, 1, FP, HEADER4 + 9);
	judge(c, LUCID_NET_HASH_TCP4, LUCID_NET_HASH_UDP4);
	/* A fragment is one of several, or not the first one. */
	load(c, BPF_H, 1, FP, HEADER4 + 6);
	emit(c, BPF_ALU64 | BPF_AND | BPF_K, 1, 0, 0, 0xff3f);
	whole = jump_if(c, BPF_JEQ, 1, 0);
	set(c, FULL, 0);
	here(c, whole);
	load(c, BPF_B, 2, FP, HEADER4);
	emit(c, BPF_ALU64 | BPF_AND | BPF_K, 2, 0, 0, 15);
	emit(c, BPF_ALU64 | BPF_LSH | BPF_K, 2, 0, 0, 2);
	return spread(c, ADDRESSES4, LUCID_NET_HASH_IPV4);
}

static unsigned int ipv6(struct code *c)
{
	set(c, 2, 0);
	fetch(c, HEADER6, 40);
	load(c, BPF_B, 1, FP, HEADER6 + 6);
	judge(c, LUCID_NET_HASH_TCP6, LUCID_NET_HASH_UDP6);
	set(c, 2, 40);
	return spread(c, ADDRESSES6, LUCID_NET_HASH_IPV6);
}

static void generate(struct code *c, int map)
{
	unsigned int is4, is6, done4, done6;

	move(c, CTX, 1);
	emit(c, BPF_LD | BPF_DW | BPF_IMM, VALUE, BPF_PSEUDO_MAP_VALUE, 0, map);
	emit(c, 0, 0, 0, 0, 0);
	load(c, BPF_W, TYPES, VALUE, offsetof(struct steer_value, types));
	load(c, BPF_W, 0, CTX, offsetof(struct __sk_buff, protocol));
	is4 = jump_if(c, BPF_JEQ, 0, __builtin_bswap16(ETH_P_IP));
	is6 = jump_if(c, BPF_JEQ, 0, __builtin_bswap16(ETH_P_IPV6));
	c->to_none[c->jumps++] = jump(c);
	here(c, is4);
	done4 = ipv4(c);
	here(c, is6);
	done6 = ipv6(c);
	for (unsigned int i = 0; i < c->jumps; i++)
		here(c, c->to_none[i]);
	set(c, 0, 0);
	here(c, done4);
	here(c, done6);
	emit(c, BPF_ALU64 | BPF_AND | BPF_K, 0, 0, 0, LUCID_NET_TABLE - 1);
	emit(c, BPF_ALU64 | BPF_LSH | BPF_K, 0, 0, 0, 2);
	emit(c, BPF_ALU64 | BPF_ADD | BPF_X, VALUE, 0, 0, 0);
	load(c, BPF_W, 0, VALUE, offsetof(struct steer_value, queue));
	emit(c, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

static int call(int cmd, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

static int load_program(int map)
{
	static const char license[] = "GPL";
	struct code c = { .n = 0 };
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .prog_name = "lucid_steer",
		.insns = (uintptr_t)c.insn, .license = (uintptr_t)license,
	};

	generate(&c, map);
	attr.insn_cnt = c.n;
	return call(BPF_PROG_LOAD, &attr);
}

int steer_open(struct steer *s)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_ARRAY, .key_size = sizeof(uint32_t),
		.value_size = sizeof(struct steer_value), .max_entries = 1,
		.map_flags = BPF_F_MMAPABLE, .map_name = "lucid_steer",
	};

	*s = (struct steer){ .prog = -1, .map = call(BPF_MAP_CREATE, &attr) };
	if (s->map < 0)
		return -1;
	s->prog = load_program(s->map);
	if (s->prog >= 0)
		return 0;
	close(s->map);
	s->map = -1;
	return -1;
}

int steer_map(struct steer *s)
{
	void *at = mmap(NULL, sizeof(*s->value), PROT_READ | PROT_WRITE, MAP_SHARED, s->map, 0);

	if (at == MAP_FAILED)
		return -1;
	s->value = at;
	return 0;
}

/* A frame that comes meanwhile goes to some queue of the one or of the other table. */
void steer_set(struct steer *s, const struct lucid_net_settings *settings)
{
	for (uint32_t i = 0; i < LUCID_TOEPLITZ_MAX; i++)
		lucid_toeplitz_table(settings->key, i, s->value->hash[i]);
	for (uint32_t i = 0; i < LUCID_NET_TABLE; i++)
		s->value->queue[i] = settings->table[i];
	s->value->types = settings->types;
}
