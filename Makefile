# SPDX-License-Identifier: GPL-2.0-only
# The top: names what there is to make and hands it on. Products go to build/.

KDIR ?= $(lastword $(shell ls -d /lib/modules/*-cloud-amd64/build 2>/dev/null | sort -V))

help:
	@echo 'make demo     set up, build, boot, and show what it does (a few minutes)'
	@echo 'make check    set up and run every test'
	@echo
	@echo 'make setup    install the Debian packages that the rest needs'
	@echo 'make all      build hypervisor, kernel modules and VMM into build/'
	@echo 'make hv       build/hv/lucid.elf'
	@echo 'make modules  build/modules/**/*.ko, for the kernel in KDIR=$(KDIR)'
	@echo 'make vmm      build/vmm/lucid-vmm'
	@echo 'make uefi     build/uefi/lucid.rom, the drivers of UEFI guests as an option ROM'
	@echo 'make conf     conformance of the hypervisor; HYPERVISOR="command" for another one'
	@echo 'make conf-guests  build/conf/*.elf, the guests of the conformance tests'
	@echo 'make unit     host tests only'
	@echo 'make coverage the branches that the suites of the guest'"'"'s modules take, file by file'
	@echo 'make lint     the rules of the tree'
	@echo 'make bench    figures, as a table'
	@echo 'make judge    a Debian as the child, judged by programs of other people (an hour or two)'
	@echo 'make fuzz     hostile input, for FUZZ_SECONDS=600 each'
	@echo 'make proof    the ring: Frama-C, SPIN, ThreadSanitizer; LONG=1: every wrong ring too'
	@echo 'make bench-ring  the ring beside the layouts of the kernel'"'"'s ringtest'
	@echo 'make stress-ring 10^9 slots through rings of all shapes (ten minutes)'
	@echo 'make manual   the manual of the ABI as HTML, in build/manual/'
	@echo 'make clean    remove build/'

all: hv modules vmm uefi

setup:
	@tools/setup

hv:
	@$(MAKE) -f hv/Makefile

modules:
	@tools/build-modules '$(KDIR)'

vmm:
	@$(MAKE) -f hv/vmm/Makefile

uefi:
	@$(MAKE) -f guest/uefi/Makefile

conf:
	@tests/conf/run $(if $(HYPERVISOR),--hypervisor '$(HYPERVISOR)') $(NAMES)

conf-guests:
	@$(MAKE) -f tests/conf/Makefile

unit:
	@tests/run unit

coverage:
	@tests/kunit/run --table

lint:
	@tools/lint

check: setup
	@tests/run

demo: setup
	@$(MAKE) --no-print-directory all
	@tools/demo

bench: all
	@tests/bench/run

judge: setup
	@$(MAKE) --no-print-directory all
	@tests/judge/run

FUZZ_SECONDS ?= 600

fuzz:
	@tests/fuzz/run $(FUZZ_SECONDS)

manual:
	@tools/manual

proof:
	@tests/run proof

bench-ring:
	@tests/bench/ring/run

stress-ring:
	@tests/stress/run

clean:
	@rm -rf build

.PHONY: help all setup hv modules vmm uefi conf conf-guests unit coverage lint check demo bench judge fuzz manual proof bench-ring stress-ring clean
