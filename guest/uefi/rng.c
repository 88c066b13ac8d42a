// SPDX-License-Identifier: BSD-2-Clause
/*
 * The system device: EFI_RNG_PROTOCOL, and the parent's request to power off or to reboot. The
 * parent knows these bytes: whoever wants a secret mixes them with others, as the loader of Linux
 * does.
 */
#include "guest/uefi/text.h"
#include "ring/system.h"

#define LUCID_RNG_ORDER		1
#define LUCID_RNG_LOOK		2500000		/* for a request, each quarter of a second */

struct lucid_rng {
	struct lucid_device *dev;
	EFI_RNG_PROTOCOL rng;
	struct lucid_text text;		/* what came in last */
	uint32_t at;			/* its next byte */
	bool broken;
	EFI_EVENT look;
	bool refused;			/* a request, with a message */
};

static EFI_GUID lucid_rng_guid = EFI_RNG_PROTOCOL_GUID;
static EFI_GUID lucid_rng_raw = EFI_RNG_ALGORITHM_RAW;

static struct lucid_rng *lucid_rng_of(EFI_RNG_PROTOCOL *self)
{
	return (void *)((uint8_t *)self - offsetof(struct lucid_rng, rng));
}

static EFI_STATUS EFIAPI lucid_rng_info(EFI_RNG_PROTOCOL *self, UINTN *bytes,
					EFI_RNG_ALGORITHM *list)
{
	UINTN room;

	if (!self || !bytes)
		return EFI_INVALID_PARAMETER;
	room = *bytes;
	*bytes = sizeof(*list);
	if (room < *bytes)
		return EFI_BUFFER_TOO_SMALL;
	if (!list)
		return EFI_INVALID_PARAMETER;
	*list = lucid_rng_raw;
	return EFI_SUCCESS;
}

static bool lucid_rng_ended(struct lucid_rng *rng)
{
	return lucid_chan_peer_closed(&rng->dev->link.chan[0]) || lucid_link_lost(rng->dev);
}

static bool lucid_rng_news(void *arg)
{
	struct lucid_rng *rng = arg;

	return lucid_rx_arm(&rng->dev->link.chan[0].front.rx) || lucid_rng_ended(rng);
}

/* The next text: 1, or minus a reason; 0: the parent ended it. */
static int lucid_rng_next(struct lucid_rng *rng)
{
	struct lucid_chan *chan = &rng->dev->link.chan[0];
	int got = lucid_text_next(chan, &rng->text);

	if (!got && !lucid_wait(lucid_rng_news, rng, chan->port))
		return -LUCID_CLOSE_TIMEOUT;
	if (!got && !lucid_rng_ended(rng))
		got = lucid_text_next(chan, &rng->text);
	rng->at = 0;
	return got;
}

/* Bytes that have been handed out are not kept. */
static EFI_STATUS lucid_rng_take(struct lucid_rng *rng, uint8_t *to, UINTN bytes)
{
	int got;

	while (bytes && !rng->broken) {
		if (rng->at == rng->text.len) {
			got = lucid_rng_next(rng);
			if (got != 1) {
				rng->broken = true;
				lucid_link_close(rng->dev, lucid_link_blame(rng->dev, 0, got));
				break;
			}
		}
		*to++ = rng->text.bytes[rng->at];
		rng->text.bytes[rng->at++] = 0;
		bytes--;
		if (rng->at == rng->text.len)
			lucid_text_credit(&rng->dev->link.chan[0], rng->text.id);
	}
	return bytes ? EFI_DEVICE_ERROR : EFI_SUCCESS;
}

static EFI_STATUS EFIAPI lucid_rng_get(EFI_RNG_PROTOCOL *self, EFI_RNG_ALGORITHM *algorithm,
				       UINTN bytes, UINT8 *to)
{
	EFI_STATUS status;
	EFI_TPL tpl;

	if (!self || !bytes || !to)
		return EFI_INVALID_PARAMETER;
	if (algorithm && memcmp(algorithm, &lucid_rng_raw, sizeof(*algorithm)))
		return EFI_UNSUPPORTED;
	tpl = lucid_bs->RaiseTPL(TPL_NOTIFY);
	status = lucid_rng_take(lucid_rng_of(self), to, bytes);
	lucid_bs->RestoreTPL(tpl);
	return status;
}

