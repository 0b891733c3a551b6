//! What the server does by itself, from specs to tables: each form, and what is decided on the way.

use planhat_codegen::ir::Field;

use crate::small::{ir, item};

/// A resource that says each form once.
const GADGET: &str = "
resource: gadget
summary: A thing that says all there is to say.
fields:
  made: { type: datetime, access: read, doc: A., fill: created }
  changed: { type: datetime, access: read, doc: A., fill: updated }
  count: { type: integer, access: read, doc: A., fill: version }
  companyId: { type: ref<company>, doc: A., fill: { matching: domain, key: name } }
  domain: { type: string, doc: A. }
  copy: { type: id, access: read, doc: A., fill: { same: companyId } }
  body: { type: string, format: html, doc: A. }
  plain: { type: string, access: read, doc: A., fill: { text: body } }
  on: { type: day, access: read, doc: A., fill: { day: made } }
  both: { type: string, doc: A., fill: { join: [domain, body] } }
  companyName: { type: string, access: read, doc: A., fill: { of: companyId, field: name } }
  firstName: { type: string, access: read, doc: A., fill: { of: companyId, field: name, once: true } }
  partIds: { type: list<ref<gadget>>, doc: A. }
  parts: { type: list<object>, access: read, doc: A., fields: { domain: { type: string, doc: A. } }, fill: { resolve: partIds } }
  wholes: { type: list<object>, access: read, doc: A., fill: { having: gadget, by: partIds } }
  score: { type: number, doc: A. }
  band: { type: string, access: read, doc: A., fill: { band: score, steps: { low: -0.5, high: 9, middle: 7 } } }
  model: { type: string, doc: A., fallback: { known: [gadget, company], to: company }, refuses: { gizmo: It is none. } }
  owner: { type: id, access: read, doc: A., fill: { model: model, key: domain, field: _id } }
  state: { type: string, doc: A. }
  hidden: { type: boolean, access: read, doc: A. }
  title: { type: string, access: write, reads_as: subject, doc: A. }
  subject: { type: string, access: read, doc: A. }
  secret: { type: string, access: write, doc: A. }
effects:
  - when: { state: done }
    sets: { hidden: { value: true }, changed: now, domain: { from: state } }
    makes: { resource: company, fields: { name: { from: domain } } }
  - when: { score: 3 }
    sets: { state: { value: null } }
operations:
  list:
    query:
      limit: { max: 500 }
      domain: { type: string, doc: A. }
      title: { type: string, doc: A. }
      secret: { type: string, doc: A. }
      size: { type: integer, doc: A. }
      score: { type: number, doc: A., filter: false }
      company: { type: list<ref<company>>, doc: A., filter: { equals: companyId } }
      search: { type: string, doc: A., filter: { contains: plain } }
      since: { type: day, doc: A., filter: { from: on } }
      until: { type: day, doc: A., filter: { to: on } }
      all: { type: boolean, doc: A., filter: { reveals: hidden } }
      gone: { type: boolean, doc: A., filter: { selects: hidden } }
  get: { query: { domain: { type: string, doc: A. } } }
";

/// The rows of an item of the table that say something of the server.
fn rows(name: &str) -> String {
    let text = item(&[GADGET], "gadget", name);
    let says = ["fill:", "fallback:", "refuses:", "filter:"];
    let rows = text.split("t::Field {").skip(1).filter_map(|row| {
        let (name, _) = row.split_once("name: \"")?.1.split_once('"')?;
        let at = says.iter().filter_map(|key| row.find(key)).min()?;
        let (said, _) = row.split_once("..t::Field::NEW")?;
        let words: Vec<&str> = said.get(at..)?.split_whitespace().collect();
        Some(format!("{name}: {}\n", words.join(" ")))
    });
    rows.collect()
}

#[test]
fn tables_carry_each_fill() {
    insta::assert_snapshot!(rows("FIELDS"));
}

#[test]
fn tables_carry_each_filter() {
    insta::assert_snapshot!(rows("LIST"));
    assert_eq!(rows("GET"), "", "only lists are filtered");
}

#[test]
fn tables_carry_effects() {
    let table = item(&[GADGET], "gadget", "TABLE");
    let (_, effects) = table.split_once("effects: ").expect("there are effects");
    let (effects, _) = effects.split_once("demo:").expect("demo comes next");
    insta::assert_snapshot!(effects.trim_end());
}

#[test]
fn a_parameter_keeps_by_the_field_of_its_name_unless_told() {
    let gadgets = ir(&[GADGET]).resources;
    let gadget = gadgets.iter().find(|one| one.name == "gadget");
    let list = &gadget.expect("it is there").operations[0];
    let filter = |name: &str| {
        let mut query = list.query.iter();
        let parameter: Option<&Field> = query.find(|field| field.wire == name);
        let filter = parameter.expect("it is a parameter").filter.clone();
        filter.map(|(form, field)| format!("{form} {field}"))
    };
    assert_eq!(filter("domain").as_deref(), Some("equals domain"));
    assert_eq!(filter("title").as_deref(), Some("equals subject"));
    for none in ["limit", "secret", "size", "score"] {
        assert_eq!(filter(none), None, "{none}");
    }
}
