//! Rows of the metadata tables.

use heck::ToShoutySnakeCase;
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::ir::{
    Access, Field, Format, Operation, OperationKind, Repeat, Returns, Rule, Type, TypeName,
};

/// A field, or the constant that it shares with others.
pub(super) fn field(field: &Field) -> TokenStream {
    match &field.shared {
        Some(name) => {
            let name = format_ident!("{name}");
            quote!(crate::common::#name)
        }
        None => row(field),
    }
}

/// A field; what is as usual is left out.
pub(super) fn row(field: &Field) -> TokenStream {
    let (name, rust, doc) = (&field.wire, &field.rust, &field.doc);
    let kind = kind(&field.kind);
    let mut parts = vec![
        quote!(name: #name),
        quote!(rust: #rust),
        quote!(kind: #kind),
        quote!(doc: #doc),
    ];
    let mut add = |part: TokenStream| parts.push(part);
    if let Some(or) = &field.or {
        let or = self::kind(or);
        add(quote!(or: Some(#or)));
    }
    match field.access {
        Access::Both => {}
        Access::Read => add(quote!(access: t::Access::Read)),
        Access::Write => add(quote!(access: t::Access::Write)),
    }
    numbers(field, &mut add);
    texts(field, &mut add);
    super::server::field(field, &mut add);
    if let Some(format) = field.format {
        let format = match format {
            Format::Email => quote!(Email),
            Format::Phone => quote!(Phone),
            Format::Url => quote!(Url),
            Format::Html => quote!(Html),
        };
        add(quote!(format: Some(t::Format::#format)));
    }
    let flags = [
        ("open", field.open),
        ("sensitive", field.sensitive),
        ("unverified", field.unverified),
        ("prefixed", field.prefixed),
    ];
    for (flag, _) in flags.into_iter().filter(|(_, on)| *on) {
        let flag = format_ident!("{flag}");
        add(quote!(#flag: true));
    }
    if let Some(demo) = &field.demo {
        let demo = super::demo::demo(demo);
        add(quote!(demo: Some(#demo)));
    }
    quote!(t::Field { #(#parts,)* ..t::Field::NEW })
}

fn numbers(field: &Field, add: &mut impl FnMut(TokenStream)) {
    if let Some(min) = field.min.map(Literal::f64_unsuffixed) {
        add(quote!(min: Some(#min)));
    }
    if let Some(max) = field.max.map(Literal::f64_unsuffixed) {
        add(quote!(max: Some(#max)));
    }
}

fn texts(field: &Field, add: &mut impl FnMut(TokenStream)) {
    let options = [
        ("note", &field.note),
        ("reads_as", &field.reads_as),
        ("default", &field.default),
        ("example", &field.example),
        ("deprecated", &field.deprecated),
    ];
    for (name, value) in options {
        if let Some(value) = value {
            let name = format_ident!("{name}");
            add(quote!(#name: Some(#value)));
        }
    }
    for (name, values) in [("only", &field.only), ("aliases", &field.aliases)] {
        if !values.is_empty() {
            let name = format_ident!("{name}");
            add(quote!(#name: &[#(#values),*]));
        }
    }
    if !field.values.is_empty() {
        let values = pairs(&field.values);
        add(quote!(values: #values));
    }
}

/// A list of pairs of texts.
pub(super) fn pairs(pairs: &[(String, String)]) -> TokenStream {
    let pairs = pairs.iter().map(|(left, right)| quote!((#left, #right)));
    quote!(&[#(#pairs),*])
}

fn kind(kind: &Type) -> TokenStream {
    match kind {
        Type::String => quote!(t::Kind::String),
        Type::Integer => quote!(t::Kind::Integer),
        Type::Number => quote!(t::Kind::Number),
        Type::Boolean => quote!(t::Kind::Boolean),
        Type::Id => quote!(t::Kind::Id),
        Type::Ref { resource, .. } => quote!(t::Kind::Ref(#resource)),
        Type::Date => quote!(t::Kind::Date),
        Type::DateTime => quote!(t::Kind::DateTime),
        Type::Day => quote!(t::Kind::Day),
        Type::Enum(_) => quote!(t::Kind::Enum),
        Type::List(item) => {
            let item = self::kind(item);
            quote!(t::Kind::List(&#item))
        }
        Type::Map(item) => {
            let item = self::kind(item);
            quote!(t::Kind::Map(&#item))
        }
        Type::Object(name) => {
            let fields = fields_of(name);
            quote!(t::Kind::Object(#fields))
        }
        Type::Free => quote!(t::Kind::Object(&[])),
        Type::Custom => quote!(t::Kind::Custom),
        Type::Json => quote!(t::Kind::Json),
    }
}

/// The constant with the members of a nested object.
fn fields_of(name: &TypeName) -> TokenStream {
    let constant = fields_constant(&name.name);
    if name.shared {
        quote!(crate::common::#constant)
    } else {
        quote!(#constant)
    }
}

/// Its name.
pub(super) fn fields_constant(type_name: &str) -> proc_macro2::Ident {
    format_ident!("{}_FIELDS", type_name.to_shouty_snake_case())
}

/// The table of an operation.
pub(super) fn operation(operation: &Operation) -> TokenStream {
    let table = format_ident!("{}", operation.table);
    let (name, path, doc) = (&operation.name, &operation.path, &operation.doc);
    let (host, auth, ids) = (&operation.host, &operation.auth, &operation.ids);
    let kind = operation_kind(operation.kind);
    let method = format_ident!("{}", format!("{:?}", operation.method));
    let query = operation.query.iter().map(field);
    let (body, body_fields) = body(operation);
    let required = rules(&operation.required);
    let advised = rules(&operation.advised);
    let drops = &operation.drops_without;
    let fixed = pairs(&operation.fixed);
    let returns = returns(&operation.returns);
    let repeat = match operation.repeat {
        Repeat::Always => quote!(Always),
        Repeat::WithKeys => quote!(WithKeys),
        Repeat::Never => quote!(Never),
    };
    let note = option(operation.note.as_ref());
    let deprecated = option(operation.deprecated.as_ref());
    let copies = option(operation.copies.as_ref());
    let tool = option(operation.tool.as_ref());
    let unverified = operation.unverified;
    let comment = format!(" Table of `{name}`.");
    quote! {
        #[doc = #comment]
        pub static #table: t::Operation = t::Operation {
            resource: &TABLE,
            name: #name,
            kind: #kind,
            method: t::Method::#method,
            path: #path,
            host: #host,
            auth: #auth,
            ids: &[#(#ids),*],
            query: &[#(#query),*],
            body: #body,
            body_fields: #body_fields,
            required: #required,
            advised: #advised,
            drops_without: &[#(#drops),*],
            fixed: #fixed,
            returns: #returns,
            repeat: t::Repeat::#repeat,
            doc: #doc,
            note: #note,
            unverified: #unverified,
            deprecated: #deprecated,
            copies: #copies,
            tool: #tool,
        };
    }
}

fn operation_kind(kind: OperationKind) -> TokenStream {
    let kind = format_ident!("{}", format!("{kind:?}"));
    quote!(t::OperationKind::#kind)
}

fn body(operation: &Operation) -> (TokenStream, TokenStream) {
    use crate::ir::Body;
    match &operation.body {
        Body::None => (quote!(t::Body::None), quote!(&[])),
        Body::One => (quote!(t::Body::One), quote!(FIELDS)),
        Body::Many => (quote!(t::Body::Many), quote!(FIELDS)),
        Body::OneOrMany => (quote!(t::Body::OneOrMany), quote!(FIELDS)),
        Body::Csv => (quote!(t::Body::Csv), quote!(&[])),
        Body::Fields(fields) => {
            let fields = fields.iter().map(field);
            (quote!(t::Body::One), quote!(&[#(#fields),*]))
        }
    }
}

fn rules(rules: &[Rule]) -> TokenStream {
    let rules = rules.iter().map(|rule| {
        let one_of = &rule.one_of;
        let when = pairs(&rule.when);
        quote!(t::Rule { one_of: &[#(#one_of),*], when: #when })
    });
    quote!(&[#(#rules),*])
}

fn returns(returns: &Returns) -> TokenStream {
    match returns {
        Returns::Records(promised) => quote!(t::Returns::Records(&[#(#promised),*])),
        Returns::Record(promised) => quote!(t::Returns::Record(&[#(#promised),*])),
        Returns::Shape(name, type_name) => {
            let fields = fields_of(type_name);
            quote!(t::Returns::Shape(#name, #fields))
        }
        Returns::Nothing => quote!(t::Returns::Nothing),
        Returns::Json => quote!(t::Returns::Json),
    }
}

/// An optional text.
pub(super) fn option(value: Option<&String>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}
