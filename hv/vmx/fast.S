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
	save	rax, VOLATILE
	pop	gpr_rdi(%rdi)
	clear	rcx, r11		/* nothing of the guest stays, but for a call's arguments */
	mov	$VM_EXIT_REASON, %eax
	vmread	%rax, %rax
	cmp	$EXIT_REASON_VMCALL, %eax
	jne	1f
	call	vcpu_vmcall
	mov	(%rsp), %rdi
	test	%eax, %eax
	jne	2f
	load	rax, VOLATILE, rdi
	vmresume
	mov	(%rsp), %rdi
	mov	$VCPU_FAILED, %eax
	jmp	2f
1:	clear	rdx, rsi, r8, r9, r10
	mov	$VCPU_EXIT, %eax
2:	save	PRESERVED
	add	$8, %rsp
	pop_all	r15, r14, r13, r12, rbx, rbp
	ret
	.section .note.GNU-stack, "", @progbits
