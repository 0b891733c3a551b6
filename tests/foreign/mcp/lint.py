"""Reads the catalogue of tools as strict clients and model APIs do: every rule that one of them is
known to refuse a list for. Written from those rules alone; the generator has checks of its own.

Arguments: the folder with mcp.json, openai.json, anthropic.json and gemini.json, and tests/fixtures/tools.json.
"""

import json
import re
import sys
from pathlib import Path

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

# Words of JSON Schema that every client takes; Gemini refuses a batch for most others, and for
# `additionalProperties`, which all the others want.
WORDS = {"type", "description", "properties", "required", "items", "enum", "minimum", "maximum", "format"}
TYPES = {"string", "number", "integer", "boolean", "array", "object"}
HINTS = {"readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"}
MOST_TOOLS = 128
DEEPEST = 4
# Bytes of the compact JSON of the list, by four.
MOST_TOKENS = 25_000
MOST_TOKENS_A_TOOL = 250


def nulls(value, path=""):
    if value is None:
        yield path
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from nulls(one, f"{path}/{name}")
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from nulls(one, f"{path}/{at}")


def schema_faults(schema, path, words, depth=0):
    """What is wrong with a schema, and with those in it."""
    for word in schema:
        if word not in words:
            yield f"{path}: `{word}` is not taken by all"
    kind = schema.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        yield f"{path}: `type` is {kind!r}, not one of the six"
        return
    if depth > DEEPEST:
        yield f"{path}: too deep"
    values = schema.get("enum", [])
    if values and (kind != "string" or not all(isinstance(one, str) for one in values)):
        yield f"{path}: an enum of other than strings"
    if schema.get("format", "date-time") != "date-time":
        yield f"{path}: format {schema['format']!r}"
    if ("items" in schema) != (kind == "array"):
        yield f"{path}: an array without items, or items without an array"
    elif kind == "array":
        yield from schema_faults(schema["items"], f"{path}[]", words, depth + 1)
    properties = schema.get("properties", {})
    if properties and kind != "object":
        yield f"{path}: properties of no object"
    for name, one in properties.items():
        if not re.fullmatch(r"[a-zA-Z0-9_.-]{1,64}", name):
            yield f"{path}: the name {name!r}"
        yield from schema_faults(one, f"{path}.{name}", words, depth + 1)
    for name in schema.get("required", []):
        if name not in properties:
            yield f"{path}: requires {name!r}, which it has not"


def tool_faults(name, description, schema, words):
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,47}", name):
        yield f"{name}: no name for a tool"
    if not 0 < len(description.encode()) <= 2048:
        yield f"{name}: a description of {len(description.encode())} bytes"
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        yield f"{name}: no JSON Schema: {error.message}"
    if schema.get("type") != "object":
        yield f"{name}: the root is no object"
    yield from schema_faults(schema, name, words)


def closed(name, schema):
    """A misspelt argument is caught, not dropped."""
    if schema.get("additionalProperties") is not False:
        yield f"{name}: unknown arguments are let in"


# For each sort of host: its tools as name, description and schema, and what is wrong besides.


def mcp(document):
    read, faults = [], []
    for tool in document["tools"]:
        name, schema, hints = tool["name"], tool["inputSchema"], tool["annotations"]
        if not HINTS <= set(hints):
            faults.append(f"{name}: not all four annotations")
        elif hints["readOnlyHint"] and hints["destructiveHint"]:
            faults.append(f"{name}: reads only, and destroys")
        output = tool.get("outputSchema", {})
        if output.get("required") or output.get("additionalProperties") is False:
            faults.append(f"{name}: a strict output schema")
        faults += closed(name, schema)
        read.append((name, tool["description"], schema))
    text = json.dumps(document["tools"], separators=(",", ":"), ensure_ascii=False)
    tokens = len(text.encode()) // 4
    if tokens > MOST_TOKENS or tokens > MOST_TOKENS_A_TOOL * len(read):
        faults.append(f"{tokens} tokens")
    return read, faults


def openai(document):
    faults = [f"{tool}: no function" for tool in document if tool["type"] != "function"]
    inner = [tool["function"] for tool in document]
    for tool in inner:
        faults += closed(tool["name"], tool["parameters"])
    return [(tool["name"], tool["description"], tool["parameters"]) for tool in inner], faults


def anthropic(document):
    read = [(tool["name"], tool["description"], tool["input_schema"]) for tool in document]
    return read, [fault for name, _, schema in read for fault in closed(name, schema)]


def gemini(document):
    inner = [tool for group in document for tool in group["functionDeclarations"]]
    return [(tool["name"], tool["description"], tool["parameters"]) for tool in inner], []


def main(folder, named):
    faults, names = [], {}
    for dialect in (mcp, openai, anthropic, gemini):
        kind = dialect.__name__
        text = (Path(folder) / f"{kind}.json").read_text(encoding="utf-8")
        document = json.loads(text)
        tools, more = dialect(document)
        more += [f"null at {path}" for path in nulls(document)]
        words = WORDS if dialect is gemini else WORDS | {"additionalProperties"}
        for tool in tools:
            more += tool_faults(*tool, words)
        names[kind] = [name for name, _, _ in tools]
        if len(set(names[kind])) < len(tools) or len(tools) > MOST_TOOLS:
            more.append("a name twice, or too many tools")
        faults += [f"{kind}: {fault}" for fault in more]
        print(f"mcp: {kind}.json: {len(tools)} tools, {len(more)} faults")
    for kind, found in names.items():
        if found != names["mcp"]:
            faults.append(f"{kind}: other tools than mcp.json has, or in another order")
    wanted = {tool["tool"] for tool in json.loads(Path(named).read_text(encoding="utf-8"))}
    if missing := wanted - set(names["mcp"]):
        faults.append(f"missing: {sorted(missing)}")
    for fault in faults[:40]:
        print(f"  {fault}")
    return 1 if faults else 0


sys.exit(main(*sys.argv[1:]))
