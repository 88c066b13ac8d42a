// SPDX-License-Identifier: BSD-2-Clause
/*
 * EFI_SERIAL_IO_PROTOCOL of a Lucid console, on which the firmware puts its own terminal. Channel 0
 * carries text out, channel 1 credits out and text in.
 */
#include "guest/uefi/text.h"

#define LUCID_CONSOLE_ORDER	5
#define LUCID_CONSOLE_TIMEOUT	1000000		/* of a read or write, in microseconds */

struct lucid_console {
	struct lucid_device *dev;
	EFI_SERIAL_IO_PROTOCOL serial;
	SERIAL_IO_MODE mode;
	struct lucid_text text;		/* what came in last */
	uint32_t at;			/* its next byte */
	uint32_t flight;		/* texts on their way out */
	bool broken;
};

static EFI_GUID lucid_serial_guid = EFI_SERIAL_IO_PROTOCOL_GUID;

static struct lucid_console *lucid_console_of(EFI_SERIAL_IO_PROTOCOL *self)
{
	return (void *)((uint8_t *)self - offsetof(struct lucid_console, serial));
}

static void lucid_console_fail(struct lucid_console *con, uint32_t channel, int why)
{
	if (con->broken)
		return;
	con->broken = true;
	lucid_link_close(con->dev, lucid_link_blame(con->dev, channel, why));
}

/* Takes the completions of what was written. False: the console is gone. */
static bool lucid_console_reap(struct lucid_console *con)
{
	struct lucid_chan *out = &con->dev->link.chan[0];
	struct lucid_done done;
	int got = 0;

	if (con->broken)
		return false;
	while ((got = lucid_done_reap(&out->front, &done)) == 1) {
		lucid_front_put(&out->front, done.id);
		con->flight--;
	}
	if (got < 0 || lucid_link_lost(con->dev))
		lucid_console_fail(con, 0, got);
	return !con->broken;
}

/* Makes con->text the next text that came in: whether there is one. */
static bool lucid_console_fetch(struct lucid_console *con)
{
	int got;

	if (con->at < con->text.len)
		return true;
	if (con->broken)
		return false;
	con->at = 0;
	got = lucid_text_next(&con->dev->link.chan[1], &con->text);
	if (got < 0)
		lucid_console_fail(con, 1, got);
	return got == 1;
}

static bool lucid_console_room(void *arg)
{
	struct lucid_console *con = arg;
	struct lucid_chan *out = &con->dev->link.chan[0];

	return lucid_rx_arm(&out->front.rx) || lucid_chan_peer_closed(out) ||
	       lucid_link_lost(con->dev);
}

/* A slot for text; none while the parent takes none away, and then the console is given up. */
static int lucid_console_slot(struct lucid_console *con)
{
	struct lucid_chan *out = &con->dev->link.chan[0];
	int id = -1;

	while (lucid_console_reap(con)) {
		id = lucid_front_get(&out->front);
		if (id >= 0)
			break;
		lucid_chan_kick(out);
		if (!lucid_wait(lucid_console_room, con, out->port))
			lucid_console_fail(con, 0, -LUCID_CLOSE_TIMEOUT);
		else if (lucid_chan_peer_closed(out))
			lucid_console_fail(con, 0, 0);
	}
	return id;
}

static EFI_STATUS EFIAPI lucid_serial_write(EFI_SERIAL_IO_PROTOCOL *self, UINTN *bytes, void *data)
{
	struct lucid_console *con = lucid_console_of(self);
	struct lucid_chan *out = &con->dev->link.chan[0];
	EFI_TPL tpl = lucid_bs->RaiseTPL(TPL_NOTIFY);
	UINTN sent = 0;
	int id;

	while (sent < *bytes) {
		struct lucid_text text = { .len = *bytes - sent };

		id = lucid_console_slot(con);
		if (id < 0)
			break;
		if (*bytes - sent > sizeof(text.bytes))
			text.len = sizeof(text.bytes);
		text.id = id;
		memcpy(text.bytes, (uint8_t *)data + sent, text.len);
		if (lucid_front_submit(&out->front, &text))
			break;
		con->flight++;
		sent += text.len;
	}
	if (!con->broken)
		lucid_chan_kick(out);
	lucid_bs->RestoreTPL(tpl);
	*bytes = sent;
	return con->broken ? EFI_DEVICE_ERROR : EFI_SUCCESS;
}

/* Text that is not there yet is not waited for: the firmware's terminal looks again by itself. */
static EFI_STATUS EFIAPI lucid_serial_read(EFI_SERIAL_IO_PROTOCOL *self, UINTN *bytes, void *data)
{
	struct lucid_console *con = lucid_console_of(self);
	EFI_TPL tpl = lucid_bs->RaiseTPL(TPL_NOTIFY);
	UINTN want = *bytes, got = 0;

	while (got < want && lucid_console_fetch(con)) {
		((uint8_t *)data)[got++] = con->text.bytes[con->at++];
		if (con->at == con->text.len)
			lucid_text_credit(&con->dev->link.chan[1], con->text.id);
	}
	lucid_bs->RestoreTPL(tpl);
	*bytes = got;
	if (got == want)
		return EFI_SUCCESS;
	return con->broken ? EFI_DEVICE_ERROR : EFI_TIMEOUT;
}

static EFI_STATUS EFIAPI lucid_serial_reset(EFI_SERIAL_IO_PROTOCOL *self)
{
	return lucid_console_of(self)->broken ? EFI_DEVICE_ERROR : EFI_SUCCESS;
}

