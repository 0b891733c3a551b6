//! A mapping made ready for reading: rules that are wanted, with the slots of what they look at.

use indexmap::IndexMap;
use planhat_spec::unified::mapping::{
    Alternative, Condition, Convert, Kind, Mapping, Merged, Model, Part, Path, Read as Way, Rule,
    Shape, Step, Variant,
};
use serde_json::Value;

use super::project::Projection;
use super::slots::Slots;
use crate::rules;

/// A model made ready for reading. Made once, it reads any number of records.
#[derive(Debug)]
pub struct Reader<'m> {
    pub(super) slots: Slots<'m>,
    pub(super) rules: Vec<Planned<'m>>,
    /// The names of their fields.
    pub(super) names: Vec<&'m str>,
    /// The settings in force.
    pub(super) settings: IndexMap<&'m str, String>,
    /// Where the id of the record stands, for warnings.
    pub(super) id: Option<Place<'m>>,
}

#[derive(Debug)]
pub(super) struct Planned<'m> {
    pub(super) rule: &'m Rule,
    pub(super) shape: Option<&'m Shape>,
    pub(super) source: Source<'m>,
    /// Parts of the value that alone are wanted.
    pub(super) keep: Vec<String>,
    /// Parts of the value that are not.
    pub(super) drop: Vec<String>,
}

#[derive(Debug)]
pub(super) enum Source<'m> {
    Nothing,
    Const(&'m Value),
    First(Vec<Choice<'m>>),
    Parts {
        parts: Vec<(&'m str, Piece<'m>)>,
        list: bool,
    },
    Merge(Vec<(Place<'m>, &'m Merged)>),
    Computed {
        rule: &'static rules::Rule,
        places: Vec<Place<'m>>,
        option: Option<&'m str>,
    },
    Whole,
}

/// Where a value stands: the slot of the member, and what comes behind it.
#[derive(Debug)]
pub(super) struct Place<'m> {
    pub(super) slot: usize,
    pub(super) rest: &'m [Step],
}

#[derive(Debug)]
pub(super) struct Choice<'m> {
    pub(super) places: Vec<Place<'m>>,
    /// Conditions, with the slot of the member that they begin with.
    pub(super) when: Vec<(usize, &'m Condition)>,
    pub(super) convert: &'m Convert,
    pub(super) beside: Option<Place<'m>>,
}

#[derive(Debug)]
pub(super) enum Piece<'m> {
    At(Place<'m>, &'m Kind),
    Const(&'m Value),
}

impl<'m> Reader<'m> {
    /// Makes a model ready for reading what is wanted of it.
    pub fn new(
        mapping: &'m Mapping,
        model: &'m Model,
        variant: &'m Variant,
        want: &Projection,
    ) -> Self {
        let mut slots = Slots::default();
        let wanted = variant.rules.iter().filter(|rule| want.wants(rule));
        let rules: Vec<Planned<'m>> = wanted
            .map(|rule| {
                let (keep, drop) = want.parts(&rule.field);
                let shape = shape_of(mapping, &rule.kind);
                let source = source(rule, shape, &mut slots);
                Planned {
                    rule,
                    shape,
                    source,
                    keep,
                    drop,
                }
            })
            .collect();
        let id = variant
            .rules
            .iter()
            .find(|rule| rule.field == crate::value::ID);
        let id = id.and_then(|rule| sources(rule)?.into_iter().next());
        let id = id.and_then(|path| place(path, &mut slots));
        slots.seal();
        let settings = settings(model, &want.options);
        let names = rules.iter().map(|planned| planned.rule.field.as_str());
        Reader {
            slots,
            names: names.collect(),
            rules,
            settings,
            id,
        }
    }
}

/// The settings of a model: as they are given, else as it has them.
pub(crate) fn settings<'m>(
    model: &'m Model,
    given: &IndexMap<String, String>,
) -> IndexMap<&'m str, String> {
    let value = |name: &str, default: &str| {
        given
            .get(name)
            .cloned()
            .unwrap_or_else(|| default.to_owned())
    };
    let settings = model.options.iter();
    settings
        .map(|one| (one.name.as_str(), value(&one.name, &one.default)))
        .collect()
}

