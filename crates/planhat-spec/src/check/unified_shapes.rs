//! Shapes of unified values: what their members are made of.

use std::collections::HashSet;

use super::place::{below, steps};
use super::{Place, names, unified_names};
use crate::diagnostic::Diagnostics;
use crate::model::{Map, UnifiedMember, UnifiedShape, UnifiedType};
use crate::nearest::hint;
use crate::node::Step;

pub(super) fn check(place: &Place, shapes: &Map<UnifiedShape>, found: &mut Diagnostics) {
    for (name, shape) in shapes {
        let at = steps!["shapes", name];
        unified_names::of_shape(place, name, found);
        if let Some(main) = &shape.main
            && !place.keys(&below(&at, "members")).contains(&main.as_str())
        {
            let message = format!("the shape has no member `{main}`");
            let help = hint(main, shape.members.keys().map(String::as_str));
            let fault = place.at_value("SPEC111", &below(&at, "main"), message);
            found.push(fault.maybe_help(help));
        }
        for (member, spec) in &shape.members {
            let at = [&at[..], &steps!["members", member]].concat();
            names::form(place, &at, member, "a member", found);
            place.not_empty(&at, [("doc", Some(&spec.doc))], found);
            of_member(place, &at, name, spec, shapes, found);
        }
    }
}

fn of_member(
    place: &Place,
    at: &[Step],
    shape: &str,
    member: &UnifiedMember,
    shapes: &Map<UnifiedShape>,
    found: &mut Diagnostics,
) {
    let inner = innermost(&member.kind);
    let is_enum = *inner == UnifiedType::Enum;
    if is_enum != member.values.is_some() && !place.has_faulty(at) {
        let message = "`type: enum` and `values` go together";
        found.push(place.at_key("SPEC040", at, message));
    }
    let UnifiedType::Shape(other) = inner else {
        return;
    };
    let at = below(at, "type");
    if !place.keys(&steps!["shapes"]).contains(&other.as_str()) {
        let help = hint(other, shapes.keys().map(String::as_str));
        let fault = place.at_value("SPEC110", &at, format!("there is no shape `{other}`"));
        found.push(fault.maybe_help(help));
    } else if leads_to(other, shape, shapes) {
        let message = format!("`{shape}` would be made of itself");
        let fault = place.at_value("SPEC110", &at, message);
        found.push(fault.help("a shape ends in plain types: take an id, or `object`"));
    }
}

/// Whether a shape is made of another, or is it.
fn leads_to(from: &str, to: &str, shapes: &Map<UnifiedShape>) -> bool {
    let (mut open, mut seen) = (vec![from], HashSet::new());
    while let Some(name) = open.pop() {
        if name == to {
            return true;
        }
        if !seen.insert(name) {
            continue;
        }
        let members = shapes.get(name).into_iter();
        let members = members.flat_map(|shape| shape.members.values());
        open.extend(members.filter_map(|member| match innermost(&member.kind) {
            UnifiedType::Shape(name) => Some(name.as_str()),
            _ => None,
        }));
    }
    false
}

fn innermost(kind: &UnifiedType) -> &UnifiedType {
    match kind {
        UnifiedType::List(item) => innermost(item),
        kind => kind,
    }
}
