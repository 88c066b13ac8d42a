/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A worked example for the manual: HV_PING, then EVENT_RAISE of a port, with all that the calling
 * convention asks for. int64_t lucid_ping_raise(uint64_t port): the status.
 */
#include "lucid_abi.h"

	.text
	.globl	lucid_ping_raise
lucid_ping_raise:
	mov	%rdi, %r11		/* kept over calls: all but RAX, RDX, R8 are */
	movabs	$(LUCID_HC_MAGIC << 16 | LUCID_HC_HV_PING), %rax
	xor	%edi, %edi		/* HV_PING has no arguments: all six are reserved */
	xor	%esi, %esi
	xor	%edx, %edx
	xor	%r10d, %r10d
	xor	%r8d, %r8d
	xor	%r9d, %r9d
	vmcall				/* status in RAX; RDX and R8 are 0 now */
	test	%rax, %rax
	jnz	1f
	movabs	$(LUCID_HC_MAGIC << 16 | LUCID_HC_EVENT_RAISE), %rax
	mov	%r11, %rdi		/* argument 1: the port; 2 to 6 are 0 still */
	vmcall
1:	ret

	.section .note.GNU-stack, "", @progbits
