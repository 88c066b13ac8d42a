/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMCALL with every register chosen by the caller, and code run under another code segment: what
 * C cannot say. See conf.h.
 */
	.macro	save
	.irp	r, rbx, rbp, r12, r13, r14, r15
	push	%\r
	.endr
	.endm
	.macro	restore
	.irp	r, r15, r14, r13, r12, rbp, rbx
	pop	%\r
	.endr
	.endm

	.text
/* void conf_vmcall(struct conf_regs *r) */
	.globl conf_vmcall
conf_vmcall:
	save
	push	%rdi
	pushq	0x78(%rdi)
	popfq
	mov	0x00(%rdi), %rax
	mov	0x08(%rdi), %rcx
	mov	0x10(%rdi), %rdx
	mov	0x18(%rdi), %rbx
	mov	0x20(%rdi), %rbp
	mov	0x28(%rdi), %rsi
	mov	0x38(%rdi), %r8
	mov	0x40(%rdi), %r9
	mov	0x48(%rdi), %r10
	mov	0x50(%rdi), %r11
	mov	0x58(%rdi), %r12
	mov	0x60(%rdi), %r13
	mov	0x68(%rdi), %r14
	mov	0x70(%rdi), %r15
	mov	0x30(%rdi), %rdi
	vmcall
	xchg	%rdi, (%rsp)
	mov	%rax, 0x00(%rdi)
	mov	%rcx, 0x08(%rdi)
	mov	%rdx, 0x10(%rdi)
	mov	%rbx, 0x18(%rdi)
	mov	%rbp, 0x20(%rdi)
	mov	%rsi, 0x28(%rdi)
	mov	%r8, 0x38(%rdi)
	mov	%r9, 0x40(%rdi)
	mov	%r10, 0x48(%rdi)
	mov	%r11, 0x50(%rdi)
	mov	%r12, 0x58(%rdi)
	mov	%r13, 0x60(%rdi)
	mov	%r14, 0x68(%rdi)
	mov	%r15, 0x70(%rdi)
	popq	0x30(%rdi)
	pushfq
	popq	0x78(%rdi)
	cld
	restore
	ret

/*
 * int conf_run_as(unsigned long cs, unsigned long ss, const void *code)
 * The trap handler comes back to 1: with the stack of the caller, whatever code did to it.
 */
	.globl conf_run_as
conf_run_as:
	save
	mov	%rsp, conf_resume_rsp(%rip)
	movq	$1f, conf_resume(%rip)
	movl	$-1, conf_vector(%rip)
	push	%rsi
	push	%rsp
	pushq	$2
	push	%rdi
	push	%rdx
	iretq
1:	movq	$0, conf_resume_rsp(%rip)
	restore
	mov	conf_vector(%rip), %eax
	ret
	.section .note.GNU-stack, "", @progbits
