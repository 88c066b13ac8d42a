/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where GRUB starts us: 32-bit protected mode, EAX and EBX as the Multiboot2
 * specification says ('I386 machine state'). Builds identity page tables of 512 GiB
 * with 1 GiB pages, goes to 64-bit mode and calls boot_main(magic, info).
 */
	.section .multiboot2, "a"
	.balign	8
header:
	.long	0xe85250d6, 0, header_end - header
	.long	-(0xe85250d6 + (header_end - header))
	.balign	8
	.short	6, 1			/* modules page aligned, if the loader can */
	.long	8
	.balign	8
	.short	0, 0
	.long	8
header_end:

	.text
	.code32
	.globl	start
start:
	cli
	cld
	mov	%eax, %ebp
	mov	%ebx, %esi
	mov	$0x80000001, %eax
	cpuid
	mov	%ebp, %edi
	test	$(1 << 26), %edx	/* 1 GiB pages: without them there is no VT-x for us */
	jz	no_huge
	movl	$pdpt + 3, pml4
	mov	$pdpt, %ecx
	xor	%edx, %edx
	mov	$0x83, %eax
1:	mov	%eax, (%ecx)
	mov	%edx, 4(%ecx)
	add	$8, %ecx
	add	$0x40000000, %eax
	adc	$0, %edx
	cmp	$pdpt + 4096, %ecx
	jne	1b
	mov	%cr4, %eax
	or	$0x20, %eax		/* PAE */
	mov	%eax, %cr4
	mov	$pml4, %eax
	mov	%eax, %cr3
	mov	$0xc0000080, %ecx
	rdmsr
	or	$0x900, %eax		/* LME, NXE */
	wrmsr
	mov	%cr0, %eax
	or	$0x80010021, %eax	/* PG, WP, NE, PE */
	and	$0x9fffffff, %eax	/* caches on */
	mov	%eax, %cr0
	lgdt	gdtr
	ljmp	$8, $1f

no_huge:
	mov	$message, %esi
2:	lodsb
	test	%al, %al
	jz	3f
	mov	$0x3f8, %dx
	out	%al, %dx
	jmp	2b
3:	hlt
	jmp	3b

	.code64
1:	xor	%eax, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %fs
	mov	%eax, %gs
	mov	$16, %eax
	mov	%eax, %ss
	mov	$boot_stack_end, %esp
	mov	%edi, %edi
	mov	%esi, %esi
	call	boot_main
	ud2

	.section .rodata
message:
	.asciz	"lucid: PANIC: CPU: no 1-GByte pages (CPUID.80000001H:EDX[bit 26])\r\n"
	.balign	8
gdt:
	.quad	0, 0x00af9b000000ffff, 0x00cf93000000ffff
	.globl	gdtr
gdtr:
	.short	. - gdt - 1
	.quad	gdt

	.bss
	.balign	4096
	.globl	pml4, boot_stack_end
pml4:	.skip	4096
pdpt:	.skip	4096
boot_stack:
	.skip	16384
boot_stack_end:
	.section .note.GNU-stack, "", @progbits
