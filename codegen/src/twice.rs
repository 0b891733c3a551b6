//! The net under all names: items, methods and parameters that a file would have twice.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::{FnArg, ImplItem, Item, ItemImpl, Pat, Signature};

/// What the file has twice, if anything.
pub(crate) fn find(file: &syn::File) -> Option<String> {
    let mut seen = BTreeSet::new();
    let mut methods = BTreeSet::new();
    for item in &file.items {
        if let Some((space, name)) = named(item)
            && !seen.insert((space, name.clone()))
        {
            return Some(format!("it has two items called `{name}`"));
        }
        if let Item::Impl(block) = item
            && let Some(message) = of_impl(block, &mut methods)
        {
            return Some(message);
        }
    }
    None
}

/// The name of an item, and whether it is one of a type or of a value.
fn named(item: &Item) -> Option<(bool, String)> {
    Some(match item {
        Item::Struct(one) => (true, one.ident.to_string()),
        Item::Enum(one) => (true, one.ident.to_string()),
        Item::Type(one) => (true, one.ident.to_string()),
        Item::Mod(one) => (true, one.ident.to_string()),
        Item::Const(one) => (false, one.ident.to_string()),
        Item::Static(one) => (false, one.ident.to_string()),
        _ => return None,
    })
}

fn of_impl(block: &ItemImpl, methods: &mut BTreeSet<(String, String)>) -> Option<String> {
    let inherent = block.trait_.is_none();
    for item in &block.items {
        let ImplItem::Fn(method) = item else { continue };
        let name = method.sig.ident.to_string();
        if let Some(parameter) = parameter(&method.sig) {
            return Some(format!("`{name}` has two parameters called `{parameter}`"));
        }
        let owner = block.self_ty.to_token_stream().to_string();
        if inherent && !methods.insert((owner.clone(), name.clone())) {
            return Some(format!("`{owner}` has two methods called `{name}`"));
        }
    }
    None
}

/// A parameter that stands twice.
fn parameter(signature: &Signature) -> Option<String> {
    let mut seen = BTreeSet::new();
    let name = |input: &FnArg| match input {
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(one) => Some(one.ident.to_string()),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    };
    let mut names = signature.inputs.iter().filter_map(name);
    names.find(|name| !seen.insert(name.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<String> {
        find(&syn::parse_file(text).expect("the test is Rust"))
    }

    #[test]
    fn what_stands_twice_is_found() {
        for (text, part) in [
            ("struct A; enum A {}", "items called `A`"),
            ("const A: u8 = 1; static A: u8 = 1;", "items called `A`"),
            (
                "impl A { fn a() {} } impl A { fn a() {} }",
                "methods called `a`",
            ),
            (
                "impl A { fn a(&self, b: u8, b: u8) {} }",
                "parameters called `b`",
            ),
        ] {
            let message = found(text).unwrap_or_default();
            assert!(message.contains(part), "{text}: {message}");
        }
    }

    #[test]
    fn what_differs_is_left_alone() {
        for text in [
            "struct A; const A: u8 = 1;",
            "impl A<B> { fn a() {} } impl A<C> { fn a() {} }",
            "impl X for A { fn a() {} } impl Y for A { fn a() {} }",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
