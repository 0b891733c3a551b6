//! Lists walked to their end: pages, items, cursors, and the page that is fetched ahead.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::StreamExt;
use planhat_client::{Client, Items, Page, Pages};
use serde_json::json;
use wiremock::Request;

use crate::server::{Memory, Server, answer, builder, in_memory, parameter};

/// A page of a list that is so long, as the query asks.
pub fn page(total: u64, query: &str) -> String {
    let number = |name| parameter(query, name).and_then(|text| text.parse::<u64>().ok());
    let from = number("offset").expect("every page has an offset");
    let limit = number("limit").expect("every page has a limit");
    let rows = from..total.min(from + limit);
    let rows: Vec<_> = rows.map(|number| json!({"_id": id(number)})).collect();
    json!(rows).to_string()
}

pub fn id(number: u64) -> String {
    format!("{number:024x}")
}

pub fn ids(numbers: std::ops::Range<u64>) -> Vec<String> {
    numbers.map(id).collect()
}

/// A server with a list of so many records.
pub async fn list_of(total: u64) -> Server {
    Server::by(move |request: &Request| answer(200, page(total, query(request)))).await
}

pub fn query(request: &Request) -> &str {
    request.url.query().unwrap_or_default()
}

/// What each request asked for under this name.
pub async fn asked(server: &Server, name: &str) -> Vec<String> {
    let requests = server.requests().await;
    let given = |request: &Request| parameter(query(request), name).unwrap_or_default();
    requests.iter().map(given).collect()
}

pub type Company = planhat_client::Company;

pub fn ids_of(rows: &[Company]) -> Vec<String> {
    let text = |row: &Company| row.id.as_ref().map(ToString::to_string);
    rows.iter().filter_map(text).collect()
}

async fn rest(items: Items<Company>) -> Vec<String> {
    ids_of(&items.collect().await.expect("every page comes"))
}

pub async fn next(pages: &mut Pages<Company>) -> Page<Company> {
    let page = pages.next().await.expect("there is a page");
    page.expect("it comes")
}

#[tokio::test]
async fn a_list_ends_with_a_short_page() {
    let server = list_of(5).await;
    let mut pages = server.client().companies().list().limit(2).pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.expect("every page comes");
        sizes.push((page.rows.len(), page.next.is_some()));
    }
    assert_eq!(sizes, [(2, true), (2, true), (1, false)]);
    assert_eq!(asked(&server, "offset").await, ["0", "2", "4"]);
    assert_eq!(asked(&server, "limit").await, ["2", "2", "2"]);
    assert_eq!(asked(&server, "sort").await, ["_id", "_id", "_id"]);
    assert!(pages.next().await.is_none());
    assert_eq!(server.count().await, 3);
}

#[tokio::test]
async fn a_list_of_whole_pages_shows_no_empty_one() {
    let server = list_of(4).await;
    let list = server.client().companies().list().limit(2).sort("-name");
    let pages: Vec<_> = list
        .pages()
        .map(|page| page.map(|page| page.rows.len()))
        .collect()
        .await;
    let sizes: Vec<usize> = pages
        .into_iter()
        .map(|size| size.expect("it comes"))
        .collect();
    assert_eq!(sizes, [2, 2]);
    assert_eq!(asked(&server, "offset").await, ["0", "2", "4"]);
    assert_eq!(asked(&server, "sort").await, ["-name", "-name", "-name"]);
}

#[tokio::test]
async fn an_empty_list_is_one_call_and_no_items() {
    let server = list_of(0).await;
    assert_eq!(
        rest(server.client().companies().list().items()).await,
        Vec::<String>::new()
    );
    assert_eq!(server.count().await, 1);
}

#[tokio::test]
async fn items_are_the_rows_of_all_pages_from_an_offset_on() {
    let server = list_of(7).await;
    let list = server.client().companies().list().limit(3).offset(1);
    assert_eq!(rest(list.items()).await, ids(1..7));
    assert_eq!(asked(&server, "offset").await, ["1", "4", "7"]);
}

#[tokio::test]
async fn pages_are_as_large_as_each_object_allows() {
    let server = list_of(1).await;
    let client = server.client();
    client
        .companies()
        .list()
        .items()
        .collect()
        .await
        .expect("a page of companies");
    client
        .churn()
        .list()
        .items()
        .collect()
        .await
        .expect("a page of churn");
    client
        .companies()
        .list()
        .limit(9_999)
        .items()
        .collect()
        .await
        .expect("another page");
    client
        .churn()
        .list()
        .limit(9_999)
        .items()
        .collect()
        .await
        .expect("another page");
    assert_eq!(
        asked(&server, "limit").await,
        ["2000", "1000", "5000", "1000"]
    );
}