/// The shape of a value of a kind, or of its items.
pub(crate) fn shape_of<'m>(mapping: &'m Mapping, kind: &Kind) -> Option<&'m Shape> {
    match kind {
        Kind::Shape(name) => mapping.shapes.get(name),
        Kind::List(inner) => shape_of(mapping, inner),
        _ => None,
    }
}

/// The paths that a rule looks at, conditions apart; nothing when it is the whole record.
pub fn sources(rule: &Rule) -> Option<Vec<&Path>> {
    Some(match &rule.read {
        Way::Whole => return None,
        Way::Unmapped | Way::Const(_) => Vec::new(),
        Way::First(alternatives) => {
            let paths = alternatives.iter().flat_map(|one| {
                let beside = match &one.convert {
                    Convert::Ref(parts) | Convert::RefList(parts) => parts.beside.as_ref(),
                    _ => None,
                };
                one.paths.iter().chain(beside)
            });
            paths.collect()
        }
        Way::Parts { parts, .. } => {
            let paths = parts.iter().filter_map(|(_, part)| match part {
                Part::Path(path) => Some(path),
                Part::Const(_) => None,
            });
            paths.collect()
        }
        Way::Merge(merged) => merged.iter().map(|one| &one.path).collect(),
        Way::Computed { sources, .. } => sources.iter().collect(),
    })
}

fn source<'m>(rule: &'m Rule, shape: Option<&'m Shape>, slots: &mut Slots<'m>) -> Source<'m> {
    match &rule.read {
        Way::Unmapped => Source::Nothing,
        Way::Const(value) => Source::Const(value),
        Way::Whole => Source::Whole,
        Way::First(alternatives) => {
            Source::First(alternatives.iter().map(|one| choice(one, slots)).collect())
        }
        Way::Parts { parts, list } => {
            let parts = parts.iter().filter_map(|(name, part)| {
                let piece = match part {
                    Part::Const(value) => Piece::Const(value),
                    Part::Path(path) => Piece::At(place(path, slots)?, member_kind(shape, name)),
                };
                Some((name.as_str(), piece))
            });
            Source::Parts {
                parts: parts.collect(),
                list: *list,
            }
        }
        Way::Merge(merged) => {
            let places = merged
                .iter()
                .filter_map(|one| Some((place(&one.path, slots)?, one)));
            Source::Merge(places.collect())
        }
        Way::Computed {
            rule,
            sources,
            option,
        } => match rules::find(rule) {
            Some(rule) => Source::Computed {
                rule,
                // One for one: rules know their sources by place.
                places: sources
                    .iter()
                    .map(|path| place_of_any(path, slots))
                    .collect(),
                option: option.as_deref(),
            },
            None => Source::Nothing,
        },
    }
}

/// What a member of a shape holds; texts where no shape says it.
fn member_kind<'m>(shape: Option<&'m Shape>, name: &str) -> &'m Kind {
    let member = shape.and_then(|shape| shape.members.iter().find(|one| one.name == name));
    member.map_or(&Kind::String, |member| &member.kind)
}

fn choice<'m>(one: &'m Alternative, slots: &mut Slots<'m>) -> Choice<'m> {
    let beside = match &one.convert {
        Convert::Ref(parts) | Convert::RefList(parts) => parts.beside.as_ref(),
        _ => None,
    };
    Choice {
        places: one
            .paths
            .iter()
            .filter_map(|path| place(path, slots))
            .collect(),
        when: one
            .when
            .iter()
            .map(|condition| wanted(condition, slots))
            .collect(),
        convert: &one.convert,
        beside: beside.and_then(|path| place(path, slots)),
    }
}

fn wanted<'m>(condition: &'m Condition, slots: &mut Slots<'m>) -> (usize, &'m Condition) {
    let head = condition.field.split('.').next().unwrap_or_default();
    (slots.add(head), condition)
}

fn place<'m>(path: &'m Path, slots: &mut Slots<'m>) -> Option<Place<'m>> {
    let (first, rest) = path.0.split_first()?;
    let Step::Member(name) = first else {
        return None;
    };
    Some(Place {
        slot: slots.add(name),
        rest,
    })
}

/// A path that leads nowhere gets a slot that no record fills.
fn place_of_any<'m>(path: &'m Path, slots: &mut Slots<'m>) -> Place<'m> {
    place(path, slots).unwrap_or_else(|| Place {
        slot: slots.add(""),
        rest: &path.0,
    })
}
