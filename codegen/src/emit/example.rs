//! Examples in the documentation: each method shows a call that compiles.

use crate::ir::{Argument, Choice, Field, Form, Operation, Resource, Returns, Type, TypeName};

const ID: &str = "\"61dd5bf1d8ecd4a9a5b0c0a1\"";

/// The lines of an example of the method.
pub(super) fn method(resource: &Resource, operation: &Operation) -> Vec<String> {
    let call = call(resource, operation);
    let answer = match (&operation.returns, &operation.face.form) {
        (_, Form::Bulk) => "report",
        (Returns::Records(_), _) => "records",
        (Returns::Record(_), _) => "record",
        _ => "answer",
    };
    let mut lines = vec![
        "```no_run".to_owned(),
        "# async fn example(client: planhat_client::Client) -> Result<(), planhat_client::Error> {"
            .to_owned(),
    ];
    if operation.deprecated.is_some() {
        lines.push("# #[allow(deprecated)]".to_owned());
    }
    if matches!(operation.returns, Returns::Nothing) {
        lines.push(format!("{call}.await?;"));
    } else {
        lines.push(format!("let {answer} = {call}.await?;"));
        lines.push(format!("println!(\"{{{answer}:?}}\");"));
    }
    lines.extend(["# Ok(())".to_owned(), "# }".to_owned(), "```".to_owned()]);
    lines
}

/// The call of a method.
pub(super) fn call(resource: &Resource, operation: &Operation) -> String {
    let module = &resource.name;
    let mut arguments = Vec::new();
    if operation.face.id.is_some() {
        arguments.push(ID.to_owned());
    }
    arguments.extend(
        operation
            .face
            .path
            .iter()
            .map(|field| value_of(module, field)),
    );
    arguments.extend(
        operation
            .face
            .arguments
            .iter()
            .map(|one| argument(module, one)),
    );
    match operation.face.form {
        Form::Plain | Form::Build => {}
        Form::Patch => arguments.push(format!(
            "planhat_client::{module}::{}::new()",
            resource.names.patch
        )),
        Form::Rows | Form::Bulk => arguments.push(format!("[{}]", row(resource))),
        Form::Csv => arguments.push("\"name,action\\nAda,login\\n\"".to_owned()),
    }
    format!(
        "client.{}().{}({})",
        resource.names.accessor,
        operation.method_name,
        arguments.join(", ")
    )
}

fn row(resource: &Resource) -> String {
    let arguments = resource.row.as_ref().map_or(&[][..], |row| &row.arguments);
    let arguments: Vec<String> = arguments
        .iter()
        .map(|one| argument(&resource.name, one))
        .collect();
    format!(
        "planhat_client::{}::{}::new({})",
        resource.name,
        resource.names.row,
        arguments.join(", ")
    )
}

fn argument(module: &str, argument: &Argument) -> String {
    match argument {
        Argument::Field { field, .. } => value_of(module, field),
        Argument::Choice(choice) => self::choice(module, choice),
    }
}

fn choice(module: &str, choice: &Choice) -> String {
    let Some(first) = choice.variants.first() else {
        return String::new();
    };
    format!(
        "planhat_client::{module}::{}::{}({})",
        choice.name,
        raw(&first.field.rust),
        whole(module, &first.field)
    )
}

fn raw(name: &str) -> String {
    super::types::ident(name).to_string()
}

/// `Into` leaves the type open, so it is named.
fn object(module: &str, name: &TypeName) -> String {
    let module = if name.shared { "common" } else { module };
    format!("planhat_client::{module}::{}::default()", name.name)
}

/// A value of the type itself, where an argument may be anything that gives items.
fn whole(module: &str, field: &Field) -> String {
    match &field.kind {
        Type::List(item) => {
            let first = field.values.first().map(|(value, _)| value.as_str());
            format!("vec![{}.into()]", value(module, item, first))
        }
        _ => value_of(module, field),
    }
}

fn value_of(module: &str, field: &Field) -> String {
    value(
        module,
        &field.kind,
        field.values.first().map(|(value, _)| value.as_str()),
    )
}

/// A value of the type, as an argument.
fn value(module: &str, kind: &Type, first: Option<&str>) -> String {
    match kind {
        Type::String => "\"text\"".to_owned(),
        Type::Id | Type::Ref { .. } => ID.to_owned(),
        Type::Integer => "1".to_owned(),
        Type::Number => "1.5".to_owned(),
        Type::Boolean => "true".to_owned(),
        Type::Day => "planhat_client::Day::new(20238)".to_owned(),
        Type::Date => {
            "\"2025-05-30\".parse::<planhat_client::Date>().expect(\"a date\")".to_owned()
        }
        Type::DateTime => "planhat_client::DateTime::now()".to_owned(),
        Type::Enum(_) => format!("{:?}", first.unwrap_or_default()),
        Type::List(item) => format!("[{}]", value(module, item, first)),
        Type::Map(_) => "planhat_client::KeyedMap::default()".to_owned(),
        Type::Object(name) => object(module, name),
        Type::Free | Type::Custom => "planhat_client::Object::new()".to_owned(),
        Type::Json => "\"anything\"".to_owned(),
    }
}
