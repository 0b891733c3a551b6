"""What the driver of every client has in common."""

import math


class Driven:
    """A client as `life` sees it: an adapter over what its author wrote."""

    name = ""
    # By object and operation, what the client does wrong by itself.
    faults = {}
    # Whether its records are models of its own, which know some fields only.
    models = False
    # How many records a page of its lists has here.
    page = math.inf
    # What it throws at a record that is not there.
    missing = Exception

    def operations(self, thing):
        """The names of the operations that it has for an object."""
        raise NotImplementedError

    def refuses(self, work):
        try:
            work()
        except self.missing as error:
            if "404" in str(error) or "not found" in str(error).lower():
                return
            raise
        raise AssertionError("the client still gets it")


def equal(left, right):
    if left != right:
        raise AssertionError(f"{left!r} is not {right!r}")


def raises(kind, work):
    """The error of a kind that a piece of work must end in."""
    try:
        work()
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}")
