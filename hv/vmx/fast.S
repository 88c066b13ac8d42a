/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way out of a child. HOST_RIP of a VP points here, with the stack as vmx_enter left
 * it. A VMCALL is answered without saving the registers that C functions preserve; for
 * all else the entry ends: vmx_enter returns an enum vcpu_exit (vmx/vcpu.h).
 */
#include "hv/vmx/regs.inc"

	.text
	.globl	vmx_exit_child
vmx_exit_child:
	push	%rdi
	mov	8(%rsp), %rdi		/* the VP: its registers come first */
	mov	%rax, 8 * RAX(%rdi)
	mov	%rcx, 8 * RCX(%rdi)
	mov	%rdx, 8 * RDX(%rdi)
	mov	%rsi, 8 * RSI(%rdi)
	mov	%r8, 8 * R8(%rdi)
	mov	%r9, 8 * R9(%rdi)
	mov	%r10, 8 * R10(%rdi)
	mov	%r11, 8 * R11(%rdi)
	pop	8 * RDI(%rdi)
	xor	%ecx, %ecx		/* nothing of the guest stays, but for a call's arguments */
	xor	%r11d, %r11d
	mov	$VM_EXIT_REASON, %eax
	vmread	%rax, %rax
	cmp	$EXIT_REASON_VMCALL, %eax
	jne	1f
	call	vcpu_vmcall
	mov	(%rsp), %rdi
	test	%eax, %eax
	jne	2f
	mov	8 * RAX(%rdi), %rax
	mov	8 * RCX(%rdi), %rcx
	mov	8 * RDX(%rdi), %rdx
	mov	8 * RSI(%rdi), %rsi
	mov	8 * R8(%rdi), %r8
	mov	8 * R9(%rdi), %r9
	mov	8 * R10(%rdi), %r10
	mov	8 * R11(%rdi), %r11
	mov	8 * RDI(%rdi), %rdi
	vmresume
	mov	(%rsp), %rdi
	mov	$VCPU_FAILED, %eax
	jmp	2f
1:	xor	%edx, %edx
	xor	%esi, %esi
	xor	%r8d, %r8d
	xor	%r9d, %r9d
	xor	%r10d, %r10d
	mov	$VCPU_EXIT, %eax
2:	mov	%rbx, 8 * RBX(%rdi)
	mov	%rbp, 8 * RBP(%rdi)
	mov	%r12, 8 * R12(%rdi)
	mov	%r13, 8 * R13(%rdi)
	mov	%r14, 8 * R14(%rdi)
	mov	%r15, 8 * R15(%rdi)
	add	$8, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret
	.section .note.GNU-stack, "", @progbits
