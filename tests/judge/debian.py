# SPDX-License-Identifier: GPL-2.0-only
"""A small Debian for tests/judge/run: its root by debootstrap, cached, and the image of a disk with it."""

import dataclasses
import os
import pathlib
import secrets as random
import shutil
import subprocess

import selftests
from lucidtools import modules, paths, sample

HERE = pathlib.Path(__file__).resolve().parent
OUT = paths.BUILD / "judge"
ROOT = OUT / "root"
SUITE = "bookworm"
PACKAGES = ("systemd-sysv", "udev", "openssh-server", "iproute2", "fio", "xfsprogs", "e2fsprogs", "iperf3", "nuttcp",
            "ethtool", "stress-ng", "kmod", "chrony")
SIZE = 1 << 30
# What nobody reads here.
BALLAST = ("var/cache/apt", "var/lib/apt/lists", "usr/share/doc", "usr/share/man", "usr/share/locale")
# What a machine that lives for an hour and sees nobody does without; chronyd is started by those who ask it.
MASKED = ("apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer", "fstrim.timer",
          "systemd-tmpfiles-clean.timer", "e2scrub_reap.service", "chrony.service", "getty@tty1.service",
          "getty-static.service", "serial-getty@ttyS0.service", "systemd-logind.service", "systemd-pstore.service",
          "systemd-journal-flush.service", "systemd-update-utmp.service", "systemd-update-utmp-runlevel.service",
          "systemd-binfmt.service", "proc-sys-fs-binfmt_misc.automount", "systemd-random-seed.service",
          "systemd-timesyncd.service", "keyboard-setup.service", "console-setup.service")

NETWORK = """\
[Unit]
Description=The card of this child
Before=ssh.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/sbin/ip addr add 10.77.0.2/24 dev eth0
ExecStart=/sbin/ip link set eth0 up
[Install]
WantedBy=multi-user.target
"""


@dataclasses.dataclass
class Secrets:
    """Of one run."""
    password: str
    hashed: str
    private: bytes
    public: str


def secrets(work):
    password = random.token_hex(8)
    hashed = subprocess.run(["openssl", "passwd", "-6", "-stdin"], input=password, text=True, check=True,
                            capture_output=True).stdout.strip()
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "judge", "-f", work / "key"], check=True)
    return Secrets(password, hashed, (work / "key").read_bytes(), (work / "key.pub").read_text())


def root():
    """The cached root; again if its packages are others."""
    stamp = OUT / "packages"
    want = f"{SUITE} {' '.join(PACKAGES)}"
    if stamp.exists() and stamp.read_text() == want:
        return
    if os.getuid():
        raise PermissionError("debootstrap has to be run as root")
    OUT.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    shutil.rmtree(ROOT, ignore_errors=True)
    subprocess.run(["debootstrap", "--variant=minbase", "--include=" + ",".join(PACKAGES), SUITE, ROOT], check=True,
                   stdout=subprocess.DEVNULL)
    for name in BALLAST:
        shutil.rmtree(ROOT / name, ignore_errors=True)
    stamp.write_text(want)


def _write(tree, name, text, mode=0o644):
    path = tree / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


def _system(tree, keys):
    """What makes it a machine: names, services, and who may come in."""
    _write(tree, "etc/fstab", "/dev/lcd0 / ext4 defaults 0 0\n")
    _write(tree, "etc/hostname", "judge\n")
    _write(tree, "etc/machine-id", random.token_hex(16) + "\n", 0o444)
    units = tree / "etc/systemd/system"
    for name in MASKED:
        (units / name).unlink(missing_ok=True)
        (units / name).symlink_to("/dev/null")
    _write(tree, "etc/systemd/system/card.service", NETWORK)
    (units / "multi-user.target.wants/card.service").symlink_to("/etc/systemd/system/card.service")
    _write(tree, "root/.ssh/authorized_keys", keys.public, 0o600)
    (tree / "root/.ssh").chmod(0o700)
    lines = [line.split(":") for line in (tree / "etc/shadow").read_text().splitlines()]
    for fields in lines:
        if fields[0] == "root":
            fields[1] = keys.hashed
    _write(tree, "etc/shadow", "".join(":".join(fields) + "\n" for fields in lines), 0o640)
    for old in (tree / "etc/ssh").glob("ssh_host_*"):
        old.unlink()
    subprocess.run(["ssh-keygen", "-q", "-A", "-f", tree], check=True, stdout=subprocess.DEVNULL)


def _judges(tree):
    """What judges: scripts, the kernel's tests, and modules for file systems."""
    target = tree / "judge"
    shutil.copytree(HERE / "child", target)
    shutil.copytree(selftests.timers(), target / "timers")
    order = modules.Tree(*paths.kernel_tree()).order(["xfs"])
    for path in order:
        (target / path.name).write_bytes(modules.stripped(path))
    _write(tree, "judge/modules", "".join(f"/judge/{p.name}\n" for p in order))


def image(path, tree, keys):
    """A disk with the root and this run's secrets, by way of a copy of the root in tree."""
    root()
    subprocess.run(["cp", "-a", "--reflink=auto", ROOT, tree], check=True)
    _system(tree, keys)
    _judges(tree)
    sample.ext4(path, tree, SIZE)
    shutil.rmtree(tree)
    return path
