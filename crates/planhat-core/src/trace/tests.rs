use serde_json::json;

use super::*;
use crate::table::{
    Access, Body, Field, Format, Kind, Method, OperationKind, Repeat, Resource, Returns,
};

const KEYS: &[Field] = &[
    field("_id", Kind::Id),
    field("externalId", Kind::String),
    field("sourceId", Kind::String),
];
const RESULT: &[Field] = &[
    field("made", Kind::Integer),
    field("madeErrors", Kind::List(&Kind::Json)),
    field("madeKeys", Kind::List(&Kind::Object(KEYS))),
    field("changed", Kind::Integer),
    field("changedErrors", Kind::List(&Kind::Json)),
    field("changedKeys", Kind::List(&Kind::Object(KEYS))),
    field("same", Kind::Integer),
    field("ids", Kind::List(&Kind::Id)),
];
static FIELDS: &[Field] = &[
    Field {
        access: Access::Read,
        ..field("_id", Kind::Id)
    },
    field("externalId", Kind::String),
    Field {
        reads_as: Some("shownId"),
        ..field("sourceId", Kind::String)
    },
    Field {
        format: Some(Format::Email),
        ..field("email", Kind::String)
    },
    field("name", Kind::String),
    field("company", Kind::Json),
];
static THING: Resource = Resource {
    name: "thing",
    plural: "things",
    title: "",
    summary: "",
    note: None,
    tags: &[],
    path: "/things",
    keys: &["_id", "sourceId", "externalId", "email"],
    view_of: None,
    fixed: &[],
    fields: FIELDS,
    operations: &[&UPSERT],
    effects: &[],
    demo: None,
    decode: |_| unreachable!("no record is read here"),
};
static UPSERT: Operation = Operation {
    resource: &THING,
    name: "bulk_upsert",
    kind: OperationKind::BulkUpsert,
    method: Method::Put,
    path: "/things",
    host: "main",
    auth: "none",
    ids: &[],
    query: &[],
    body: Body::Many,
    body_fields: FIELDS,
    required: &[],
    advised: &[],
    drops_without: &[],
    fixed: &[],
    returns: Returns::Shape("bulk_result", RESULT),
    repeat: Repeat::WithKeys,
    doc: "",
    note: None,
    unverified: false,
    deprecated: None,
    copies: None,
    tool: None,
};

const fn field(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        kind,
        ..Field::NEW
    }
}

fn traced(rows: &[Value], outcome: Outcome, result: Value) -> ChunkRows {
    let mut body = vec![b'['];
    let mut ends = Vec::new();
    for row in rows {
        if !ends.is_empty() {
            body.push(b',');
        }
        body.extend(row.to_string().into_bytes());
        ends.push(body.len());
    }
    body.push(b']');
    let sent = Sent {
        body: body.into(),
        ends: ends.into(),
    };
    let chunk = Chunk {
        rows: 100..100 + rows.len(),
        outcome,
        status: Some(206),
    };
    let result = result.as_object().cloned().unwrap_or_default();
    of_chunk(&UPSERT, chunk, &sent, &result)
}

/// The row of one entry among rows that its counts do not tell apart.
fn row_of(rows: &[Value], entry: Value) -> Option<(usize, Traced)> {
    let done = traced(rows, Outcome::Partial, json!({"madeErrors": [entry]}));
    let failed: Vec<_> = done
        .rows
        .iter()
        .filter(|row| row.fate == Fate::Failed)
        .collect();
    match failed.as_slice() {
        [row] => {
            assert!(done.untraced.is_empty());
            Some((row.row - 100, row.errors[0].traced))
        }
        _ => {
            assert_eq!((failed.len(), done.untraced.len()), (0, 1));
            None
        }
    }
}

fn keyed() -> Vec<Value> {
    vec![
        json!({"externalId": "A-1", "email": "Ada@x.com", "name": "Ada"}),
        json!({"externalId": "A-2", "sourceId": "s2", "name": "Bob"}),
        json!({"_id": "61dd5bf1d8ecd4a9a5b0c0a1", "externalId": "77", "name": "Cy"}),
        json!({"externalId": 12, "name": "Dee"}),
        json!({"name": "Eve", "email": "error"}),
    ]
}

