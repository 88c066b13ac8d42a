// SPDX-License-Identifier: GPL-2.0-only
/*
 * KTAP lines on the firmware's console, and what the tests need beside the protocols: memory, and
 * data that can be told from other data.
 */
#include "tests/uefi/comply.h"

static UINTN comply_count, comply_bad;

void comply_print(const char *text)
{
	UINT16 line[256];
	UINTN n;

	for (n = 0; text[n] && n < 255; n++)
		line[n] = (UINT16)text[n];
	line[n] = 0;
	comply_st->ConOut->OutputString(comply_st->ConOut, (CHAR16 *)line);
}

static void comply_digits(UINT64 value, UINTN base)
{
	char text[24];
	UINTN at = sizeof(text) - 1;

	text[at] = 0;
	do {
		text[--at] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	comply_print(&text[at]);
}

void comply_number(const char *what, UINT64 value)
{
	comply_print("# ");
	comply_print(what);
	comply_print(": ");
	comply_digits(value, 10);
	comply_print("\r\n");
}

static void comply_result(const char *what, bool ok)
{
	comply_bad += !ok;
	comply_print(ok ? "ok " : "not ok ");
	comply_digits(++comply_count, 10);
	comply_print(" - ");
	comply_print(what);
	comply_print("\r\n");
}

void comply_is(const char *what, EFI_STATUS status, EFI_STATUS want)
{
	if (status != want) {
		comply_print("# status 0x");
		comply_digits(status, 16);
		comply_print(", not 0x");
		comply_digits(want, 16);
		comply_print("\r\n");
	}
	comply_result(what, status == want);
}

void comply_true(const char *what, bool ok)
{
	comply_result(what, ok);
}

UINTN comply_end(void)
{
	comply_print("1..");
	comply_digits(comply_count, 10);
	comply_print("\r\n");
	return comply_bad;
}

void *comply_alloc(UINTN bytes)
{
	EFI_PHYSICAL_ADDRESS at = 0;
	UINTN pages = (bytes + 4095) / 4096;

	if (comply_bs->AllocatePages(AllocateAnyPages, EfiLoaderData, pages, &at) != EFI_SUCCESS)
		comply_true("there is memory for the tests", false);
	return (void *)(UINTN)at;
}

void comply_fill(UINT8 *data, UINTN bytes, UINT64 seed)
{
	UINT64 *word = (UINT64 *)(void *)data;
	UINTN i;

	for (i = 0; i < bytes / 8; i++) {
		seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
		word[i] = seed;
	}
}

bool comply_filled(const UINT8 *data, UINTN bytes, UINT64 seed)
{
	const UINT64 *word = (const UINT64 *)(const void *)data;
	UINTN i;

	for (i = 0; i < bytes / 8; i++) {
		seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
		if (word[i] != seed)
			return false;
	}
	return true;
}
