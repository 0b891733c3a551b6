//! Input made to take long, to need much memory or to overflow the stack.

use std::time::{Duration, Instant};

use planhat_spec::Source;

use crate::cases::{base, found, found_in, places, sources, unified};

/// What is found when a resource has this text; quickly.
fn quickly(text: String) -> Vec<String> {
    quickly_bytes(text.into_bytes())
}

/// The same with bytes that may be no text.
fn quickly_bytes(bytes: Vec<u8>) -> Vec<String> {
    let begun = Instant::now();
    let mut sources = sources(&base());
    sources.push(Source {
        path: "specs/resources/hostile.yaml".into(),
        bytes,
    });
    let found = found_in(&sources);
    let places = places(&found);
    let shown = found.render(false);
    assert!(!shown.is_empty());
    let limit = if cfg!(debug_assertions) { 20 } else { 2 };
    assert!(
        begun.elapsed() < Duration::from_secs(limit),
        "{:?}",
        begun.elapsed()
    );
    places
}

fn hostile(fields: &str) -> String {
    format!("resource: hostile\nsummary: A.\nfields:\n{fields}operations: {{ list: {{}} }}\n")
}

#[test]
fn deep_nesting() {
    assert_eq!(quickly("[".repeat(20_000)), ["SPEC005 hostile:1:256"]);
    assert_eq!(quickly("{a: ".repeat(20_000)), ["SPEC005 hostile:1:1021"]);
    assert_eq!(quickly("- ".repeat(20_000)), ["SPEC005 hostile:1:65"]);
    assert_eq!(quickly("? ".repeat(20_000)).len(), 1);
    let indented: String = (0..1400)
        .map(|depth| format!("{}a:\n", " ".repeat(depth)))
        .collect();
    assert_eq!(quickly(indented), ["SPEC005 hostile:33:33"]);
    let deep = "list<".repeat(20_000);
    assert_eq!(
        quickly(hostile(&format!("  a: {{ type: {deep}, doc: A. }}\n"))),
        ["SPEC013 hostile:4:14"]
    );
}

#[test]
fn alias_bombs() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let below = format!("*a{}, ", level - 1).repeat(10);
        bomb.push_str(&format!(
            "a{level}: &a{level} [{}]\n",
            below.trim_end_matches(", ")
        ));
    }
    let places = quickly(bomb);
    assert!(
        places.iter().all(|place| place.starts_with("SPEC004")),
        "{places:?}"
    );
}

#[test]
fn large_files() {
    let line = b"# 49 bytes of a comment, or of what would be one.\n";
    let large = line.repeat((50 << 20) / line.len());
    assert_eq!(quickly_bytes(large), ["SPEC001 hostile:1:1"]);
    // As large as a file may be.
    let fields = "  a: { type: ref<x>, doc: A. }\n".repeat(30_000);
    assert_eq!(quickly(hostile(&fields)).len(), 100);
}

#[test]
fn bytes_that_are_no_text() {
    let many = [&b"resource: hostile\n"[..], &b"\xff\xfe".repeat(400_000)].concat();
    assert_eq!(quickly_bytes(many), ["SPEC001 hostile:2:1"]);
    assert_eq!(quickly_bytes(vec![0; 1 << 20]), ["SPEC001 hostile:1:1"]);
    for half in [&b"\xc3"[..], b"\xed\xa0\x80", b"\xf4\x90\x80\x80"] {
        let bytes = [&b"resource: "[..], half].concat();
        assert_eq!(quickly_bytes(bytes), ["SPEC001 hostile:1:11"]);
    }
}

#[test]
fn several_documents() {
    let good = hostile("");
    assert_eq!(
        quickly(format!("{good}---\n{good}")),
        ["SPEC004 hostile:5:1"]
    );
    let places = quickly("--- a\n".repeat(100_000));
    assert_eq!(places, ["SPEC012 hostile:1:5", "SPEC004 hostile:2:1"]);
}

#[test]
fn many_faults_are_cut_short() {
    let unknown: String = (0..20_000)
        .map(|at| format!("  f{at}: {{ type: ref<x{at}>, doc: A. }}\n"))
        .collect();
    assert_eq!(quickly(hostile(&unknown)).len(), 100);
    let twice = "  a: { type: string, doc: A. }\n".repeat(20_000);
    assert_eq!(quickly(hostile(&twice)).len(), 100);
    let types: String = (0..5_000)
        .map(|at| format!("  f{at}: {{ type: x{at}, doc: A. }}\n"))
        .collect();
    assert_eq!(quickly(hostile(&types)).len(), 100);
}

#[test]
fn one_long_line() {
    let fields: Vec<String> = (0..20_000)
        .map(|at| format!("f{at}: {{ type: ref<x>, doc: Ä. }}"))
        .collect();
    let text = format!(
        "resource: hostile\nsummary: A.\noperations: {{}}\nfields: {{ {} }}\n",
        fields.join(", ")
    );
    assert_eq!(quickly(text).len(), 100);
    assert_eq!(
        quickly(format!("resource: {}", "x".repeat(1_000_000))).len(),
        3
    );
}

