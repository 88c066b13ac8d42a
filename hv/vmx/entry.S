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
	push_all rbp, rbx, r12, r13, r14, r15, rdi
	mov	$HOST_RSP, %eax
	vmwrite	%rsp, %rax
	test	%sil, %sil		/* the loads below leave the flags alone */
	load	rax, VOLATILE, PRESERVED, rdi
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
	save	rax, VOLATILE, PRESERVED
	pop	gpr_rdi(%rdi)
	add	$8, %rsp
	clear	rax, VOLATILE, rdi	/* nothing of the guest stays in a register */
3:	pop_all	r15, r14, r13, r12, rbx, rbp
	ret
	.size	vmx_enter, . - vmx_enter
	.section .note.GNU-stack, "", @progbits
