# SPDX-License-Identifier: GPL-2.0-only
"""What tests with firmware find in /job/uefi and /job/firmware, made and packed only for tests that name it: the option
ROM, OVMF, and disks whose boot loader is a test application, a unified kernel image, or GRUB; for boots.py."""

import pathlib
import random
import re
import subprocess
import tempfile

import roots
from lucidtools import cpio, gpt, initramfs, modules, paths, sample

STUB = "/usr/lib/systemd/boot/efi/linuxx64.efi.stub"
OVMF = pathlib.Path("/usr/share/OVMF")
OUT = paths.BUILD / "uefi"
LOADER = "EFI/BOOT/BOOTX64.EFI"
CMDLINE = b"console=ttyS0,115200 loglevel=4 panic=-1 mitigations=off cryptomgr.notests"
DATA = random.Random(7).randbytes(40_000)
# Where the parts of a unified kernel image go, far enough from each other and from the stub.
SECTIONS = ((".osrel", 0x20000), (".cmdline", 0x30000), (".initrd", 0x100000), (".linux", 0x1000000))

# The child counts what firmware left shared before any driver of ours is there, then uses the same devices.
# They are loaded as udev loads them: by what PCI, and then our bus, says is there.
COUNTS = """\
insmod /job/shared.ko
echo "shared $(cat /sys/module/shared/parameters/pages)"
echo "private $(cat /sys/module/shared/parameters/private)"
modules=/lib/modules/$(uname -r)
mkdir -p $modules && cp /lib/modules/*.ko $modules && depmod
for pci in /sys/bus/pci/devices/*/modalias; do modprobe -q "$(cat $pci)"; done
for dev in /sys/bus/lucid/devices/*/uevent; do modprobe "$(sed -n 's/^MODALIAS=//p' $dev)"; done
echo "modules $(sed -n 's/^lucid_\\([a-z]*\\) .*/\\1/p' /proc/modules | sort | tr '\\n' ' ')"
"""
CARD = """\
ip addr add 10.79.0.2/24 dev eth0 && ip link set eth0 up
n=0; until ping -q -c 1 -W 1 10.79.0.1 >/dev/null || [ $n = 10 ]; do n=$((n + 1)); done
echo "ping $n"
"""
HANDED_OVER = COUNTS + CARD + """\
echo "scratch $(sha256sum </dev/lcd1 | cut -d ' ' -f 1)"
echo "efi $([ -d /sys/firmware/efi ] && echo yes)"
echo "cpus $(nproc)"
"""

# What the firmware's shell does by itself: it reads and writes files of the disk on which this is. It ends with an
# error, on which firmware goes on with the next of its boot options.
STARTUP = """\
@echo -off
for %i in 0 1 2 3
  if exist fs%i:\\data.bin then
    fs%i:
  endif
endfor
mkdir made
cp -q data.bin made\\copy.bin
comp data.bin made\\copy.bin
echo "shell: comp says %lasterror%"
echo "written by the shell" >a made\\note.txt
rm -q gone.bin
exit 1
"""

GRUB_MODULES = ("normal", "linux", "fat", "ext2", "search", "search_fs_file", "echo")
GRUB = f"""\
set timeout=1
menuentry "Lucid from ext4" {{
	search --file --set=root /boot/vmlinuz
	echo "GRUB loads from $root"
	linux /boot/vmlinuz {CMDLINE.decode()}
	initrd /boot/initrd
}}
"""

FROM_GRUB = """\
for name in lucid lucid_blk; do
	insmod /lib/modules/$name.ko || echo "$name.ko does not load"
done
mount -t ext4 -o ro /dev/lcd1 /mnt && echo "root $(sha256sum </mnt/boot/vmlinuz | cut -d ' ' -f 1)"
umount /mnt
"""

# Linux makes a boot option, as an installer would, for the next start.
BOOTMGR = """\
for name in lucid lucid_blk; do
	insmod /lib/modules/$name.ko || echo "$name.ko does not load"
done
insmod /job/efivarfs.ko && mount -t efivarfs efivarfs /sys/firmware/efi/efivars
efibootmgr -q -c -d /dev/lcd0 -p 1 -L 'Lucid again' -l '\\EFI\\LUCID\\AGAIN.EFI'
echo "made $?"
efibootmgr -v
"""

