"""pyplanhat 0.2.1, which takes a base address. It has models of three objects, in names of Python,
and reads lists without paging."""

from clients import Driven, equal, raises
from results import Fault

NESTED = "the path below a company is known from this client alone; the list takes companyId"
WHOLE = "scores are whole numbers in its models, and decimals occur"
IDS = "endusers of a conversation are ids in its models; reads have objects"
FIRST_PAGE = "it does not page, so that a list ends where the server caps it"


class PyPlanhat(Driven):
    name = "pyplanhat"
    models = True
    MODELS = {"company": ("companies", "Company"), "enduser": ("endusers", "EndUser"), "conversation": ("conversations", "Conversation")}

    def __init__(self, sandbox):
        import pyplanhat

        self.module = pyplanhat
        self.planhat = pyplanhat.PyPlanhat(api_key=sandbox.token, base_url=sandbox.address)
        self.missing = self.planhat_error("InvalidRequestError")

    def planhat_error(self, name):
        return getattr(self.module, name)

    # In a tenant with everything.
    faults = {
        **{("company", one): Fault("ValidationError", "int_from_float", WHOLE) for one in ("list+", "get+")},
        **{("conversation", one): Fault("ValidationError", "endusers.0", IDS) for one in ("list+", "get+")},
    }

    def resource(self, thing):
        return getattr(self.planhat, self.MODELS[thing.name][0])

    def model(self, thing, content):
        return getattr(self.module, self.MODELS[thing.name][1])(**content)

    def operations(self, name):
        return {"create", "get", "update", "list", "delete"} if name in self.MODELS else set()

    def create(self, thing, body):
        return self.resource(thing).create(self.model(thing, body)).id

    def get(self, thing, identification):
        return self.resource(thing).get(identification).model_dump(by_alias=True)

    def update(self, thing, identification, change):
        # It sends all that it has read, with the id.
        content = {**self.get(thing, identification), **change}
        changed = self.resource(thing).update(identification, self.model(thing, content))
        thing.holds(changed.model_dump(by_alias=True), change)

    def pages(self, thing):
        return [[one.model_dump(by_alias=True) for one in self.resource(thing).list()]]

    def delete(self, thing, identification):
        self.resource(thing).delete(identification)



def others(client, sandbox, made, results):
    """What it can do besides, and its faults."""
    planhat, module = client.planhat, client.module
    check = lambda what, work, fault=None: results.other(client, what, work, fault)
    nested = Fault("InvalidRequestError", f"Cannot GET /companies/{made['company']}/", NESTED)
    check("endusers of a company", lambda: planhat.endusers.list(made["company"]), nested)
    check("conversations of a company", lambda: planhat.conversations.list(made["company"]), nested)

    def wrong_token():
        with module.PyPlanhat(api_key="another", base_url=sandbox.address) as other:
            raises(module.AuthenticationError, other.companies.list)

    check("a wrong token", wrong_token)
    check("asynchronous, all of it", lambda: asynchronous(module, sandbox))

    rows = [{"email": f"many-{n}@foreign.example", "companyId": made["company"]} for n in range(2100)]
    sandbox.good("PUT", "/endusers", rows)
    past = len(sandbox.ids("/endusers"))
    check("more endusers than a page", lambda: equal(len(planhat.endusers.list()), past), Fault("AssertionError", f" is not {past}", FIRST_PAGE))
    for identification in sandbox.ids("/endusers"):
        sandbox.send("DELETE", f"/endusers/{identification}")


def asynchronous(module, sandbox):
    import asyncio

    async def work():
        async with module.AsyncPyPlanhat(api_key=sandbox.token, base_url=sandbox.address) as planhat:
            company = await planhat.companies.create(module.Company(name="Async", externalId="async-1"))
            company.phase = "Growth"
            await planhat.companies.update(company.id, company)
            equal(sandbox.get("/companies/extid-async-1")["phase"], "Growth")
            equal((await planhat.companies.get(company.id)).phase, "Growth")
            await planhat.companies.delete(company.id)
            equal(sandbox.send("GET", f"/companies/{company.id}")[0], 404)

    asyncio.run(work())
