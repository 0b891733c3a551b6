"""cruds 1.9.1, whose Planhat interface has its hosts as constants of a module; those are replaced
before anything is made. It updates by PATCH."""

from clients import Driven, equal, raises


class Cruds(Driven):
    name = "cruds"
    page = 2
    METHODS = {"create": "create", "get": "get_by_id", "update": "update", "bulk": "bulk_upsert", "list": "get_list", "delete": "delete"}

    def __init__(self, sandbox):
        from cruds.interfaces.planhat import logic

        logic.PLANHAT_API_HOST = logic.PLANHAT_ANALYTICS_HOST = sandbox.address + "/"
        from cruds.interfaces.planhat import Planhat

        self.planhat = Planhat(api_token=sandbox.token, tenant_token=sandbox.tenant_token)
        # It waits between pages to keep the quota, which is off here.
        self.planhat._delay = 0

    def model(self, name):
        return getattr(self.planhat, name)

    def operations(self, name):
        model = self.model(name)
        return {one for one, method in self.METHODS.items() if hasattr(model, method)}

    def create(self, thing, body):
        return self.model(thing.name).create(body)["_id"]

    def get(self, thing, identification):
        return self.model(thing.name).get_by_id(identification)

    def update(self, thing, identification, change):
        self.model(thing.name).update(identification, change)

    def bulk(self, thing, rows):
        return self.model(thing.name).bulk_upsert(rows, raise_on_error=True)

    def pages(self, thing):
        return list(self.model(thing.name).get_list(limit=self.page, select="_id"))

    def delete(self, thing, identification):
        self.model(thing.name).delete(identification)


def others(client, sandbox, made, results):
    """What it can do besides."""
    planhat, company = client.planhat, made["company"]
    check = lambda what, work, fault=None: results.other(client, what, work, fault)
    check("lean list by external id", lambda: equal([one["_id"] for one in planhat.company.get_lean_list(external_id="nordvik-1")], [company]))
    check("get by external id", lambda: equal(planhat.company.get_by_id("extid-nordvik-1")["_id"], company))

    def by_prefix():
        asset = planhat.asset.create({"name": "By prefix", "companyId": "extid-nordvik-1", "sourceId": "p-1"})
        equal(asset["companyId"], company)
        planhat.asset.update("srcid-p-1", {"custom": {"Plan – A": 1}})
        equal(sandbox.get(f"/assets/{asset['_id']}")["custom"], {"Plan – A": 1})
        # The columns that it asks for unless told otherwise.
        row = next(one for page in planhat.asset.get_list(companyId=company) for one in page if one["_id"] == asset["_id"])
        equal(row, {"_id": asset["_id"], "name": "By prefix", "companyId": company})
        planhat.asset.delete(asset["_id"])

    check("prefixed ids in bodies and paths, select", by_prefix)
    check("bulk in chunks, and its errors", lambda: chunks(planhat, sandbox, company))
    check("duplicate of a time entry", lambda: duplicate(planhat, sandbox))
    check("metrics: push and pages", lambda: metrics(planhat, sandbox, company))
    check("activity: one, bulk and segment", lambda: activity(planhat, sandbox))


def chunks(planhat, sandbox, company):
    from cruds.interfaces.planhat.exception import PlanhatUpsertError

    rows = [{"name": f"Chunk {n}", "externalId": f"chunk-{n}", "companyId": company} for n in range(5)]
    equal(planhat.asset.bulk_upsert(rows, chunk_size=2)["created"], 5)
    result = planhat.asset.bulk_upsert(rows, chunk_size=2)
    equal((result["created"], result["updated"], result["nonupdates"]), (0, 0, 5))
    bad = [{"externalId": "chunk-0", "name": "Good"}, {"externalId": "chunk-9", "companyId": company}]
    error = raises(PlanhatUpsertError, lambda: planhat.asset.bulk_upsert(bad, raise_on_error=True))
    equal(list(error.errors), ["createdErrors"])
    equal(sandbox.get("/assets/extid-chunk-0")["name"], "Good")
    # A call of which nothing is good is answered by 400, with the result.
    error = raises(PlanhatUpsertError, lambda: planhat.asset.bulk_upsert(bad[1:]))
    equal(len(error.errors["createdErrors"]), 1)
    for row in planhat.asset.get_list(companyId=company):
        for one in row:
            planhat.asset.delete(one["_id"])


def duplicate(planhat, sandbox):
    entry = planhat.time_entry.create({"date": "2025-05-30T00:00:00.000Z", "hours": 3})
    planhat.time_entry.duplicate({"ids": [entry["_id"]]})
    copies = [one for one in sandbox.get("/timeentries") if one["hours"] == 3]
    equal(len(copies), 2)
    for one in copies:
        planhat.time_entry.delete(one["_id"])


def metrics(planhat, sandbox, company):
    row = lambda metric, day, value: {"dimensionId": metric, "value": value, "externalId": "nordvik-1", "model": "Company", "date": f"2025-05-{day}T10:00:00Z"}
    planhat.metrics.bulk_insert_metrics([row("logins", 28, 1), row("logins", 29, 2), row("logins", 30, 3), row("seats", 30, 4)])
    planhat.metrics.bulk_insert_metrics(row("logins", 31, 5))
    of = lambda **more: [one["value"] for page in planhat.metrics.get_dimension_data("2025-05-29", "2025-05-31", limit=2, **more) for one in page]
    equal(sorted(of(company_id=company)), [2, 3, 4, 5])
    equal(sorted(of(dimension_id="logins")), [2, 3, 5])
    past = sandbox.get(f"/dimensiondata?cId={company}&from=20236&to=20237")
    equal(sorted(one["value"] for one in past), [1, 2])


def activity(planhat, sandbox):
    one = {"email": "cruds@activity.example", "action": "logged in", "companyExternalId": "nordvik-1", "weight": 3}
    planhat.user_activity.create_activity(one)
    kept = sandbox.kept("user_activity", lambda row: row.get("email") == one["email"])
    equal({name: kept.get(name) for name in one}, one)
    rows = [{**one, "email": f"cruds-{n}@activity.example", "count": n} for n in range(2)]
    equal(planhat.user_activity.create_activity(rows, bulk=True), {"processed": 2, "errors": []})
    equal(sandbox.kept("user_activity", lambda row: row.get("email") == rows[1]["email"])["count"], 1)
    call = {"type": "identify", "user_id": "seg-1", "traits": {"email": "di@activity.example"}}
    planhat.user_activity.segment(call)
    equal(sandbox.kept("segment", lambda row: row.get("user_id") == "seg-1")["traits"], call["traits"])


def read_made_up(client, sandbox, check):
    """Its lists by columns and filters, in a tenant with everything."""
    planhat = client.planhat
    companies = sandbox.get("/companies?limit=1000&select=status")
    wanted = {one["_id"] for one in companies if one["status"] in ("customer", "lost")}
    check("lean list by status", lambda: equal({one["_id"] for one in planhat.company.get_lean_list(status=["customer", "lost"])}, wanted))
    first = companies[0]["_id"]

    def figures():
        past = sandbox.get(f"/dimensiondata?cId={first}")
        of = lambda rows: sorted(one["_id"] for one in rows)
        equal(of(one for page in planhat.metrics.get_dimension_data(0, 99999, company_id=first, limit=5) for one in page), of(past))
        equal(len(past) > 5, True)

    check("pages of figures", figures)
