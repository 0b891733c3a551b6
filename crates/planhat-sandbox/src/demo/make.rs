//! One record.

use planhat_core::table::{Field, Kind};
use serde_json::{Map, Value};

use super::grow::{Place, World};
use super::moment::{self, DAY};
use super::people::{Firm, Person};
use super::plan::{Follow, Plan};
use super::random::{Random, number, stride};
use super::source::{Name, Part, Source};
use super::value::{fitting, opaque, ranged, rounded, written};
use super::words::Word;

/// What a record is made of.
#[derive(Clone, Copy)]
pub(super) struct Start<'a> {
    pub(super) world: &'a World<'a>,
    pub(super) plan: &'a Plan,
    /// Its number among all of its resource.
    pub(super) number: usize,
    /// Its number among those of its parent.
    pub(super) turn: usize,
    pub(super) parent: Option<Place>,
    pub(super) firm: &'a Firm,
}

impl Start<'_> {
    /// When its parent was made.
    fn since(&self) -> i64 {
        let parent = self.parent.map(|place| self.world.record(place).created);
        parent.unwrap_or(i64::MIN)
    }
}

/// A record under way: a field may rest on others, so each is worked out when it is asked for.
pub(super) struct Making<'a> {
    start: Start<'a>,
    seed: u64,
    cases: Vec<&'a Follow>,
    cells: Vec<Cell>,
    picks: Vec<(usize, Option<Place>)>,
    person: Option<Person>,
    created: i64,
    updated: Option<i64>,
    /// The latest of the moments suggested so far.
    last: Option<i64>,
}

enum Cell {
    Open,
    /// Being worked out: a field that rests on itself gets nothing.
    Busy,
    Done(Option<Value>),
}

/// A record that is done.
pub(super) struct Made {
    pub(super) seed: u64,
    pub(super) created: i64,
    pub(super) doc: Map<String, Value>,
}

/// Makes a record.
pub(super) fn make(start: Start<'_>) -> Made {
    let name = number(start.plan.resource.name);
    let own = u64::try_from(start.number).unwrap_or_default();
    let seed = Random::new(&[start.world.seed, name, own]).next();
    let mut making = Making {
        seed,
        cases: cases(start, seed),
        cells: start.plan.fields.iter().map(|_| Cell::Open).collect(),
        picks: Vec::new(),
        person: None,
        created: start.world.now - 365 * DAY,
        updated: None,
        last: None,
        start,
    };
    making.created = making.creation();
    let mut doc = Map::new();
    for (at, slot) in start.plan.fields.iter().enumerate() {
        if slot.shown
            && let Some(value) = making.field(at)
        {
            doc.insert(slot.kept.to_owned(), value);
        }
    }
    Made {
        seed: making.seed,
        created: making.created,
        doc,
    }
}

/// The case of each group that a record follows, the last group first.
fn cases(start: Start<'_>, own: u64) -> Vec<&Follow> {
    let family = start.parent.map(|place| start.world.record(place).seed);
    let groups = start.plan.groups.iter().enumerate().rev();
    let chosen = groups.filter_map(|(at, group)| {
        let salt = u64::try_from(at).unwrap_or_default();
        if !group.even {
            let mut random = Random::new(&[own, salt]);
            let total: u32 = group.cases.iter().map(|case| case.weight).sum();
            let mut left = random.between(0, i64::from(total) - 1);
            return group.cases.iter().find(|case| {
                left -= i64::from(case.weight);
                left < 0
            });
        }
        let count = group.cases.len().max(1);
        let Some(family) = family else {
            return group.cases.get((start.number - 1) % count);
        };
        let name = number(start.plan.resource.name);
        let mut random = Random::new(&[family, name, salt]);
        let (first, step) = (random.below(count), stride(&mut random, count));
        group.cases.get((first + start.turn * step) % count)
    });
    chosen.collect()
}

