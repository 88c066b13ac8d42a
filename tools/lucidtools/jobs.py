# SPDX-License-Identifier: GPL-2.0-only
"""Packs jobs for the parent onto a data disk, and reads back what they left; tools/initramfs/parent is the other end.

A job is a shell script that runs in the parent with the functions of job.sh. The data disk has a
partition "job" (read-only: scripts, child kernel and root, files to serve), one called "result", and
"disk0", "disk1" and so on, which hold copies of the caller's disk images.
"""

import dataclasses
import os
import pathlib
import shutil
import subprocess
import tarfile

from lucidtools import gpt

RESULT = 512 << 20
BLOCK = 4096


@dataclasses.dataclass
class Disk:
    """An image file that becomes a partition; it is written back unless it is read-only."""
    path: pathlib.Path
    ro: bool = False


@dataclasses.dataclass
class Result:
    """What one job left: its output, its status (None: it did not end) and its other files."""
    stdout: bytes = b""
    status: int | None = None
    files: dict = dataclasses.field(default_factory=dict)


class Bundle:
    """The contents of a data disk, put together in a directory."""

    def __init__(self, work):
        self.work = pathlib.Path(work)
        self.tree = self.work / "job"
        shutil.rmtree(self.tree, ignore_errors=True)
        for name in ("jobs", "child", "limits", "again"):
            (self.tree / name).mkdir(parents=True)
        self.disks, self.env, self.at = [], {}, {}
        self.image = self.work / "data.img"

    def add(self, name, script, seconds=0, again=False):
        """A job; names sort in the order of execution. seconds: its limit in the parent's time.

        again: it makes the machine reboot, and is to be run once more after that, with $AGAIN set.
        """
        (self.tree / "jobs" / name).write_text(script)
        if again:
            (self.tree / "again" / name).touch()
        if seconds:
            (self.tree / "limits" / name).write_text(f"{seconds}\n")

    def child(self, kernel=None, extra=b""):
        """Another kernel than the parent has for its children, and an archive to go on top of their root."""
        if kernel:
            self.put("child/kernel", kernel)
        if extra:
            self.put("child/extra", extra)

    def put(self, name, data):
        """Any other file, for jobs to find under /job."""
        path = self.tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def serve(self, directory):
        """A directory for the parent to serve over HTTP."""
        shutil.copytree(directory, self.tree / "serve", symlinks=False)

    def make(self):
        """Write the disk."""
        env = "".join(f"export {k}='{v}'\n" for k, v in self.env.items())
        (self.tree / "env").write_text(env)
        job = self.work / "job.img"
        _file_system(self.tree, job)
        sizes = [("job", job.stat().st_size), ("result", RESULT)]
        sizes += [(f"disk{i}", d.path.stat().st_size) for i, d in enumerate(self.disks)]
        self.image.unlink(missing_ok=True)
        self.at = gpt.create(self.image, sizes)
        with open(self.image, "r+b") as out:
            for name, path in [("job", job)] + [(f"disk{i}", d.path) for i, d in enumerate(self.disks)]:
                with open(path, "rb") as src:
                    gpt.copy(src, 0, out, self.at[name], path.stat().st_size)
        job.unlink()
        shutil.rmtree(self.tree)

    def take_disks(self):
        """Copy back what was written to the disks."""
        with open(self.image, "rb") as src:
            for i, disk in enumerate(self.disks):
                if not disk.ro:
                    with open(disk.path, "r+b") as dst:
                        gpt.copy(src, self.at[f"disk{i}"], dst, 0, disk.path.stat().st_size)

    def results(self):
        """Results by job name; a job that started last and left nothing is not among them."""
        out = {}
        with open(self.image, "rb") as f:
            f.seek(self.at["result"])
            words = f.read(BLOCK).rstrip(b"\0").split()
            end = int(words[2]) if words[:1] == [b"state"] else 1
            f.seek(self.at["result"] + BLOCK)
            path = self.work / "results.tar"
            path.write_bytes(f.read((end - 1) * BLOCK))
        if not path.stat().st_size:
            return out
        with tarfile.open(path, "r:", ignore_zeros=True) as tar:
            for member in tar:
                if member.isfile():
                    job, _, name = member.name.partition("/")
                    _put(out.setdefault(job, Result()), name, tar.extractfile(member).read())
        return out


def _put(result, name, data):
    if name == "stdout":
        result.stdout = data
    elif name == "status":
        result.status = int(data)
    else:
        result.files[name] = data


def _file_system(tree, image):
    """An ext2 image of a directory tree, with a little room to spare."""
    used = count = 0
    for top, dirs, files in os.walk(tree):
        count += len(dirs) + len(files)
        used += sum(-(-os.path.getsize(os.path.join(top, f)) // BLOCK) * BLOCK for f in files)
    size = used + used // 50 + count * 512 + (4 << 20)
    size -= size % (1 << 20)
    image.unlink(missing_ok=True)
    subprocess.run(["mke2fs", "-q", "-t", "ext2", "-b", str(BLOCK), "-m", "0", "-N", str(count + 64), "-F",
                    "-E", "root_owner=0:0", "-d", tree, image, f"{size >> 10}k"], check=True, stdout=subprocess.DEVNULL)


def printed(console):
    """What a child's script printed and its status, out of the bytes of a console; None if it did not end."""
    begin = console.find(b"@@lucid begin\n")
    end = console.rfind(b"\n@@lucid exit ")
    if begin < 0:
        return b"", None
    begin += len(b"@@lucid begin\n")
    if end < begin - 1:
        return console[begin:], None
    status = console[end:].split()[2]
    return console[begin:end], int(status)
