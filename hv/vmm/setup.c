// SPDX-License-Identifier: GPL-2.0-only
/*
 * Putting a guest together, in the order that the partition needs: files, memory, directory and
 * devices, kernel, donation, VPs.
 */
#include "hv/vmm/setup.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "hv/vmm/acpi.h"
#include "hv/vmm/backends.h"
#include "hv/vmm/control.h"
#include "hv/vmm/fwtables.h"
#include "hv/vmm/loader.h"
#include "hv/vmm/log.h"
#include "hv/vmm/tap.h"

#define X2APIC_MODE	0x400	/* of IA32_APIC_BASE */

/* NULL is nowhere and "-" a standard stream. */
static int open_stream(const char *what, const char *path, int standard, int flags, int *fd)
{
	*fd = -1;
	if (!path)
		return 0;
	*fd = strcmp(path, "-") ? open(path, flags | O_CLOEXEC | O_NOCTTY, 0644) : standard;
	if (*fd >= 0)
		return 0;
	log_error("%s %s: %s", what, path, strerror(errno));
	return OUTCOME_USAGE;
}

/* They are loaded later; a wrong name should not cost a partition first. */
static int look_at(const char *what, const char *path)
{
	struct image img;

	if (!path)
		return 0;
	if (image_open(&img, what, path))
		return OUTCOME_USAGE;
	image_close(&img);
	return 0;
}

/* All at once, and then each one's offer. */
static int start_servers(struct machine *vm)
{
	vm->servers = server_events();
	if (vm->servers < 0) {
		log_error("epoll: %s", strerror(errno));
		return OUTCOME_OTHER;
	}
	for (unsigned int i = 0; i < vm->devices; i++)
		if (vm->dev[i].server.program)
			server_start(&vm->dev[i]);
	for (unsigned int i = 0; i < vm->devices; i++)
		if (vm->dev[i].server.program && server_await(&vm->dev[i]))
			return OUTCOME_USAGE;
	return 0;
}

int setup_files(struct machine *vm)
{
	const struct options *o = &vm->opt;
	int out = O_WRONLY | O_CREAT | O_APPEND;

	vm->control = o->control ? control_open(o->control) : -1;
	if (o->control && vm->control < 0)
		return OUTCOME_USAGE;
	if (look_at("kernel", o->kernel) || look_at("initrd", o->initrd))
		return OUTCOME_USAGE;
	if (o->firmware && firmware_open(&vm->firmware, o->firmware, o->nvram, o->rom))
		return OUTCOME_USAGE;
	if (open_stream("--console-out", o->console_out, STDOUT_FILENO, out, &vm->console_out) ||
	    open_stream("--console-in", o->console_in, STDIN_FILENO, O_RDONLY, &vm->console_in) ||
	    open_stream("--com1", o->com1, STDOUT_FILENO, out, &vm->com1) ||
	    open_stream("--com1-in", o->com1_in, STDIN_FILENO, O_RDONLY, &vm->com1_in))
		return OUTCOME_USAGE;
	if (console_open(&vm->dev[vm->devices++], vm->console_out, vm->console_in))
		return OUTCOME_OTHER;
	vm->images = disk_watch();
	for (unsigned int i = 0; i < o->ndisks; i++)
		if (disk_add(&vm->dev[vm->devices++], &o->disk[i], i, options_queues(o)))
			return OUTCOME_USAGE;
	vm->links = o->nnets ? tap_watch() : -1;
	for (unsigned int i = 0; i < o->nnets; i++)
		if (net_add(&vm->dev[vm->devices++], &o->net[i], i, options_queues(o)))
			return OUTCOME_USAGE;
	vm->system = &vm->dev[vm->devices++];
	if (system_open(vm->system, !o->open, (uint32_t)(o->balloon / LUCID_PAGE_SIZE)))
		return OUTCOME_OTHER;
	return start_servers(vm);
}

static int fail(const char *what)
{
	log_error("%s: %s", what, strerror(errno));
	return OUTCOME_OTHER;
}

static int too_much(const struct machine *vm)
{
	struct sysinfo info = { .mem_unit = 1 };
	int err = errno;

	sysinfo(&info);
	log_error("--mem %llu: %s (%llu MiB are free)", (unsigned long long)vm->opt.mem >> 20,
		  strerror(err), (unsigned long long)info.freeram * info.mem_unit >> 20);
	return OUTCOME_USAGE;
}

