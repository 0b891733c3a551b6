"""Reads an audit: a line of JSON for each call, whatever was in its ids, and nothing of what was written.

Arguments: the file, and texts that must not be in it.
"""

import json
import sys

KEYS = {"time", "tool", "ids", "outcome", "ms"}
OUTCOMES = {"done", "dry_run", "unconfirmed", "invalid", "refused"}


def main(path, *hidden):
    seen, faults = set(), []
    with open(path, encoding="utf-8", newline="\n") as file:
        lines = file.read().splitlines()
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            faults.append(f"no JSON: {line}")
            continue
        if missing := KEYS - set(entry):
            faults.append(f"without {sorted(missing)}: {line}")
        seen.add(entry.get("outcome"))
        faults += [f"it has `{text}`: {line}" for text in hidden if text in line]
    if missing := OUTCOMES - seen:
        faults.append(f"no call is told as {sorted(missing)}")
    for fault in faults[:20]:
        print(f"  {fault}")
    print(f"mcp: an audit of {len(lines)} calls, {len(faults)} faults")
    return 1 if faults or not lines else 0


sys.exit(main(*sys.argv[1:]))