#[test]
fn entries_are_traced_by_keys_wherever_they_stand() {
    for (entry, row) in [
        (json!({"externalId": "A-2", "message": "bad"}), 1),
        (json!({"item": {"externalId": "A-1"}, "error": "bad"}), 0),
        (
            json!({"error": {"doc": {"data": [{"email": "ada@X.com"}]}}}),
            0,
        ),
        (json!({"code": 11000, "keyValue": {"externalId": "12"}}), 3),
        (json!({"externalId": 77}), 2),
        // The record has an id of its own, which no row had.
        (
            json!({"_id": "61dd5bf1d8ecd4a9a5b0c0ff", "externalId": "A-1"}),
            0,
        ),
        (json!({"shownId": "s2", "why": "no"}), 1),
        (json!(["s", {"sourceId": "s2"}]), 1),
        // A key of a record that it belongs to is no key of the row.
        (
            json!({"item": {"externalId": "A-2", "company": {"externalId": "A-1"}}}),
            1,
        ),
        (
            json!({"externalId": "A-1", "nested": {"externalId": "A-2"}}),
            0,
        ),
    ] {
        assert_eq!(
            row_of(&keyed(), entry.clone()),
            Some((row, Traced::Key)),
            "{entry}"
        );
    }
}

#[test]
fn keys_that_disagree_lead_to_no_row() {
    for entry in [
        json!({"externalId": "A-1", "sourceId": "s2"}),
        json!({"externalId": "A-9", "email": "ada@x.com"}),
        json!({"externalId": "A-9"}),
        json!([{"externalId": "A-1"}, {"externalId": "A-2"}]),
    ] {
        assert_eq!(row_of(&keyed(), entry.clone()), None, "{entry}");
    }
}

#[test]
fn texts_are_searched_for_whole_keys() {
    for (entry, row) in [
        (json!("externalId A-2 is duplicated"), Some(1)),
        (
            json!({"message": "E11000 dup key: { email: \"ada@x.com\" }"}),
            Some(0),
        ),
        (
            json!({"message": "no such record 61dd5bf1d8ecd4a9a5b0c0a1."}),
            Some(2),
        ),
        (json!("externalId: 77 is taken"), Some(2)),
        (json!("'12' is no id"), Some(3)),
        (json!("A-1"), Some(0)),
        // A plain number or word is more often something else.
        (json!("77 errors"), None),
        (json!("an error occurred"), None),
        (json!("A-1 and A-2 clash"), None),
        (json!("A-11 is no key, nor is xA-1"), None),
        (json!("externalId,email duplicated"), None),
    ] {
        let expected = row.map(|row| (row, Traced::Text));
        assert_eq!(row_of(&keyed(), entry.clone()), expected, "{entry}");
    }
}

#[test]
fn rows_without_keys_are_traced_by_what_repeats_them() {
    let rows = [
        json!({"name": "Ada", "size": 1}),
        json!({"name": "Ada", "size": 2}),
        json!({"name": "Bob"}),
        json!({"name": "Bob", "size": 3, "more": true}),
        json!({"name": "Cy"}),
        json!({"name": "Cy"}),
    ];
    let row = |entry| row_of(&rows, entry);
    let repeat = |row| Some((row, Traced::Repeat));
    assert_eq!(
        row(json!({"item": {"name": "Ada", "size": 2.0}})),
        repeat(1)
    );
    assert_eq!(
        row(json!({"name": "Ada", "size": 1, "why": "x"})),
        repeat(0)
    );
    assert_eq!(row(json!({"doc": {"name": "Bob"}})), repeat(2));
    assert_eq!(row(json!({"doc": {"name": "Cy"}})), None);
    assert_eq!(row(json!({"doc": {"name": "Ada"}})), None);
    // It may be the shorter row with what the server added, or the longer one.
    assert_eq!(
        row(json!({"name": "Bob", "size": 3, "more": true, "x": 1})),
        None
    );
}

