"""The objects that the clients are tried with: what makes one, what changes it, how it reads."""

from dataclasses import dataclass, field
from typing import Callable


@dataclass(frozen=True)
class Object:
    name: str
    path: str
    # The n-th record of a client.
    body: Callable[[str, int], dict]
    # What a single update changes, and a bulk write after it.
    change: dict
    again: dict
    # Names that differ when they are read.
    reads: dict = field(default_factory=dict)
    # A key of the caller's own; nothing where there is none.
    key: str | None = "externalId"
    # Where a single record is read.
    single: str | None = None

    def row(self, tag, n):
        """The n-th record with its key."""
        key = {self.key: f"{tag}-{self.name}-{n}"} if self.key else {}
        return {**self.body(tag, n), **key}

    def where(self, identification):
        return f"{self.single or self.path}/{identification}"

    def holds(self, record, written):
        """Fails unless a record that was read has what was written."""
        for name, value in written.items():
            read = record.get(self.reads.get(name, name))
            if read != value:
                raise AssertionError(f"{self.name}.{name} was written as {value!r} and reads {read!r}")


def world(sandbox):
    """Records that others point to."""
    company = sandbox.good("POST", "/companies", {"name": "Nordvik", "externalId": "nordvik-1"})
    own = {"companyId": company["_id"]}
    deal = sandbox.good("POST", "/deals", {"name": "Frame", **own})
    campaign = sandbox.good("POST", "/campaigns", {"name": "Survey", **own})
    return {"company": company["_id"], "deal": deal["_id"], "campaign": campaign["_id"]}


def named(name, path, own, key="name", **more):
    """An object that a name and its company will do for."""
    return Object(name, path, lambda tag, n: {key: f"{tag} {n}", **own}, {key: f"{name} changed"}, {key: f"{name} in bulk"}, **more)


def objects(made):
    """By name; no two objects of one client share a path and a key."""
    company = made["company"]
    own = {"companyId": company}
    conversation = {"type": "note", **own}
    all_of_them = [
        named("asset", "/assets", own),
        named("campaign", "/campaigns", own),
        Object("churn", "/churn", lambda _, n: {"isChurn": True, "value": 10 + n, "currency": "EUR", **own}, {"value": 99}, {"value": 98}),
        named("company", "/companies", {"phase": "Onboarding"}),
        named("conversation", "/conversations", conversation, key="subject"),
        Object("custom_field", "/customfields", lambda tag, n: {"name": f"{tag} {n}", "parent": "company", "type": "text"}, {"isHidden": True}, {}, key=None),
        named("deal", "/deals", own),
        Object("enduser", "/endusers", lambda tag, n: {"email": f"{tag}-{n}@foreign.example", "firstName": "Ada", **own}, {"position": "CTO"}, {"position": "CFO"}),
        Object("invoice", "/invoices", lambda _, n: {"cId": company, "currency": "EUR", "dueDate": 20238 + n}, {"currency": "USD"}, {"currency": "SEK"}, key="extId"),
        Object("issue", "/issues", lambda tag, n: {"title": f"{tag} {n}", "companyIds": [company]}, {"title": "Mended"}, {"title": "Closed"}, key="sourceId"),
        Object("license", "/licenses", lambda _, n: {"mrr": 5 + n, "product": "Core", **own}, {"product": "Plus"}, {"product": "Max"}),
        Object("line_item", "/lineitems", lambda tag, n: {"name": f"{tag} {n}", "dealId": made["deal"], "type": "subscription", **own}, {"name": "Seats"}, {"name": "More seats"}),
        Object("note", "/conversations", lambda tag, n: {"subject": f"{tag} note {n}", **conversation}, {"subject": "Note changed"}, {"subject": "Note in bulk"}, key=None),
        Object("nps", "/nps", lambda tag, n: {"email": f"{tag}-{n}@nps.example", "score": n, "campaignId": made["campaign"]}, {"comment": "fine"}, {"comment": "good"}, {"score": "nps", "comment": "npsComment"}, key="sourceId"),
        named("objective", "/objectives", own),
        named("opportunity", "/opportunities", own, key="title"),
        named("product", "/products", {}),
        named("project", "/projects", own),
        Object("sale", "/sales", lambda _, n: {"product": "Training", "value": 100 + n, **own}, {"value": 999}, {"value": 998}),
        Object("task", "/tasks", lambda tag, n: {"action": f"{tag} {n}", "mainType": "task", **own}, {"action": "Call again"}, {"action": "Call off"}, key="sourceId"),
        Object("ticket", "/tickets", lambda tag, n: {"title": f"{tag} {n}", "description": "It loops", "email": f"{tag}-{n}@foreign.example", **own}, {"title": "Login"}, {"title": "Log-in"}, {"sourceId": "externalId", "title": "subject", "description": "snippet"}, key="sourceId", single="/conversations"),
        Object("time_entry", "/timeentries", lambda tag, n: {"date": "2025-05-30T00:00:00.000Z", "hours": 1 + n, "description": f"{tag} {n}"}, {"hours": 7.5}, {"hours": 8}, key=None),
        Object("timesheet", "/timesheets", lambda _, n: {"dateFrom": 20230 + n, "dateTo": 20236 + n}, {"status": "approved"}, {"status": "returned"}, key=None),
        Object("user", "/users", lambda tag, n: {"email": f"{tag}-{n}@us.example", "nickName": f"{tag} {n}", "firstName": "Bo", "lastName": "Li"}, {"nickName": "B"}, {"nickName": "Bob"}),
        named("workspace", "/workspaces", own),
    ]
    return {one.name: one for one in all_of_them}
