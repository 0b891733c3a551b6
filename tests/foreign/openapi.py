"""Foreign eyes on the OpenAPI document.

    openapi.py validate DOCUMENT      by openapi-spec-validator, and each example by its schema
    openapi.py client DOCUMENT CRATE  the source of a crate whose client progenitor generates
"""

import json
import pathlib
import sys

METHODS = ("get", "put", "post", "patch", "delete")


def operations(document):
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def examples(document):
    """Each example of a body or an answer: its name, where it stands, its schema and its value."""
    for _, _, operation in operations(document):
        parts = {"request": operation.get("requestBody", {}), **operation["responses"]}
        for where, part in parts.items():
            for content in part.get("content", {}).values():
                for name, example in content.get("examples", {}).items():
                    yield name, where, content["schema"], example["value"]


def validate(document):
    from openapi_schema_validator import OAS30Validator
    from openapi_spec_validator import OpenAPIV30SpecValidator
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT4

    faults = [
        f"{'/'.join(map(str, fault.path))}: {fault.message}"
        for fault in OpenAPIV30SpecValidator(document).iter_errors()
    ]
    # References of a schema that stands alone lead into the document.
    text = json.dumps(document).replace('"$ref": "#/', '"$ref": "document:#/')
    document = json.loads(text)
    resource = Resource(contents=document, specification=DRAFT4)
    registry = Registry().with_resource("document:", resource)
    count = 0
    for name, where, schema, value in examples(document):
        count += 1
        for fault in OAS30Validator(schema, registry=registry).iter_errors(value):
            place = "/".join(map(str, fault.path))
            faults.append(f"example {name}, {where}, {place}: {fault.message}")
    if faults:
        sys.exit("openapi: the document is not valid:\n" + "\n".join(faults))
    calls = sum(1 for _ in operations(document))
    print(f"openapi: the document is valid: {calls} operations, {count} examples fit their schemas")


def client(document, crate):
    # progenitor takes no bodies of CSV text, so these operations are left out of its client.
    for path, method, operation in list(operations(document)):
        if "text/csv" in operation.get("requestBody", {}).get("content", {}):
            print(f"openapi: left out for progenitor: {operation['operationId']} (text/csv body)")
            del document["paths"][path][method]
    (crate / "openapi.json").write_text(json.dumps(document))
    reads = []
    for at, (name, where, schema, value) in enumerate(examples(document)):
        kind = rust_type(schema)
        if where == "request" or kind is None:
            continue
        (crate / "src" / f"{at}.json").write_text(json.dumps(value))
        reads.append(f'    read::<{kind}>("{name}", include_str!("{at}.json"));\n')
    (crate / "src" / "main.rs").write_text(MAIN.replace("READS", "".join(reads)).replace("COUNT", str(len(reads))))


def rust_type(schema):
    """The type that progenitor makes of the schema of an answer; none where it has no name."""
    if "$ref" in schema:
        return "types::" + schema["$ref"].rsplit("/", 1)[1]
    if schema.get("type") == "array":
        item = rust_type(schema["items"])
        return item and f"Vec<{item}>"
    return None


MAIN = """
progenitor::generate_api!("openapi.json");

fn read<T: serde::de::DeserializeOwned>(name: &str, text: &str) {
    if let Err(error) = serde_json::from_str::<T>(text) {
        eprintln!("openapi: the client cannot read the answer of {name}: {error}");
        std::process::exit(1);
    }
}

fn main() {
READS    println!("openapi: that client reads COUNT recorded answers");
}
"""


def main():
    document = json.loads(pathlib.Path(sys.argv[2]).read_text())
    if sys.argv[1] == "validate":
        validate(document)
    else:
        client(document, pathlib.Path(sys.argv[3]))


main()
