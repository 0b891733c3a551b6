"""Reads the catalogue of tools as strict clients and model APIs do: every rule that one of them is
known to refuse a list for. Written from those rules alone; the generator has checks of its own.

Arguments: the folder with mcp.json, openai.json, anthropic.json and gemini.json, and tests/fixtures/tools.json.
"""

import json
import re
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

# Words of JSON Schema that every client takes; Gemini refuses a batch for most others.
WORDS = {
    "type", "description", "properties", "required", "items", "enum", "minimum", "maximum",
    "format", "additionalProperties",
}
TYPES = {"string", "number", "integer", "boolean", "array", "object"}
HINTS = {"readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"}
CATALOGUE_TOKENS = 25_000


def nulls(value, path=""):
    if value is None:
        yield path
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from nulls(one, f"{path}/{name}")
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from nulls(one, f"{path}/{at}")


def schema_faults(schema, path, depth=0):
    """What is wrong with a schema, and with those in it."""
    for word in schema:
        if word not in WORDS:
            yield f"{path}: `{word}` is not taken by all"
    kind = schema.get("type")
    if not isinstance(kind, str) or kind.lower() not in TYPES:
        yield f"{path}: `type` is {kind!r}, not one of the six"
        return
    kind = kind.lower()
    if depth > 4:
        yield f"{path}: too deep"
    if "enum" in schema and (kind != "string" or not all(isinstance(one, str) for one in schema["enum"])):
        yield f"{path}: an enum of other than strings"
    if "format" in schema and schema["format"] != "date-time":
        yield f"{path}: format {schema['format']!r}"
    if ("items" in schema) != (kind == "array"):
        yield f"{path}: an array without items, or items without an array"
    elif kind == "array":
        yield from schema_faults(schema["items"], f"{path}[]", depth + 1)
    properties = schema.get("properties", {})
    if properties and kind != "object":
        yield f"{path}: properties of no object"
    for name, one in properties.items():
        if not re.fullmatch(r"[a-zA-Z0-9_.-]{1,64}", name):
            yield f"{path}: the name {name!r}"
        yield from schema_faults(one, f"{path}.{name}", depth + 1)
    for name in schema.get("required", []):
        if name not in properties:
            yield f"{path}: requires {name!r}, which it has not"
    extra = schema.get("additionalProperties")
    if isinstance(extra, dict):
        yield from schema_faults(extra, f"{path}.*", depth + 1)


def tool_faults(name, description, schema):
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,47}", name):
        yield f"{name}: no name for a tool"
    if not description or len(description.encode()) > 2048:
        yield f"{name}: a description of {len(description.encode())} bytes"
    try:
        Draft202012Validator.check_schema(lowered(schema))
    except Exception as error:
        yield f"{name}: no JSON Schema: {error}"
    if schema.get("type", "").lower() != "object":
        yield f"{name}: the root is no object"
    yield from schema_faults(schema, name)


def lowered(schema):
    """Gemini writes types in capitals."""
    if isinstance(schema, dict):
        return {
            name: one.lower() if name == "type" and isinstance(one, str) else lowered(one)
            for name, one in schema.items()
        }
    return [lowered(one) for one in schema] if isinstance(schema, list) else schema


def mcp(document):
    """The tools of an MCP list: name, description, schema; and what is wrong with the rest."""
    tools = document["tools"] if isinstance(document, dict) else document
    faults = []
    for tool in tools:
        name = tool["name"]
        if set(tool.get("annotations", {})) & HINTS != HINTS:
            faults.append(f"{name}: not all four annotations")
        if tool.get("annotations", {}).get("readOnlyHint") and tool["annotations"]["destructiveHint"]:
            faults.append(f"{name}: reads only, and destroys")
        if tool["inputSchema"].get("additionalProperties") is not False:
            faults.append(f"{name}: unknown arguments are let in")
        output = tool.get("outputSchema")
        if output is not None and (output.get("required") or output.get("additionalProperties") is False):
            faults.append(f"{name}: a strict output schema")
    return [(t["name"], t.get("description", ""), t["inputSchema"]) for t in tools], faults


def openai(document):
    tools, faults = document["tools"] if isinstance(document, dict) else document, []
    read = []
    for tool in tools:
        if tool.get("type") != "function":
            faults.append(f"{tool}: no function")
        inner = tool.get("function", tool)
        read.append((inner["name"], inner.get("description", ""), inner["parameters"]))
    return read, faults


def anthropic(document):
    tools = document["tools"] if isinstance(document, dict) else document
    return [(t["name"], t.get("description", ""), t["input_schema"]) for t in tools], []


def gemini(document):
    groups = document.get("tools", [document]) if isinstance(document, dict) else document
    if groups and all("name" in group for group in groups):
        groups = [{"functionDeclarations": groups}]
    read = []
    for group in groups:
        for tool in group.get("functionDeclarations") or group["function_declarations"]:
            # A tool without arguments has no parameters: an object without properties is refused.
            schema = tool.get("parameters", tool.get("parametersJsonSchema", {"type": "object"}))
            read.append((tool["name"], tool.get("description", ""), schema))
    return read, []


def main(folder, named):
    faults, names = [], {}
    for dialect in (mcp, openai, anthropic, gemini):
        kind = dialect.__name__
        text = (Path(folder) / f"{kind}.json").read_text(encoding="utf-8")
        document = json.loads(text)
        tools, more = dialect(document)
        more += [f"null at {path}" for path in nulls(document)]
        for tool in tools:
            more += tool_faults(*tool)
        names[kind] = [name for name, _, _ in tools]
        if len(set(names[kind])) < len(names[kind]):
            more.append("a name twice")
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
