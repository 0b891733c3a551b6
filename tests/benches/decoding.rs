//! Decoding a page of 2,000 companies: by table, by derived code, with `flatten`, and as `Value`.

mod measure;
mod peer;

use measure::{compare, way};
use planhat_client::company::Company;
use planhat_client::record::decode_records;
use planhat_tests::fixture;
use serde_json::{Value, json};

const ROWS: usize = 2_000;
const ROUNDS: usize = 41;

/// A page of the recorded company, each with unknown keys of all sorts.
fn page(unknown: usize) -> String {
    let sample = fixture("samples/company.get.json");
    let company = sample["response"]["body"].clone();
    let row = |at: usize| {
        let mut row = company.clone();
        row["_id"] = json!(format!("{at:024x}"));
        row["name"] = json!(format!("Company {at}"));
        for key in 0..unknown {
            row[format!("newField{key}")] = match key % 5 {
                0 => json!("a text of some length"),
                1 => json!(at),
                2 => json!({ "team": true, "list": [1, 2, 3] }),
                3 => Value::Null,
                _ => json!(0.25),
            };
        }
        row
    };
    Value::Array((0..ROWS).map(row).collect()).to_string()
}

fn main() {
    for unknown in [1, 10] {
        let page = page(unknown);
        let title = format!(
            "Decoding {ROWS} companies, {unknown} unknown keys each, {} KB",
            page.len() / 1024
        );
        let ways = &mut [
            way("plain derive", || {
                serde_json::from_str::<Vec<peer::Plain>>(&page).expect("the page is good")
            }),
            way("by table", || {
                decode_records::<Company>(&page).expect("the page is good")
            }),
            way("by table, through serde", || {
                serde_json::from_str::<Vec<Company>>(&page).expect("the page is good")
            }),
            way("derive with flatten", || {
                serde_json::from_str::<Vec<peer::Flatten>>(&page).expect("the page is good")
            }),
            way("serde_json::Value", || {
                serde_json::from_str::<Value>(&page).expect("the page is good")
            }),
        ];
        compare(&title, ROUNDS, ways);
    }
}
