//! Every rule that specs are held to: one entry each, for messages, pages and people.

/// One rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its code, stable.
    pub code: &'static str,
    /// What it says, in a few words.
    pub title: &'static str,
    /// Why it is there and what to do.
    pub explanation: &'static str,
    /// A piece of a spec that breaks it.
    pub bad: &'static str,
    /// The same piece, mended.
    pub good: &'static str,
}

/// The rule of this code.
pub fn find(code: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.code.eq_ignore_ascii_case(code))
}

const fn rule(
    code: &'static str,
    title: &'static str,
    explanation: &'static str,
    bad: &'static str,
    good: &'static str,
) -> Rule {
    Rule {
        code,
        title,
        explanation,
        bad,
        good,
    }
}

/// All rules, by code.
pub const ALL: &[Rule] = &[
    rule(
        "SPEC001",
        "a spec file can be read",
        "A file is UTF-8 text without NUL bytes, ends in `.yaml` and has at most 1 MiB. The folder holds `planhat.yaml` and `resources/`.",
        "resources/asset.yml",
        "resources/asset.yaml",
    ),
    rule(
        "SPEC002",
        "a file is YAML",
        "The parser could not go on. Often a value with `: `, `,`, `{` or `[` in it lacks quotes.",
        "doc: Kinds: device, contract",
        "doc: \"Kinds: device, contract\"",
    ),
    rule(
        "SPEC003",
        "a key stands once",
        "Of two equal keys one would be lost.",
        "fields:\n  name: { type: string, doc: Name. }\n  name: { type: string, doc: Title. }",
        "fields:\n  name: { type: string, doc: Name. }\n  title: { type: string, doc: Title. }",
    ),
    rule(
        "SPEC004",
        "no anchors, aliases, tags or further documents",
        "The format has none of them: a spec is read as it stands.",
        "fields:\n  a: &text { type: string, doc: A. }\n  b: *text",
        "fields:\n  a: { type: string, doc: A. }\n  b: { type: string, doc: B. }",
    ),
    rule(
        "SPEC005",
        "nesting has a limit",
        "Nothing in a spec needs more than 32 levels.",
        "fields: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
        "fields: {}",
    ),
    rule(
        "SPEC010",
        "a key is one that the format knows",
        "An unknown key would be ignored silently, so it is refused.",
        "name: { type: string, docs: Name. }",
        "name: { type: string, doc: Name. }",
    ),
    rule(
        "SPEC011",
        "what is needed is there",
        "Some keys have no default, and documentation is never empty.",
        "name: { type: string }",
        "name: { type: string, doc: Name. }",
    ),
    rule(
        "SPEC012",
        "a value has the form that its key takes",
        "A list where a text belongs, a text where a number belongs, or a word that is none of the choices.",
        "tags: crm",
        "tags: [crm]",
    ),
    rule(
        "SPEC013",
        "a type is one that the format knows",
        "Types: string integer number boolean id ref<resource> date datetime day enum list<T> map<T> object custom json.",
        "name: { type: text, doc: Name. }",
        "name: { type: string, doc: Name. }",
    ),
    rule(
        "SPEC020",
        "a file is called as its resource",
        "So that a resource is found by its name.",
        "# asset.yaml\nresource: assets",
        "# asset.yaml\nresource: asset",
    ),
    rule(
        "SPEC021",
        "a name can be used in Rust and on the command line",
        "Resources and operations are snake_case; resources are no keyword of Rust and no word of the command line. A field may be a keyword on the wire; one whose Rust name is taken gets another by `name`.",
        "resource: type",
        "resource: asset_type",
    ),
    rule(
        "SPEC022",
        "names stay apart once cased",
        "Two wire names can give the same Rust name.",
        "closeDate: { type: datetime, doc: Closed. }\nclose_date: { type: datetime, doc: Older. }",
        "closeDate: { type: datetime, doc: Closed. }\nclose_date: { type: datetime, name: older_close_date, doc: Older. }",
    ),
    rule(
        "SPEC030",
        "a resource that is named exists",
        "In `ref<…>` and `view_of`. A view stands on a resource of its own, not on another view.",
        "companyId: { type: ref<compnay>, doc: Company. }",
        "companyId: { type: ref<company>, doc: Company. }",
    ),
    rule(
        "SPEC031",
        "a field that is named exists",
        "In `returns`, `required`, `advised`, `drops_without`, `when`, `fixed`, `keys` and `reads_as`.",
        "create: { required: [nmae] }",
        "create: { required: [name] }",
    ),
    rule(
        "SPEC032",
        "whatever else is named exists",
        "Hosts, authentication, secrets, keys, shared fields and results of `planhat.yaml`, and the operations of `only`.",
        "host: analytic",
        "host: analytics",
    ),
    rule(
        "SPEC040",
        "an enum has values, and only an enum has",
        "At least one value, none twice; `values` and `open` belong to enums.",
        "status: { type: string, values: [on, off], doc: State. }",
        "status: { type: enum, values: [\"on\", \"off\"], doc: State. }",
    ),
    rule(
        "SPEC041",
        "bounds, defaults and examples fit the type",
        "`min` is not above `max`, both belong to numbers, and a default or an example is a value of the type within the bounds.",
        "score: { type: integer, min: 10, max: 0, doc: Score. }",
        "score: { type: integer, min: 0, max: 10, doc: Score. }",
    ),
    rule(
        "SPEC042",
        "a key belongs to its type",
        "`fields` to objects, `format` to strings, `body` to calls that send one.",
        "name: { type: string, fields: {}, doc: Name. }",
        "name: { type: object, fields: {}, doc: Name. }",
    ),
    rule(
        "SPEC043",
        "what is required can be sent",
        "A required field is writable and exists in the operation; a one-of rule names something.",
        "create: { required: [_id] }",
        "create: { required: [name] }",
    ),
    rule(
        "SPEC050",
        "a path is a path",
        "It begins with `/`, does not end in one, does not escape by `..`, and each placeholder is `{id}`, a secret or a field. Addresses of hosts are https.",
        "path: assets/../users",
        "path: /assets",
    ),
    rule(
        "SPEC051",
        "two calls differ",
        "Two operations of a resource with one method and path would be the same call; two resources at one path are a resource and its view.",
        "archive: { method: POST, path: /assets }\ncreate: {}",
        "archive: { method: POST, path: /assets/archive }\ncreate: {}",
    ),
    rule(
        "SPEC060",
        "a tool has a name that every host takes",
        "At most 64 of a-z, 0-9 and `_`.",
        "list: { tool: \"List assets\" }",
        "list: { tool: list_assets }",
    ),
    rule(
        "SPEC061",
        "a tool has a name of its own",
        "Two tools of one name cannot be told apart.",
        "list: { tool: read_assets }\nget: { tool: read_assets }",
        "list: { tool: read_assets }\nget: { tool: read_asset }",
    ),
    rule(
        "SPEC070",
        "an irregular plural is written out (warning)",
        "`resource` + `s` is rarely right after y or s.",
        "resource: company",
        "resource: company\nplural: companies",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_unique() {
        assert!(ALL.windows(2).all(|pair| pair[0].code < pair[1].code));
    }
}
