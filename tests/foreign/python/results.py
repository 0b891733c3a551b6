"""What came of each check, and the tables that tell it."""

from dataclasses import dataclass

# Those with a plus read a made-up tenant, that has a value in nearly every field.
OPERATIONS = ("create", "get", "update", "bulk", "list", "delete", "get+", "list+")


@dataclass(frozen=True)
class Fault:
    """How a client fails by its own doing: the type of what it throws, words in it, and why."""

    throws: str
    says: str
    why: str


def differs(fault, error):
    """How an error is not the one that a fault foretells, if it is not."""
    names = [kind.__name__ for kind in type(error).__mro__]
    if fault.throws not in names or fault.says not in str(error):
        return f"not as foretold, {fault.throws} with {fault.says!r}, but {type(error).__name__}: {error}"
    return None


class Results:
    def __init__(self):
        self.cells = {}
        self.others = []
        self.faults = []
        self.failures = []

    def operation(self, client, thing, operation, work):
        """Runs a check of one operation of an object; nothing to run where the client has none."""
        fault = client.faults.get((thing, operation))
        verdict = self.verdict(f"{client.name} {thing} {operation}", work, fault) if work else "-"
        self.cells[client.name, thing, operation] = verdict
        return verdict == "ok"

    def other(self, client, what, work, fault=None):
        """Runs a check of something else that a client can do."""
        self.others.append((client.name, what, self.verdict(f"{client.name} {what}", work, fault)))

    def verdict(self, what, work, fault):
        try:
            work()
        except Exception as error:  # whatever a client throws is a result
            wrong = differs(fault, error) if fault else f"{type(error).__name__}: {error}"
            if wrong is None:
                self.faults.append((what, fault.why))
                return "fault"
            self.failures.append((what, wrong[:600]))
            return "FAILED"
        if fault:
            self.failures.append((what, f"works, although it is known to fail: {fault.why}"))
            return "FAILED"
        return "ok"

    def show(self):
        """Prints everything; says whether nothing failed."""
        print(f"{'client':<10} {'object':<13}" + "".join(f"{one:<8}" for one in OPERATIONS))
        for client, thing in dict.fromkeys(key[:2] for key in self.cells):
            cells = (self.cells.get((client, thing, one), "-") for one in OPERATIONS)
            print(f"{client:<10} {thing:<13}{''.join(f'{one:<8}' for one in cells)}".rstrip())
        print("\n-      the client does not have it\nfault  the client's own, and it fails as foretold\n+      in a made-up tenant\n")
        for client, what, verdict in self.others:
            print(f"{client:<10} {what:<42} {verdict}")
        print()
        for what, why in self.faults:
            print(f"fault: {what}: {why}")
        for what, why in self.failures:
            print(f"FAILED: {what}: {why}")
        verdicts = [*self.cells.values(), *(row[2] for row in self.others)]
        count = {one: verdicts.count(one) for one in ("ok", "fault", "FAILED")}
        print(f"python clients: {count['ok']} passed, {count['fault']} faults as foretold, {count['FAILED']} failed")
        return count["FAILED"] == 0
