"""Drives sandboxes with public Python clients of Planhat, and reads past them what they did.

Arguments: the addresses of an empty sandbox and of one with a made-up tenant, the API token, the
tenant token, the folder with the package that stands apart, and the file in which the empty one
keeps its records. How each client is pointed to a sandbox is told in the module that drives it;
nothing but plain HTTP to this machine is ever sent.
"""

import sys

import with_cruds
import with_planhat
import with_pyplanhat
import with_robocorp
from life import live, read
from objects import objects, world
from results import Results
from sandbox import Sandbox


def main(empty, made_up, token, tenant_token, old, records):
    empty = Sandbox(empty, token, tenant_token, records)
    made_up = Sandbox(made_up, token, tenant_token)
    made = world(empty)
    results = Results()
    drivers = [
        (with_cruds, with_cruds.Cruds),
        (with_pyplanhat, with_pyplanhat.PyPlanhat),
        (with_planhat, lambda sandbox: with_planhat.Planhat(sandbox, old)),
        (with_robocorp, with_robocorp.Robocorp),
    ]
    for module, make in drivers:
        client = make(empty)
        known = [one for one in objects(made).values() if client.operations(one.name)]
        for thing in known:
            live(client, thing, empty, results)
        module.others(client, empty, made, results)
        client = make(made_up)
        for thing in known:
            read(client, thing, made_up, results)
        if hasattr(module, "read_made_up"):
            check = lambda what, work: results.other(client, f"made up: {what}", work)
            module.read_made_up(client, made_up, check)
    return 0 if results.show() else 1


sys.exit(main(*sys.argv[1:]))
