//! What the generated client costs those who compile it: lines, `cargo check` and debug build, by
//! operation, without incremental compilation and without its dependencies.

use std::fs;
use std::process::Command;
use std::time::{Instant, SystemTime};

use planhat_client::api;
use planhat_tests::root;
use syn::{Item, ReceiverKind, Type};

const ROUNDS: usize = 5;

fn main() {
    let operations: usize = api::API
        .resources
        .iter()
        .map(|resource| resource.operations.len())
        .sum();
    let (of_operations, all) = lines();
    println!("\nThe generated client, {operations} operations");
    println!(
        "  lines of operations          {of_operations:>9}      {:.1} each",
        of_operations as f64 / operations as f64
    );
    println!(
        "  all lines                    {all:>9}      {:.1} each",
        all as f64 / operations as f64
    );
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let none = ["--no-default-features"];
    for (what, command, more) in [
        ("cargo check", "check", &[][..]),
        ("cargo check, no feature", "check", &none),
        ("cargo build", "build", &[]),
        ("cargo build, no feature", "build", &none),
    ] {
        let seconds = compile(command, more);
        let each = seconds * 1e3 / operations as f64;
        println!("  {what:<28} {:>9.0} ms   {each:.1} ms each", seconds * 1e3);
    }
}

/// The best of some runs, in seconds.
fn compile(command: &str, more: &[&str]) -> f64 {
    let source = root().join("generated/planhat-client/src/lib.rs");
    let run = || {
        let now = SystemTime::now();
        let file = fs::File::options().append(true).open(&source);
        file.and_then(|file| file.set_modified(now))
            .expect("the source is there");
        let begun = Instant::now();
        let status = Command::new(env!("CARGO"))
            .args([command, "--quiet", "--package", "planhat-client"])
            .args(more)
            .env("CARGO_INCREMENTAL", "0")
            .current_dir(root())
            .status();
        assert!(status.is_ok_and(|status| status.success()), "{command}");
        begun.elapsed().as_secs_f64()
    };
    run();
    (0..ROUNDS).map(|_| run()).fold(f64::MAX, f64::min)
}

/// Lines without comments and empty ones: those that stand for operations, and all.
fn lines() -> (usize, usize) {
    let folder = root().join("generated/planhat-client/src");
    let (mut of_operations, mut all) = (0, 0);
    for entry in fs::read_dir(&folder)
        .expect("the client is there")
        .flatten()
    {
        let text = fs::read_to_string(entry.path()).expect("sources are text");
        all += counted(&text);
        let file = syn::parse_file(&text).expect("sources are Rust");
        for item in file.items.into_iter().filter(of_operation) {
            let text = prettyplease::unparse(&syn::File {
                shebang: None,
                frontmatter: None,
                attrs: Vec::new(),
                items: vec![item],
            });
            of_operations += counted(&text);
        }
    }
    (of_operations, all)
}

fn counted(text: &str) -> usize {
    let lines = text.lines().map(str::trim_start);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .count()
}

/// Tables of operations, methods, and the types of calls; the rest are types and fields of resources.
fn of_operation(item: &Item) -> bool {
    match item {
        Item::Static(one) => is(&one.ty, "Operation"),
        Item::Struct(one) => one.fields.iter().any(|field| is(&field.ty, "Call")),
        Item::Impl(one) => {
            let handle = one.generics.lifetimes().next().is_some();
            let setters = one.items.iter().all(|item| match item {
                syn::ImplItem::Fn(method) => method.sig.receiver().is_some_and(|this| {
                    matches!(this.kind, ReceiverKind::Value) && this.mutability.is_none()
                }),
                _ => false,
            });
            one.trait_.is_none() && (handle || setters)
        }
        Item::Macro(one) => one
            .mac
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "call" || last.ident == "list_call"),
        _ => false,
    }
}

fn is(kind: &Type, name: &str) -> bool {
    matches!(kind, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
}
