# SPDX-License-Identifier: GPL-2.0-only
# The parents of tests that take another one than lucid-vmm: build/NAME/lucid-NAME is lucid-vmm with the files of
# tests/NAME in place of its main(), static like it.
ROOT := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))/..)
MK := $(abspath $(lastword $(MAKEFILE_LIST)))
VMM := $(ROOT)/build/vmm
NAMES := partner scripted
CC ?= gcc
CFLAGS := -std=gnu11 -O2 -g -Wall -Wextra -Werror -I$(ROOT) -pthread -MMD -MP

objects = $(patsubst $(ROOT)/tests/%.c,$(ROOT)/build/%.o,$(wildcard $(ROOT)/tests/$(1)/*.c))
PROGRAMS := $(foreach n,$(NAMES),$(ROOT)/build/$(n)/lucid-$(n))

all: $(PROGRAMS)

.SECONDEXPANSION:
$(PROGRAMS): $(ROOT)/build/%: $$(call objects,$$(*D)) $(VMM)/lucid-vmm
	@$(CC) -static -s -pthread -o $@ $(call objects,$(*D)) $(VMM)/libvmm.a -luring

$(ROOT)/build/%.o: $(ROOT)/tests/%.c $(MK)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -c -o $@ $<

$(VMM)/lucid-vmm:
	@$(MAKE) -s -f $(ROOT)/hv/vmm/Makefile

.PHONY: all $(VMM)/lucid-vmm
-include $(foreach n,$(NAMES),$(patsubst %.o,%.d,$(call objects,$(n))))