#[tokio::test]
async fn a_page_that_cannot_be_is_refused() {
    let server = list_of(9).await;
    let client = server.client();
    let list = || client.companies().list();
    for (name, pages) in [
        ("limit", list().limit(0).pages()),
        ("limit", list().limit(-5).pages()),
        ("offset", list().offset(-1).pages()),
        ("limit", list().into_call().query("limit", "many").pages()),
        ("offset", list().into_call().query("offset", "1.5").pages()),
    ] {
        let mut pages = pages;
        let error = pages.next().await.expect("there is an error").err();
        let error = error.expect("it cannot be");
        assert!(error.is_invalid(), "{error}");
        assert_eq!(error.faults()[0].argument, name, "{error}");
        assert!(pages.next().await.is_none());
    }
    assert_eq!(server.count().await, 0);
}

#[tokio::test]
async fn another_name_of_a_limit_is_a_limit_too() {
    let server = list_of(3).await;
    let call = server.client().tickets().list().into_call().query("l", 2);
    let tickets = call.items().collect().await.expect("every page comes");
    assert_eq!(tickets.len(), 3);
    assert_eq!(asked(&server, "limit").await, ["2", "2"]);
    assert_eq!(asked(&server, "l").await, ["", ""]);
}

#[tokio::test]
async fn where_the_cap_is_uncertain_only_an_empty_page_is_the_last() {
    let server = Server::by(|request: &Request| {
        // This server gives two rows at most, whatever it is asked for.
        let query = query(request).replace("limit=2000", "limit=2");
        answer(200, page(5, &query))
    })
    .await;
    let campaigns = server.client().campaigns().list().items().collect().await;
    assert_eq!(campaigns.expect("every page comes").len(), 5);
    assert_eq!(asked(&server, "offset").await, ["0", "2", "4", "5"]);
}

#[tokio::test]
async fn a_list_without_pages_is_one_call() {
    let server = Server::with([answer(200, r#"[{"_id":"1"},{"_id":"2"}]"#)]).await;
    let rows = rest(server.client().companies().lean_list().items()).await;
    assert_eq!(rows, ["1", "2"]);
    assert_eq!(server.request().await.url.query(), None);
}

/// A client of a list of ten in memory, and how many requests it has begun.
fn counted() -> (Client, Arc<AtomicUsize>) {
    let begun = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&begun);
    let transport = Memory(move |request: http::Request<_>| {
        count.fetch_add(1, Ordering::SeqCst);
        let body = page(10, request.uri().query().unwrap_or_default());
        async move { in_memory(200, &body) }
    });
    let client = builder("http://localhost").transport(Arc::new(transport));
    (client.build().expect("the settings are valid"), begun)
}

/// Lets everything that was spawned go as far as it can.
async fn settle() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_next_page_is_fetched_while_the_present_one_is_read() {
    let (client, begun) = counted();
    let mut pages = client.companies().list().limit(2).pages();
    settle().await;
    assert_eq!(
        begun.load(Ordering::SeqCst),
        0,
        "nothing is sent before it is asked for"
    );
    for expected in [2, 3, 4] {
        next(&mut pages).await;
        settle().await;
        assert_eq!(
            begun.load(Ordering::SeqCst),
            expected,
            "one page ahead, and no more"
        );
    }
}

#[tokio::test]
async fn fetching_ahead_can_be_switched_off() {
    let (client, begun) = counted();
    let mut pages = client.companies().list().limit(2).pages().prefetch(false);
    for expected in [1, 2, 3] {
        next(&mut pages).await;
        settle().await;
        assert_eq!(begun.load(Ordering::SeqCst), expected);
    }
}

#[tokio::test]
async fn a_dropped_stream_stops() {
    let (client, begun) = counted();
    let mut items = client.companies().list().limit(2).items();
    items
        .next()
        .await
        .expect("there is an item")
        .expect("it comes");
    drop(items);
    settle().await;
    assert_eq!(
        begun.load(Ordering::SeqCst),
        1,
        "the fetch ahead was not begun yet"
    );

    let client = builder("http://localhost");
    let under_way = Arc::new(());
    let held = Arc::clone(&under_way);
    let transport = Memory(move |request: http::Request<_>| {
        let query = request.uri().query().unwrap_or_default().to_owned();
        let held = Arc::clone(&held);
        async move {
            if parameter(&query, "offset").as_deref() != Some("0") {
                std::future::pending::<()>().await;
            }
            drop(held);
            in_memory(200, &page(10, &query))
        }
    });
    let client = client
        .transport(Arc::new(transport))
        .build()
        .expect("the settings are valid");
    let mut pages = client.companies().list().limit(2).pages();
    next(&mut pages).await;
    settle().await;
    assert_eq!(
        Arc::strong_count(&under_way),
        3,
        "the second page is under way"
    );
    drop(pages);
    settle().await;
    assert_eq!(
        Arc::strong_count(&under_way),
        2,
        "nothing is under way any more"
    );
}
