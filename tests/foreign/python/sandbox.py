"""The sandbox, past every client: plain requests with the standard library."""

import json
import pathlib
import time
import urllib.error
import urllib.parse
import urllib.request


class Sandbox:
    def __init__(self, address, token, tenant_token, records=None):
        host = urllib.parse.urlsplit(address).hostname
        if host not in ("127.0.0.1", "::1", "localhost"):
            raise ValueError(f"{address} is not on this machine")
        self.address = address.rstrip("/")
        self.token = token
        self.tenant_token = tenant_token
        # The file in which it keeps all records, also those that no call reads.
        self.records = records

    def send(self, method, path, body=None):
        """Status and body of the answer to a request."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.address + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, read(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, read(refused)

    def get(self, path):
        return self.good("GET", path)

    def good(self, method, path, body=None):
        """The body of an answer that must be a success."""
        status, said = self.send(method, path, body)
        if status != 200:
            raise AssertionError(f"{method} {path}: {status} {said}")
        return said

    def ids(self, path):
        """The ids of all records of a path, page by page."""
        size, found = 1000, []
        while True:
            query = urllib.parse.urlencode({"limit": size, "offset": len(found), "select": "_id"})
            page = self.get(f"{path}?{query}")
            found += [record["_id"] for record in page]
            if len(page) < size:
                return found

    def kept(self, resource, test):
        """The first record in its file that a test holds for; it may take a while to get there."""
        for _ in range(100):
            path = pathlib.Path(self.records)
            lines = path.read_text().splitlines() if path.exists() else []
            for line in map(json.loads, lines):
                if line["resource"] == resource and test(line["record"]):
                    return line["record"]
            time.sleep(0.1)
        raise AssertionError(f"no such {resource} is kept")


def read(answer):
    text = answer.read().decode()
    try:
        return json.loads(text)
    except ValueError:
        return text
