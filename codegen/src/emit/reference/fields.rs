//! Tables of fields and parameters, nested ones with their paths.

use super::cell;
use crate::emit::docs;
use crate::ir::{Access, Field, Ir, Operation, Resource, Rule, Type, TypeName};
use crate::words::code;

/// Nested objects are shown no deeper than this.
const DEPTH: usize = 4;

pub(super) fn table(ir: &Ir, resource: &Resource, all: &[Field]) -> String {
    let mut rows = String::from("| field | type | access | what it is |\n|---|---|---|---|\n");
    for field in all {
        add(ir, resource, field, "", 0, &mut rows);
    }
    rows
}

fn add(ir: &Ir, resource: &Resource, field: &Field, at: &str, depth: usize, rows: &mut String) {
    let access = match field.access {
        Access::Both => "",
        Access::Read => "read",
        Access::Write => "write",
    };
    let mut kind = of_type(&field.kind);
    if let Some(or) = &field.or {
        kind.push_str(&format!(" or {}", of_type(or)));
    }
    rows.push_str(&format!(
        "| `{at}{}` | {} | {access} | {} |\n",
        field.wire,
        cell(&kind),
        cell(&said(field))
    ));
    if depth >= DEPTH {
        return;
    }
    for kind in std::iter::once(&field.kind).chain(&field.or) {
        let Some(members) = members(ir, resource, kind) else {
            continue;
        };
        let at = format!("{at}{}{}.", field.wire, brackets(kind));
        for member in members {
            add(ir, resource, member, &at, depth + 1, rows);
        }
    }
}

/// What stands between a name and that of a member.
fn brackets(kind: &Type) -> String {
    match kind {
        Type::List(item) => format!("[]{}", brackets(item)),
        Type::Map(item) => format!(".<key>{}", brackets(item)),
        _ => String::new(),
    }
}

/// The members of an object, or of the objects in a list or map.
pub(super) fn members<'ir>(
    ir: &'ir Ir,
    resource: &'ir Resource,
    kind: &Type,
) -> Option<&'ir [Field]> {
    let TypeName { name, shared } = kind.object()?;
    let types = if *shared {
        &ir.api.types
    } else {
        &resource.types
    };
    let found = types.iter().find(|one| one.name == *name);
    found.map(|one| one.fields.as_slice())
}

pub(super) fn parameters(operation: &Operation) -> String {
    let required = |field: &Field| operation.required.contains(&Rule::of(&field.wire));
    let rows = operation.query.iter().map(|field| {
        format!(
            "| `{}` | {} | {} | {} |\n",
            field.wire,
            cell(&of_type(&field.kind)),
            if required(field) { "yes" } else { "" },
            cell(&said(field))
        )
    });
    format!(
        "| parameter | type | required | what it is |\n|---|---|---|---|\n{}",
        rows.collect::<String>()
    )
}

/// What is to be said of a field, values and other names included.
fn said(field: &Field) -> String {
    let mut all = docs::of_field(field);
    if !field.values.is_empty() {
        let each = field.values.iter().map(|(value, doc)| match doc.as_str() {
            "" => format!("`{value}`"),
            doc => format!("`{value}` ({})", docs::text(doc.trim_end_matches('.'))),
        });
        let open = if field.open { "; others may come" } else { "" };
        let each = each.collect::<Vec<_>>().join(", ");
        all.push_str(&format!(" One of {each}{open}."));
    }
    if !field.aliases.is_empty() {
        all.push_str(&format!(" Also called {}.", code(&field.aliases)));
    }
    all
}

/// A type in the words of the specs; the id of a record leads to its page.
fn of_type(kind: &Type) -> String {
    match kind {
        Type::Ref { resource, .. } => format!("[ref&lt;{resource}&gt;]({resource}.md)"),
        Type::List(item) => format!("list&lt;{}&gt;", of_type(item)),
        Type::Map(item) => format!("map&lt;{}&gt;", of_type(item)),
        plain => plain.to_string(),
    }
}
