// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that the console of guest/uefi carries text both ways, in order and whole [CONS-2], and
 * that its entropy is the parent's, each byte once [SYS-3]; text of a bad length ends them [CONS-1]
 * [SYS-4]; that it powers off or resets when the parent asks for it [SYS-1], and says what it
 * ignores [SYS-2]. Does not prove that firmware puts a terminal there.
 */
/* sources: guest/uefi/an*.c guest/uefi/[b-l]*.c guest/uefi/ma*.c guest/uefi/[n-z]*.c */
#include "uefi-firmware.h"
#include "ring/console.h"

static char shown[2000];
static const char *typed;
static uint32_t bad_len;

static void take(struct rig_dev *d)
{
	struct lucid_text text;

	while (lucid_back_take(&d->back[0], &text) == 1) {
		assert_int_equal(lucid_text_check(&text), 0);
		strncat(shown, (char *)text.bytes, text.len);
		assert_int_equal(lucid_done_complete(&d->back[0], text.id, LUCID_IO_OK), 0);
	}
}

static void give(struct lucid_back *back)
{
	struct lucid_done credit;

	while ((*typed || bad_len) && lucid_back_take(back, &credit) == 1) {
		struct lucid_text text = { .id = credit.id, .len = 3 };

		assert_int_equal(lucid_credit_check(&credit), 0);
		text.len = strlen(typed) < 3 ? (uint32_t)strlen(typed) : 3;
		memcpy(text.bytes, typed, text.len);
		typed += text.len;
		text.len = bad_len ? bad_len : text.len;
		bad_len = 0;
		assert_int_equal(lucid_back_complete(back, &text), 0);
	}
}

static void serve_console(struct rig_dev *d, unsigned int c)
{
	if (c)
		give(&d->back[1]);
	else
		take(d);
}

static void serve_rng(struct rig_dev *d, unsigned int c)
{
	give(&d->back[c]);
}

static EFI_HANDLE begin(uint16_t type, const char *input)
{
	static const uint8_t config[72];
	bool console = type == LUCID_DEV_CONSOLE;
	struct rig_dev *d;

	rig_init();
	shown[0] = 0;
	typed = input;
	d = rig_offer(type, 0, console ? 2 : 1, config, sizeof(config));
	d->sub[!console] = sizeof(struct lucid_text);
	d->comp[!console] = sizeof(struct lucid_done);
	d->sub[console] = sizeof(struct lucid_done);
	d->comp[console] = sizeof(struct lucid_text);
	d->serve = console ? serve_console : serve_rng;
	fw_init();
	return fw_start(type, 0);
}

static void console(void **state)
{
	static EFI_GUID guid = EFI_SERIAL_IO_PROTOCOL_GUID;
	EFI_SERIAL_IO_PROTOCOL *io = *fw_find(begin(LUCID_DEV_CONSOLE, "hello"), &guid);
	char text[1800], in[9] = "";
	UINTN n = sizeof(text);
	uint32_t control;

	(void)state;
	for (unsigned int i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i % 23);
	assert_int_equal(io->Write(io, &n, text), EFI_SUCCESS);
	assert_int_equal(n, sizeof(text));
	rig_run();
	assert_memory_equal(shown, text, sizeof(text));
	assert_int_equal(io->GetControl(io, &control), EFI_SUCCESS);
	assert_false(control & EFI_SERIAL_INPUT_BUFFER_EMPTY);
	n = 8;
	assert_int_equal(io->Read(io, &n, in), EFI_TIMEOUT);
	assert_int_equal(n, 5);
	assert_string_equal(in, "hello");
	assert_int_equal(io->SetAttributes(io, 0, 0, 0, 9, 8, OneStopBit), EFI_INVALID_PARAMETER);
	bad_len = 53;
	rig_run();
	n = 1;
	assert_int_equal(io->Read(io, &n, in), EFI_DEVICE_ERROR);
	assert_non_null(strstr(rig.said, "BAD_LENGTH"));
	fw_stop();
}

static void entropy(void **state)
{
	static EFI_GUID guid = EFI_RNG_PROTOCOL_GUID, raw = EFI_RNG_ALGORITHM_RAW;
	EFI_RNG_PROTOCOL *rng = *fw_find(begin(LUCID_DEV_SYSTEM, "0123456789abcdef"), &guid);
	EFI_GUID list[2];
	UINTN n = 0;
	uint8_t got[17] = "";

	(void)state;
	assert_int_equal(rng->GetInfo(rng, &n, list), EFI_BUFFER_TOO_SMALL);
	assert_int_equal(rng->GetInfo(rng, &n, list), EFI_SUCCESS);
	assert_memory_equal(&list[0], &raw, sizeof(raw));
	assert_int_equal(rng->GetRNG(rng, NULL, 7, got), EFI_SUCCESS);
	assert_int_equal(rng->GetRNG(rng, &raw, 9, got + 7), EFI_SUCCESS);
	assert_string_equal((char *)got, "0123456789abcdef");
	assert_int_equal(rng->GetRNG(rng, &guid, 9, got), EFI_UNSUPPORTED);
	assert_int_equal(rng->GetRNG(rng, NULL, 0, got), EFI_INVALID_PARAMETER);
	assert_int_equal(rng->GetRNG(rng, NULL, 1, got), EFI_DEVICE_ERROR);
	assert_non_null(strstr(rig.said, "completes nothing"));
	fw_stop();
}

/* What the parent writes into the entry, and the driver's next look at it. */
static void ask(uint32_t request, uint32_t reserved)
{
	struct lucid_system_config config = { .request = request, .reserved[0] = reserved };

	memcpy(rig.dir->dev[0].config, &config, sizeof(config));
	assert_true(fw.timer->timer);
	fw.timer->notify(fw.timer, fw.timer->context);
}

static void requests(void **state)
{
	(void)state;
	begin(LUCID_DEV_SYSTEM, "");
	ask(LUCID_SYSTEM_NONE, 0);
	ask(LUCID_SYSTEM_REBOOT + 1, 0);
	assert_non_null(strstr(rig.said, "system device 0: bad request 3"));
	ask(LUCID_SYSTEM_POWEROFF, 1);
	rig.dir->dev[0].generation++;
	ask(LUCID_SYSTEM_POWEROFF, 0);
	rig.dir->dev[0].generation--;
	assert_int_equal(fw.resets, 0);
	ask(LUCID_SYSTEM_POWEROFF, 0);
	assert_int_equal(fw.resets, 1);
	assert_int_equal(fw.reset, EfiResetShutdown);
	ask(LUCID_SYSTEM_REBOOT, 0);
	assert_int_equal(fw.resets, 2);
	assert_int_equal(fw.reset, EfiResetCold);
	/* An entry that is no entry any more is not looked at for ever. */
	rig.dir->dev[0].port = 0;
	fw.timer->notify(fw.timer, fw.timer->context);
	assert_false(fw.timer->timer);
	fw_stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(console), cmocka_unit_test(entropy), cmocka_unit_test(requests),
	};

	return cmocka_run_group_tests_name("uefi-text", tests, NULL, NULL);
}