SHIM = ("shim-signed", "usr/lib/shim/shimx64.efi.signed")
SIGNED_GRUB = ("grub-efi-amd64-signed", "usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed")
# A kernel that knows of Secure Boot loads no modules of ours: nobody signed them.
SECURE = """\
mount -t securityfs securityfs /sys/kernel/security
echo "lockdown $(cat /sys/kernel/security/lockdown)"
insmod /lib/modules/lucid.ko || echo "unsigned refused"
"""


def fat(path, mib, files):
    """A disk that is one FAT file system, without partitions: a dictionary of names and contents."""
    with open(path, "wb") as out:
        out.truncate(mib << 20)
    subprocess.run(["/sbin/mkfs.vfat", path], check=True, stdout=subprocess.DEVNULL)
    folders = {p.as_posix() for name in files for p in pathlib.PurePosixPath(name).parents} - {"."}
    for name in sorted(folders):
        subprocess.run(["mmd", "-i", path, f"::/{name}"], check=True)
    with tempfile.NamedTemporaryFile() as part:
        for name, data in files.items():
            pathlib.Path(part.name).write_bytes(data)
            subprocess.run(["mcopy", "-i", path, part.name, f"::/{name}"], check=True)
    return path.read_bytes()


def partitioned(path, data):
    """A disk whose one GPT partition is that image."""
    at = gpt.create(path, [("EFI", len(data))])["EFI"]
    with open(path, "r+b") as disk:
        disk.seek(at)
        disk.write(data)
    return path.read_bytes()


def initrd(script):
    """A child's root with a script of its own, and the module that counts."""
    top = cpio.Archive()
    top.data("job/script", script.encode())
    top.data("job/env", b"LUCID_MODULES=none\n")
    top.data("job/shared.ko", modules.stripped(paths.module("shared")))
    return initramfs.child() + top.bytes()


def kernel():
    """Debian's, as its package has it."""
    top, release = paths.kernel_tree()
    return (top / "boot" / ("vmlinuz-" + release)).read_bytes()


def unified(out, root):
    """Stub, command line, kernel and root in one image, as systemd describes it."""
    with tempfile.TemporaryDirectory() as tree:
        parts = {".osrel": b"ID=lucid\n", ".cmdline": CMDLINE, ".linux": kernel(), ".initrd": root}
        args = []
        for name, at in SECTIONS:
            path = pathlib.Path(tree, name)
            path.write_bytes(parts[name])
            args += ["--add-section", f"{name}={path}", "--change-section-vma", f"{name}={at:#x}"]
        subprocess.run(["objcopy", *args, STUB, out], check=True)
    return out.read_bytes()


def _app(name):
    return (OUT / name).read_bytes()


def system(path):
    """A disk with a kernel to start, and files for the shell."""
    OUT.mkdir(exist_ok=True)
    loader = unified(OUT / "linux.efi", initrd(HANDED_OVER))
    files = {LOADER: loader, "startup.nsh": STARTUP.encode(), "data.bin": DATA, "gone.bin": DATA}
    fat(path, (len(loader) >> 20) + 4, files)


def check_system(path):
    """What the shell should have done to it, as pairs of a result and a name, by mtools."""
    def read(name):
        return subprocess.run(["mtype", "-i", path, f"::/{name}"], capture_output=True, check=False).stdout

    listed = subprocess.run(["mdir", "-b", "-i", path, "::/"], capture_output=True, text=True, check=False).stdout
    checks = (("the shell's copy is what it read", read("made/copy.bin") == DATA == read("data.bin")),
              ("the file that the shell wrote is there", read("made/note.txt").strip() == b"written by the shell"),
              ("the file that the shell removed is not", "startup.nsh" in listed and "gone.bin" not in listed))
    return [("ok" if good else "not ok", "on the host: " + name) for name, good in checks]


def _grub():
    """GRUB and its menu."""
    out = OUT / "grub.efi"
    subprocess.run(["grub-mkimage", "-O", "x86_64-efi", "-p", "/grub", "-o", out, *GRUB_MODULES], check=True)
    return fat(OUT / "grub.img", 4, {LOADER: out.read_bytes(), "grub/grub.cfg": GRUB.encode()})


