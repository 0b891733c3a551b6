//! A page of a list: as many records as there is room for, cut to what is wanted in one walk over the
//! text of the answer.

use std::fmt;

use planhat_core::{Call, Client, Cursor, Error};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::answer::{Answer, Outcome};
use crate::arguments::{Plan, is_paged};
use crate::call::DEADLINE;
use crate::cut::{self, Cut, Wanted, quoted};
use crate::select::nearest;
use crate::toolset::ToolSet;

/// Room for what stands around the records.
const AROUND: usize = 600;

/// A page of a list, cut between records where it grows too long.
pub(crate) async fn list(set: &ToolSet, client: &Client, plan: &Plan) -> Result<Answer, Error> {
    let operation = plan.operation;
    let (wanted, paged) = (plan.wanted(), is_paged(operation));
    let mut call: Call<Vec<Box<RawValue>>> = plan.call(client).with_deadline(DEADLINE);
    if paged {
        call = call.query("limit", plan.limit);
    }
    if let (Wanted::Names { names, .. }, Some(_)) = (&wanted, operation.parameter("select")) {
        call = call.query("select", selected(names));
    }
    let mut pages = call.pages().prefetch(false);
    let mut skip = 0;
    if let Some(text) = &plan.cursor {
        let cursor: Cursor = text.parse()?;
        skip = if paged { 0 } else { cursor.offset() };
        let begin = if paged { cursor } else { cursor.at(0) };
        pages = pages.resume(&begin)?;
    }
    let begin = pages.cursor();
    let mut told = Told::new(set, plan, wanted, skip);
    let Some(raw) = pages.next_raw().await.transpose()? else {
        return Ok(Answer::new(Outcome::Done, told.text(None)));
    };
    let text = raw.json_text()?;
    if told.read(&text).is_err() {
        // It is no list, or one of something else than objects, each of which is told as it came.
        raw.decode::<Vec<Box<RawValue>>>()?;
        told = Told::new(set, plan, Wanted::All, skip);
        let _ = told.read(&text);
    }
    let next = match begin {
        Some(begin) if told.stopped => Some(begin.at(begin.offset() + told.read)),
        _ => pages.advance(told.read),
    };
    Ok(Answer::new(Outcome::Done, told.text(next)))
}

/// Names for the parameter that chooses fields: the outermost ones.
fn selected(names: &[String]) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    for name in names {
        let outer = outermost(name);
        // A comma cannot be sent inside a name.
        if !all.contains(&outer) && !outer.is_empty() && !outer.contains(',') {
            all.push(outer);
        }
    }
    all
}

fn outermost(name: &str) -> &str {
    name.split_once('.').map_or(name, |(outer, _)| outer)
}

/// Records that are told, as they add up.
struct Told<'a> {
    plan: &'a Plan,
    wanted: Wanted,
    search: Option<String>,
    /// Records before the first that is told.
    skip: u64,
    bytes: usize,
    text: String,
    count: usize,
    /// Records that were looked at, those before the first included.
    read: u64,
    /// Whether records were left, since there was no more room or enough were told.
    stopped: bool,
    /// Whether the room was used up.
    full: bool,
    /// Names that were asked for and stand in no record so far.
    unseen: Vec<String>,
}

impl<'a> Told<'a> {
    fn new(set: &ToolSet, plan: &'a Plan, wanted: Wanted, skip: u64) -> Self {
        let asked = plan.fields.iter().flatten().filter(|name| *name != "*");
        Told {
            search: plan.search.as_ref().map(|text| text.to_lowercase()),
            unseen: asked.cloned().collect(),
            plan,
            wanted,
            skip,
            bytes: set.bytes().saturating_sub(AROUND).max(AROUND),
            text: String::from("{\"records\":["),
            count: 0,
            read: 0,
            stopped: false,
            full: false,
        }
    }

