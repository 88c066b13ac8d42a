/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where every guest starts and where all its interrupts arrive. A multiboot loader enters _start
 * in 32-bit protected mode with multiboot_info in EBX; another VP comes from ap.S to conf_to_long,
 * with its stack in ESP and its number in EBX. trap.c fills the IDT with the stubs below.
 */
	.set	MAGIC, 0x1badb002
	.set	FLAGS, 3		/* modules on pages; tell of memory */
	.set	CODE64, 0x10
	.set	DATA, 0x18
	.set	LARGE_RW, 0x83
	.set	TABLE_RW, 3
	.set	PD_BYTES, 4 * 4096

	.section .text.start, "ax"
	.code32
	.balign 4
	.long	MAGIC, FLAGS, -(MAGIC + FLAGS)

	.globl _start
_start:
	cli
	cld
	mov	%ebx, conf_info
	mov	$conf_stack_top, %esp
	/* The first 4 GiB, mapped to themselves with large pages. */
	xor	%ecx, %ecx
	mov	$LARGE_RW, %eax
1:	mov	%eax, pd(, %ecx)
	add	$0x200000, %eax
	add	$8, %ecx
	cmp	$PD_BYTES, %ecx
	jb	1b
	xor	%ecx, %ecx
	mov	$pd + TABLE_RW, %eax
2:	mov	%eax, pdpt(, %ecx, 8)
	add	$4096, %eax
	inc	%ecx
	cmp	$4, %ecx
	jb	2b
	movl	$pdpt + TABLE_RW, pml4
	xor	%ebx, %ebx

	.globl conf_to_long
conf_to_long:
	lgdt	conf_start_gdt
	mov	$0x20, %eax		/* PAE */
	mov	%eax, %cr4
	mov	$pml4, %eax
	mov	%eax, %cr3
	mov	$0xc0000080, %ecx	/* EFER.LME */
	mov	$0x100, %eax
	xor	%edx, %edx
	wrmsr
	mov	$0x80000031, %eax	/* PG, NE, ET, PE */
	mov	%eax, %cr0
	ljmp	$CODE64, $3f

	.code64
3:	mov	$DATA, %eax
	.irp	s, ds, es, fs, gs, ss
	mov	%eax, %\s
	.endr
	xor	%ebp, %ebp
	mov	%ebx, %edi
	call	conf_start
	ud2

	.balign 8
	.globl conf_start_gdt
conf_start_gdt:
	.word	4f - . - 1		/* the null descriptor holds the pointer to all */
	.long	conf_start_gdt
	.word	0
	.quad	0
	.quad	0x00af9b000000ffff	/* 0x10 */
	.quad	0x00cf93000000ffff	/* 0x18 */
	.quad	0, 0
	.quad	0x00cf9b000000ffff	/* 0x30 */
4:

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
	.balign 4096
pml4:	.skip	4096
pdpt:	.skip	4096
pd:	.skip	PD_BYTES
	.skip	32768
	.globl conf_stack_top
conf_stack_top:
	.section .note.GNU-stack, "", @progbits
