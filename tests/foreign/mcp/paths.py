"""Reads the log of the sandbox: whatever ids the clients sent, requests went to records and lists of
companies alone, and no id became a path of its own.

Argument: the log, as `planhat sandbox --log` writes it.
"""

import sys
from urllib.parse import unquote

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
LISTS = {"companies", "leancompanies"}


def fault(method, target):
    segments = target.split("?")[0].split("/")[1:]
    if segments[0] not in LISTS or len(segments) > 2:
        return "is no record and no list of companies"
    if len(segments) == 2:
        # Whatever else an id has in it stays in its segment, encoded; these would not.
        if unquote(segments[1]).strip(" .") == "":
            return "has an id that is none"
    elif method == "DELETE":
        return "deletes a list"
    return None


def main(path):
    seen, faults = 0, []
    with open(path, encoding="utf-8") as log:
        for line in log:
            method, *rest = line.split()[:2] or [""]
            if method not in METHODS or not rest:
                continue
            seen += 1
            if why := fault(method, rest[0]):
                faults.append(f"{method} {rest[0]} {why}")
    for line in faults[:20]:
        print(f"  {line}")
    print(f"mcp: {seen} requests upstream, {len(faults)} where they should not go")
    if faults or seen < 100:
        sys.exit(1)


main(*sys.argv[1:])
