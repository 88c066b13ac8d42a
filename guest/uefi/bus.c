// SPDX-License-Identifier: BSD-2-Clause
/*
 * The bus driver: binds to the platform's PCI device that carries the option ROM, if CPUID says
 * Lucid, and makes a child handle of each device in the directory. There is one directory, so there
 * is one bus. At ExitBootServices everything goes back, so that the next one finds it closed.
 */
#include "guest/uefi/lucid.h"

#define LUCID_DEVICES	96		/* children, at most; the directory may have fewer */

static EFI_GUID lucid_pci_guid = EFI_PCI_IO_PROTOCOL_GUID;
static EFI_GUID lucid_path_guid = EFI_DEVICE_PATH_PROTOCOL_GUID;
static EFI_GUID lucid_image_guid = EFI_LOADED_IMAGE_PROTOCOL_GUID;

static struct lucid_bus {
	EFI_HANDLE handle;		/* the PCI device; NULL: not started */
	EFI_EVENT exit;
	struct lucid_device *dev[LUCID_DEVICES];
} lucid_bus;

bool lucid_bus_has(EFI_HANDLE handle)
{
	return handle && handle == lucid_bus.handle;
}

/* By its ids; or it is where the image came from, whatever its ids are. */
static bool lucid_bus_ours(EFI_HANDLE handle, EFI_PCI_IO_PROTOCOL *pci)
{
	EFI_LOADED_IMAGE_PROTOCOL *image;
	uint32_t ids;

	if (lucid_bs->HandleProtocol(lucid_image, &lucid_image_guid, (void **)&image) ==
	    EFI_SUCCESS && image->DeviceHandle == handle)
		return true;
	return pci->Pci.Read(pci, EfiPciIoWidthUint32, 0, 1, &ids) == EFI_SUCCESS &&
	       ids == (LUCID_PCI_DEVICE << 16 | LUCID_PCI_VENDOR);
}

static EFI_STATUS lucid_bus_take(EFI_HANDLE handle)
{
	EFI_HANDLE self = lucid_bus_driver.binding.DriverBindingHandle;
	EFI_PCI_IO_PROTOCOL *pci;
	EFI_STATUS status = lucid_bs->OpenProtocol(handle, &lucid_pci_guid, (void **)&pci, self,
						   handle, EFI_OPEN_PROTOCOL_BY_DRIVER);

	if (EFI_ERROR(status))
		return status;
	if (lucid_bus_ours(handle, pci))
		return EFI_SUCCESS;
	lucid_bs->CloseProtocol(handle, &lucid_pci_guid, self, handle);
	return EFI_UNSUPPORTED;
}

static void lucid_bus_drop(EFI_HANDLE handle)
{
	lucid_bs->CloseProtocol(handle, &lucid_pci_guid,
				lucid_bus_driver.binding.DriverBindingHandle, handle);
}

static EFI_STATUS EFIAPI lucid_bus_supported(EFI_DRIVER_BINDING_PROTOCOL *self, EFI_HANDLE handle,
					     EFI_DEVICE_PATH *remaining)
{
	struct lucid_guest guest;
	EFI_STATUS status;

	(void)self;
	(void)remaining;
	if (lucid_bus_has(handle))
		return EFI_ALREADY_STARTED;
	if (lucid_bus.handle)
		return EFI_UNSUPPORTED;
	status = lucid_bus_take(handle);
	if (EFI_ERROR(status))
		return status;
	lucid_bus_drop(handle);
	return lucid_discover(&guest) ? EFI_SUCCESS : EFI_UNSUPPORTED;
}

/* Whether there is a child of this type and id already. */
static bool lucid_bus_taken(const struct lucid_dir_dev *offer)
{
	uint32_t i;

	for (i = 0; i < LUCID_DEVICES; i++) {
		const struct lucid_device *dev = lucid_bus.dev[i];

		if (dev && dev->type == offer->type && dev->id == offer->id)
			return true;
	}
	return false;
}

static EFI_STATUS lucid_bus_publish(struct lucid_device *dev)
{
	EFI_PCI_IO_PROTOCOL *pci;
	EFI_STATUS status;

	status = lucid_bs->InstallMultipleProtocolInterfaces(
		&dev->handle, &lucid_path_guid, dev->path, &lucid_device_guid, dev, NULL);
	if (EFI_ERROR(status))
		return status;
	return lucid_bs->OpenProtocol(lucid_bus.handle, &lucid_pci_guid, (void **)&pci,
				      lucid_bus_driver.binding.DriverBindingHandle, dev->handle,
				      EFI_OPEN_PROTOCOL_BY_CHILD_CONTROLLER);
}

/* Removes a child; its driver has stopped it already. */
static EFI_STATUS lucid_bus_del(uint32_t index)
{
	struct lucid_device *dev = lucid_bus.dev[index];
	EFI_HANDLE self = lucid_bus_driver.binding.DriverBindingHandle;
	EFI_STATUS status = EFI_SUCCESS;

	if (dev->handle) {
		lucid_bs->CloseProtocol(lucid_bus.handle, &lucid_pci_guid, self, dev->handle);
		status = lucid_bs->UninstallMultipleProtocolInterfaces(
			dev->handle, &lucid_path_guid, dev->path, &lucid_device_guid, dev, NULL);
	}
	if (EFI_ERROR(status)) {
		EFI_PCI_IO_PROTOCOL *pci;

		lucid_bs->OpenProtocol(lucid_bus.handle, &lucid_pci_guid, (void **)&pci, self,
				       dev->handle, EFI_OPEN_PROTOCOL_BY_CHILD_CONTROLLER);
		return status;
	}
	lucid_bus.dev[index] = NULL;
	lucid_free(dev->path);
	lucid_free(dev);
	return EFI_SUCCESS;
}

