/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For the host tests of guest/uefi: as much of UEFI's boot services as the driver calls, a PCI
 * device that it binds to, and ConnectController for what the bus makes. What is not given back is
 * counted.
 */
#ifndef TESTS_UNIT_UEFI_FIRMWARE_H
#define TESTS_UNIT_UEFI_FIRMWARE_H

#include "uefi-rig.h"

#define FW_HANDLES	32
#define FW_PROTOCOLS	8

struct fw_handle {
	bool used;
	struct {
		const EFI_GUID *guid;
		void *iface;
	} proto[FW_PROTOCOLS];
};

struct fw_event {
	EFI_EVENT_NOTIFY notify;
	void *context;
	uint32_t type;
	int signaled;
	bool timer;
};

static struct fw {
	struct fw_handle handle[FW_HANDLES];
	int pool, pages, events, opens;	/* not given back */
	EFI_TPL tpl;
	struct fw_event *exit, *timer;	/* the last timer */
	int resets;
	EFI_RESET_TYPE reset;
	bool no_memory;
	EFI_HANDLE image, pci;
} fw;

EFI_STATUS efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *table);

static inline bool fw_same(const EFI_GUID *a, const EFI_GUID *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static inline void **fw_find(EFI_HANDLE handle, const EFI_GUID *guid)
{
	struct fw_handle *h = handle;

	for (int i = 0; i < FW_PROTOCOLS; i++)
		if (h->proto[i].guid && fw_same(h->proto[i].guid, guid))
			return &h->proto[i].iface;
	return NULL;
}

static inline EFI_HANDLE fw_handle(void)
{
	int i = 0;

	while (fw.handle[i].used)
		assert_true(++i < FW_HANDLES);
	memset(&fw.handle[i], 0, sizeof(fw.handle[i]));
	fw.handle[i].used = true;
	return &fw.handle[i];
}

static inline void fw_put(EFI_HANDLE handle, const EFI_GUID *guid, void *iface)
{
	struct fw_handle *h = handle;
	int i = 0;

	while (h->proto[i].guid)
		assert_true(++i < FW_PROTOCOLS);
	h->proto[i].guid = guid;
	h->proto[i].iface = iface;
}

static inline EFI_STATUS EFIAPI fw_install(EFI_HANDLE *handle, ...)
{
	__builtin_ms_va_list args;
	const EFI_GUID *guid;

	if (!*handle)
		*handle = fw_handle();
	__builtin_ms_va_start(args, handle);
	while ((guid = __builtin_va_arg(args, const EFI_GUID *)))
		fw_put(*handle, guid, __builtin_va_arg(args, void *));
	__builtin_ms_va_end(args);
	return EFI_SUCCESS;
}

static inline EFI_STATUS EFIAPI fw_uninstall(EFI_HANDLE handle, ...)
{
	struct fw_handle *h = handle;
	__builtin_ms_va_list args;
	const EFI_GUID *guid;
	bool left = false;

	__builtin_ms_va_start(args, handle);
	while ((guid = __builtin_va_arg(args, const EFI_GUID *))) {
		(void)__builtin_va_arg(args, void *);
		for (int i = 0; i < FW_PROTOCOLS; i++)
			if (h->proto[i].guid && fw_same(h->proto[i].guid, guid))
				h->proto[i].guid = NULL;
	}
	__builtin_ms_va_end(args);
	for (int i = 0; i < FW_PROTOCOLS; i++)
		left |= h->proto[i].guid != NULL;
	h->used = left;
	return EFI_SUCCESS;
}

static inline EFI_STATUS EFIAPI fw_handle_protocol(EFI_HANDLE handle, EFI_GUID *guid, void **iface)
{
	void **at = fw_find(handle, guid);

	if (!at)
		return EFI_UNSUPPORTED;
	*iface = *at;
	return EFI_SUCCESS;
}

static inline EFI_STATUS EFIAPI fw_open(EFI_HANDLE handle, EFI_GUID *guid, void **iface,
					EFI_HANDLE agent, EFI_HANDLE controller, UINT32 how)
{
	(void)agent;
	(void)controller;
	(void)how;
	fw.opens += fw_find(handle, guid) != NULL;
	return fw_handle_protocol(handle, guid, iface);
}

static inline EFI_STATUS EFIAPI fw_close(EFI_HANDLE handle, EFI_GUID *guid, EFI_HANDLE agent,
				  EFI_HANDLE controller)
{
	(void)handle;
	(void)guid;
	(void)agent;
	(void)controller;
	fw.opens--;
	return EFI_SUCCESS;
}

static inline EFI_STATUS EFIAPI fw_register(struct lucid_cpu_arch *c, intptr_t type,
					    lucid_cpu_handler handler)
{
	(void)c;
	(void)handler;
	return type == 0x50 ? EFI_ALREADY_STARTED : EFI_SUCCESS;
}

static inline EFI_STATUS EFIAPI fw_locate(EFI_GUID *guid, void *key, void **iface)
{
	static struct lucid_cpu_arch cpu;
	static EFI_GUID want = LUCID_CPU_ARCH_PROTOCOL_GUID;

	(void)key;
	cpu.register_handler = fw_register;
	*iface = &cpu;
	return fw_same(guid, &want) ? EFI_SUCCESS : EFI_NOT_FOUND;
}

static inline EFI_STATUS EFIAPI fw_pool(EFI_MEMORY_TYPE type, UINTN bytes, void **p)
{
	(void)type;
	*p = malloc(bytes);
	fw.pool++;
	return EFI_SUCCESS;
}

static inline EFI_STATUS EFIAPI fw_free(void *p)
{
	free(p);
	fw.pool--;
	return EFI_SUCCESS;
}

static inline EFI_STATUS EFIAPI fw_alloc(EFI_ALLOCATE_TYPE how, EFI_MEMORY_TYPE type, UINTN n,
				  EFI_PHYSICAL_ADDRESS *at)
{
	(void)how;
	assert_int_equal(type, EfiBootServicesData);
	if (fw.no_memory && n > 16)
		return EFI_OUT_OF_RESOURCES;
	*at = (uintptr_t)rig_pages((unsigned int)n, LUCID_PAGE_CHILD);
	fw.pages += (int)n;
	return EFI_SUCCESS;
}

static inline EFI_STATUS EFIAPI fw_free_pages(EFI_PHYSICAL_ADDRESS at, UINTN n)
{
	for (UINTN i = 0; i < n; i++)
		assert_int_equal(rig.state[rig_page(at) + i], LUCID_PAGE_CHILD);
	fw.pages -= (int)n;
	return EFI_SUCCESS;
}

static EFI_TPL EFIAPI fw_raise(EFI_TPL tpl)
{
	EFI_TPL old = fw.tpl;

	assert_true(tpl >= old);
	fw.tpl = tpl;
	return old;
}

static inline void EFIAPI fw_restore(EFI_TPL tpl)
{
	fw.tpl = tpl;
}

static inline EFI_STATUS EFIAPI fw_create(UINT32 type, EFI_TPL tpl, EFI_EVENT_NOTIFY notify,
					  void *context, EFI_EVENT *event)
{
	struct fw_event *e = calloc(1, sizeof(*e));

	(void)tpl;
	*e = (struct fw_event){ notify, context, type, 0, false };
	if (type == EVT_SIGNAL_EXIT_BOOT_SERVICES)
		fw.exit = e;
	if (type & EVT_TIMER)
		fw.timer = e;
	fw.events++;
	*event = e;
	return EFI_SUCCESS;
}

static inline EFI_STATUS EFIAPI fw_close_event(EFI_EVENT event)
{
	fw.events--;
	free(event);
	return EFI_SUCCESS;
}

static inline EFI_STATUS EFIAPI fw_signal(EFI_EVENT event)
{
	((struct fw_event *)event)->signaled++;
	return EFI_SUCCESS;
}

static inline EFI_STATUS EFIAPI fw_timer(EFI_EVENT event, EFI_TIMER_DELAY how, UINT64 when)
{
	(void)when;
	((struct fw_event *)event)->timer = how != TimerCancel;
	return EFI_SUCCESS;
}

static inline EFI_STATUS EFIAPI fw_reset(EFI_RESET_TYPE type, EFI_STATUS status, UINTN bytes,
					 CHAR16 *data)
{
	assert_true(status == EFI_SUCCESS && !bytes && !data);
	fw.reset = type;
	fw.resets++;
	return EFI_SUCCESS;
}

static inline EFI_STATUS EFIAPI fw_pci_read(EFI_PCI_IO_PROTOCOL *self,
					    EFI_PCI_IO_PROTOCOL_WIDTH width, UINT32 offset,
					    UINTN n, void *to)
{
	const uint32_t ids = LUCID_PCI_DEVICE << 16 | LUCID_PCI_VENDOR;

	(void)self;
	assert_true(width == EfiPciIoWidthUint32 && !offset && n == 1);
	memcpy(to, &ids, 4);
	return EFI_SUCCESS;
}

static EFI_GUID fw_binding_guid = EFI_DRIVER_BINDING_PROTOCOL_GUID;
static EFI_GUID fw_path_guid = EFI_DEVICE_PATH_PROTOCOL_GUID;

/* Every driver that wants @handle starts it; the last error, or that nobody wants it. */
static inline EFI_STATUS fw_connect(EFI_HANDLE handle)
{
	EFI_STATUS status = EFI_NOT_FOUND;

	for (int i = 0; i < FW_HANDLES; i++) {
		void **b = fw.handle[i].used ? fw_find(&fw.handle[i], &fw_binding_guid) : NULL;
		EFI_DRIVER_BINDING_PROTOCOL *binding = b ? *b : NULL;

		if (binding && binding->Supported(binding, handle, NULL) == EFI_SUCCESS)
			status = binding->Start(binding, handle, NULL);
	}
	return status;
}

static inline EFI_HANDLE fw_child(uint16_t type, uint16_t id)
{
	for (int i = 0; i < FW_HANDLES; i++) {
		void **d = fw.handle[i].used ? fw_find(&fw.handle[i], &lucid_device_guid) : NULL;
		struct lucid_device *dev = d ? *d : NULL;

		if (dev && dev->type == type && dev->id == id)
			return &fw.handle[i];
	}
	return NULL;
}

/* Loads the driver. The rig has the devices that the bus will find. */
static inline void fw_init(void)
{
	static EFI_PCI_IO_PROTOCOL pci = { .Pci.Read = fw_pci_read };
	static uint8_t path[] = { 2, 1, 12, 0, 0xd0, 0x41, 3, 10, 0, 0, 0, 0, 0x7f, 0xff, 4, 0 };
	static EFI_LOADED_IMAGE_PROTOCOL image;
	static EFI_GUID pci_guid = EFI_PCI_IO_PROTOCOL_GUID;
	static EFI_GUID image_guid = EFI_LOADED_IMAGE_PROTOCOL_GUID;
	static EFI_BOOT_SERVICES bs = {
		.InstallMultipleProtocolInterfaces = fw_install,
		.UninstallMultipleProtocolInterfaces = fw_uninstall,
		.HandleProtocol = fw_handle_protocol, .OpenProtocol = fw_open,
		.CloseProtocol = fw_close, .LocateProtocol = fw_locate, .AllocatePool = fw_pool,
		.FreePool = fw_free, .AllocatePages = fw_alloc, .FreePages = fw_free_pages,
		.RaiseTPL = fw_raise, .RestoreTPL = fw_restore, .CreateEvent = fw_create,
		.CloseEvent = fw_close_event, .SignalEvent = fw_signal, .SetTimer = fw_timer,
	};
	static EFI_RUNTIME_SERVICES rt = { .ResetSystem = fw_reset };
	static EFI_SYSTEM_TABLE table = { .BootServices = &bs, .RuntimeServices = &rt };

	memset(&fw, 0, sizeof(fw));
	fw.tpl = TPL_APPLICATION;
	fw.image = fw_handle();
	fw_put(fw.image, &image_guid, &image);
	fw.pci = fw_handle();
	fw_put(fw.pci, &pci_guid, &pci);
	fw_put(fw.pci, &fw_path_guid, path);
	assert_int_equal(efi_main(fw.image, &table), EFI_SUCCESS);
}

/* The bus and one device of it are started: the device's handle. */
static inline EFI_HANDLE fw_start(uint16_t type, uint16_t id)
{
	EFI_HANDLE child;

	assert_int_equal(fw_connect(fw.pci), EFI_SUCCESS);
	child = fw_child(type, id);
	assert_non_null(child);
	assert_int_equal(fw_connect(child), EFI_SUCCESS);
	return child;
}

/* Stops all devices, then the bus; everything has come back. */
static inline void fw_stop(void)
{
	EFI_DRIVER_BINDING_PROTOCOL *bus = &lucid_bus_driver.binding;

	for (int i = 0; i < FW_HANDLES; i++) {
		EFI_HANDLE child = &fw.handle[i];
		void **d = fw.handle[i].used ? fw_find(child, &lucid_device_guid) : NULL;
		struct lucid_device *dev = d ? *d : NULL;
		EFI_DRIVER_BINDING_PROTOCOL *drv = dev ? (void *)dev->driver : NULL;

		if (drv)
			assert_int_equal(drv->Stop(drv, child, 0, NULL), EFI_SUCCESS);
		if (dev)
			assert_int_equal(bus->Stop(bus, fw.pci, 1, &child), EFI_SUCCESS);
	}
	assert_int_equal(bus->Stop(bus, fw.pci, 0, NULL), EFI_SUCCESS);
	assert_int_equal(rig.shares, 0);
	assert_int_equal(fw.pool, 0);
	assert_int_equal(fw.pages, 0);
	assert_int_equal(fw.events, 0);
	assert_int_equal(fw.opens, 0);
	assert_int_equal(fw.tpl, TPL_APPLICATION);
	for (int i = 0; i < LUCID_MAX_PORTS; i++)
		assert_int_equal(rig.bound[i], 0);
}

#endif
