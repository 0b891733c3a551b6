//! Mapping 2,000 records of a unified model, beside decoding the same records by table.

mod measure;

use std::hint::black_box;

use measure::{compare, way};
use planhat_client::company::Company;
use planhat_client::enduser::Enduser;
use planhat_client::opportunity::Opportunity;
use planhat_client::record::{Record, decode_records};
use planhat_client::task::Task;
use planhat_client::ticket::Ticket;
use planhat_spec::unified::mapping::Mapping;
use planhat_tests::fixture;
use planhat_unified_runtime::read::{Projection, Reader};
use planhat_unified_runtime::value::Raw;
use serde_json::value::RawValue;
use serde_json::{Value, json};

const ROWS: usize = 2_000;
const ROUNDS: usize = 21;

/// Records with ids of their own, as they come out of a list, and as the page that they came in.
fn records(sample: &str) -> (Vec<Box<RawValue>>, String) {
    let sample = fixture(&format!("samples/{sample}.json"));
    let body = &sample["response"]["body"];
    let first = body.get(0).unwrap_or(body);
    let rows = (0..ROWS).map(|at| {
        let mut row = first.clone();
        row["_id"] = json!(format!("{at:024x}"));
        RawValue::from_string(row.to_string()).expect("a value has a text")
    });
    let rows: Vec<Box<RawValue>> = rows.collect();
    let page = serde_json::to_string(&rows).expect("texts have one");
    (rows, page)
}

fn one<R: Record + Default>(mapping: &Mapping, model: &str, sample: &str) {
    let model = mapping.models.iter().find(|one| one.name == model);
    let model = model.expect("the specs have it");
    let variant = &model.variants[0];
    let (rows, page) = records(sample);
    let reader = Reader::new(mapping, model, variant, &Projection::default());
    let mut text = Vec::with_capacity(page.len() * 2);
    let ways = &mut [
        way("decoded by table", || {
            decode_records::<R>(&page).expect("the page is good")
        }),
        way("mapped", || {
            let views = rows.iter().map(|row| reader.view(Raw::from(&**row)));
            views
                .map(|view| black_box(view).values.len())
                .sum::<usize>()
        }),
        way("mapped to JSON text", || {
            text.clear();
            for row in &rows {
                reader.view(Raw::from(&**row)).write_json(&mut text);
            }
            text.len()
        }),
        way("mapped to owned values", || {
            let owned = rows
                .iter()
                .map(|row| reader.view(Raw::from(&**row)).into_read());
            owned.collect::<Vec<_>>()
        }),
        way("serde_json::Value", || {
            serde_json::from_str::<Value>(&page).expect("the page is good")
        }),
    ];
    let title = format!("{}.{}", mapping.api, model.name);
    compare(
        &format!("{title}, {ROWS} records, {} KB", page.len() / 1024),
        ROUNDS,
        ways,
    );
}

fn main() {
    let crm = planhat_unified::crm::mapping();
    one::<Company>(&crm, "account", "company.get");
    one::<Enduser>(&crm, "contact", "enduser.get");
    one::<Opportunity>(&crm, "opportunity", "opportunity.get");
    one::<Task>(&crm, "task", "task.get");
    let ticketing = planhat_unified::ticketing::mapping();
    one::<Ticket>(&ticketing, "ticket", "ticket.list");
}
