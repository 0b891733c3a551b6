//! Records as text: as they came, under the names on the wire.

mod cells;
mod table;

use planhat_core::table::{Access, Field, Kind, Operation, OperationKind, Returns};
use serde_json::value::RawValue;

use crate::console::{Console, Form};
use crate::failure::Failure;
use crate::record::{self, Answer};
use crate::{exit, names};

/// What is known of the records that are shown.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// Columns that were asked for; none where it is open.
    pub asked: Vec<String>,
    /// Columns that the operation promises.
    pub promised: Vec<String>,
    /// Fields of the records.
    pub fields: &'static [Field],
    /// What a new record needs, and so what tells records apart.
    needed: Vec<&'static str>,
}

impl Shape {
    /// Of what an operation answers, and what was selected of it.
    pub fn of(operation: &Operation, select: Option<&str>) -> Self {
        let mut asked: Vec<String> = Vec::new();
        if let Some(select) = select {
            // It comes along whatever is selected.
            let all = [names::own_id()].into_iter().chain(select.split(','));
            for name in all.map(str::trim).filter(|name| !name.is_empty()) {
                if !asked.iter().any(|known| known == name) {
                    asked.push(name.to_owned());
                }
            }
        }
        let (promised, fields) = match operation.returns {
            Returns::Records(names) | Returns::Record(names) => (names, operation.resource.fields),
            Returns::Shape(_, fields) => (&[][..], fields),
            Returns::Nothing | Returns::Json => (&[][..], &[][..]),
        };
        Shape {
            asked,
            promised: promised.iter().map(|name| (*name).to_owned()).collect(),
            fields,
            needed: needed(operation),
        }
    }

    /// Of records that no table describes: the columns that were asked for, and the main ones.
    pub fn of_columns(asked: Vec<String>, main: Vec<String>) -> Self {
        Shape {
            asked,
            promised: main,
            ..Shape::default()
        }
    }

    /// Columns that nobody asked for: the id, what a new record needs, then what is written.
    fn ordered(&self, mut names: Vec<String>) -> Vec<String> {
        let rank = |name: &String| {
            let field = self.fields.iter().find(|field| field.name == name);
            match field {
                _ if name == names::own_id() => 0,
                _ if self.needed.iter().any(|known| known == name) => 1,
                Some(field) if field.access == Access::Read => 4,
                Some(field) if matches!(field.kind, Kind::String | Kind::Enum | Kind::Number) => 2,
                _ => 3,
            }
        };
        names.sort_by_key(rank);
        names
    }
}

/// Names that a new record of the operation's resource needs.
fn needed(operation: &Operation) -> Vec<&'static str> {
    let operations = operation.resource.operations.iter();
    let creates = operations.filter(|one| one.kind == OperationKind::Create);
    let rules = creates.flat_map(|one| one.required);
    rules.flat_map(|rule| rule.one_of).copied().collect()
}

/// Shows an answer.
///
/// # Errors
/// When it cannot be written.
pub fn answer(console: &Console, answer: &Answer, shape: &Shape) -> Result<(), Failure> {
    match answer {
        Answer::Empty => {
            console.note("done; the answer is empty");
            Ok(())
        }
        Answer::Text(text) => console.write(format!("{}\n", text.trim_end())),
        Answer::One(record) => self::record(console, record, shape),
        Answer::List(records) => {
            let mut listing = Listing::new(console, shape.clone());
            listing.rows(records)?;
            listing.end()
        }
    }
}

/// Shows one record.
///
/// # Errors
/// When it cannot be written.
pub fn record(console: &Console, record: &RawValue, shape: &Shape) -> Result<(), Failure> {
    match console.record_form() {
        Form::Json => console.write(record::indented(record.get()) + "\n"),
        Form::Ndjson => console.write(record::compact(record.get()) + "\n"),
        Form::Csv => {
            let mut listing = Listing::new(console, shape.clone());
            listing.rows(std::slice::from_ref(&record.to_owned()))?;
            listing.end()
        }
        Form::Table => {
            let members = record::members(record);
            console.write(table::pairs(&members, shape.fields, console))
        }
    }
}

/// Shows records of a list as they come, in constant memory.
pub struct Listing<'c> {
    console: &'c Console,
    form: Form,
    shape: Shape,
    /// Whether rows of other lengths may come.
    more: bool,
    /// Columns, once the first records are seen.
    columns: Option<Vec<String>>,
    table: Option<table::Layout>,
    shown: usize,
    /// Names that came too late for a column.
    late: Vec<String>,
}

impl<'c> Listing<'c> {
    /// A listing of records of this shape.
    pub fn new(console: &'c Console, shape: Shape) -> Self {
        Listing {
            console,
            form: console.list_form(),
            shape,
            more: false,
            columns: None,
            table: None,
            shown: 0,
            late: Vec::new(),
        }
    }

    /// The same, where more pages may come.
    pub fn streaming(mut self, more: bool) -> Self {
        self.more = more;
        self
    }