#[test]
fn numbers_count_where_nothing_speaks_against_them() {
    let rows: Vec<Value> = (0..4).map(|_| json!({"name": "same"})).collect();
    let number = |row| Some((row, Traced::Number));
    assert_eq!(row_of(&rows, json!({"index": 2, "error": "x"})), number(2));
    assert_eq!(row_of(&rows, json!({"index": 4, "error": "x"})), number(3));
    assert_eq!(row_of(&rows, json!({"row": 0})), number(0));
    assert_eq!(row_of(&rows, json!({"row": 2})), None);
    assert_eq!(row_of(&rows, json!({"index": 5})), None);
    assert_eq!(row_of(&rows, json!({"index": -1})), None);
    // The key wins, and shows where the numbers begin.
    let mut rows = keyed();
    rows.extend([json!({"name": "x"}), json!({"name": "y"})]);
    let errors = json!({"madeErrors": [{"row": 2, "externalId": "A-2"}, {"row": 6}]});
    let done = traced(&rows, Outcome::Partial, errors);
    assert_eq!(done.rows[1].errors[0].traced, Traced::Key);
    assert_eq!(done.rows[5].errors[0].traced, Traced::Number);
    // A number that a key proves wrong is believed nowhere.
    let errors = json!({"madeErrors": [{"index": 4, "externalId": "A-2"}, {"index": 3}]});
    let done = traced(&rows, Outcome::Partial, errors);
    assert_eq!(done.rows[1].fate, Fate::Failed);
    assert_eq!(done.untraced.len(), 1);
}

#[test]
fn a_row_that_alone_is_left_is_the_one() {
    let result = json!({
        "made": 1, "madeKeys": [{"_id": "61dd5bf1d8ecd4a9a5b0c0aa", "externalId": "A-1"}],
        "changed": 2, "changedKeys": [{"shownId": "s2"}], "ids": ["61dd5bf1d8ecd4a9a5b0c0a1"],
        "same": 0, "madeErrors": ["no"], "changedErrors": ["why"],
    });
    let done = traced(&keyed()[..4], Outcome::Partial, result);
    let fates: Vec<_> = done
        .rows
        .iter()
        .map(|row| (row.fate, row.counted))
        .collect();
    assert_eq!(fates[0], (Fate::Taken, Some("made")));
    assert_eq!(fates[1], (Fate::Taken, Some("changed")));
    assert_eq!(fates[2], (Fate::Taken, None));
    // Two errors and one row left: neither is certain to be its own.
    assert_eq!(fates[3], (Fate::Unknown, None));
    assert_eq!(done.untraced.len(), 2);
    assert_eq!(*done.untraced[0].rows, [103]);

    let result = json!({"made": 3, "madeErrors": ["no"],
        "madeKeys": [{"externalId": "A-1"}, {"externalId": "A-2"}, {"externalId": "77"}]});
    let done = traced(&keyed()[..4], Outcome::Partial, result);
    assert_eq!(done.rows[3].errors[0].traced, Traced::Exclusion);
    assert!(done.untraced.is_empty());
}

#[test]
fn rows_that_all_failed_have_their_own_errors_only_where_these_are_equal() {
    let rows = [json!({"name": "a"}), json!({"name": "b"})];
    let done = traced(&rows, Outcome::Refused, json!({"madeErrors": ["x", "y"]}));
    assert!(
        done.rows
            .iter()
            .all(|row| row.fate == Fate::Failed && row.errors.is_empty())
    );
    assert_eq!(done.untraced.len(), 2);
    let done = traced(&rows, Outcome::Refused, json!({"madeErrors": ["x", "x"]}));
    assert!(
        done.rows
            .iter()
            .all(|row| row.errors[0].traced == Traced::Exclusion)
    );
    assert!(done.untraced.is_empty());
    // One error for the whole request.
    let done = traced(
        &rows,
        Outcome::Refused,
        json!({"made": 0, "madeErrors": ["x"]}),
    );
    assert!(done.rows.iter().all(|row| row.fate == Fate::Failed));
    assert_eq!(done.untraced.len(), 1);
}