def _debian(package, name):
    """A file of a package that must not be installed: that would touch the boot loader of this machine."""
    path = OUT / "debian" / name
    if not path.exists():
        with tempfile.TemporaryDirectory() as tmp:
            subprocess.run(["apt-get", "download", "-q", package], cwd=tmp, check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
            deb = next(pathlib.Path(tmp).glob("*.deb"))
            subprocess.run(["dpkg-deb", "-x", deb, OUT / "debian"], check=True)
    return path.read_bytes()


def _signed():
    """Debian's loaders, signed by Microsoft and Debian, and Debian's kernel."""
    menu = f"linux /vmlinuz {CMDLINE.decode()}\ninitrd /initrd\nboot\n"
    return fat(OUT / "signed.img", 32, {LOADER: _debian(*SHIM), "EFI/BOOT/grubx64.efi": _debian(*SIGNED_GRUB),
                                        "EFI/debian/grub.cfg": menu.encode(), "vmlinuz": kernel(),
                                        "initrd": initrd(SECURE)})


def _bootmgr():
    """A kernel with efibootmgr, and another loader for which it makes an option."""
    top = cpio.Archive()
    initramfs.program(top, roots.find("efibootmgr"), "bin/efibootmgr")
    for path in modules.Tree(*paths.kernel_tree()).order(["efivarfs"]):
        top.data("job/" + path.name, modules.stripped(path))
    loader = unified(OUT / "bootmgr.efi", initrd(BOOTMGR) + top.bytes())
    files = {LOADER: loader, "EFI/LUCID/AGAIN.EFI": _app("comply/kept.efi")}
    return partitioned(OUT / "bootmgr-gpt.img", fat(OUT / "bootmgr.img", (len(loader) >> 20) + 4, files))


def _root():
    """An ext4 root with kernel and first root for GRUB to load."""
    with tempfile.TemporaryDirectory() as tree:
        boot = pathlib.Path(tree, "boot")
        boot.mkdir()
        (boot / "vmlinuz").write_bytes(kernel())
        (boot / "initrd").write_bytes(initrd(FROM_GRUB))
        sample.ext4(OUT / "root.img", tree, 24 << 20)
    return (OUT / "root.img").read_bytes()


IMAGES = {
    "lucid.rom": lambda: _app("lucid.rom"),
    "www/boot.efi": lambda: _app("comply/netboot.efi"),
    "tftp/linux.efi": lambda: unified(OUT / "net.efi", initrd(COUNTS + CARD)),
    "comply.img": lambda: partitioned(OUT / "gpt.img", fat(OUT / "comply.img", 4, {LOADER: _app("comply.efi")})),
    "kept.img": lambda: partitioned(OUT / "kept-gpt.img", fat(OUT / "kept.img", 4, dict.fromkeys(
        (LOADER, "EFI/LUCID/KEPT.EFI"), _app("comply/kept.efi")))),
    "unsigned.img": lambda: fat(OUT / "unsigned.img", 4, {LOADER: _app("comply/netboot.efi")}),
    "grub.img": _grub,
    "root.img": _root,
    "bootmgr.img": _bootmgr,
    "signed.img": _signed,
}
# What a server in the parent gives, by the name of its directory.
SERVED = {name.split("/")[0]: name for name in IMAGES if "/" in name}


def _program(bundle, name):
    """A program of Debian's, with its libraries; the start of its command line is in a file of its name."""
    path = roots.find(name)
    run = subprocess.run(["ldd", path], capture_output=True, text=True, check=True)
    files = [path, *(word for word in run.stdout.split() if word.startswith("/"))]
    for file in files:
        inside = f"uefi/bin/{pathlib.Path(file).name}"
        bundle.put(inside, pathlib.Path(file).read_bytes())
        (bundle.tree / inside).chmod(0o755)
    loader = next(pathlib.Path(f).name for f in files if pathlib.Path(f).name.startswith("ld-linux"))
    bundle.put(f"uefi/{name}", f"/job/uefi/bin/{loader} --library-path /job/uefi/bin /job/uefi/bin/{name}".encode())


def put(bundle, tests):
    """Make what the texts of these tests name and put it into a bundle of jobs."""
    text = "\n".join(tests)
    names = sorted(SERVED.get(name, name) for name in set(re.findall(r"/job/uefi/([a-z.-]+)", text)))
    if "firmware.sh" in text:
        for name in {"OVMF_CODE_4M.fd", *re.findall(r"OVMF_VARS[\w.]+\.fd", text)}:
            bundle.put("firmware/" + name, (OVMF / name).read_bytes())
    if names:
        for makefile in ("guest/uefi/Makefile", "tests/uefi/Makefile"):
            subprocess.run(["make", "-s", "-f", paths.ROOT / makefile], check=True, stdout=subprocess.DEVNULL)
    for name in names:
        if name in IMAGES:
            bundle.put(f"uefi/{name}", IMAGES[name]())
        else:
            _program(bundle, name)
