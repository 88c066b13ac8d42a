/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the parent's application processors wait, in non-root 64-bit mode, for the
 * parent's operating system: the mailbox of ACPI 6.4, 'Multiprocessor Wakeup
 * Structure'. Copied to reserved memory that the parent can reach, which also holds
 * the mailbox. Position independent. RSI: the mailbox, RDI: this CPU's APIC id.
 */
	.section .rodata
	.globl	wait_stub, wait_stub_end
	.code64
	.balign	16
wait_stub:
	pause
	cmpw	$1, (%rsi)		/* command: wake up */
	jne	wait_stub
	cmp	%edi, 4(%rsi)		/* APIC id */
	jne	wait_stub
	mov	8(%rsi), %rax		/* wake-up vector */
	movw	$0, (%rsi)		/* taken */
	jmp	*%rax
wait_stub_end:
	.section .note.GNU-stack, "", @progbits
