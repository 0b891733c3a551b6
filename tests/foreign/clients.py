"""Drives a sandbox with public Python clients of Planhat, and reads past them what they did.

The address is given to a client where it takes one; else the constant in its module that holds
Planhat's address is replaced before it is used.
"""

import json
import sys
import urllib.request

ADDRESS, TOKEN, TENANT_TOKEN = sys.argv[1:4]
RESULTS = []


def plain(path):
    """What the sandbox answers to a request that no client is part of."""
    request = urllib.request.Request(ADDRESS + path, headers={"Authorization": "Bearer " + TOKEN})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def check(client, what, work):
    """Runs a check and notes what came of it."""
    try:
        said = work()
    except Exception as error:  # whatever a client throws is a result
        RESULTS.append((client, what, "FAILED", f"{type(error).__name__}: {error}"[:300]))
        return None
    RESULTS.append((client, what, "ok", ""))
    return said


def equal(left, right):
    if left != right:
        raise AssertionError(f"{left!r} is not {right!r}")


# What each object needs to be made, and a field to change.
def bodies(company):
    own = {"companyId": company}
    return {
        "asset": ("/assets", {"name": "Site A", **own}, {"name": "Site B"}),
        "campaign": ("/campaigns", {"name": "Spring", **own}, {"name": "Autumn"}),
        "churn": ("/churn", {"isChurn": True, "value": 10, "currency": "EUR", **own}, {"value": 20}),
        "company": ("/companies", {"name": "Foreign"}, {"phase": "Growth"}),
        "conversation": ("/conversations", {"subject": "Hello", "type": "note", **own}, {"subject": "Hello again"}),
        "custom_field": ("/customfields", {"name": "Plan", "parent": "company", "type": "text"}, {"isHidden": True}),
        "deal": ("/deals", {"name": "Big", **own}, {"name": "Bigger"}),
        "enduser": ("/endusers", {"email": "ada@foreign.example", **own}, {"firstName": "Ada"}),
        "invoice": ("/invoices", {"cId": company, "currency": "EUR", "dueDate": 20238}, {"currency": "USD"}),
        "issue": ("/issues", {"title": "Broken", "companyIds": [company]}, {"title": "Mended"}),
        "license": ("/licenses", {"mrr": 5, "product": "Core", **own}, {"mrr": 6}),
        "line_item": ("/lineitems", {"name": "Seats", "dealId": "61dd5bf1d8ecd4a9a5b0c0a2", "type": "subscription", **own}, {"name": "More seats"}),
        "note": ("/conversations", {"subject": "Note", "type": "note", **own}, {"subject": "Note 2"}),
        "nps": ("/nps", {"email": "ada@foreign.example", "score": 9, "campaignId": "61dd5bf1d8ecd4a9a5b0c0a1"}, {"comment": "fine"}),
        "objective": ("/objectives", {"name": "Adopt", **own}, {"name": "Adopt more"}),
        "opportunity": ("/opportunities", {"title": "Up", **own}, {"title": "Upper"}),
        "product": ("/products", {"name": "Core"}, {"name": "Core 2"}),
        "project": ("/projects", {"name": "Roll-out", **own}, {"name": "Roll-out 2"}),
        "sale": ("/sales", {"product": "Training", "value": 100, **own}, {"value": 200}),
        "task": ("/tasks", {"action": "Call", "mainType": "task", **own}, {"action": "Call again"}),
        "ticket": ("/tickets", {"sourceId": "T-1", "email": "ada@foreign.example", "title": "Help", **own}, None),
        "timesheet": ("/timesheets", {"status": "submitted"}, {"status": "approved"}),
        "user": ("/users", {"email": "bo@us.example", "nickName": "Bo", "firstName": "Bo", "lastName": "Li"}, {"nickName": "B"}),
        "workspace": ("/workspaces", {"name": "Space", **own}, {"name": "Space 2"}),
    }


def single(name, path):
    """The path of single records: tickets are read as the conversations that they are."""
    return "/conversations" if name == "ticket" else path


def drive_cruds():
    """cruds 1.9.1: a generic client with an interface for Planhat; its hosts are constants."""
    from cruds.interfaces.planhat import logic

    logic.PLANHAT_API_HOST = logic.PLANHAT_ANALYTICS_HOST = ADDRESS + "/"
    from cruds.interfaces.planhat import Planhat

    planhat = Planhat(api_token=TOKEN, tenant_token=TENANT_TOKEN)
    planhat._delay = 0
    company = planhat.company.create({"name": "Nordvik", "externalId": "nordvik-1"})["_id"]
    for name, (path, body, change) in bodies(company).items():
        model = getattr(planhat, name, None)
        if model is None:
            RESULTS.append(("cruds", name, "the client does not have it", ""))
            continue
        cruds_object(name, model, path, body, change)
    cruds_rest(planhat, company)


def cruds_object(name, model, path, body, change):
    made = {}

    def create():
        made.update(model.create(dict(body)))
        got = plain(f"{single(name, path)}/{made['_id']}")
        for key in ("name", "title", "action", "subject", "email", "product"):
            if key in body and key in got:
                equal(got[key], body[key])

    if hasattr(model, "create"):
        check("cruds", f"{name} create", create)
    if hasattr(model, "bulk_upsert"):
        check("cruds", f"{name} bulk", lambda: cruds_bulk(name, model, path, body, made))
    if not made:
        return
    identification = made["_id"]
    if hasattr(model, "get_by_id"):
        check("cruds", f"{name} get", lambda: equal(model.get_by_id(identification)["_id"], identification))
    if change and hasattr(model, "update"):
        def update():
            model.update(identification, dict(change))
            key, value = next(iter(change.items()))
            got = plain(f"{path}/{identification}")
            equal(got.get("npsComment", got.get(key)), value)

        check("cruds", f"{name} update", update)
    if hasattr(model, "get_list"):
        def pages():
            seen = [row["_id"] for page in model.get_list(limit=1, select="_id") for row in page]
            if identification not in seen or len(seen) != len(set(seen)):
                raise AssertionError(f"{identification} is not once in {seen}")

        check("cruds", f"{name} list", pages)
    if hasattr(model, "delete"):
        def delete():
            model.delete(identification)
            if any(row["_id"] == identification for row in plain(path)):
                raise AssertionError("it is still there")

        check("cruds", f"{name} delete", delete)