    /// Reads the records of a page until there is no more room.
    fn read(&mut self, page: &str) -> serde_json::Result<()> {
        let mut json = serde_json::Deserializer::from_str(page);
        match (&mut *self).deserialize(&mut json) {
            // The list is left before its end then, which the reader of JSON takes for a fault.
            _ if self.stopped => Ok(()),
            Ok(()) => json.end(),
            Err(error) => Err(error),
        }
    }

    /// Takes the record that was just written from `start` on; says whether there was room for it.
    fn take(&mut self, start: usize) -> bool {
        if self.text.len() > self.bytes {
            self.full = true;
            if self.count > 0 {
                self.text.truncate(start);
                return false;
            }
            // One that is too long by itself would never be passed.
            let record = self.text.split_off(start);
            let room = self.bytes.saturating_sub(start);
            self.text.push_str(&cut::shortened(&record, room));
        }
        if !self.unseen.is_empty() {
            let record = &self.text[start..];
            let has = |name: &String| record.contains(&format!("{}:", quoted(outermost(name))));
            self.unseen.retain(|name| !has(name));
        }
        self.count += 1;
        true
    }

    fn text(mut self, next: Option<Cursor>) -> String {
        self.text.push(']');
        let mut notes = Vec::new();
        if let Some(next) = &next {
            self.text.push_str(&format!(",\"next_cursor\":\"{next}\""));
        }
        if self.full {
            notes.push(format!(
                "cut after {} records to keep the answer short: go on with next_cursor, or ask for fewer fields",
                self.count
            ));
        }
        if self.count > 0 && !self.unseen.is_empty() {
            let names: Vec<String> = self.unseen.iter().map(|name| self.unknown(name)).collect();
            notes.push(format!("no record here has {}", names.join(", ")));
        }
        if !notes.is_empty() {
            self.text
                .push_str(&format!(",\"note\":{}", quoted(&notes.join("; "))));
        }
        self.text.push('}');
        self.text
    }

    /// A name that stands in no record, with the one that may be meant.
    fn unknown(&self, name: &str) -> String {
        let fields = self.plan.operation.resource.fields;
        let outer = outermost(name);
        if fields.iter().any(|field| field.name == outer) {
            return format!("`{name}`");
        }
        let known = fields.iter().find(|field| field.rust == outer);
        let names = fields.iter().map(|field| field.name);
        match known
            .map(|field| field.name)
            .or_else(|| nearest(outer, names))
        {
            Some(near) => format!("`{name}` (did you mean `{near}`?)"),
            None => format!("`{name}`"),
        }
    }
}

impl<'de> DeserializeSeed<'de> for &mut Told<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for &mut Told<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut records: A) -> Result<(), A::Error> {
        while self.read < self.skip {
            if records.next_element::<IgnoredAny>()?.is_none() {
                return Ok(());
            }
            self.read += 1;
        }
        while self.count < self.plan.limit {
            let end = self.text.len();
            if self.count > 0 {
                self.text.push(',');
            }
            let start = self.text.len();
            let found = match (&self.search, &self.wanted) {
                (None, Wanted::Names { .. }) => {
                    let (wanted, out) = (&self.wanted, &mut self.text);
                    records
                        .next_element_seed(Cut { wanted, out })?
                        .map(|()| true)
                }
                (search, wanted) => records.next_element::<&RawValue>()?.map(|record| {
                    let record = record.get();
                    let meant = search.as_ref().is_none_or(|text| cut::holds(record, text));
                    if meant {
                        self.text.push_str(&cut::record(record, wanted));
                    }
                    meant
                }),
            };
            match found {
                Some(true) if self.take(start) => {}
                Some(false) => self.text.truncate(end),
                Some(true) => {
                    self.text.truncate(end);
                    self.stopped = true;
                    return Ok(());
                }
                None => {
                    self.text.truncate(end);
                    return Ok(());
                }
            }
            self.read += 1;
        }
        if records.next_element::<IgnoredAny>()?.is_some() {
            self.stopped = true;
        }
        Ok(())
    }
}
