//! Examples of calls: each is of a resource and an operation that exist, and fits what is called.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::effective::path;
use super::{Context, Place, names, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Example, Examples, Operation, Resource};
use crate::nearest::{hint, nearest};

/// Checks the examples and gives them back by resource.
pub(super) fn check(
    context: &Context<'_>,
    read: BTreeMap<String, (Place, Examples)>,
    found: &mut Diagnostics,
) -> IndexMap<String, Examples> {
    let mut all = IndexMap::new();
    for (stem, (place, mut examples)) in read {
        if place.has(&steps!["resource"]) {
            names::file_name("resource", &stem, &examples.resource, &place, found);
        } else {
            examples.resource.clone_from(&stem);
        }
        of_resource(context, &place, &examples, found);
        all.insert(stem, examples);
    }
    all
}

fn of_resource(context: &Context<'_>, place: &Place, examples: &Examples, found: &mut Diagnostics) {
    let name = &examples.resource;
    if !context.knows_resource(name) {
        let message = format!("there is no resource `{name}` to give examples of");
        let help = match nearest(name, context.resource_names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "where the resource was removed, remove this file too".to_owned(),
        };
        let fault = place.at_value("SPEC080", &steps!["resource"], message);
        return found.push(fault.help(help));
    }
    // Of a resource that could not be read nothing more is known.
    let (Some(spec), Some(there)) = (
        context.set.resources.get(name),
        context.places.get(name.as_str()),
    ) else {
        return;
    };
    // Operations that are in the file but faulty count.
    let known = there.keys(&steps!["operations"]);
    for (operation, example) in &examples.operations {
        match spec.operations.get(operation) {
            Some(called) => of_operation(context, place, spec, (operation, called), example, found),
            None if known.contains(&operation.as_str()) => {}
            None => {
                let message = format!("{name} has no operation `{operation}`");
                let fault = place.at_key("SPEC081", &steps!["operations", operation], message);
                found.push(fault.maybe_help(hint(operation, known.iter().copied())));
            }
        }
    }
}

fn of_operation(
    context: &Context<'_>,
    place: &Place,
    spec: &Resource,
    (name, operation): (&String, &Operation),
    example: &Example,
    found: &mut Diagnostics,
) {
    let template = path(context, spec, name, operation);
    if !fits(&template, &example.request.path) {
        let message = format!("`{name}` is called at {template}, not here");
        let at = steps!["operations", name, "request", "path"];
        found.push(place.at_value("SPEC082", &at, message));
    }
    if let Some(status) = example.response.status
        && !(100..=599).contains(&status)
    {
        let at = steps!["operations", name, "response", "status"];
        found.push(place.at_value("SPEC082", &at, format!("{status} is no status of HTTP")));
    }
}

/// Whether a path is a template with its placeholders filled in.
fn fits(template: &str, path: &str) -> bool {
    let part = |(template, part): (&str, &str)| {
        template == part || (template.contains('{') && !part.is_empty() && !part.contains('?'))
    };
    template.split('/').count() == path.split('/').count()
        && template.split('/').zip(path.split('/')).all(part)
}