#[test]
fn counts_tell_what_became_of_rows_without_a_name() {
    let rows = [
        json!({"name": "a"}),
        json!({"name": "b"}),
        json!({"externalId": "c"}),
    ];
    let fates = |result| {
        let done = traced(&rows, Outcome::Written, result);
        let rows = done.rows.iter();
        rows.map(|row| (row.fate, row.counted)).collect::<Vec<_>>()
    };
    let made = (Fate::Taken, Some("made"));
    assert_eq!(fates(json!({"made": 3})), [made, made, made]);
    let same = (Fate::Taken, Some("same"));
    let result = json!({"made": 2, "same": 1, "madeKeys": [{"externalId": "c"}]});
    assert_eq!(fates(result)[0], (Fate::Taken, None));
    let result = json!({"made": 1, "same": 2, "madeKeys": [{"externalId": "c"}]});
    assert_eq!(fates(result), [same, same, made]);
    // Neither counted nor refused: left out in silence.
    let dropped = (Fate::Dropped, None);
    let result = json!({"made": 1, "madeKeys": [{"externalId": "c"}]});
    assert_eq!(fates(result), [dropped, dropped, made]);
    assert_eq!(fates(json!({"made": 2}))[0], (Fate::Unknown, None));
    assert_eq!(fates(json!({"made": 9}))[0], (Fate::Unknown, None));
    assert_eq!(fates(json!({}))[0], (Fate::Taken, None));
}

#[test]
fn rows_with_the_same_key_are_told_and_not_guessed_at() {
    let rows = [
        json!({"externalId": "A", "name": "x"}),
        json!({"externalId": "B"}),
        json!({"externalId": "A", "name": "y"}),
    ];
    let done = traced(
        &rows,
        Outcome::Partial,
        json!({"madeErrors": [{"externalId": "A"}]}),
    );
    let twins: Vec<_> = done.rows.iter().map(|row| row.twin).collect();
    assert_eq!(twins, [Some(102), None, Some(100)]);
    assert_eq!(*done.untraced[0].rows, [100, 102]);
    let both = json!({"madeErrors": [{"externalId": "A"}, {"externalId": "A"}]});
    let done = traced(&rows, Outcome::Partial, both);
    assert_eq!(
        (done.rows[0].fate, done.rows[2].fate),
        (Fate::Failed, Fate::Failed)
    );
    assert!(done.untraced.is_empty());
    let numbered =
        json!({"madeErrors": [{"externalId": "A", "index": 2}, {"externalId": "B", "index": 1}]});
    let done = traced(&rows, Outcome::Partial, numbered);
    assert_eq!(
        (done.rows[0].fate, done.rows[2].fate),
        (Fate::Taken, Fate::Failed)
    );
}

#[test]
fn a_whole_chunk_of_errors_is_traced_fast() {
    let rows: Vec<Value> = (0..5000)
        .map(
            |at| json!({"name": format!("n{at}"), "company": "c", "externalId": format!("e-{at}")}),
        )
        .collect();
    let shapes: [fn(usize) -> Value; 4] = [
        |at| json!({"item": {"externalId": format!("e-{at}")}, "message": "bad"}),
        |at| json!({"item": {"name": format!("n{at}"), "company": "c", "externalId": format!("e-{at}"), "x": 1}}),
        |at| json!(format!("row with externalId e-{at} is bad")),
        |_| json!({"message": "bad"}),
    ];
    for shape in shapes {
        let errors: Vec<Value> = (0..5000).map(shape).collect();
        let begun = std::time::Instant::now();
        let done = traced(&rows, Outcome::Refused, json!({"madeErrors": errors}));
        assert!(done.rows.iter().all(|row| row.fate == Fate::Failed));
        assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
    }
}

#[test]
fn a_refusal_says_nothing_of_an_attempt_before_it() {
    let errors = json!({"made": 0, "madeErrors": [{"externalId": "A-1"}, "no"]});
    let done = traced(&keyed(), Outcome::Unknown, errors);
    assert!(done.rows.iter().all(|row| row.fate == Fate::Unknown));
    assert_eq!(done.rows[0].errors.len(), 1, "it is traced all the same");
}
