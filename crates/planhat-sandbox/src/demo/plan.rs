//! The tables as they are gone by: every source compiled, every resource in its turn.

use planhat_core::table::{Access, Api, Case, Field, Fill, Resource, Share};
use serde_json::Value;

use super::source::{Names, Source, kept};
use super::suggest;

/// All resources that have demo data.
#[derive(Debug)]
pub(super) struct Plans {
    /// By the place of the resource in the table; nothing where it has no demo data.
    pub(super) of: Vec<Option<Plan>>,
    /// The places, what is referred to first.
    pub(super) order: Vec<usize>,
    /// The one that a tenant is sized by.
    pub(super) anchor: Option<usize>,
}

/// A resource.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) resource: &'static Resource,
    pub(super) share: Share,
    /// The place of the resource of which each record has its own.
    pub(super) per: Option<usize>,
    /// What that record must have: a field as it is kept, and its values.
    pub(super) when: Option<(&'static str, Vec<Value>)>,
    pub(super) fields: Vec<Slot>,
    pub(super) groups: Vec<Group>,
    /// Where the moment of its creation comes from.
    pub(super) creation: Option<Source>,
}

/// A field.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) field: &'static Field,
    /// The name that it is kept under.
    pub(super) kept: &'static str,
    pub(super) source: Source,
    /// Whether it stands in the record, or only serves others.
    pub(super) shown: bool,
}

/// Cases of which a record follows one.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) cases: Vec<Follow>,
    /// Whether all weigh the same, so that they are gone through in turn.
    pub(super) even: bool,
}

/// A case.
#[derive(Debug)]
pub(super) struct Follow {
    pub(super) weight: u32,
    pub(super) fields: Vec<(usize, Source)>,
    pub(super) creation: Option<Source>,
}

impl Plans {
    pub(super) fn new(api: &'static Api) -> Self {
        let all = api.resources.iter();
        let of: Vec<Option<Plan>> = all.map(|resource| plan(Names { api, resource })).collect();
        Plans {
            order: order(&of),
            anchor: anchor(&of),
            of,
        }
    }

    /// Whether records of a resource belong to one of the resource that a tenant is sized by.
    pub(super) fn inside(&self, place: usize) -> bool {
        self.anchor
            .is_some_and(|anchor| root(&self.of, place) == Some(anchor))
    }
}

/// The resource at the top of those that a resource is `per`.
fn root(of: &[Option<Plan>], mut place: usize) -> Option<usize> {
    for _ in 0..=of.len() {
        match of.get(place)?.as_ref()?.per {
            Some(per) => place = per,
            None => return Some(place),
        }
    }
    None
}

/// The top that most are under; of several the first.
fn anchor(of: &[Option<Plan>]) -> Option<usize> {
    let mut under = vec![0_usize; of.len()];
    for (place, plan) in of.iter().enumerate() {
        let Some(top) = root(of, place) else { continue };
        under[top] += usize::from(plan.as_ref().is_some_and(|plan| plan.per.is_some()));
    }
    let most = under.iter().copied().max().filter(|most| *most > 0)?;
    under.iter().position(|count| *count == most)
}

/// What is referred to before what refers to it; where that goes round in a circle, at least what
/// has others of its own before these.
fn order(of: &[Option<Plan>]) -> Vec<usize> {
    let needs: Vec<Vec<usize>> = of
        .iter()
        .map(|plan| plan.as_ref().map_or(Vec::new(), needs))
        .collect();
    let mut left: Vec<usize> = (0..of.len()).filter(|place| of[*place].is_some()).collect();
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits = |place: usize, on: usize| on != place && left.contains(&on);
        let parent = |place: usize| of[place].as_ref().and_then(|plan| plan.per);
        let free = |place: &usize| !parent(*place).is_some_and(|per| waits(*place, per));
        let ready =
            |place: &usize| free(place) && !needs[*place].iter().any(|on| waits(*place, *on));
        let next = left.iter().position(ready);
        let next = next.or_else(|| left.iter().position(free)).unwrap_or(0);
        order.push(left.remove(next));
    }
    order
}

fn needs(plan: &Plan) -> Vec<usize> {
    let mut found = Vec::new();
    plan.fields
        .iter()
        .for_each(|slot| slot.source.needs(&mut found));
    for case in plan.groups.iter().flat_map(|group| &group.cases) {
        case.fields
            .iter()
            .for_each(|(_, source)| source.needs(&mut found));
    }
    found
}

fn plan(names: Names) -> Option<Plan> {
    let resource = names.resource;
    let share = resource.demo?;
    let per = match share.per {
        Some(per) => Some(names.place(per)?),
        None => None,
    };
    let when = share.when.and_then(|(field, values)| {
        let there = names.api.resources[per?].field(field)?;
        let values = values
            .iter()
            .filter_map(|json| serde_json::from_str(json).ok());
        Some((kept(there), values.collect()))
    });
    let fields = resource.fields.iter().map(|field| Slot {
        field,
        kept: kept(field),
        source: suggest::source(names, field),
        shown: field.name != "_id" && (field.access != Access::Write || field.reads_as.is_some()),
    });
    let creation = resource
        .fields
        .iter()
        .find(|field| creates(field) && field.demo.is_some());
    Some(Plan {
        resource,
        share,
        per,
        when,
        fields: fields.collect(),
        groups: share
            .cases
            .iter()
            .map(|group| self::group(names, group))
            .collect(),
        creation: creation
            .and_then(|field| field.demo.as_ref())
            .map(|demo| names.source(demo)),
    })
}

/// Whether a field tells when the record was made.
fn creates(field: &Field) -> bool {
    field.name == "_id" || field.fill == Some(Fill::Created)
}

fn group(names: Names, cases: &'static [Case]) -> Group {
    let first = cases.first().map(|case| case.weight);
    Group {
        even: cases.iter().all(|case| Some(case.weight) == first),
        cases: cases.iter().map(|case| follow(names, case)).collect(),
    }
}

fn follow(names: Names, case: &'static Case) -> Follow {
    let mut follow = Follow {
        weight: case.weight,
        fields: Vec::new(),
        creation: None,
    };
    for (name, demo) in case.fields {
        let mut fields = names.resource.fields.iter();
        let Some(place) = fields.position(|field| field.name == *name) else {
            continue;
        };
        match creates(&names.resource.fields[place]) {
            true => follow.creation = Some(names.source(demo)),
            false => follow.fields.push((place, names.source(demo))),
        }
    }
    follow
}
