# SPDX-License-Identifier: GPL-2.0-only
# The parent's part of tests/judge/run: starts the Debian child from its lucid disk, logs in on its console and by SSH
# through lucid_net, and runs the judges of child/ there; serves who measures the network, and kills back ends.

. /job/lib/backends.sh
WORDS=$(cat /job/judges/words)
mount -t ext4 -o ro "$(partition disk1)" /mnt
for d in dev proc sys; do mount --bind /$d /mnt/$d; done
mount -t tmpfs tmpfs /mnt/tmp
cp /mnt/etc/key /mnt/tmp/key
chmod 600 /mnt/tmp/key
in_debian() {
	program=$1
	shift
	chroot /mnt "/bin/$program" "$@"
}
net_up
in_debian iperf3 -s -D
in_debian nuttcp -S
# Port 10 gives a file, port 9 answers so many bytes with their sum.
head -c 262144 /dev/urandom >/tmp/data
printf '#!/bin/sh\nexec cat /tmp/data\n' >/tmp/source
printf '#!/bin/sh\nhead -c 262144 | sha256sum\n' >/tmp/sink
chmod +x /tmp/source /tmp/sink
nc -ll -p 10 -e /tmp/source &
nc -ll -p 9 -e /tmp/sink &

# Where the child may write everywhere: in memory, as a disk of Bochs takes 400,000 instructions for each request.
truncate -s 512M /tmp/scratch
mkfifo /tmp/keys
exec 8<>/tmp/keys
: >"$OUT/com1"
: >"$OUT/console"
cat /child/initrd /job/child/extra >/tmp/initrd
tail -q -f "$OUT/com1" "$OUT/console" >/dev/console 2>/dev/null &
lucid-vmm --kernel "$KERNEL" --initrd /tmp/initrd --mem 384 --disk "$(partition disk0)" --disk /tmp/scratch \
	--tap tap0 --cmdline "$CHILD_ARGS net.ifnames=0" --control /tmp/control --com1 "$OUT/com1" \
	--console-in /tmp/keys --console-out "$OUT/console" --log "$OUT/log" --stats "$OUT/stats" >"$OUT/vmm" 2>&1 &
VMM=$!

# says TEXT SECONDS: until the console has it, as long as the child is there.
says() {
	tries=0
	until grep -q "$1" "$OUT/console"; do
		tries=$((tries + 1))
		[ $tries -lt $(($2 * 10)) ] && kill -0 $VMM || return 1
		usleep 100000
	done
}
type_in() { printf '%s\n' "$1" >&8; }
start=$(tsc)
check "systemd comes to a login on the console" says 'judge login: ' 600
note "a login after $(($(tsc) - start)) ticks"
type_in root
says 'Password: ' 60
type_in "$(cat /job/judges/password)"
says '# ' 60
type_in 'echo "logged in as $(id -un) on $(tty)"'
check "root logs in on hvc0" says 'logged in as root on /dev/hvc0' 60
child() {
	in_debian ssh -i /tmp/key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR \
		-o KexAlgorithms=curve25519-sha256 -o ConnectTimeout=60 root@10.77.0.2 "$@" </dev/null
}
same "SSH through lucid_net" "$(child hostname 2>&1)" judge
case " $WORDS " in
"  " | *" kills "*) . /job/lib/kills.sh ;;
esac
child /judge/all $WORDS 2>&1 | tee /tmp/said >/dev/console
grep -v -e '^ok ' -e '^not ok ' /tmp/said | sed 's/^#* */# /'
results /tmp/said
same "the judges came to their end" "$(grep -c '^# the end' /tmp/said)" 1
child poweroff >/tmp/off 2>&1
wait $VMM
same "lucid-vmm's exit status after systemd's power-off" $? 0
check "e2fsck of its root" in_debian e2fsck -fn "$(partition disk0)"
check "every page is back" clean_parent
