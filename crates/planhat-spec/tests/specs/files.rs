//! Folders and files.

use std::fs;

use planhat_spec::{Diagnostics, Source, load, read_folder};

use crate::cases::{base, places, unified};

/// A folder with the good specs.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("resources")).expect("a folder in it");
    for (name, text) in base() {
        let below = if name == "planhat" {
            "planhat.yaml".to_owned()
        } else {
            format!("resources/{name}.yaml")
        };
        fs::write(folder.path().join(below), text).expect("a file");
    }
    folder
}

fn refused(folder: &tempfile::TempDir) -> Diagnostics {
    read_folder(folder.path()).expect_err("a fault")
}

#[test]
fn a_good_folder() {
    let folder = folder();
    fs::create_dir(folder.path().join("pictures")).expect("a folder");
    fs::write(folder.path().join("pictures/x.yaml"), "[").expect("a file");
    fs::write(folder.path().join("resources/README.md"), "x").expect("a file");
    fs::write(folder.path().join("resources/.#asset.yaml"), "x").expect("a file");
    let sources = read_folder(folder.path()).expect("all can be read");
    let names: Vec<_> = sources
        .iter()
        .filter_map(|source| source.path.rsplit('/').next())
        .collect();
    assert_eq!(names, ["planhat.yaml", "asset.yaml", "company.yaml"]);
    let loaded = load(&sources).expect("all is good");
    assert_eq!(loaded.set.resources.len(), 2);
    assert!(loaded.warnings.is_empty());
}

#[test]
fn yml_is_to_be_renamed() {
    let folder = folder();
    fs::write(folder.path().join("resources/deal.yml"), "x").expect("a file");
    let faults = refused(&folder);
    assert_eq!(places(&faults), ["SPEC001 deal.yml:1:1"]);
    assert!(faults.to_string().contains("rename it"), "{faults}");
}

#[test]
fn what_cannot_be_read() {
    let folder = folder();
    fs::remove_file(folder.path().join("planhat.yaml")).expect("it is there");
    fs::create_dir(folder.path().join("resources/deal.yaml")).expect("a folder");
    assert_eq!(
        places(&refused(&folder)),
        ["SPEC001 planhat:1:1", "SPEC001 deal:1:1"]
    );
    let missing = read_folder(&folder.path().join("nothing")).expect_err("no folder");
    assert_eq!(missing.len(), 2);
}

#[test]
fn large_files_are_not_read() {
    let folder = folder();
    let large = fs::File::create(folder.path().join("resources/deal.yaml")).expect("a file");
    large.set_len(50 << 20).expect("50 MB");
    let begun = std::time::Instant::now();
    assert_eq!(places(&refused(&folder)), ["SPEC001 deal:1:1"]);
    assert!(begun.elapsed().as_millis() < 1000);
}

#[cfg(unix)]
#[test]
fn devices_and_dead_links_are_no_files() {
    let folder = folder();
    let resources = folder.path().join("resources");
    std::os::unix::fs::symlink("/dev/zero", resources.join("deal.yaml")).expect("a link");
    std::os::unix::fs::symlink("nowhere", resources.join("user.yaml")).expect("a link");
    assert_eq!(
        places(&refused(&folder)),
        ["SPEC001 deal:1:1", "SPEC001 user:1:1"]
    );
}

#[test]
fn bytes_that_are_no_text() {
    let source = |bytes: &[u8]| Source {
        path: "specs/resources/deal.yaml".into(),
        bytes: bytes.to_vec(),
    };
    let mut sources = crate::cases::sources(&base());
    let fault = |sources: &[Source]| places(&load(sources).expect_err("a fault"));
    sources.push(source(b"resource: deal\nsummary: \xff\n"));
    assert_eq!(fault(&sources), ["SPEC001 deal:2:10"]);
    sources[3] = source(b"resource: deal\nsummary: a\0\n");
    assert_eq!(fault(&sources), ["SPEC001 deal:2:11"]);
    sources[3] = source(&vec![b'a'; 50 << 20]);
    assert_eq!(fault(&sources), ["SPEC001 deal:1:1"]);
    sources[3] = source(b"\xfe\xffresource");
    assert_eq!(fault(&sources), ["SPEC001 deal:1:1"]);
    sources[3] = source(b"\xef\xbb\xbfresource: deal\nsummary: A.\noperations: { list: {} }\n");
    assert!(load(&sources).is_ok());
}