#[test]
fn many_names_that_are_near() {
    let fields: String = (0..8_000)
        .map(|at| {
            format!(
                "  field_number_{at}: {{ type: string, reads_as: field_numbr_{at}, doc: A. }}\n"
            )
        })
        .collect();
    assert_eq!(quickly(hostile(&fields)).len(), 100);
}

#[test]
fn odd_bits_of_yaml() {
    for text in [
        "%YAML 1.1\n---\na: 1",
        "%TAG ! x\n---\n!a b",
        "a: |\n  x\n b",
        "\"\\u0000\": 1",
        "? a\n? b",
        "a: \"\\",
        "&a",
        "*a",
        "!!binary x",
        "- - - -",
        "{,}",
        "[,",
        "...",
        "--- ---",
        "\t",
        "\u{feff}\u{feff}",
        "'",
        "a: b: c",
        "<<: {}",
        "\u{2028}",
        "a:\n\t- b",
        "!<tag:x> y",
        "? ? ? x",
        "|",
        ">-\n",
        "@",
        "`",
    ] {
        assert!(!quickly(text.to_owned()).is_empty(), "{text}");
    }
}

#[test]
fn every_piece_of_a_good_file_is_survived() {
    let good = include_str!("base/asset.yaml");
    for end in (0..good.len()).step_by(7) {
        let mut files = base();
        files[1].1 = good[..end].to_owned();
        let _ = found(&files).render(true);
    }
}

/// A small generator of numbers, always the same ones.
fn numbers() -> impl FnMut(usize) -> usize {
    let mut state = 42_u64;
    move |below| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % below
    }
}

#[test]
fn spoiled_files_are_survived() {
    let mut random = numbers();
    let pieces = [
        "{", "}", "[", "]", ":", ",", "\n", "  ", "\"", "'", "&a ", "*a", "!", "|", "null", "1",
        "é", "- ", "#", "<<: ",
    ];
    for _ in 0..600 {
        let mut files = base();
        let file = random(files.len());
        for _ in 0..=random(3) {
            let text = &mut files[file].1;
            let at = random(text.len());
            let end = (at + random(12)).min(text.len());
            if text.is_char_boundary(at) && text.is_char_boundary(end) {
                text.replace_range(at..end, pieces[random(pieces.len())]);
            }
        }
        let found = found(&files);
        let _ = (found.render(true), found.to_json());
        for one in &found {
            assert!(
                one.line > 0 && one.column > 0 && !one.message.is_empty(),
                "{one:?}"
            );
        }
    }
}

/// The same as a unified model over the good specs.
fn quickly_unified(rest: &str) -> usize {
    let begun = Instant::now();
    let mut files = base();
    files.extend(unified());
    let text = format!("model: hostile\nresource: asset\nsummary: A.\n{rest}");
    files.push(("unified/crm/hostile", text));
    let found = found_in(&sources(&files));
    let limit = if cfg!(debug_assertions) { 20 } else { 2 };
    assert!(
        begun.elapsed() < Duration::from_secs(limit),
        "{:?}",
        begun.elapsed()
    );
    let own = |one: &&planhat_spec::Diagnostic| one.file.ends_with("hostile.yaml");
    found.iter().filter(own).count()
}

#[test]
fn unified_models() {
    let fields = |rest: &str| -> String {
        let all = (0..10_000).map(|at| format!("  f{at}: {{ {rest} }}\n"));
        format!("fields:\n{}", all.collect::<String>())
    };
    let same = fields("source: name, same_as: f0, required: true, doc: A.");
    assert_eq!(quickly_unified(&same), 0);
    for faulty in [
        "source: name",
        "source: nam",
        "type: Reff, doc: A.",
        "source: \"parts[0].labl\"",
    ] {
        assert_eq!(quickly_unified(&fields(faulty)), 100, "{faulty}");
    }
    let filters: String = (0..20_000).map(|at| format!("  g{at}: {{}}\n")).collect();
    let field = "fields: { f: { source: name } }\n";
    assert_eq!(quickly_unified(&format!("filters:\n{filters}{field}")), 100);
    let shared: String = (0..20_000).map(|at| format!("g{at}, ")).collect();
    assert_eq!(
        quickly_unified(&format!("common: [{shared}id]\n{field}")),
        100
    );
    let words: String = (0..20_000).map(|at| format!("w{at}: w, ")).collect();
    let words = format!("fields: {{ f: {{ source: title, values: {{ {words} x: y }} }} }}\n");
    assert_eq!(quickly_unified(&words), 0);
    let path = "a.".repeat(100_000);
    assert_eq!(
        quickly_unified(&format!("fields: {{ f: {{ source: {path}a }} }}\n")),
        1
    );
    let path = format!("parts{}", "[0]".repeat(50_000));
    assert_eq!(
        quickly_unified(&format!("fields: {{ f: {{ source: \"{path}\" }} }}\n")),
        1
    );
}
