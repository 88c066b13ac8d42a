# SPDX-License-Identifier: GPL-2.0-only
"""Emits what is about calls: lucid_hcall.h (stubs), hcall_table.h (the hypervisor's dispatch),
lucid_errno.h, lucid_ioctl.h and lucid_names.h."""

import textwrap

from .cabi import banner, comment, define
from .model import HCALL_LIMIT

VMCALL = """\
#include "lucid_abi.h"

#ifndef __x86_64__
#error "Lucid hypercalls exist in 64-bit mode only"
#endif

/*
 * Any call by number: arg[0..5] go in RDI RSI RDX R10 R8 R9; RDX and R8 come back in res[0..1].
 * Returns the status, enum lucid_status. Where there is no hypervisor somebody else may answer.
 */
#ifdef LUCID_HCALL_ELSEWHERE
int64_t lucid_hcall(uint64_t call, const uint64_t arg[6], uint64_t res[2]);
#else
static inline int64_t lucid_hcall(uint64_t call, const uint64_t arg[6], uint64_t res[2])
{
	register uint64_t r10 __asm__("r10") = arg[3];
	register uint64_t r8 __asm__("r8") = arg[4];
	register uint64_t r9 __asm__("r9") = arg[5];
	uint64_t rax = LUCID_HC_MAGIC << 16 | call;
	uint64_t rdx = arg[2];

	__asm__ __volatile__("vmcall"
			     : "+a"(rax), "+d"(rdx), "+r"(r8)
			     : "D"(arg[0]), "S"(arg[1]), "r"(r10), "r"(r9)
			     : "memory", "cc");
	res[0] = rdx;
	res[1] = r8;
	return (int64_t)rax;
}
#endif

"""


def wrap_params(head, params):
    """One C function head, broken after commas, at most 100 columns."""
    line = f"{head}({', '.join(params) or 'void'})"
    if len(line) <= 96:
        return line + "\n"
    body = textwrap.wrap(f"({', '.join(params)})", 92 - 16)
    return head + body[0] + "\n" + "".join("\t\t" + b + "\n" for b in body[1:])


def emit_stub(call):
    args = [a["name"] for a in call["args"]]
    results = [r["name"] for r in call.get("results", [])]
    who = " and ".join(call["callers"])
    params = [f"uint64_t {a}" for a in args] + [f"uint64_t *{r}" for r in results]
    out = comment(f"{call['name']} ({who}): {call['doc']}")
    out += wrap_params(f"static inline int64_t lucid_hc_{call['name'].lower()}", params)
    padded = args + ["0"] * (6 - len(args))
    out += "{\n\tconst uint64_t hc_arg[6] = { " + ", ".join(padded) + " };\n"
    out += "\tuint64_t hc_res[2];\n"
    out += f"\tint64_t hc_status = lucid_hcall(LUCID_HC_{call['name']}, hc_arg, hc_res);\n\n"
    out += "".join(f"\t*{r} = hc_res[{i}];\n" for i, r in enumerate(results))
    return out + "\treturn hc_status;\n}\n\n"


def emit_hcall(abi):
    out = banner("LUCID_HCALL_H", "Hypercall stubs for parent and guests, for CPL 0 in 64-bit mode. "
                 "Each returns the status (enum lucid_status); results are stored whatever it is.")
    out += VMCALL + "".join(emit_stub(c) for c in abi.calls())
    return out + "#endif\n"


def emit_table(abi):
    out = banner("HCALL_TABLE_H", "The hypervisor's dispatch table by call number, for "
                 "hv/hcall only. An empty slot is an undefined call.")
    out += '#include "lucid_abi.h"\n\nstruct hcall;\n\n'
    out += define("HCALL_LIMIT", f"{HCALL_LIMIT:#x}")
    out += define("HCALL_PARENT", "1") + define("HCALL_CHILD", "2") + "\n"
    out += ("struct hcall_entry {\n\tint64_t (*handler)(struct hcall *c);\n"
            "\tuint8_t nargs;\t\t/* arguments after these are reserved: must be zero */\n"
            "\tuint8_t callers;\t/* HCALL_PARENT, HCALL_CHILD */\n};\n\n")
    for c in abi.calls():
        out += f"int64_t hc_{c['name'].lower()}(struct hcall *c);\n"
    out += "\nstatic const struct hcall_entry hcall_table[HCALL_LIMIT] = {\n"
    for c in abi.calls():
        who = " | ".join("HCALL_" + w.upper() for w in c["callers"])
        out += (f"\t[LUCID_HC_{c['name']}] = {{ hc_{c['name'].lower()}, "
                f"{len(c['args'])}, {who} }},\n")
    return out + "};\n\n#endif\n"


def emit_errno(abi):
    out = banner("LUCID_ERRNO_H", "The one place where a hypercall's status becomes a Linux error.")
    out += ("#ifdef __KERNEL__\n#include <linux/errno.h>\n#else\n#include <errno.h>\n#endif\n\n"
            '#include "lucid_abi.h"\n\n')
    out += ("/* 0 or a negative errno; what is no status of the ABI is -EIO. */\n"
            "static inline int lucid_errno(int64_t status)\n{\n\tswitch (status) {\n")
    e = abi.enum("lucid_status")
    for v in e["values"]:
        errno = v.get("errno", "EIO")
        value = "0" if errno == "0" else f"-{errno}"
        out += f"\tcase {e['prefix']}{v['name']}:\n\t\treturn {value};\n"
    out += "\tcase LUCID_E_FOREIGN:\n\t\treturn -ENODEV;\n"
    return out + "\tdefault:\n\t\treturn -EIO;\n\t}\n}\n\n#endif\n"


def emit_ioctl(abi):
    out = banner("LUCID_IOCTL_H", "The numbers of /dev/lucid's ioctls.")
    out += ("#ifdef __KERNEL__\n#include <linux/ioctl.h>\n#else\n#include <sys/ioctl.h>\n#endif\n\n"
            '#include "lucid_abi.h"\n\n')
    macro = {"r": "_IOR", "w": "_IOW", "rw": "_IOWR"}
    for _, i in abi.all("ioctl"):
        value = (f"{macro[i['dir']]}('L', {i['number']}, {i['arg']})" if i["arg"]
                 else f"_IO('L', {i['number']})")
        out += comment(f"On {i['on']}. {i['doc']}") + define(i["name"], value) + "\n"
    return out + "#endif\n"


def emit_name_fn(name, what, pairs):
    out = f"/* {what}. */\n"
    out += f"static inline const char *lucid_{name}_name(int64_t value)\n{{\n\tswitch (value) {{\n"
    for label, text in pairs:
        out += f"\tcase {label}:\n\t\treturn \"{text}\";\n"
    return out + "\tdefault:\n\t\treturn \"unknown\";\n\t}\n}\n\n"


def emit_names(abi):
    out = banner("LUCID_NAMES_H", "Numbers of the ABI as words, for logs and traces.")
    out += '#include "lucid_abi.h"\n\n'
    out += emit_name_fn("hcall", "Name of a call",
                        [(f"LUCID_HC_{c['name']}", c["name"]) for c in abi.calls()])
    for name in ("status", "exit", "stop", "close", "page_state", "vp_status", "dev_type",
                 "dev_state", "io_status"):
        found = [e for _, e in abi.all("enum") if e["name"] == "lucid_" + name]
        for e in found:
            out += emit_name_fn(name, f"Name of a value of enum {e['name']}",
                                [(e["prefix"] + v["name"], v["name"]) for v in e["values"]])
    return out + "#endif\n"