#[test]
fn files_that_are_probably_specs() {
    let folder = folder();
    let resources = folder.path().join("resources");
    for name in ["deal.YAML", "sale.yaml.txt", "user.Yml"] {
        fs::write(resources.join(name), "x").expect("a file");
    }
    fs::create_dir(resources.join("more")).expect("a folder");
    let expected = ["deal.YAML", "more", "sale.yaml.txt", "user.Yml"];
    let expected = expected.map(|name| format!("SPEC001 {name}:1:1"));
    assert_eq!(places(&refused(&folder)), expected);
}

#[test]
fn examples_are_read_where_there_are_any() {
    let folder = folder();
    let examples = folder.path().join("examples");
    fs::create_dir(&examples).expect("a folder");
    let good =
        "resource: asset\noperations: { delete: { request: { path: /assets/1 }, response: {} } }";
    fs::write(examples.join("asset.yaml"), good).expect("a file");
    fs::write(examples.join("README.md"), "x").expect("a file");
    let loaded = planhat_spec::load_folder(folder.path()).expect("all is good");
    assert_eq!(loaded.set.resources.len(), 2);
    assert_eq!(loaded.set.examples["asset"].operations.len(), 1);
    fs::write(examples.join("deal.yml"), "x").expect("a file");
    fs::create_dir(examples.join("more")).expect("a folder");
    let faults = refused(&folder);
    assert_eq!(
        places(&faults),
        ["SPEC001 deal.yml:1:1", "SPEC001 more:1:1"]
    );
    assert!(faults.to_string().contains("`examples/`"), "{faults}");
}

#[test]
fn prompts_are_read_where_there_are_any() {
    let folder = folder();
    let prompts = folder.path().join("prompts");
    fs::create_dir(&prompts).expect("a folder");
    let good = "prompt: tidy\ntitle: Tidy\ndescription: Tidies.\ntext: Tidy up.\n";
    fs::write(prompts.join("tidy.yaml"), good).expect("a file");
    let loaded = planhat_spec::load_folder(folder.path()).expect("all is good");
    assert_eq!(loaded.set.resources.len(), 2);
    assert_eq!(loaded.set.prompts["tidy"].text, "Tidy up.");
    fs::write(prompts.join("sweep.yml"), "x").expect("a file");
    let faults = refused(&folder);
    assert_eq!(places(&faults), ["SPEC001 sweep.yml:1:1"]);
}

/// An example that cannot be read says so, and is no resource that cannot.
#[test]
fn examples_that_cannot_be_read_hide_no_resource() {
    let folder = folder();
    let examples = folder.path().join("examples");
    fs::create_dir(&examples).expect("a folder");
    fs::create_dir(examples.join("user.yaml")).expect("a folder");
    let asset = folder.path().join("resources/asset.yaml");
    let text = fs::read_to_string(&asset).expect("it is there");
    let refers = text.replace("list<ref<company>>", "list<ref<user>>");
    fs::write(&asset, refers).expect("a file");
    let faults = planhat_spec::load_folder(folder.path()).expect_err("two faults");
    let rules: Vec<_> = faults.iter().map(|fault| fault.rule).collect();
    assert_eq!(rules, ["SPEC001", "SPEC030"]);
}

#[test]
fn unified_models_are_read_where_there_are_any() {
    let folder = folder();
    let unified_folder = folder.path().join("unified");
    fs::create_dir_all(unified_folder.join("crm")).expect("a folder");
    for (name, text) in unified() {
        fs::write(folder.path().join(format!("{name}.yaml")), text).expect("a file");
    }
    let loaded = planhat_spec::load_folder(folder.path()).expect("all is good");
    assert_eq!(loaded.set.unified.apis["crm"].len(), 2);
    assert_eq!(loaded.set.resources.len(), 2, "a model is no resource");
    fs::write(unified_folder.join("thing.yaml"), "x").expect("a file");
    fs::write(unified_folder.join("crm/note.yml"), "x").expect("a file");
    let faults = refused(&folder);
    let expected = ["SPEC001 note.yml:1:1", "SPEC001 thing:1:1"];
    assert_eq!(places(&faults), expected, "{faults}");
}