impl<'a> Making<'a> {
    fn creation(&mut self) -> i64 {
        let now = self.start.world.now;
        let parent = self
            .start
            .parent
            .map(|place| self.start.world.record(place).created);
        let least = parent.unwrap_or(now - 365 * DAY);
        let mut random = self.random("_id");
        let told = self.cases.iter().find_map(|case| case.creation.as_ref());
        let told = told.or(self.start.plan.creation.as_ref());
        self.created = least;
        let moment = told.and_then(|source| self.moment(source, &mut random));
        match (moment, parent) {
            (Some(moment), None) => moment.min(now),
            (Some(moment), Some(parent)) => moment.max(parent).min(now),
            (None, _) => moment::between(least.max(now - 365 * DAY), now - 3600, &mut random),
        }
    }

    fn random(&self, name: &str) -> Random {
        Random::new(&[self.seed, number(name)])
    }

    /// The value of a field.
    fn field(&mut self, at: usize) -> Option<Value> {
        match self.cells.get(at)? {
            Cell::Busy => return None,
            Cell::Done(value) => return value.clone(),
            Cell::Open => self.cells[at] = Cell::Busy,
        }
        let slot = &self.start.plan.fields[at];
        let mut told = self.cases.iter().flat_map(|case| &case.fields);
        let source = told
            .find(|(field, _)| *field == at)
            .map_or(&slot.source, |(_, source)| source);
        let mut random = self.random(slot.field.name);
        let value = self.value(source, slot.field, &mut random);
        self.cells[at] = Cell::Done(value.clone());
        value
    }

    fn value(&mut self, source: &'a Source, field: &Field, random: &mut Random) -> Option<Value> {
        if let Some(moment) = self.moment(source, random) {
            return Some(fitting(&field.kind, written(&field.kind, moment)));
        }
        let value = match source {
            Source::Words(word) if matches!(field.kind, Kind::List(_)) && *word == Word::Tag => {
                self.some_words(*word, random)
            }
            Source::Words(word) => self.word(*word, random)?.into(),
            Source::Values(values) => random.one(values).filter(|value| !value.is_null())?.clone(),
            Source::Range(least, most) => ranged(*least, *most, random),
            Source::Text(parts) => self.text(parts, random)?,
            Source::Times(name, least, most) => {
                let product = self.named(*name, random)?.as_f64()? * random.within(*least, *most);
                // What is worked out exactly keeps its cents, what is guessed has none.
                rounded(if least == most {
                    product
                } else {
                    product.round()
                })
            }
            Source::Reference(resource) => {
                let place = self.pick(*resource)?;
                self.start.world.record(place).id.as_str().into()
            }
            Source::Another(resource) => self.other(*resource, random)?,
            Source::Opaque => opaque(random).into(),
            Source::Members(members) => {
                let members = members.iter().filter_map(|(member, source)| {
                    let mut random = Random::new(&[random.next(), number(member.name)]);
                    let value = self.value(source, member, &mut random)?;
                    Some((member.name.to_owned(), value))
                });
                Value::Object(members.collect())
            }
            Source::Own(fields) => self.own(fields, random)?,
            _ => return None,
        };
        Some(fitting(&field.kind, value))
    }

    /// The moment that a source gives, where it gives one.
    fn moment(&mut self, source: &Source, random: &mut Random) -> Option<i64> {
        let now = self.start.world.now;
        Some(match source {
            Source::Days(least, most) => {
                let moment = moment::on_day(now, random.between(*least, *most), random);
                // What is past did not happen before there was a company.
                match *most <= 0 {
                    true => moment.max(self.start.since()).min(now),
                    false => moment,
                }
            }
            Source::After(name, least, most) => {
                let from = self.moment_of(*name, random)?;
                match least == most {
                    true => from + least * DAY,
                    false => {
                        let moment = moment::on_day(from, random.between(*least, *most), random);
                        if *least >= 0 {
                            moment.max(from)
                        } else {
                            moment
                        }
                    }
                }
            }
            Source::Created => self.created,
            Source::Updated => {
                let created = self.created;
                let changed = || moment::between(created, now, random);
                *self.updated.get_or_insert_with(changed)
            }
            Source::Later => {
                let last = self.last.unwrap_or(self.created);
                let moment = moment::on_day(last, random.between(0, 30), random);
                let moment = moment.max(last).min(now.max(last));
                self.last = Some(moment);
                moment
            }
            _ => return None,
        })
    }

