"""The life of an object in the hands of a client, each step read back through it and past it."""

ORDER = ("create", "get", "update", "bulk", "list", "delete")


def live(client, thing, sandbox, results):
    """Tries each operation that a client has for an object."""
    life = Life(client, thing, sandbox)
    # Where no single record can be made, rows come first.
    first = ("bulk",) if not life.can("create") and life.can("bulk") else ("create",)
    for operation in first + tuple(one for one in ORDER if one not in first):
        if operation not in first and not life.made:
            life.prepare()
        work = getattr(life, operation) if operation in life.has else None
        results.operation(client, thing.name, operation, work)
    life.clean()


class Life:
    def __init__(self, client, thing, sandbox):
        self.client, self.thing, self.sandbox = client, thing, sandbox
        self.has = client.operations(thing.name)
        # Ids by number, and what is in the first one.
        self.made = {}
        self.content = thing.row(client.name, 0)

    def can(self, operation):
        return operation in self.has and (self.thing.name, operation) not in self.client.faults

    def row(self, n):
        return self.thing.row(self.client.name, n)

    def past(self, n=0):
        return self.sandbox.get(self.thing.where(self.made[n]))

    def prepare(self):
        """Makes past the client what it can read and cannot make."""
        for n in range(3):
            status, said = self.sandbox.send("POST", self.thing.path, self.row(n))
            if status == 200:
                self.made[n] = said["_id"]

    def create(self):
        # Some more where they cannot come in bulk.
        for n in range(1 if self.can("bulk") else 4):
            self.made[n] = self.client.create(self.thing, self.row(n))
            self.thing.holds(self.past(n), self.row(n))

    def get(self):
        record = self.client.get(self.thing, self.made[0])
        if record["_id"] != self.made[0]:
            raise AssertionError(f"{record['_id']} is not {self.made[0]}")
        self.thing.holds(record, self.content)

    def update(self):
        self.client.update(self.thing, self.made[0], dict(self.thing.change))
        self.content |= self.thing.change
        self.thing.holds(self.past(), self.content)
        if self.can("get"):
            self.thing.holds(self.client.get(self.thing, self.made[0]), self.content)

    def bulk(self):
        """Three new rows, and one that changes the first record or makes it."""
        new = [n for n in range(4) if n not in self.made]
        first = {**self.content, **self.thing.again}
        if self.thing.key is None and 0 in self.made:
            first["_id"] = self.made[0]
        rows = [first, *(self.row(n) for n in range(1, 4))]
        result = self.client.bulk(self.thing, rows)
        counts = (result["created"], result["updated"])
        if counts != (len(new), 4 - len(new)):
            raise AssertionError(f"{len(new)} of four rows were new: {result}")
        self.made.update(zip(new, (one["_id"] for one in result["insertsKeys"]), strict=True))
        self.content |= self.thing.again
        for n, row in enumerate(rows):
            self.thing.holds(self.past(n), row)

    def list(self):
        """Every page of the client against every page past it."""
        pages = self.client.pages(self.thing)
        seen = [record["_id"] for page in pages for record in page]
        if len(seen) != len(set(seen)):
            raise AssertionError("a record is there twice")
        there = self.sandbox.ids(self.thing.path)
        if set(seen) != set(there):
            raise AssertionError(f"{len(seen)} records by the client, {len(there)} past it")
        if len(self.made) < 3 or not set(self.made.values()) <= set(seen):
            raise AssertionError(f"of {self.made}, the client sees {seen}")
        if len(pages) < len(seen) // self.client.page:
            raise AssertionError(f"{len(seen)} records on {len(pages)} pages")

    def delete(self):
        for n, identification in list(self.made.items()):
            self.client.delete(self.thing, identification)
            status, said = self.sandbox.send("GET", self.thing.where(identification))
            if status != 404:
                raise AssertionError(f"it is still there: {status} {said}")
            del self.made[n]
            if self.can("get"):
                self.client.refuses(lambda: self.client.get(self.thing, identification))

    def clean(self):
        for identification in self.made.values():
            self.sandbox.send("DELETE", f"{self.thing.path}/{identification}")


def read(client, thing, sandbox, results):
    """What a client reads of a tenant that was there before it, against what is read past it."""
    has = client.operations(thing.name)

    def whole():
        seen = [record["_id"] for page in client.pages(thing) for record in page]
        there = sandbox.ids(thing.path)
        if sorted(seen) != sorted(there) or not there:
            raise AssertionError(f"{len(seen)} records by the client, {len(there)} past it")

    def single():
        past = sandbox.get(thing.where(sandbox.ids(thing.path)[0]))
        record = client.get(thing, past["_id"])
        # What a model does not have is nothing, or an empty object.
        differ = [name for name in record if record[name] not in (None, {}, past.get(name))]
        missing = [] if client.models else [name for name in past if name not in record]
        if differ or missing:
            raise AssertionError(f"{differ} differ, {missing} are missing")

    single_too = "get" in has and (thing.name, "get") not in client.faults
    results.operation(client, thing.name, "get+", single if single_too else None)
    results.operation(client, thing.name, "list+", whole if "list" in has else None)
