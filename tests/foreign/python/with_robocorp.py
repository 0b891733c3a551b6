"""robocorp-planhat 1.0.0, whose hosts are attributes of its session. It caches by default, which is
off for all but one check, and its pages have 2000 records, 5000 of companies."""

from clients import Driven, equal
from results import Fault

SINGLE = "a ticket is read and written singly as the conversation that it is; /tickets has no such call"
CUSTOM = "custom fields have no bulk upsert"
TICKET = ("create", "get", "update")
LEFT = "after the last batch it goes on with empty ones, which have no type"


class Robocorp(Driven):
    name = "robocorp"
    TYPES = {"custom_field": "CustomField", "nps": "NPS"}
    faults = {
        **{("ticket", one): Fault("PlanhatNotFoundError", "/tickets", SINGLE) for one in TICKET},
        ("custom_field", "bulk"): Fault("PlanhatNotFoundError", "Cannot PUT /customfields", CUSTOM),
    }

    def __init__(self, sandbox):
        from planhat import errors, types
        from planhat.client import PlanhatClient

        self.types, self.missing = types, errors.PlanhatNotFoundError
        self.make = lambda caching: aimed(PlanhatClient(api_key=sandbox.token, tenant_uuid=sandbox.tenant_token, use_caching=caching), sandbox)
        self.planhat = self.make(False)

    def type(self, name):
        return getattr(self.types, self.TYPES.get(name, name.capitalize()), None)

    def operations(self, name):
        return {"create", "get", "update", "bulk", "list", "delete"} if self.type(name) else set()

    def create(self, thing, body):
        return self.planhat.create_object(self.type(thing.name)(body)).id

    def get(self, thing, identification):
        return self.planhat.get_object_by_id(self.type(thing.name), identification)

    def update(self, thing, identification, change):
        self.planhat.update_object(self.type(thing.name)({"_id": identification, **change}))

    def bulk(self, thing, rows):
        return self.planhat.update_objects(self.type(thing.name).from_list(rows))

    def pages(self, thing):
        return [self.planhat.get_objects(self.type(thing.name))]

    def delete(self, thing, identification):
        self.planhat.delete_planhat_object(self.type(thing.name)({"_id": identification}))


def aimed(client, sandbox):
    client.session._api_host = client.session._analytics_host = sandbox.address
    return client


def others(client, sandbox, made, results):
    """What it can do besides, and its faults."""
    planhat, types, company = client.planhat, client.types, made["company"]
    check = lambda what, work, fault=None: results.other(client, what, work, fault)
    check("lean list", lambda: equal({one.id for one in planhat.list_all_companies()}, set(sandbox.ids("/companies"))))
    check("get by external id", lambda: equal(planhat.get_object_by_id(types.Company, "nordvik-1", types.PlanhatIdType.EXTERNAL_ID).id, company))
    check("from its cache", lambda: cache(client, sandbox, company))
    check("prefixed ids in paths", lambda: prefixed(client, sandbox, company))
    check("of some companies, with some columns", lambda: filtered(client, sandbox))
    check("of more companies than an address holds", lambda: long_filter(client, sandbox))
    check("two pages of companies", lambda: many(client, sandbox, 5000))
    full = Fault("ValueError", "Unable to determine URL path for list with no set type", LEFT)
    check("more rows than a batch", lambda: too_many(client, sandbox), full)
    check("activity, one and bulk", lambda: activity(client, sandbox))


def cache(client, sandbox, company):
    planhat, types = client.make(True), client.types
    first = planhat.get_object_by_id(types.Company, company)
    sandbox.good("PUT", f"/companies/{company}", {"phase": "Changed"})
    equal(planhat.get_object_by_id(types.Company, company).get("phase"), first.get("phase"))
    equal(client.make(True).get_object_by_id(types.Company, company)["phase"], "Changed")


def prefixed(client, sandbox, company):
    asset = client.types.Asset({"externalId": "robo-a", "name": "A", "companyId": company})
    made = client.planhat.create_object(asset)
    changed = client.planhat.update_object(client.types.Asset({"externalId": "robo-a", "name": "B"}))
    equal((changed.id, sandbox.get(f"/assets/{made.id}")["name"]), (made.id, "B"))
    client.planhat.delete_planhat_object(made)
    equal(sandbox.send("GET", "/assets/extid-robo-a")[0], 404)


def companies(sandbox, tag, count):
    """The ids of new companies."""
    rows = [{"name": f"{tag} {n}", "externalId": f"{tag}-{n}"} for n in range(count)]
    return sandbox.good("PUT", "/companies", rows)["upsertedIds"]


def filtered(client, sandbox):
    ids = companies(sandbox, "few", 3)
    rows = [{"name": "Site", "companyId": one} for one in ids]
    sandbox.good("PUT", "/assets", rows)
    found = client.planhat.get_objects(client.types.Asset, company_ids=ids[:2], properties=["companyId", "name"])
    equal(sorted(one.company_id for one in found), sorted(ids[:2]))
    equal({frozenset(one) for one in found}, {frozenset(("_id", "companyId", "name"))})


def long_filter(client, sandbox):
    ids = companies(sandbox, "hundred", 200)
    sandbox.good("PUT", "/assets", [{"name": "Site", "companyId": one} for one in ids])
    found = client.planhat.get_objects(client.types.Asset, company_ids=ids)
    equal(sorted(one.company_id for one in found), sorted(ids))


def many(client, sandbox, count):
    companies(sandbox, "page", count)
    found = [one.id for one in client.planhat.get_objects(client.types.Company, properties="_id")]
    there = sandbox.ids("/companies")
    equal((len(found) > count, sorted(found)), (True, sorted(there)))


def too_many(client, sandbox):
    rows = [{"email": f"batch-{n}@foreign.example", "companyId": "extid-nordvik-1"} for n in range(5001)]
    try:
        client.planhat.update_objects(client.types.Enduser.from_list(rows))
    finally:
        # All rows are there when it fails.
        equal(len(sandbox.ids("/endusers")) >= 5001, True)


def activity(client, sandbox):
    session = client.planhat.session
    one = {"email": "robo@activity.example", "action": "logged in", "companyExternalId": "nordvik-1"}
    session.create_analytics(one)
    kept = sandbox.kept("user_activity", lambda row: row.get("email") == one["email"])
    equal({name: kept.get(name) for name in one}, one)
    answer = session.create_bulk_activities([{**one, "email": "robo-2@activity.example"}])
    equal(answer.json(), {"processed": 1, "errors": []})
    sandbox.kept("user_activity", lambda row: row.get("email") == "robo-2@activity.example")
