//! The text of a starting spec.

use super::{FIRST_LINE, Name};
use crate::known::Known;
use crate::model::Type;
use crate::scalar::quoted;

/// What a starting spec says. The parts that only some objects need stand there as comments; names
/// in it are those of the other specs.
pub(super) fn text(name: &Name, known: &Known) -> String {
    let parts = [
        head(name, known),
        shared(known),
        fields(known),
        operations(known),
    ];
    parts.join("\n")
}

fn head(name: &Name, known: &Known) -> String {
    let plural = match name.is_irregular() || name.plural.ends_with("ys") {
        true => format!("plural: {}\n", quoted(&name.plural)),
        false => String::new(),
    };
    let tags: Vec<&str> = known
        .api
        .iter()
        .flat_map(|api| api.tags.keys().map(String::as_str))
        .collect();
    let words = name.resource.replace('_', " ");
    format!(
        "{FIRST_LINE}
# All that a spec can say is in SPECS.md. Lines that begin with # are examples to uncomment.
resource: {}
{plural}title: {}
summary: {}
# path: {}   # so by default
tags: []   # groups of tools: {}
",
        quoted(&name.resource),
        quoted(&name.title()),
        quoted(&format!("One {words}; say in one sentence what it is.")),
        quoted(&format!("/{}", name.plural.replace('_', ""))),
        tags.join(", "),
    )
}

/// Keys, and the shared fields that more than half of the other objects have.
fn shared(known: &Known) -> String {
    let keys = known.keys();
    let first = keys.first().copied().unwrap_or("_id");
    let has = |name: &str| {
        let all = known.resources.values();
        all.filter(|spec| spec.common.iter().any(|one| one == name))
            .count()
    };
    let names = known.api.iter().flat_map(|api| api.common.keys());
    let (usual, rare): (Vec<&str>, Vec<&str>) = names
        .map(String::as_str)
        .partition(|name| *name == first || 2 * has(name) > known.resources.len());
    format!(
        "# What identifies a record; there are also: {}
keys: [{first}]

# Fields that many objects have, as planhat.yaml describes them; there are also: {}
common: [{}]
",
        keys.get(1..).unwrap_or_default().join(", "),
        rare.join(", "),
        usual.join(", "),
    )
}

fn fields(known: &Known) -> String {
    let example = |(field, of): &(&str, &str)| {
        format!(
            "  # {field}: {{ type: ref<{of}>, doc: The {} that it belongs to. }}\n",
            of.replace('_', " ")
        )
    };
    let mut references = known.references().into_iter();
    let own = |(field, _): &(&str, &str)| known.common(field).is_none() && !field.contains('.');
    let reference = references.find(own).as_ref().map(example);
    format!("{FIELDS}{}{MORE}", reference.unwrap_or_default())
}

const FIELDS: &str = "\
# Its own fields, spelled as Planhat spells them. Types:
# string integer number boolean id ref<resource> date datetime day enum list<T> map<T> object custom json
fields:
  name: { type: string, doc: What it is called. }
  # size:  { type: integer, min: 1, max: 9, doc: Size class. }
  # state: { type: enum, values: [in use, returned], doc: Where it is. }   # open: true, if others may be sent
";

const MORE: &str = "  # total: { type: number, access: read, doc: What it makes in all. }      # read: never sent; write: never returned
  # site:  { type: string, format: url, doc: Address of its page. }        # or email, phone, html
  # usage: { type: map<number>, access: read, doc: Usage by metric. }
  # place: { type: object, doc: Where it stands., fields: { city: { type: string, doc: City. } } }
  # rank:  { type: integer, unverified: true, doc: Its rank., note: Seen in one answer alone. }
  # load:  { type: number, doc: What it bears without the case., hint: In kg }   # hint: what agents read of it; false: nothing
";

/// The usual calls; a list is mostly narrowed by the record that most others belong to.
fn operations(known: &Known) -> String {
    let shared = known.api.iter().flat_map(|api| &api.common);
    let filter = shared.filter_map(|(name, field)| match &field.kind {
        Type::Ref(of) => Some((name, of)),
        _ => None,
    });
    let filter = filter.map(|(name, of)| {
        let words = of.replace('_', " ");
        format!(
            "    query: {{ {name}: {{ type: list<ref<{of}>>, doc: Only of one {words} or several. }} }}   # parameters beside the shared ones\n"
        )
    });
    let filter = filter.take(1).collect::<String>();
    format!("{OPERATIONS}{filter}{CALLS}")
}

const OPERATIONS: &str = "\
# Only what is listed exists. Method, path, body and answer follow from the name.
operations:
  list:
";

const CALLS: &str = "    returns: [_id, name]           # what the answer is known to have
  get: {}
  create: { required: [name] }     # or one of several: [name, { one_of: [size, state] }]
  update: {}
  delete: {}
  bulk_upsert: { required: [name] }
  # archive: { path: \"/things/{id}/archive\", body: none, doc: Puts it away. }
";