static void lucid_bus_add(uint32_t index, const struct lucid_dir_dev *offer,
			  const EFI_DEVICE_PATH *bus)
{
	struct lucid_net_config config;
	struct lucid_device *dev = lucid_alloc(sizeof(*dev));

	if (!dev)
		return;
	dev->index = index;
	dev->type = offer->type;
	dev->id = offer->id;
	memcpy(&config, offer->config, sizeof(config));
	dev->path = lucid_path_make(bus, dev->type, dev->id,
				    dev->type == LUCID_DEV_NET ? config.mac : NULL);
	lucid_bus.dev[index] = dev;
	if (!dev->path || lucid_bus_publish(dev) != EFI_SUCCESS)
		lucid_bus_del(index);
}

static void lucid_bus_scan(const EFI_DEVICE_PATH *path)
{
	struct lucid_dir_dev offer;
	uint32_t i, slots = lucid_dir_slots();

	if (slots > LUCID_DEVICES)
		slots = LUCID_DEVICES;
	for (i = 0; i < slots; i++) {
		if (lucid_bus.dev[i] || !lucid_dir_read(i, &offer))
			continue;
		if (lucid_bus_taken(&offer))
			lucid_say("device %u: type %u, id %u is there already", i,
				  (uint32_t)offer.type, (uint32_t)offer.id);
		else
			lucid_bus_add(i, &offer, path);
	}
}

/* No memory may be allocated or freed here, and no timer runs. */
static void EFIAPI lucid_bus_exit(EFI_EVENT event, void *context)
{
	uint32_t i;

	(void)event;
	(void)context;
	for (i = 0; i < LUCID_DEVICES; i++) {
		struct lucid_device *dev = lucid_bus.dev[i];

		if (dev && dev->driver && dev->driver->hand_over)
			dev->driver->hand_over(dev);
		if (dev)
			lucid_link_hand_over(dev);
	}
	lucid_answer_exit();
	lucid_irq_exit();
}

static EFI_STATUS lucid_bus_begin(EFI_HANDLE handle)
{
	EFI_STATUS status = lucid_dir_init();

	if (EFI_ERROR(status))
		return status;
	lucid_irq_init();
	status = lucid_answer_init();
	if (EFI_ERROR(status))
		goto no_answer;
	status = lucid_bs->CreateEvent(EVT_SIGNAL_EXIT_BOOT_SERVICES, TPL_NOTIFY, lucid_bus_exit,
				       NULL, &lucid_bus.exit);
	if (EFI_ERROR(status))
		goto no_event;
	lucid_bus.handle = handle;
	return EFI_SUCCESS;

no_event:
	lucid_answer_exit();
no_answer:
	lucid_irq_exit();
	return status;
}

static EFI_STATUS EFIAPI lucid_bus_start(EFI_DRIVER_BINDING_PROTOCOL *self, EFI_HANDLE handle,
					 EFI_DEVICE_PATH *remaining)
{
	EFI_DEVICE_PATH *path;
	EFI_STATUS status;

	(void)self;
	if (!lucid_discover(&lucid_guest))
		return EFI_UNSUPPORTED;
	status = lucid_bs->HandleProtocol(handle, &lucid_path_guid, (void **)&path);
	if (!EFI_ERROR(status))
		status = lucid_bus_take(handle);
	if (EFI_ERROR(status))
		return status;
	status = lucid_bus_begin(handle);
	if (EFI_ERROR(status)) {
		lucid_bus_drop(handle);
		return status;
	}
	/* Whoever asks for one child gets all: they cost little before they are started. */
	if (!remaining || !IsDevicePathEnd(remaining))
		lucid_bus_scan(path);
	return EFI_SUCCESS;
}

static EFI_STATUS lucid_bus_stop_child(EFI_HANDLE child)
{
	uint32_t i;

	for (i = 0; i < LUCID_DEVICES; i++)
		if (lucid_bus.dev[i] && lucid_bus.dev[i]->handle == child)
			return lucid_bus_del(i);
	return EFI_SUCCESS;
}

static EFI_STATUS EFIAPI lucid_bus_stop(EFI_DRIVER_BINDING_PROTOCOL *self, EFI_HANDLE handle,
					UINTN children, EFI_HANDLE *child)
{
	EFI_STATUS status = EFI_SUCCESS;
	UINTN i;

	(void)self;
	if (!lucid_bus_has(handle))
		return EFI_DEVICE_ERROR;
	for (i = 0; i < children; i++)
		if (lucid_bus_stop_child(child[i]) != EFI_SUCCESS)
			status = EFI_DEVICE_ERROR;
	if (children)
		return status;
	lucid_bs->CloseEvent(lucid_bus.exit);
	lucid_answer_exit();
	lucid_irq_exit();
	lucid_bus_drop(handle);
	lucid_bus.handle = NULL;
	return EFI_SUCCESS;
}

struct lucid_driver lucid_bus_driver = {
	.binding = {
		.Supported = lucid_bus_supported,
		.Start = lucid_bus_start,
		.Stop = lucid_bus_stop,
		.Version = 0x10,
	},
	.type = LUCID_DEV_NONE,
	.name = (const CHAR16 *)u"Lucid bus driver",
	.noun = (const CHAR16 *)u"Lucid device",
};