def cruds_bulk(name, model, path, body, made):
    result = model.bulk_upsert([{**body, **({"sourceId": "T-2"} if name == "ticket" else {})}])
    if result["created"] + result["updated"] + result["nonupdates"] != 1:
        raise AssertionError(result)
    for row in result["insertsKeys"]:
        made.setdefault("_id", row["_id"])


def cruds_rest(planhat, company):
    check("cruds", "lean companies", lambda: equal(planhat.company.get_lean_list(external_id="nordvik-1")[0]["_id"], company))
    check("cruds", "prefixed id", lambda: equal(planhat.company.get_by_id("extid-nordvik-1")["_id"], company))

    def metrics():
        said = planhat.metrics.bulk_insert_metrics(
            [{"dimensionId": "logins", "value": 3, "externalId": "nordvik-1", "model": "Company", "date": "2025-05-30T10:00:00Z"}]
        )
        equal(said["processed"], 1)
        rows = [row for page in planhat.metrics.get_dimension_data("2025-05-01", "2025-06-01", company_id=company) for row in page]
        equal([row["value"] for row in rows], [3])

    check("cruds", "metrics", metrics)
    activity = {"email": "ada@foreign.example", "action": "logged in", "companyExternalId": "nordvik-1"}
    check("cruds", "activity", lambda: planhat.user_activity.create_activity(activity))
    check("cruds", "activity bulk", lambda: planhat.user_activity.create_activity([activity, activity], bulk=True))


def drive_pyplanhat():
    """pyplanhat 0.2.1: takes a base address."""
    import pyplanhat

    with pyplanhat.PyPlanhat(api_key=TOKEN, base_url=ADDRESS) as planhat:
        company = check("pyplanhat", "company create", lambda: planhat.companies.create(pyplanhat.Company(name="Pyp")))
        objects = [
            ("company", planhat.companies, "/companies", company, "name", "Pyp 2"),
            ("enduser", planhat.endusers, "/endusers", None, "first_name", "Ada"),
            ("conversation", planhat.conversations, "/conversations", None, "subject", "Again"),
        ]
        for name, resource, path, made, key, value in objects:
            pyplanhat_object(pyplanhat, company, (name, resource, path, made, key, value))


def pyplanhat_object(module, company, row):
    name, resource, path, made, key, value = row
    if name == "enduser":
        new = module.EndUser(email="pyp@foreign.example", company_id=company.id)
        made = check("pyplanhat", "enduser create", lambda: resource.create(new))
    if name == "conversation":
        new = module.Conversation(company_id=company.id, subject="First", type="note")
        made = check("pyplanhat", "conversation create", lambda: resource.create(new))
    if made is None:
        return
    check("pyplanhat", f"{name} get", lambda: equal(resource.get(made.id).id, made.id))

    def update():
        setattr(made, key, value)
        equal(getattr(resource.update(made.id, made), key), value)

    check("pyplanhat", f"{name} update", update)
    check("pyplanhat", f"{name} list", lambda: equal(made.id in [one.id for one in resource.list()], True))

    def delete():
        resource.delete(made.id)
        equal(any(one["_id"] == made.id for one in plain(path)), False)

    # The company goes last: the others belong to it.
    if name != "company":
        check("pyplanhat", f"{name} delete", delete)


def drive_robocorp():
    """robocorp-planhat 1.0.0: its host is an attribute of the session."""
    from planhat import types
    from planhat.client import PlanhatClient

    client = PlanhatClient(api_key=TOKEN, tenant_uuid=TENANT_TOKEN)
    client.session._api_host = client.session._analytics_host = ADDRESS
    made = check("robocorp", "company create", lambda: client.create_object(types.Company({"name": "Robo", "externalId": "robo-1"})))
    if made is None:
        return
    check("robocorp", "company get", lambda: equal(client.get_object_by_id(types.Company, made["_id"])["name"], "Robo"))
    check("robocorp", "company list", lambda: equal(any(one["_id"] == made["_id"] for one in client.get_objects(types.Company)), True))
    check("robocorp", "lean companies", lambda: equal(any(one["_id"] == made["_id"] for one in client.list_all_companies()), True))

    def bulk():
        rows = types.PlanhatObjectList([types.Company({"_id": made["_id"], "phase": "Growth"})])
        client.update_objects(rows)
        equal(plain("/companies/extid-robo-1")["phase"], "Growth")

    check("robocorp", "company bulk", bulk)

    def delete():
        client.delete_planhat_object(made)
        equal(any(one["_id"] == made["_id"] for one in plain("/companies")), False)

    check("robocorp", "company delete", delete)


for drive in (drive_cruds, drive_pyplanhat, drive_robocorp):
    drive()
for client, what, verdict, why in RESULTS:
    print(f"{client:<10} {what:<22} {verdict}  {why}".rstrip())
failed = [row for row in RESULTS if row[2] == "FAILED"]
print(f"{len(RESULTS)} checks, {len(failed)} failed")
sys.exit(1 if failed else 0)