static EFI_STATUS lucid_rng_connect(struct lucid_device *dev)
{
	const struct lucid_plan plan = {
		.channels = 1,
		.order = LUCID_RNG_ORDER,
		.sub[0] = sizeof(struct lucid_done),
		.comp[0] = sizeof(struct lucid_text),
	};
	struct lucid_system_config config;
	EFI_STATUS status = lucid_link_offer(dev);

	if (EFI_ERROR(status))
		return status;
	memcpy(&config, dev->link.offer.config, sizeof(config));
	if (config.request || lucid_system_config_check(&config,
							dev->link.offer.features)) {
		lucid_say("system device %u: bad configuration: request %u", (uint32_t)dev->id,
			  config.request);
		return EFI_DEVICE_ERROR;
	}
	status = lucid_link_open(dev, &plan);
	if (!EFI_ERROR(status))
		lucid_text_fill(&dev->link.chan[0]);
	return status;
}

/* Somebody asks the parent for an end of this guest, and here nobody has to be told first. */
static void EFIAPI lucid_rng_look(EFI_EVENT event, void *context)
{
	struct lucid_rng *rng = context;
	struct lucid_system_config config;
	struct lucid_dir_dev entry;

	if (!lucid_dir_read(rng->dev->index, &entry)) {
		lucid_bs->SetTimer(event, TimerCancel, 0);
		return;
	}
	memcpy(&config, entry.config, sizeof(config));
	if (entry.state != LUCID_STATE_READY ||
	    entry.generation != rng->dev->link.offer.generation)
		return;
	if (lucid_system_config_check(&config, rng->dev->link.offer.features)) {
		if (!rng->refused)
			lucid_say("system device %u: bad request %u", (uint32_t)rng->dev->id,
				  config.request);
		rng->refused = true;
		return;
	}
	if (config.request)
		lucid_rt->ResetSystem(config.request == LUCID_SYSTEM_POWEROFF ?
					      EfiResetShutdown : EfiResetCold,
				      EFI_SUCCESS, 0, NULL);
}

static EFI_STATUS lucid_rng_publish(struct lucid_rng *rng)
{
	EFI_STATUS status = lucid_bs->CreateEvent(EVT_TIMER | EVT_NOTIFY_SIGNAL, TPL_CALLBACK,
						  lucid_rng_look, rng, &rng->look);

	if (EFI_ERROR(status))
		return status;
	status = lucid_bs->InstallMultipleProtocolInterfaces(&rng->dev->handle, &lucid_rng_guid,
							     &rng->rng, NULL);
	if (EFI_ERROR(status))
		lucid_bs->CloseEvent(rng->look);
	else
		lucid_bs->SetTimer(rng->look, TimerPeriodic, LUCID_RNG_LOOK);
	return status;
}

static EFI_STATUS lucid_rng_start(struct lucid_device *dev)
{
	struct lucid_rng *rng = lucid_alloc(sizeof(*rng));
	EFI_STATUS status;

	if (!rng)
		return EFI_OUT_OF_RESOURCES;
	rng->dev = dev;
	rng->rng.GetInfo = lucid_rng_info;
	rng->rng.GetRNG = lucid_rng_get;
	status = lucid_rng_connect(dev);
	if (!EFI_ERROR(status)) {
		status = lucid_rng_publish(rng);
		if (EFI_ERROR(status))
			lucid_link_close(dev, LUCID_CLOSE_NORMAL);
	}
	if (EFI_ERROR(status))
		lucid_free(rng);
	else
		dev->priv = rng;
	return status;
}

static EFI_STATUS lucid_rng_stop(struct lucid_device *dev)
{
	struct lucid_rng *rng = dev->priv;
	EFI_STATUS status = lucid_bs->UninstallMultipleProtocolInterfaces(
		dev->handle, &lucid_rng_guid, &rng->rng, NULL);

	if (EFI_ERROR(status))
		return status;
	lucid_bs->CloseEvent(rng->look);
	lucid_link_close(dev, LUCID_CLOSE_NORMAL);
	memset(rng, 0, sizeof(*rng));
	lucid_free(rng);
	return EFI_SUCCESS;
}

static void lucid_rng_hand_over(struct lucid_device *dev)
{
	struct lucid_rng *rng = dev->priv;

	rng->broken = true;
}

struct lucid_driver lucid_rng_driver = {
	.binding = LUCID_DEVICE_BINDING,
	.type = LUCID_DEV_SYSTEM,
	.name = (const CHAR16 *)u"Lucid entropy driver",
	.noun = (const CHAR16 *)u"Lucid entropy",
	.start = lucid_rng_start,
	.stop = lucid_rng_stop,
	.hand_over = lucid_rng_hand_over,
};
