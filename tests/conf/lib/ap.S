/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the other VPs of a guest start: smp.c copies conf_ap to the page that its SIPI names. They
 * leave the CS that the SIPI gave them in conf_ap_cs, and go on in start.S as VP 0 began.
 */
#include "tests/conf/lib/smp.h"

	.set	CODE32, 0x30
	.set	DATA, 0x18

	.text
	.code16
	.globl conf_ap, conf_ap_end
conf_ap:
	cli
	mov	%cs, %si
	mov	%si, %ds
	lgdtl	pointer - conf_ap
	mov	$0x11, %eax		/* ET, PE */
	mov	%eax, %cr0
	ljmpl	$CODE32, $SMP_PAGE + 1f - conf_ap

	.code32
1:	mov	$DATA, %eax
	.irp	s, ds, es, ss
	mov	%eax, %\s
	.endr
	mov	%si, conf_ap_cs
	mov	$1, %eax		/* leaf 1: APIC id in EBX 31:24 */
	xor	%ecx, %ecx
	cpuid
	shr	$24, %ebx
	imul	$SMP_STACK, %ebx, %esp
	add	$stacks, %esp		/* the end of the stack of VP 1 and so on */
	mov	$conf_to_long, %eax
	jmp	*%eax

	.balign 8
pointer:
	.word	0x37
	.long	conf_start_gdt
conf_ap_end:

	.bss
	.balign 16
stacks:	.skip	(SMP_MAX - 1) * SMP_STACK
	.section .note.GNU-stack, "", @progbits
