//! Small specs made for one test each, and what comes of them.

use planhat_codegen::ir::Ir;
use planhat_spec::{Diagnostics, Loaded, Source, SpecSet};
use syn::{File, ImplItem, Item};

/// The good API of all small specs.
const API: &str = include_str!("../fixtures/small/planhat.yaml");

/// A company that others refer to.
const COMPANY: &str = "
resource: company
plural: companies
summary: A customer.
keys: [_id, externalId]
fields:
  name: { type: string, doc: Name. }
operations:
  get: {}
";

/// The API, a company, and these resources; each file is named by what it says.
pub fn sources(resources: &[&str]) -> Vec<Source> {
    let source = |path: String, text: &str| Source {
        path,
        bytes: text.trim_start().as_bytes().to_vec(),
    };
    let resource = |text: &&str| {
        let name = text
            .lines()
            .find_map(|line| line.strip_prefix("resource: "))
            .expect("a small spec names its resource");
        source(format!("specs/resources/{name}.yaml"), text)
    };
    let api = source("specs/planhat.yaml".to_owned(), API);
    let company = resource(&COMPANY);
    [api, company]
        .into_iter()
        .chain(resources.iter().map(resource))
        .collect()
}

pub fn load(resources: &[&str]) -> Result<Loaded, Diagnostics> {
    planhat_spec::load(&sources(resources))
}

pub fn set(resources: &[&str]) -> SpecSet {
    load(resources)
        .unwrap_or_else(|faults| panic!("{}", faults.render(false)))
        .set
}

pub fn ir(resources: &[&str]) -> Ir {
    planhat_codegen::lower(&set(resources))
}

/// One emitted file.
pub fn file(resources: &[&str], path: &str) -> String {
    let tree = planhat_codegen::generate(&set(resources)).expect("good specs give good Rust");
    tree.files()
        .get(path)
        .unwrap_or_else(|| panic!("no {path}"))
        .clone()
}

/// One item of the module of a resource, or a method as `Type::method`, without its documentation.
pub fn item(resources: &[&str], module: &str, name: &str) -> String {
    let path = format!("planhat-client/src/{module}.rs");
    let file = syn::parse_file(&file(resources, &path)).expect("what was emitted is Rust");
    let found: Vec<Item> = match name.split_once("::") {
        Some((of, method)) => file
            .items
            .into_iter()
            .filter_map(|item| only(item, of, method))
            .collect(),
        None => file
            .items
            .into_iter()
            .filter(|item| is_named(item, name))
            .collect(),
    };
    assert_eq!(found.len(), 1, "{name} stands once in {module}");
    prettyplease::unparse(&File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: found.into_iter().map(plain).collect(),
    })
}

/// The impl of a type with one method alone.
fn only(item: Item, of: &str, method: &str) -> Option<Item> {
    let Item::Impl(mut block) = item else {
        return None;
    };
    let syn::Type::Path(path) = &*block.self_ty else {
        return None;
    };
    let named = |one: &ImplItem| matches!(one, ImplItem::Fn(one) if one.sig.ident == method);
    let last = path.path.segments.last();
    if block.trait_.is_some() || last.is_none_or(|last| last.ident != of) {
        return None;
    }
    block.items.retain(named);
    (!block.items.is_empty()).then_some(Item::Impl(block))
}

fn is_named(item: &Item, name: &str) -> bool {
    match item {
        Item::Struct(one) => one.ident == name,
        Item::Enum(one) => one.ident == name,
        Item::Static(one) => one.ident == name,
        Item::Const(one) => one.ident == name,
        _ => false,
    }
}

fn plain(mut item: Item) -> Item {
    let undocumented = |attributes: &mut Vec<syn::Attribute>| {
        attributes.retain(|attribute| !attribute.path().is_ident("doc"));
    };
    match &mut item {
        Item::Struct(one) => {
            undocumented(&mut one.attrs);
            one.fields
                .iter_mut()
                .for_each(|field| undocumented(&mut field.attrs));
        }
        Item::Enum(one) => undocumented(&mut one.attrs),
        Item::Static(one) => undocumented(&mut one.attrs),
        Item::Const(one) => undocumented(&mut one.attrs),
        Item::Impl(one) => one.items.iter_mut().for_each(|item| {
            if let ImplItem::Fn(method) = item {
                undocumented(&mut method.attrs);
            }
        }),
        _ => {}
    }
    item
}

/// The `Debug` text of a part of the IR without the lines that say nothing.
pub fn brief(part: &dyn std::fmt::Debug) -> String {
    let empty = ["None,", "[],", "false,", "\"\","];
    let says = |line: &&str| {
        !line
            .split_once(": ")
            .is_some_and(|(_, value)| empty.contains(&value))
    };
    let text = format!("{part:#?}");
    text.lines().filter(says).collect::<Vec<_>>().join("\n")
}
