//! What the specs hold, in tables for a terminal.

use crate::ir::{Access, Field, Ir, Operation, Resource};
use crate::words;

/// All resources, each with its operations and how many fields it has.
pub fn resources(ir: &Ir) -> String {
    let mut rows = vec![row(["RESOURCE", "FIELDS", "PATH", "OPERATIONS"])];
    rows.extend(ir.resources.iter().map(|resource| {
        let names = resource.operations.iter().map(|one| one.name.as_str());
        row([
            &resource.name,
            &resource.fields.len().to_string(),
            &resource.path,
            &names.collect::<Vec<_>>().join(" "),
        ])
    }));
    table(&rows)
}

/// One resource: its operations and its fields.
pub fn resource(resource: &Resource) -> String {
    let mut operations = vec![row(["OPERATION", "CALL", "REQUIRES", "WHAT IT DOES"])];
    operations.extend(resource.operations.iter().map(operation));
    let mut fields = vec![row(["FIELD", "TYPE", "ACCESS", "WHAT IT IS"])];
    fields.extend(resource.fields.iter().map(field));
    format!(
        "{}: {}\n\n{}\n{}",
        resource.name,
        resource.summary,
        table(&operations),
        table(&fields)
    )
}

fn operation(operation: &Operation) -> Vec<String> {
    let rules = operation.required.iter();
    let rules = rules.map(|rule| {
        let names = rule.one_of.join("|");
        if rule.when.is_empty() {
            names
        } else {
            format!("({names})")
        }
    });
    row([
        &operation.name,
        &words::call(operation),
        &rules.collect::<Vec<_>>().join(" "),
        &marked(&operation.doc, operation.unverified),
    ])
}

fn field(field: &Field) -> Vec<String> {
    let kind = match &field.or {
        Some(or) => format!("{} or {or}", field.kind),
        None => field.kind.to_string(),
    };
    let access = match field.access {
        Access::Both => "",
        Access::Read => "read",
        Access::Write => "write",
    };
    row([
        &field.wire,
        &kind,
        access,
        &marked(&field.doc, field.unverified),
    ])
}

fn marked(doc: &str, unverified: bool) -> String {
    match unverified {
        true => format!("{doc} (unverified)"),
        false => doc.to_owned(),
    }
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).into()
}

/// Cells under each other; the last column is as long as it is.
fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths);
        let cells = cells.map(|(cell, width)| format!("{cell:width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        format!("{}\n", line.trim_end())
    };
    rows.iter().map(line).collect()
}
