/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entry of the 32 exception vectors of root mode, and the instructions that may
 * fault on a guest's value. NMI goes to a stack of its own and only sets a flag.
 */
	.set	HAS_ERROR_CODE, 0x60227d00	/* #DF #TS #NP #SS #GP #PF #AC #CP #VC #SX */
	.text
	.altmacro
	.macro	stub n
	.globl	trap_stub_\n
trap_stub_\n:
	.if	((HAS_ERROR_CODE >> \n) & 1) == 0
	push	$0
	.endif
	push	$\n
	jmp	trap_common
	.endm
	.set	i, 0
	.rept	32
	stub	%i
	.set	i, i + 1
	.endr

trap_common:
	.irp	r, rax, rcx, rdx, rsi, rdi, r8, r9, r10, r11
	push	%\r
	.endr
	mov	%rsp, %rdi		/* struct trap_frame */
	call	trap_handle
	.irp	r, r11, r10, r9, r8, rdi, rsi, rdx, rcx, rax
	pop	%\r
	.endr
	add	$16, %rsp
	iretq

	.globl	rdmsr_safe, wrmsr_safe, xsetbv_safe, safe_fault
rdmsr_safe:				/* bool (uint32_t msr, uint64_t *value) */
	mov	%edi, %ecx
	rdmsr
	shl	$32, %rdx
	or	%rdx, %rax
	mov	%rax, (%rsi)
	mov	$1, %eax
	ret
wrmsr_safe:				/* bool (uint32_t msr, uint64_t value) */
	mov	%edi, %ecx
	mov	%rsi, %rdx
	mov	%esi, %eax
	shr	$32, %rdx
	wrmsr
	mov	$1, %eax
	ret
xsetbv_safe:				/* bool (uint32_t reg, uint64_t value) */
	mov	%edi, %ecx
	mov	%rsi, %rdx
	mov	%esi, %eax
	shr	$32, %rdx
	xsetbv
	mov	$1, %eax
	ret
safe_fault:				/* where trap_handle() sends a #GP of the three */
	xor	%eax, %eax
	ret

	.section .rodata
	.globl	trap_stubs
	.balign	8
	.macro	entry n
	.quad	trap_stub_\n
	.endm
trap_stubs:
	.set	i, 0
	.rept	32
	entry	%i
	.set	i, i + 1
	.endr
	.section .note.GNU-stack, "", @progbits