/* There is no line that a speed or a parity could be set on: all but nonsense is remembered. */
static EFI_STATUS EFIAPI lucid_serial_attributes(EFI_SERIAL_IO_PROTOCOL *self, UINT64 rate,
						 UINT32 depth, UINT32 timeout,
						 EFI_PARITY_TYPE parity, UINT8 bits,
						 EFI_STOP_BITS_TYPE stop)
{
	SERIAL_IO_MODE *mode = self->Mode;

	if (parity > SpaceParity || stop > TwoStopBits || (bits && (bits < 5 || bits > 8)) ||
	    timeout > 100000000)
		return EFI_INVALID_PARAMETER;
	mode->BaudRate = rate ? rate : 115200;
	mode->ReceiveFifoDepth = depth ? depth : 1;
	mode->Timeout = timeout ? timeout : LUCID_CONSOLE_TIMEOUT;
	mode->Parity = parity == DefaultParity ? NoParity : parity;
	mode->DataBits = bits ? bits : 8;
	mode->StopBits = stop == DefaultStopBits ? OneStopBit : stop;
	return EFI_SUCCESS;
}

static EFI_STATUS EFIAPI lucid_serial_set_control(EFI_SERIAL_IO_PROTOCOL *self, UINT32 control)
{
	(void)self;
	return control & ~(EFI_SERIAL_DATA_TERMINAL_READY | EFI_SERIAL_REQUEST_TO_SEND) ?
	       EFI_UNSUPPORTED : EFI_SUCCESS;
}

static EFI_STATUS EFIAPI lucid_serial_get_control(EFI_SERIAL_IO_PROTOCOL *self, UINT32 *control)
{
	struct lucid_console *con = lucid_console_of(self);
	EFI_TPL tpl = lucid_bs->RaiseTPL(TPL_NOTIFY);
	bool text = lucid_console_fetch(con), empty;

	lucid_console_reap(con);
	empty = !con->flight;
	lucid_bs->RestoreTPL(tpl);
	*control = EFI_SERIAL_CLEAR_TO_SEND | EFI_SERIAL_DATA_SET_READY |
		   (text ? 0 : EFI_SERIAL_INPUT_BUFFER_EMPTY) |
		   (empty ? EFI_SERIAL_OUTPUT_BUFFER_EMPTY : 0);
	return con->broken ? EFI_DEVICE_ERROR : EFI_SUCCESS;
}

static EFI_STATUS lucid_console_connect(struct lucid_device *dev)
{
	struct lucid_plan plan = {
		.channels = 2,
		.order = LUCID_CONSOLE_ORDER,
		.sub = { sizeof(struct lucid_text), sizeof(struct lucid_done) },
		.comp = { sizeof(struct lucid_done), sizeof(struct lucid_text) },
	};
	EFI_STATUS status = lucid_link_offer(dev);

	if (EFI_ERROR(status))
		return status;
	if (plan.order > dev->link.offer.max_order)
		plan.order = dev->link.offer.max_order;
	status = lucid_link_open(dev, &plan);
	if (!EFI_ERROR(status))
		lucid_text_fill(&dev->link.chan[1]);
	return status;
}

static EFI_STATUS lucid_console_start(struct lucid_device *dev)
{
	struct lucid_console *con = lucid_alloc(sizeof(*con));
	EFI_STATUS status;

	if (!con)
		return EFI_OUT_OF_RESOURCES;
	con->dev = dev;
	con->serial = (EFI_SERIAL_IO_PROTOCOL){
		SERIAL_IO_INTERFACE_REVISION, lucid_serial_reset, lucid_serial_attributes,
		lucid_serial_set_control, lucid_serial_get_control, lucid_serial_write,
		lucid_serial_read, &con->mode,
	};
	lucid_serial_attributes(&con->serial, 0, 0, 0, DefaultParity, 0, DefaultStopBits);
	con->mode.ControlMask = EFI_SERIAL_CLEAR_TO_SEND | EFI_SERIAL_DATA_SET_READY |
				EFI_SERIAL_INPUT_BUFFER_EMPTY | EFI_SERIAL_OUTPUT_BUFFER_EMPTY;
	status = lucid_console_connect(dev);
	if (!EFI_ERROR(status)) {
		status = lucid_bs->InstallMultipleProtocolInterfaces(
			&dev->handle, &lucid_serial_guid, &con->serial, NULL);
		if (EFI_ERROR(status))
			lucid_link_close(dev, LUCID_CLOSE_NORMAL);
	}
	if (EFI_ERROR(status))
		lucid_free(con);
	else
		dev->priv = con;
	return status;
}

static EFI_STATUS lucid_console_stop(struct lucid_device *dev)
{
	struct lucid_console *con = dev->priv;
	EFI_STATUS status = lucid_bs->UninstallMultipleProtocolInterfaces(
		dev->handle, &lucid_serial_guid, &con->serial, NULL);

	if (EFI_ERROR(status))
		return status;
	lucid_link_close(dev, LUCID_CLOSE_NORMAL);
	lucid_free(con);
	return EFI_SUCCESS;
}

/* What was written last is on its way: the parent takes it before it lets go. */
static void lucid_console_hand_over(struct lucid_device *dev)
{
	struct lucid_console *con = dev->priv;

	con->broken = true;
}

struct lucid_driver lucid_console_driver = {
	.binding = LUCID_DEVICE_BINDING,
	.type = LUCID_DEV_CONSOLE,
	.name = (const CHAR16 *)u"Lucid console driver",
	.noun = (const CHAR16 *)u"Lucid console",
	.start = lucid_console_start,
	.stop = lucid_console_stop,
	.hand_over = lucid_console_hand_over,
};