    fn moment_of(&mut self, name: Name, random: &mut Random) -> Option<i64> {
        match name {
            Name::Creation => Some(self.created),
            Name::Of(resource, "_id") => {
                let place = self.pick(resource)?;
                Some(self.start.world.record(place).created)
            }
            name => moment::of(&self.named(name, random)?),
        }
    }

    fn named(&mut self, name: Name, random: &mut Random) -> Option<Value> {
        match name {
            Name::Own(at) => self.field(at),
            Name::Creation => Some(moment::text(self.created).into()),
            Name::Of(resource, field) => {
                let place = self.pick(resource)?;
                let record = self.start.world.record(place);
                match field {
                    "_id" => Some(record.id.as_str().into()),
                    field => record.doc.get(field).cloned(),
                }
            }
            Name::Word(word) => self.word(word, random).map(Value::from),
            Name::Number => Some((1000 + self.start.number).into()),
        }
    }

    /// A text; nothing as soon as one of its parts is lacking.
    fn text(&mut self, parts: &[Part], random: &mut Random) -> Option<Value> {
        if let [Part::Of(name)] = parts {
            return self.named(*name, random);
        }
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Plain(plain) => text.push_str(plain),
                Part::Of(name) => match self.named(*name, random)? {
                    Value::String(value) => text.push_str(&value),
                    value => text.push_str(&value.to_string()),
                },
            }
        }
        Some(text.into())
    }

    fn word(&mut self, word: Word, random: &mut Random) -> Option<String> {
        if let Some(text) = self.start.firm.word(word, random) {
            return Some(text);
        }
        let firm = self.start.firm;
        self.person.get_or_insert_with(|| firm.person()).word(word)
    }

    /// None to three different words.
    fn some_words(&mut self, word: Word, random: &mut Random) -> Value {
        let mut words: Vec<String> = Vec::new();
        for _ in 0..random.below(4) {
            if let Some(text) = self.word(word, random)
                && !words.contains(&text)
            {
                words.push(text);
            }
        }
        words.into()
    }

    fn own(&mut self, fields: &'a [(String, Source)], random: &mut Random) -> Option<Value> {
        let any = Field {
            kind: Kind::Json,
            ..Field::NEW
        };
        let values = fields.iter().filter_map(|(name, source)| {
            let mut random = Random::new(&[random.next(), number(name)]);
            Some((name.clone(), self.value(source, &any, &mut random)?))
        });
        let values: Map<String, Value> = values.collect();
        (!values.is_empty()).then(|| values.into())
    }

    /// The record of a resource that this one goes by.
    fn pick(&mut self, resource: usize) -> Option<Place> {
        if let Some((_, place)) = self.picks.iter().find(|(of, _)| *of == resource) {
            return *place;
        }
        let mut random = Random::new(&[
            self.seed,
            u64::MAX,
            number("pick"),
            u64::try_from(resource).unwrap_or_default(),
        ]);
        let world = self.start.world;
        let place = world
            .ancestor(self.start.parent, resource)
            .or_else(|| world.some(resource, &mut random));
        self.picks.push((resource, place));
        place
    }

    /// The id of a record of a resource, if it can be of another one than the record goes by.
    fn other(&mut self, resource: usize, random: &mut Random) -> Option<Value> {
        let first = self.pick(resource)?;
        let world = self.start.world;
        let tries = (0..4).filter_map(|_| world.some(resource, random));
        let place = tries
            .into_iter()
            .find(|place| *place != first)
            .unwrap_or(first);
        Some(world.record(place).id.as_str().into())
    }
}
