# SPDX-License-Identifier: GPL-2.0-only
"""The lock: a hash of all that is ABI, kept beside the version that it belongs to.

Words (docs, prose, clause texts) may be bettered freely; names, numbers, layouts, statuses and
callers may not change without a new version, once CHANGES.md does not call the present one
unreleased any more.
"""

import hashlib
import json
import re

from .model import SpecError, const_value

HEADING = re.compile(r"^## Version ([0-9]+)( \(unreleased\))?\s*$", re.M)


def pick(entry, *keys):
    return {k: entry[k] for k in keys if k in entry}


def abi_hash(abi):
    """SHA-256 over a canonical form of everything that the two sides must agree on."""
    form = {
        "const": [(c["name"], const_value(c["value"])) for _, c in abi.all("const")
                  if c["name"] != "LUCID_ABI_VERSION"],
        "enum": [(e["name"], [(e["prefix"] + v["name"], v["value"]) for v in e["values"]])
                 for _, e in abi.all("enum")],
        "struct": [(s["name"], s["size"],
                    [(f["name"], f["type"], f["offset"], f["bytes"]) for f in s["fields"]])
                   for _, s in abi.all("struct")],
        "call": [(c["name"], c["number"], sorted(c["callers"]),
                  [pick(a, "name", "type", "min", "max", "align", "mask", "values", "also") for a in c["args"]],
                  [pick(r, "name", "type") for r in c.get("results", [])],
                  sorted(s["name"] for s in c["status"])) for c in abi.calls()],
        "cpuid": [(c["name"], const_value(c["leaf"]), sorted(c["who"])) for _, c in abi.all("cpuid")],
        "ioctl": [(i["name"], i["number"], i["dir"], i["arg"]) for _, i in abi.all("ioctl")],
        "machine": [(m["name"], sorted((s["from"], s["to"]) for s in m["steps"]))
                    for _, m in abi.all("machine")],
        "exit": [(e["name"], e["fields"]) for _, e in abi.all("exit")],
        "channel": [(c["device"] + c["channel"], c["up"], c["down"]) for _, c in abi.all("channel")],
        "msr": [(m["msr"], m["name"]) for _, m in abi.all("msr")],
    }
    for key in ("const", "enum", "struct", "cpuid", "ioctl", "machine", "exit", "channel", "msr"):
        form[key].sort(key=lambda e: e[0])
    return hashlib.sha256(json.dumps(form, sort_keys=True).encode()).hexdigest()


def changes(spec_dir):
    """Version -> whether CHANGES.md calls it unreleased."""
    path = spec_dir / "CHANGES.md"
    if not path.exists():
        raise SpecError("spec/CHANGES.md: is missing")
    return {int(v): bool(un) for v, un in HEADING.findall(path.read_text())}


def read(spec_dir):
    path = spec_dir / "abi.lock"
    if not path.exists():
        raise SpecError("spec/abi.lock: is missing; make it with tools/abigen --relock")
    m = re.search(r"^version ([0-9]+)\nsha256 ([0-9a-f]{64})$", path.read_text(), re.M)
    if not m:
        raise SpecError("spec/abi.lock: has no 'version N' and 'sha256 HASH' lines")
    return int(m[1]), m[2]


def check_clauses(abi, spec_dir):
    """An id that was in the lock is still a clause, or is retired: ids are not used again."""
    path = spec_dir / "abi.lock"
    if not path.exists():
        return
    known = {i for i, _ in abi.clauses()} | {c["id"] for _, c in abi.all("retired")}
    gone = [i for i in re.findall(r"^clause (\S+)$", path.read_text(), re.M) if i not in known]
    if gone:
        raise SpecError(f"spec/abi.lock: clause {gone[0]} is gone: list it under [[retired]] in "
                        "spec/lucid.toml, so that its id is not used again")


def check(abi, spec_dir):
    told = changes(spec_dir)
    if abi.version() not in told:
        raise SpecError(f"spec/CHANGES.md: has no heading '## Version {abi.version()}'")
    check_clauses(abi, spec_dir)
    version, digest = read(spec_dir)
    if (version, digest) == (abi.version(), abi_hash(abi)):
        if clause_lines(abi) in (spec_dir / "abi.lock").read_text():
            return
        raise SpecError("spec/abi.lock: there are new clauses; run tools/abigen --relock")
    if version == abi.version() and not told[version]:
        raise SpecError(f"spec/abi.lock: the ABI changed but its version is still {version}: give "
                        "LUCID_ABI_VERSION and group.abi_version the next number, say in "
                        "spec/CHANGES.md what changed, and run tools/abigen --relock")
    raise SpecError("spec/abi.lock: the ABI changed; run tools/abigen --relock")


def clause_lines(abi):
    return "".join(f"clause {i}\n" for i, _ in abi.clauses())


def relock(abi, spec_dir):
    told = changes(spec_dir)
    check_clauses(abi, spec_dir)
    if abi.version() not in told:
        raise SpecError(f"spec/CHANGES.md: has no heading '## Version {abi.version()}'")
    path = spec_dir / "abi.lock"
    if path.exists():
        version, digest = read(spec_dir)
        if version == abi.version() and digest != abi_hash(abi) and not told[version]:
            raise SpecError(f"spec/abi.lock: version {version} is released and cannot change; "
                            "give the ABI the next version first")
        if version > abi.version():
            raise SpecError(f"spec/abi.lock: version {version} cannot go back to {abi.version()}")
    path.write_text("# SPDX-License-Identifier: GPL-2.0-only OR MIT\n"
                    "# Hash of the ABI and all its clauses, held by tools/abigen --check; see spec/CHANGES.md.\n"
                    f"version {abi.version()}\nsha256 {abi_hash(abi)}\n{clause_lines(abi)}")
