/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where every guest starts and where all its interrupts arrive. The VMM enters _start in 64-bit
 * mode, with boot_params in RSI; trap.c fills the IDT with the stubs below.
 */
	.section .text.start, "ax"
	.globl _start
_start:
	cli
	lea	conf_stack_top(%rip), %rsp
	mov	%rsi, conf_boot_params(%rip)
	xor	%ebp, %ebp
	call	conf_start
	ud2

	.text
	.balign 16
	.globl conf_stubs
conf_stubs:			/* 16 bytes each */
	vector = 0
	.rept 256
	.balign 16
	.if !(vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21)
	push	$0		/* where the CPU pushes no error code */
	.endif
	push	$vector
	jmp	common
	vector = vector + 1
	.endr

common:
	.irp	r, rax, rcx, rdx, rbx, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15
	push	%\r
	.endr
	mov	%rsp, %rdi
	cld
	call	conf_trap
	.irp	r, r15, r14, r13, r12, r11, r10, r9, r8, rdi, rsi, rbp, rbx, rdx, rcx, rax
	pop	%\r
	.endr
	add	$16, %rsp
	iretq

	.bss
	.balign 16
	.skip	32768
	.globl conf_stack_top
conf_stack_top:
	.section .note.GNU-stack, "", @progbits
