/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entry into a guest and the way back, for parent and children alike. Called from C
 * as int vmx_enter(uint64_t gpr[16], bool launched): see vmx/vmx.h. The stack holds
 * the caller's registers and @gpr meanwhile; HOST_RSP points there.
 */
#include "hv/vmx/regs.inc"

	.text
	.globl	vmx_enter, vmx_exit
	.type	vmx_enter, @function
vmx_enter:
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	push	%rdi
	mov	$HOST_RSP, %eax
	vmwrite	%rsp, %rax
	test	%sil, %sil		/* the loads below leave the flags alone */
	mov	8 * RAX(%rdi), %rax
	mov	8 * RCX(%rdi), %rcx
	mov	8 * RDX(%rdi), %rdx
	mov	8 * RBX(%rdi), %rbx
	mov	8 * RBP(%rdi), %rbp
	mov	8 * RSI(%rdi), %rsi
	mov	8 * R8(%rdi), %r8
	mov	8 * R9(%rdi), %r9
	mov	8 * R10(%rdi), %r10
	mov	8 * R11(%rdi), %r11
	mov	8 * R12(%rdi), %r12
	mov	8 * R13(%rdi), %r13
	mov	8 * R14(%rdi), %r14
	mov	8 * R15(%rdi), %r15
	mov	8 * RDI(%rdi), %rdi
	jne	1f
	vmlaunch
	jmp	2f
1:	vmresume
2:	mov	$1, %eax		/* only a failed entry comes here */
	add	$8, %rsp
	jmp	3f

vmx_exit:
	push	%rdi
	mov	8(%rsp), %rdi
	mov	%rax, 8 * RAX(%rdi)
	mov	%rcx, 8 * RCX(%rdi)
	mov	%rdx, 8 * RDX(%rdi)
	mov	%rbx, 8 * RBX(%rdi)
	mov	%rbp, 8 * RBP(%rdi)
	mov	%rsi, 8 * RSI(%rdi)
	mov	%r8, 8 * R8(%rdi)
	mov	%r9, 8 * R9(%rdi)
	mov	%r10, 8 * R10(%rdi)
	mov	%r11, 8 * R11(%rdi)
	mov	%r12, 8 * R12(%rdi)
	mov	%r13, 8 * R13(%rdi)
	mov	%r14, 8 * R14(%rdi)
	mov	%r15, 8 * R15(%rdi)
	pop	8 * RDI(%rdi)
	add	$8, %rsp
	xor	%eax, %eax		/* nothing of the guest stays in a register */
	xor	%ecx, %ecx
	xor	%edx, %edx
	xor	%esi, %esi
	xor	%edi, %edi
	xor	%r8d, %r8d
	xor	%r9d, %r9d
	xor	%r10d, %r10d
	xor	%r11d, %r11d
3:	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret
	.size	vmx_enter, . - vmx_enter
	.section .note.GNU-stack, "", @progbits
