/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * First steps of an application processor: copied to a page below 1 MiB, entered in
 * real mode by a SIPI, goes straight to 64-bit mode on the boot CPU's page tables and
 * calls ap_main(). boot/smp.c fills in the words at the end of it. One CPU at a time.
 */
	.section .rodata
	.globl	trampoline, trampoline_end, trampoline_stack
	.code16
	.balign	16
trampoline:
	cli
	mov	%cs, %ax
	mov	%ax, %ds
	lgdtl	trampoline_gdtr - trampoline
	mov	%cr4, %eax
	or	$0x20, %eax
	mov	%eax, %cr4
	mov	trampoline_cr3 - trampoline, %eax
	mov	%eax, %cr3
	mov	$0xc0000080, %ecx
	rdmsr
	or	$0x900, %eax
	wrmsr
	mov	$0x80010021, %eax
	mov	%eax, %cr0
	ljmpl	*trampoline_far - trampoline

	.globl	trampoline_gdtr, trampoline_cr3, trampoline_far
	.balign	8
trampoline_gdtr:
	.skip	6
	.balign	4
trampoline_cr3:
	.long	0
trampoline_far:
	.long	ap_start
	.short	8
	.balign	8
trampoline_end:

	.text
	.code64
ap_start:
	xor	%eax, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	$16, %eax
	mov	%eax, %ss
	mov	trampoline_stack(%rip), %rsp
	mov	trampoline_cpu(%rip), %rdi
	call	ap_main
	ud2

	.bss
	.balign	8
trampoline_stack:
	.skip	8
	.globl	trampoline_cpu
trampoline_cpu:
	.skip	8
	.section .note.GNU-stack, "", @progbits
