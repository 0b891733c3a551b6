//! Made-up records and values: the same ones in every run.

use planhat_spec::unified::mapping::{Kind, Mapping};
use serde_json::{Map, Value, json};

/// Texts that something is known of, beside those of the rules.
const WORDS: [&str; 10] = [
    "email",
    "Done",
    "active",
    "Open",
    "NEW",
    "true",
    "1e999",
    "team members",
    "",
    "2024",
];

/// Members of objects that something is known of.
const MEMBERS: [&str; 6] = ["_id", "id", "name", "email", "isOwner", "type"];

/// A source of values that are made up.
pub struct Made(fastrand::Rng);

impl Made {
    pub fn new(seed: u64) -> Self {
        Made(fastrand::Rng::with_seed(seed))
    }

    /// One of some.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        self.0.choice(of)
    }

    /// An object whose members mostly have these names.
    pub fn record(&mut self, names: &[String]) -> Map<String, Value> {
        (0..self.0.usize(..24))
            .map(|_| {
                let name = match self.0.u8(..9) {
                    0 => self.text(),
                    _ => self.0.choice(names).cloned().unwrap_or_default(),
                };
                (name, self.json(3))
            })
            .collect()
    }

    fn json(&mut self, depth: u8) -> Value {
        match self.0.u8(..if depth == 0 { 10 } else { 14 }) {
            0 => Value::Null,
            1 => self.0.bool().into(),
            2 => self.0.i64(..).into(),
            3 => self.0.i64(-20_000..20_000).into(),
            4 => json!(f64::from_bits(self.0.u64(..))),
            5 => self.text().into(),
            6 => self.id().into(),
            7 => self.moment().into(),
            8 => self.date().into(),
            9 => self.known(),
            10 | 11 => (0..self.0.u8(..4)).map(|_| self.json(depth - 1)).collect(),
            _ => {
                let members = (0..self.0.u8(..4)).map(|_| (self.member(), self.json(depth - 1)));
                Value::Object(members.collect())
            }
        }
    }

    fn known(&mut self) -> Value {
        match self.0.u8(..4) {
            0 => self.0.i64(..).to_string().into(),
            _ => self.0.choice(WORDS).unwrap_or_default().into(),
        }
    }

    fn member(&mut self) -> String {
        match self.0.u8(..3) {
            0 => self.text(),
            _ => self.0.choice(MEMBERS).unwrap_or_default().to_owned(),
        }
    }

    /// Any text: letters, quotes, controls and whatever else Unicode has.
    pub fn text(&mut self) -> String {
        (0..self.0.u8(..12))
            .map(|_| match self.0.u8(..8) {
                0 => self.0.char(..),
                1 => self.0.char('\0'..' '),
                2 => self
                    .0
                    .choice(['"', '\\', '/', ' ', 'ä', '☃'])
                    .unwrap_or(' '),
                _ => self.0.lowercase(),
            })
            .collect()
    }

    pub fn id(&mut self) -> String {
        (0..24).map(|_| self.0.digit(16)).collect()
    }

    pub fn date(&mut self) -> String {
        let (year, month, day) = (self.0.u16(1..=9999), self.0.u8(1..=12), self.0.u8(1..=28));
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// RFC 3339 in UTC, in any precision.
    pub fn moment(&mut self) -> String {
        let clock = (self.0.u8(..24), self.0.u8(..60), self.0.u8(..60));
        let date = self.date();
        let fraction: String = (0..self.0.u8(..10)).map(|_| self.0.digit(10)).collect();
        let point = if fraction.is_empty() { "" } else { "." };
        format!(
            "{date}T{:02}:{:02}:{:02}{point}{fraction}Z",
            clock.0, clock.1, clock.2
        )
    }

    /// A value that a caller may give for a field of this kind.
    pub fn of(&mut self, mapping: &Mapping, kind: &Kind) -> Value {
        match kind {
            Kind::String | Kind::Any => self.said().into(),
            Kind::Integer => self.0.i32(..).into(),
            Kind::Number => (f64::from(self.0.i32(-1_000_000..1_000_000)) / 100.0).into(),
            Kind::Boolean => self.0.bool().into(),
            Kind::DateTime => self.moment().into(),
            Kind::Date => self.date().into(),
            Kind::Enum(words) => self.0.choice(words).cloned().into(),
            Kind::Object => {
                let members = (0..self.0.u8(..3)).map(|_| (self.said(), Value::from(self.said())));
                Value::Object(members.collect())
            }
            Kind::List(inner) => (0..self.0.u8(1..4))
                .map(|_| self.of(mapping, inner))
                .collect(),
            Kind::Shape(name) => self.shape(mapping, name),
        }
    }

    /// A reference by its id; of other shapes every member.
    fn shape(&mut self, mapping: &Mapping, name: &str) -> Value {
        let members = &mapping.shapes[name].members;
        if name == "Ref" {
            return json!({ "id": self.id() });
        }
        let same = self.said();
        let each = members.iter().map(|member| {
            let value = match (name, member.name.as_str()) {
                ("Tag" | "TypeRef" | "Stage", "id" | "name") => same.clone().into(),
                _ => self.of(mapping, &member.kind),
            };
            (member.name.clone(), value)
        });
        Value::Object(each.collect())
    }

    /// A text that says something.
    fn said(&mut self) -> String {
        let length = self.0.u8(1..10);
        (0..length).map(|_| self.0.alphanumeric()).collect()
    }
}