    /// Shows some records.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn rows(&mut self, rows: &[Box<RawValue>]) -> Result<(), Failure> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut text = String::new();
        match self.form {
            Form::Ndjson => {
                for row in rows {
                    text.push_str(&record::compact(row.get()));
                    text.push('\n');
                }
            }
            Form::Json => {
                for (at, row) in rows.iter().enumerate() {
                    let first = self.shown == 0 && at == 0;
                    text.push_str(if first { "[\n  " } else { ",\n  " });
                    text.push_str(&record::indented(row.get()).replace('\n', "\n  "));
                }
            }
            Form::Csv => text = self.csv(rows)?,
            Form::Table => self.table(rows, &mut text),
        }
        self.shown += rows.len();
        self.console.write(text)
    }

    /// Ends the listing.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end(&mut self) -> Result<(), Failure> {
        match (self.form, self.shown) {
            (Form::Json, 0) => self.console.write("[]\n")?,
            (Form::Json, _) => self.console.write("\n]\n")?,
            (Form::Csv, 0) => {
                let head = self.csv(&[])?;
                self.console.write(head)?;
            }
            (Form::Table, 0) => self.console.note("no records"),
            _ => {}
        }
        if !self.late.is_empty() {
            self.console.note(&format!(
                "left out, since they came after the first page: {}; --select names columns",
                self.late.join(", ")
            ));
        }
        if let Some(hidden) = self.table.as_ref().and_then(table::Layout::hidden) {
            self.console
                .note(&format!("too wide to show: {hidden}; -o json shows all"));
        }
        Ok(())
    }

    /// The columns: asked for, or promised and there, or all that there are.
    fn columns(&mut self, members: &[Vec<(String, &RawValue)>]) -> Vec<String> {
        if let Some(columns) = &self.columns {
            return columns.clone();
        }
        let mut all: Vec<String> = Vec::new();
        for (name, _) in members.iter().flatten() {
            if !all.contains(name) {
                all.push(name.clone());
            }
        }
        let promised = self.shape.promised.iter();
        let mut promised: Vec<String> = promised
            .filter(|name| all.contains(name))
            .cloned()
            .collect();
        // Without an id nothing can be done with a record.
        let own = names::own_id().to_owned();
        if !promised.is_empty() && !promised.contains(&own) && all.contains(&own) {
            promised.insert(0, own);
        }
        let columns = match (self.shape.asked.is_empty(), all.is_empty()) {
            (false, _) => self.shape.asked.clone(),
            (true, true) => self.shape.promised.clone(),
            (true, false) if self.form == Form::Csv => all,
            (true, false) if promised.is_empty() => self.shape.ordered(all),
            (true, false) => promised,
        };
        self.columns = Some(columns.clone());
        columns
    }

    fn csv(&mut self, rows: &[Box<RawValue>]) -> Result<String, Failure> {
        let members: Vec<_> = rows.iter().map(|row| record::members(row)).collect();
        let columns = self.columns(&members);
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut put = |cells: Vec<String>| {
            let written = writer.write_record(&cells);
            written.map_err(|error| Failure::new(exit::CANNOT_WRITE, error.to_string()))
        };
        if self.shown == 0 && !columns.is_empty() {
            put(columns.clone())?;
        }
        for row in &members {
            let cells = columns
                .iter()
                .map(|name| record::member(row, name).map(cells::plain));
            put(cells.map(Option::unwrap_or_default).collect())?;
            if self.shape.asked.is_empty() {
                let new = row.iter().filter(|(name, _)| !columns.contains(name));
                for (name, _) in new {
                    if !self.late.contains(name) {
                        self.late.push(name.clone());
                    }
                }
            }
        }
        let bytes = writer.into_inner().unwrap_or_default();
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn table(&mut self, rows: &[Box<RawValue>], text: &mut String) {
        let members: Vec<_> = rows.iter().map(|row| record::members(row)).collect();
        let columns = self.columns(&members);
        let lines: Vec<Vec<cells::Cell>> = members
            .iter()
            .map(|row| {
                let cells = columns.iter();
                cells
                    .map(|name| cells::cell(row, name, self.shape.fields))
                    .collect()
            })
            .collect();
        let (console, more, fields) = (self.console, self.more, self.shape.fields);
        let layout = self.table.get_or_insert_with(|| {
            let grows = columns.iter().map(|name| more && is_text(fields, name));
            let grows: Vec<bool> = grows.collect();
            let layout = table::Layout::new(columns, &lines, console.width, &grows);
            layout.head(console.styled(), text);
            layout
        });
        for line in &lines {
            layout.line(line, text);
        }
    }
}

/// Whether the values of a column are of any length.
fn is_text(fields: &[Field], name: &str) -> bool {
    let field = fields.iter().find(|field| field.name == name);
    field.is_none_or(|field| {
        !matches!(
            field.kind,
            Kind::Id
                | Kind::Ref(_)
                | Kind::Integer
                | Kind::Number
                | Kind::Boolean
                | Kind::Day
                | Kind::Date
                | Kind::DateTime
        )
    })
}