static int add_part(const struct machine *vm, uint64_t gpa, uint64_t size, uint8_t **at)
{
	if (!size)
		return 0;
	if (partition_add(&vm->part, gpa, size))
		return too_much(vm);
	*at = partition_map(&vm->part, gpa, size);
	return *at ? 0 : fail("guest memory");
}

static int add_memory(struct machine *vm)
{
	struct guest_mem *m = &vm->mem;
	int err;

	mem_layout(m, vm->opt.mem);
	err = add_part(vm, 0, m->low_size, &m->low);
	return err ? err : add_part(vm, MEM_HIGH, m->high_size, &m->high);
}

static int add_devices(struct machine *vm)
{
	struct device_space space = { .gpa = GPA_HALVES, .port = LUCID_PORT_SYSTEM + 1 };
	struct lucid_ioc_info info;

	if (directory_init(&vm->dir, &vm->part))
		return fail("directory");
	if (partition_info(vm->part.fd, &info) ||
	    wall_start(&vm->wall, &vm->dir.page->wall, info.tsc_khz))
		return fail("clock");
	for (unsigned int i = 0; i < vm->devices; i++) {
		vm->dev[i].ended = vm->dir.ended;
		if (device_init(&vm->dev[i], &vm->part, &space))
			return fail(vm->dev[i].kind->name);
		directory_add(&vm->dir, &vm->dev[i]);
	}
	return 0;
}

static int add_vps(struct machine *vm)
{
	for (unsigned int i = 0; i < vm->opt.vps; i++) {
		struct vcpu *v = &vm->vcpu[i];

		*v = (struct vcpu){
			.io = &vm->io, .outcome = &vm->outcome, .console = vm->console_out,
			.part = &vm->part, .mem = vm->opt.open ? NULL : &vm->mem,
		};
		if (vcpu_create(v, &vm->part, i))
			return OUTCOME_OTHER;
	}
	return 0;
}

/*
 * VPs are as after reset, but for x2APIC mode: in the other one the CPU does not virtualise a read
 * of the timer's count.
 */
static int reset_vps(struct machine *vm)
{
	for (unsigned int i = 0; i < vm->opt.vps; i++) {
		struct vcpu *v = &vm->vcpu[i];

		if (partition_vp_get(v->fd))
			return fail("registers");
		v->run->state.apic_base |= X2APIC_MODE;
		if (partition_vp_set(v->fd))
			return fail("registers");
	}
	return 0;
}

static int load_firmware(struct machine *vm)
{
	struct chipset *c = &vm->chipset;

	if (firmware_load(&vm->firmware, &vm->part, c))
		return OUTCOME_OTHER;
	fwtables_add(&c->fwcfg, &vm->mem, vm->opt.vps);
	chipset_init(c, &vm->outcome, vm->mem.low_size, vm->mem.high_size);
	vm->io.chipset = c;
	return reset_vps(vm);
}

static int load(struct machine *vm)
{
	struct boot boot = {
		.kernel = vm->opt.kernel,
		.initrd = vm->opt.initrd,
		.cmdline = vm->opt.cmdline,
	};

	if (loader_load(&vm->mem, &boot) || acpi_write(&vm->mem, vm->opt.vps))
		return OUTCOME_USAGE;
	bootstate_write(&vm->mem, &boot, &vm->vcpu[0].run->state);
	if (partition_vp_set(vm->vcpu[0].fd))
		return fail("vp 0: registers");
	return 0;
}

/* After this the guest's memory is its own; a touch would be SIGBUS, so there is no mapping. */
static int donate(struct machine *vm)
{
	munmap(vm->mem.low, vm->mem.low_size);
	if (vm->mem.high)
		munmap(vm->mem.high, vm->mem.high_size);
	vm->mem.low = NULL;
	vm->mem.high = NULL;
	if (partition_donate(&vm->part))
		return fail("donating memory");
	return directory_start(&vm->dir) ? fail("directory") : 0;
}

int setup_machine(struct machine *vm)
{
	int err;

	if (outcome_init(&vm->outcome))
		return fail("eventfd");
	ioport_init(&vm->io, &vm->outcome, vm->com1, vm->com1_in);
	if (partition_create(&vm->part, vm->opt.open, GPA_DIRECTORY, DIR_PAGES))
		return fail("/dev/lucid");
	wall_begin(&vm->wall);
	err = add_memory(vm);
	if (!err)
		err = add_devices(vm);
	if (!err)
		err = add_vps(vm);
	if (!err)
		err = vm->opt.firmware ? load_firmware(vm) : load(vm);
	return err ? err : donate(vm);
}
