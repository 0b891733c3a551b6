"""planhat 0.5.1, of 2019, which takes the address. Its package has the name of robocorp's, so that
its one module is loaded from a folder of its own. It mostly reads."""

import importlib.util
import pathlib

from clients import Driven, equal
from results import Fault


class Planhat(Driven):
    name = "planhat"
    faults = {("conversation", "list+"): Fault("AssertionError", "30 records by the client", "it does not page")}
    LISTS = {"company": "get_companies", "user": "get_users", "enduser": "get_contacts", "conversation": "get_conversations"}

    def __init__(self, sandbox, folder):
        place = pathlib.Path(folder, "planhat", "client.py")
        spec = importlib.util.spec_from_file_location("planhat_of_2019", place)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.planhat = module.Planhat(sandbox.address, sandbox.tenant_token, sandbox.token)

    def operations(self, name):
        single = {"get"} if name == "user" else set()
        return {"list", *single} if name in self.LISTS else set()

    def get(self, thing, identification):
        return self.planhat.get_user(identification)

    def pages(self, thing):
        return [getattr(self.planhat, self.LISTS[thing.name])()]


def others(client, sandbox, made, results):
    """What it can do besides, and its faults."""
    planhat = client.planhat
    check = lambda what, work, fault=None: results.other(client, what, work, fault)

    def conversation():
        said = planhat.post_conversations("never defined", "<p>It loops</p>", made["company"], "61dd5bf1d8ecd4a9a5b0c0a1", "tag", "text")
        there = sandbox.get(f"/conversations/{said['_id']}")
        equal((there["description"], there["companyId"], there["activityTags"]), ("<p>It loops</p>", made["company"], ["tag"]))
        # What no type of the tenant is called becomes a note.
        equal((there["type"], [one["id"] for one in there["users"]]), ("note", ["61dd5bf1d8ecd4a9a5b0c0a1"]))
        sandbox.good("DELETE", f"/conversations/{said['_id']}")

    check("a conversation", conversation)
    for name in ("segments", "data", "activity_tags"):
        path = name.replace("_", "")
        why = f"no other source knows the path /{path}"
        check(name.replace("_", " "), getattr(planhat, f"get_{name}"), Fault("HTTPError", f"404 Client Error: Not Found for url: {sandbox.address}/{path}", why))

    def contacts():
        other = sandbox.good("POST", "/companies", {"name": "Other"})["_id"]
        ids = [sandbox.good("POST", "/endusers", {"email": f"{n}@c.example", "companyId": one})["_id"] for n, one in enumerate((made["company"], other))]
        try:
            equal({one["companyId"] for one in planhat.get_contacts(other)}, {other})
        finally:
            for one in ids:
                sandbox.send("DELETE", f"/endusers/{one}")
            sandbox.send("DELETE", f"/companies/{other}")

    check("contacts of a company", contacts)
