# SPDX-License-Identifier: GPL-2.0-only
# A stock Debian kernel boots as a private child, runs a script as root after our modules are loaded, and
# its output and exit status come back; an early console says what the kernel says before any module could. Does not
# prove: any device but the console.
# order: 10

script /tmp/s <<'S'
echo "hello from $(uname -r), $(id -u)"
lsmod | sed -n 's/^\(lucid[a-z_]*\) .*/\1/p' | sort | tr '\n' ' '
exit 42
S
# The level of what it shows has to be known before it.
CHILD_ARGS="loglevel=7 earlycon=uart8250,io,0x3f8 $CHILD_ARGS"
child_run hello /tmp/s
same "the script's exit status" $? 42
same "what it printed" "$(child_out hello)" "hello from $(uname -r), 0
lucid lucid_blk lucid_clock lucid_console lucid_net lucid_ptp lucid_system "
same "lucid-vmm reports power-off" "$(cat "$OUT/hello.vmm-status")" 0
check "the early console has the kernel's first line" grep -q '^\[    0.000000\] Linux version' "$OUT/hello.com1"
check "and tells its name" grep -q 'bootconsole \[uart8\{0,1\}[a-z0-9]*\] enabled' "$OUT/hello.com1"
note "ticks from the start of lucid-vmm: $(cat "$OUT/hello.tsc")"
check "every page is back" clean_parent
