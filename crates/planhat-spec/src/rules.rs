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
        "A file is UTF-8 text without NUL bytes, ends in `.yaml` and has at most 1 MiB. The folder holds `planhat.yaml` and `resources/`, and may hold `examples/`, `prompts/` and `unified/`; where there are unified models, there is `unified/common.yaml`.",
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
        "The format has none of them, nor merge keys: a spec is read as it stands.",
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
        "Types: string integer number boolean id ref<resource> date datetime day enum list<T> map<T> object custom json. In unified models: string integer number boolean date datetime enum object json list<T>, and shapes such as Ref.",
        "name: { type: text, doc: Name. }",
        "name: { type: string, doc: Name. }",
    ),
    rule(
        "SPEC014",
        "a list names a thing once",
        "A name that stands twice is a slip: one of them was meant to be another.",
        "returns: [_id, name, name]",
        "returns: [_id, name, title]",
    ),
    rule(
        "SPEC020",
        "a file is called as its resource, its prompt or its model",
        "So that it is found by its name. A variant of a model has a file called after both: `collection.issue.yaml`.",
        "# asset.yaml\nresource: assets",
        "# asset.yaml\nresource: asset",
    ),
    rule(
        "SPEC021",
        "a name can be used in Rust and on the command line",
        "Resources, operations, prompts and the arguments of prompts are snake_case; resources are no keyword of Rust and no word of the command line. A field may be called as it likes on the wire; a name in letters beyond ASCII gets another by `name`.",
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
        "SPEC023",
        "an alias means one field",
        "A value that comes under an alias must have one field to go to: the alias is no other field and no alias of another.",
        "name: { type: string, doc: Name. }\ntitle: { type: string, aliases: [name], doc: Title. }",
        "name: { type: string, doc: Name. }\ntitle: { type: string, aliases: [headline], doc: Title. }",
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
        "In `returns`, `required`, `advised`, `one_of`, `drops_without`, `when`, `fixed`, `keys` and `reads_as`. What a field comes back as can be read.",
        "create: { required: [nmae] }",
        "create: { required: [name] }",
    ),
    rule(
        "SPEC032",
        "whatever else is named exists",
        "Hosts, authentication, secrets, keys, shared fields, shared parameters and results of `planhat.yaml`, and the operations of `only`.",
        "host: analytic",
        "host: analytics",
    ),
    rule(
        "SPEC033",
        "`{id}` is filled by keys that travel in paths",
        "A path with `{id}` takes the keys of the resource, or those of `ids`; at least one of them is not `path: false` in planhat.yaml. `ids` says nothing without `{id}`.",
        "keys: [email]\noperations:\n  get: {}",
        "keys: [email, externalId]\noperations:\n  get: {}",
    ),
    rule(
        "SPEC034",
        "a promised field is returned",
        "A field in `returns` is no field that is only written, nor one whose `only` leaves the operation out.",
        "fields:\n  note: { type: string, access: write, doc: Note. }\noperations:\n  get: { returns: [note] }",
        "fields:\n  note: { type: string, doc: Note. }\noperations:\n  get: { returns: [note] }",
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
        "`fields` to objects, `format` to strings, `or` to what is read in another shape, `body` to calls that send one.",
        "name: { type: string, fields: {}, doc: Name. }",
        "name: { type: object, fields: {}, doc: Name. }",
    ),
    rule(
        "SPEC043",
        "what is required can be sent",
        "A required field is written, exists in the operation and the operation sends fields; or it is a parameter. A one-of rule names something.",
        "create: { required: [_id] }",
        "create: { required: [name] }",
    ),
    rule(
        "SPEC044",
        "keys are told apart by their prefixes",
        "At most one key travels in paths without a prefix, no prefix is the beginning of another, and a key that does not travel has none.",
        "keys:\n  _id: {}\n  email: {}",
        "keys:\n  _id: {}\n  email: { path: false }",
    ),
    rule(
        "SPEC045",
        "numbers and names of planhat.yaml make sense",
        "Limits are above 0, statuses are those of HTTP, environment variables are in capitals.",
        "limits: { per_second: 0 }",
        "limits: { per_second: 150 }",
    ),
    rule(
        "SPEC050",
        "a path is a path",
        "It begins with `/`, does not end in one, does not escape by `..`, and each placeholder is `{id}`, a secret or a field and stands once.",
        "path: assets/../users",
        "path: /assets",
    ),
    rule(
        "SPEC051",
        "two calls differ",
        "Two operations of a resource with one method and path would be the same call, whatever their placeholders are called; so would those of two resources at their own paths. A view may share the paths of its resource, and a path written out at an operation may belong to another one.",
        "archive: { method: POST, path: /assets }\ncreate: {}",
        "archive: { method: POST, path: /assets/archive }\ncreate: {}",
    ),
    rule(
        "SPEC052",
        "a host has a safe address",
        "https, or http on this very machine; without user, query, fragment or trailing slash. A regional pattern has `{cluster}`.",
        "main: { url: http://api.planhat.com, auth: bearer }",
        "main: { url: https://api.planhat.com, auth: bearer }",
    ),
    rule(
        "SPEC060",
        "a tool has a name that every host takes",
        "At most 48 of a-z, 0-9 and `_`, a letter first.",
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
        "SPEC062",
        "a pattern makes names of tools",
        "Of a-z, 0-9, `_` and the placeholders `{one}`, `{many}` and `{operation}`.",
        "names: { list: \"list {all}\" }",
        "names: { list: \"list_{many}\" }",
    ),
    rule(
        "SPEC070",
        "an irregular plural is written out (warning)",
        "`resource` + `s` is rarely right after y or s.",
        "resource: company",
        "resource: company\nplural: companies",
    ),
    rule(
        "SPEC080",
        "examples are of a resource that exists",
        "A file in `examples/` shows calls of one resource. When a resource goes, its examples go with it.",
        "# examples/aset.yaml\nresource: aset",
        "# examples/asset.yaml\nresource: asset",
    ),
    rule(
        "SPEC081",
        "an example is of an operation that exists",
        "Each example stands under the name of an operation of its resource; there is one for an operation.",
        "operations:\n  gte: { request: { path: /assets/1 }, response: {} }",
        "operations:\n  get: { request: { path: /assets/1 }, response: {} }",
    ),
    rule(
        "SPEC082",
        "an example is what its operation does",
        "Its path is that of the operation, with the placeholders filled in and without a query; its status is one of HTTP.",
        "operations:\n  get: { request: { path: /assets }, response: {} }",
        "operations:\n  get: { request: { path: /assets/1 }, response: {} }",
    ),
    rule(
        "SPEC090",
        "what the server does by itself is said whole",
        "One form, with all that it needs, for a field that it fits. A sandbox goes by it.",
        "companyName: { type: string, access: read, doc: Its name., fill: { of: companyId } }",
        "companyName: { type: string, access: read, doc: Its name., fill: { of: companyId, field: name } }",
    ),
    rule(
        "SPEC091",
        "demo data speaks of what there is",
        "Fields, resources, kinds of words and placeholders exist.",
        "demo: { per: compny }",
        "demo: { per: company }",
    ),
    rule(
        "SPEC092",
        "demo data fits",
        "A value fits its field, counts and days are whole, a placeholder ends, `when` goes with `per`.",
        "size: { type: integer, doc: Size., demo: { values: [big] } }",
        "size: { type: integer, doc: Size., demo: { values: [1, 2] } }",
    ),
    rule(
        "SPEC100",
        "a placeholder of a prompt is one of its arguments",
        "A snake_case word in braces stands for what is filled in for the argument of that name. Other braces are text.",
        "arguments: { company: { doc: Name or id. } }\ntext: Find {customer}.",
        "arguments: { company: { doc: Name or id. } }\ntext: Find {company}.",
    ),
    rule(
        "SPEC101",
        "an argument of a prompt is used",
        "What a person is asked to fill in stands in the text, in braces.",
        "arguments: { company: { doc: Name or id. } }\ntext: Find the company.",
        "arguments: { company: { doc: Name or id. } }\ntext: Find {company}.",
    ),
    rule(
        "SPEC102",
        "a prompt names tools that exist",
        "The tools are those of the operations. When an operation goes, or its tool gets another name, the prompts that use it change with it.",
        "tools: [list_assts]",
        "tools: [list_assets]",
    ),
    rule(
        "SPEC103",
        "a prompt lists the tools that its text names",
        "So that a server can tell which prompts work with the tools it offers. Each tool in the text is listed, and each that is listed stands in the text.",
        "tools: [list_assets]\ntext: Call `get_asset`.",
        "tools: [get_asset]\ntext: Call `get_asset`.",
    ),
    rule(
        "SPEC110",
        "a unified model stands on what there is",
        "The resource, and whatever else is named: shared fields and shapes of common.yaml, other models, variants. An override names its model with its API, as `crm.account`.",
        "model: contact\nresource: endusr",
        "model: contact\nresource: enduser",
    ),
    rule(
        "SPEC111",
        "a source of a unified model exists",
        "Fields of the resource and their members in `source`, `write`, `parts`, `name`, `when`, `scope` and `expect`, parameters of its list in `query`, and fields of the model where one names another. A shared field may name sources that some resources lack, but not all.",
        "title: { source: positon, doc: Role. }",
        "title: { source: position, doc: Role. }",
    ),
    rule(
        "SPEC112",
        "a path fits the types on its way",
        "`[0]` and `[1:]` pick items of a list, `[flag]` the first whose member is true, `.name` a member of an object. Only the tenant's own fields are free: `custom.Any name`.",
        "person: { type: string, source: endusers.name, doc: Who. }",
        "person: { type: string, source: \"endusers[0].name\", doc: Who. }",
    ),
    rule(
        "SPEC113",
        "a transform has what it needs",
        "Its arguments, and no others; a type where none follows from source or words.",
        "amount: { type: number, transform: computed, source: mrr, doc: Value. }",
        "amount: { type: number, source: mrr, doc: Value. }",
    ),
    rule(
        "SPEC114",
        "a transform fits its types",
        "What the source holds can become what the field says, and back.",
        "since: { type: datetime, source: name, doc: Begin. }",
        "since: { type: datetime, source: createDate, doc: Begin. }",
    ),
    rule(
        "SPEC115",
        "a table of words covers the values",
        "Each value of a closed enum has a word, and each value in the table is one of them. An open enum needs no more than what is known.",
        "status: { source: status, values: { open: active, won: won }, doc: Outcome. }",
        "status: { source: status, values: { open: active, won: won, lost: lost }, doc: Outcome. }",
    ),
    rule(
        "SPEC116",
        "a field of Planhat is written by one unified field",
        "Two could say different things. Where both are the same data, one says `same_as`; where one wins, the other says `yields_to` it; else one is only read.",
        "account: { source: companyId, doc: Company. }\naccount_id: { type: string, source: companyId, doc: Company. }",
        "account: { source: companyId, doc: Company. }\naccount_id: { type: string, source: companyId, same_as: account, doc: Company. }",
    ),
    rule(
        "SPEC117",
        "what a field claims can be kept",
        "`access` and `write` ask for no way back where there is none, and `reversible: yes` is no claim for a transform that loses something.",
        "urls: { type: list<Url>, source: web, transform: array_wrap, reversible: \"yes\", doc: Links. }",
        "urls: { type: list<Url>, source: web, transform: array_wrap, reversible: partial, doc: Links., note: Planhat holds one. }",
    ),
    rule(
        "SPEC118",
        "what is written is taken",
        "The field of Planhat is not only read, and a method of the model sends it.",
        "health: { source: h, write: h, doc: Health. }",
        "health: { source: h, doc: Health. }",
    ),
    rule(
        "SPEC119",
        "a filter is of a field",
        "Its name, or its `source`, is a path of the model, and its operators fit what stands there. A name without a field needs the parameter by which Planhat filters.",
        "filters: [acount.id]",
        "filters: [account.id]",
    ),
    rule(
        "SPEC120",
        "a method is one of the resource",
        "Each is done by an operation: the one of its kind, or another that is named. A list of distinct values is only listed.",
        "methods: { create: { operation: bulk_insert } }",
        "methods: { create: { operation: bulk_upsert } }",
    ),
    rule(
        "SPEC121",
        "a computed rule is known, and gets what it looks at",
        "Rules are functions of the runtime by name, each with its number of sources, and some with a setting.",
        "is_active: { type: boolean, transform: computed, rule: no_of, source: inactive, doc: State. }",
        "is_active: { type: boolean, transform: computed, rule: none_of, source: inactive, doc: State. }",
    ),
    rule(
        "SPEC122",
        "an option is described",
        "A setting that a field looks at stands in `options` of its model.",
        "basis: { type: string, transform: const_ignored, option: bases, doc: Basis. }",
        "basis: { type: string, transform: const_ignored, option: basis, doc: Basis. }",
    ),
    rule(
        "SPEC123",
        "variants of a model belong together",
        "There is a main file; a field is of one type in all; and one field, a constant in each file, tells them apart by the names of the variants.",
        "model: collection\nvariant: issue\nresource: issue",
        "model: collection\nvariant: issue\nresource: issue\nfields:\n  type: { transform: const, value: issue, doc: Kind. }",
    ),
    rule(
        "SPEC124",
        "pages and settings of unified models make sense",
        "At least one record a page and one request, no more by default than at most; a setting has values, and its default is one of them.",
        "limit: { default: 500, max: 50 }",
        "limit: { default: 50, max: 500 }",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_unique() {
        assert!(ALL.windows(2).all(|pair| pair[0].code < pair[1].code));
    }

    #[test]
    fn every_rule_is_written_out() {
        for rule in ALL {
            for text in [rule.title, rule.explanation, rule.bad, rule.good] {
                assert!(!text.trim().is_empty(), "{}", rule.code);
            }
            assert_ne!(rule.bad, rule.good, "{}", rule.code);
            assert!(
                rule.bad.lines().count() < 8 && rule.good.lines().count() < 8,
                "{}",
                rule.code
            );
        }
        assert_eq!(find("spec010").map(|rule| rule.code), Some("SPEC010"));
        assert!(find("SPEC999").is_none());
    }
}
