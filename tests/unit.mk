# SPDX-License-Identifier: GPL-2.0-only
# Builds every tests/unit/NAME.c into build/tests/unit/NAME, for the host, under ASan and UBSan.
# Run from the top of the tree. A test names the real sources that it is linked with in one of
# its first lines:   /* sources: hv/core/page.c hv/core/tlb.c */
# Of liburing the shared library of Debian 12 lacks two functions that the other one has.

OUT := build/tests/unit
TESTS := $(patsubst tests/unit/%.c,$(OUT)/%,$(wildcard tests/unit/*.c))
CC := gcc
CFLAGS := -std=gnu11 -g -O1 -I. -isystem /usr/include/efi -isystem /usr/include/efi/x86_64 -DLUCID_HOST -Wall -Wextra -Werror -pthread \
	  -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer

sources = $(shell sed -n '1,12s,^/\* sources: \(.*\) \*/$$,\1,p' $(1))

all: $(TESTS)

# The named sources are read when the recipe runs; the dependency file makes it run again.
$(OUT)/%: tests/unit/%.c tests/unit.mk
	@mkdir -p $(OUT) && rm -f $@
	@echo "  TEST    $*"
	@$(CC) $(CFLAGS) -MMD -MP -MF $@.d -MT $@ -c -o $@.o $<
	@$(if $(call sources,$<),$(CC) $(CFLAGS) -MM -MP -MT $@ $(call sources,$<) > $@.src.d)
	@$(CC) $(CFLAGS) -o $@ $@.o $(call sources,$<) -lcmocka -l:liburing.a \
		$(if $(findstring nbd.c,$(call sources,$<)),-lnbd)

.PHONY: all
-include $(wildcard $(OUT)/*.d)
