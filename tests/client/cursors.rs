//! Lists left and taken up again: cursors, walks that fail, and filters that take several walks.

use std::sync::{Arc, Mutex};

use futures_util::StreamExt;
use planhat_client::ids::CompanyId;
use planhat_client::{Cursor, Error, ErrorKind, Pages};
use wiremock::Request;

use crate::paging::{Company, asked, ids, ids_of, list_of, next, page, query};
use crate::server::{Server, answer, parameter};

async fn next_error(pages: &mut Pages<Company>) -> Error {
    let page = pages.next().await.expect("there is a page");
    page.expect_err("it fails")
}

#[tokio::test]
async fn a_cursor_goes_on_where_a_walk_was_left() {
    let server = list_of(9).await;
    let list = || {
        server
            .client()
            .companies()
            .list()
            .status(["customer"])
            .limit(2)
    };
    let mut pages = list().pages();
    next(&mut pages).await;
    let left = next(&mut pages).await.next.expect("there is more");
    assert_eq!(pages.cursor(), Some(left.clone()));
    let text = left.to_string();
    let cursor: Cursor = text.parse().expect("its own text is understood");
    assert_eq!(cursor, left);

    let resumed = list().pages().resume(&cursor).expect("it is of this list");
    let mut rows = Vec::new();
    for page in resumed.collect::<Vec<_>>().await {
        rows.extend(ids_of(&page.expect("it comes").rows));
    }
    assert_eq!(rows, ids(4..9));
    // Larger pages are the same list all the same.
    let mut larger = list()
        .limit(100)
        .pages()
        .resume(&cursor)
        .expect("it is of this list");
    assert_eq!(ids_of(&next(&mut larger).await.rows), ids(4..9));
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    let server = list_of(9).await;
    let client = server.client();
    let list = client.companies().list().limit(2);
    let mut pages = list.pages().prefetch(false);
    let cursor = next(&mut pages).await.next.expect("there is more");
    let others = [
        client
            .companies()
            .list()
            .status(["lost"])
            .pages()
            .resume(&cursor)
            .err(),
        client
            .companies()
            .list()
            .sort("name")
            .pages()
            .resume(&cursor)
            .err(),
        client.companies().lean_list().pages().resume(&cursor).err(),
        client.endusers().list().pages().resume(&cursor).err(),
    ];
    for error in others {
        let error = error.expect("it is of another list");
        assert!(error.is_invalid(), "{error}");
        assert_eq!(error.faults()[0].argument, "cursor");
    }
    assert_eq!(server.count().await, 1, "refused cursors send nothing");
    let list = cursor
        .to_string()
        .split('.')
        .nth(1)
        .expect("it has parts")
        .to_owned();
    let behind: Cursor = format!("1.{list}.7.0").parse().expect("well formed");
    assert!(client.companies().list().pages().resume(&behind).is_err());
    for text in [
        "",
        "1",
        "2.0.0.0",
        "1.0.0",
        "1.0.0.0.0",
        "1.x.0.0",
        "1.0.-1.0",
    ] {
        let error = text.parse::<Cursor>().expect_err(text);
        assert!(error.to_string().contains("cursor"), "{error}");
    }
}

#[tokio::test]
async fn a_walk_that_failed_goes_on_at_the_page_that_failed() {
    let broken = Arc::new(Mutex::new(true));
    let state = Arc::clone(&broken);
    let server = Server::by(move |request: &Request| {
        let fails = *state.lock().expect("no test panics here");
        match parameter(query(request), "offset").as_deref() {
            Some("2") if fails => answer(503, "down"),
            _ => answer(200, page(5, query(request))),
        }
    })
    .await;
    let client = server.client();
    let mut pages = client.companies().list().limit(2).pages();
    assert_eq!(ids_of(&next(&mut pages).await.rows), ids(0..2));
    let error = next_error(&mut pages).await;
    assert_eq!((error.status(), error.attempts_made()), (Some(503), 3));
    assert_eq!(error.operation_name(), Some("company.list"));
    assert!(pages.next().await.is_none(), "an error ends the walk");

    *broken.lock().expect("no test panics here") = false;
    let cursor = pages.cursor().expect("the page that failed");
    let resumed = client.companies().list().limit(2).pages().resume(&cursor);
    let mut resumed = resumed.expect("it is of this list");
    assert_eq!(ids_of(&next(&mut resumed).await.rows), ids(2..4));
    assert_eq!(ids_of(&next(&mut resumed).await.rows), ids(4..5));
    assert!(resumed.next().await.is_none());
}

#[tokio::test]
async fn a_page_that_cannot_be_read_can_be_asked_for_again() {
    let server = Server::with([answer(200, r#"[{"_id":"1"}, oops]"#)]).await;
    let mut pages = server.client().companies().list().pages();
    let before = pages.cursor();
    let error = next_error(&mut pages).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.place(), Some((1, 15)));
    assert_eq!(pages.cursor(), before);
}

#[tokio::test]
async fn faults_of_the_arguments_come_once_and_nothing_is_sent() {
    let server = list_of(5).await;
    let client = server.client();
    let none = Vec::<CompanyId>::new();
    let empty_filter = client.companies().list().company_id(none);
    let unknown = client
        .companies()
        .list()
        .into_call()
        .query("updatedSince", "2025-01-01");
    for mut pages in [empty_filter.pages(), unknown.pages()] {
        let error = next_error(&mut pages).await;
        assert!(error.is_invalid(), "{error}");
        assert!(pages.next().await.is_none());
        assert_eq!(pages.cursor(), None);
    }
    assert_eq!(server.count().await, 0);
}

#[tokio::test]
async fn a_filter_too_long_for_one_call_is_split() {
    let server = list_of(3).await;
    let companies = ids(0..100);
    let list = || {
        server
            .client()
            .endusers()
            .list()
            .company_id(companies.clone())
            .limit(2)
    };
    let mut pages = list().pages().prefetch(false);
    let mut cursors = Vec::new();
    while let Some(page) = pages.next().await {
        cursors.push(page.expect("every page comes").next);
    }
    let filters = asked(&server, "companyId").await;
    assert_eq!(asked(&server, "offset").await, ["0", "2", "0", "2"]);
    assert!(
        filters.iter().all(|filter| filter.len() <= 2000),
        "{filters:?}"
    );
    assert_eq!(filters[0], filters[1]);
    assert_eq!([&*filters[1], &*filters[2]].join(","), companies.join(","));

    let second = cursors[1].as_ref().expect("the second part begins there");
    let mut resumed = list().pages().resume(second).expect("it is of this list");
    resumed
        .next()
        .await
        .expect("there is a page")
        .expect("it comes");
    assert_eq!(asked(&server, "companyId").await[4], filters[2]);
}

#[tokio::test]
async fn a_walk_goes_back_to_a_cursor_of_its_own() {
    let server = list_of(9).await;
    let list = server.client().companies().list().limit(2);
    let mut pages = list.pages();
    let first = pages.cursor().expect("a walk begins somewhere");
    next(&mut pages).await;
    next(&mut pages).await;
    let mut pages = pages.resume(&first).expect("it is of this list");
    assert_eq!(ids_of(&next(&mut pages).await.rows), ids(0..2));
    assert_eq!(ids_of(&next(&mut pages).await.rows), ids(2..4));
}

#[tokio::test]
async fn a_walk_that_failed_is_taken_up_again() {
    let answers = [
        answer(200, page(9, "offset=0&limit=2")),
        answer(400, "no"),
        answer(200, page(9, "offset=2&limit=2")),
    ];
    let server = Server::with(answers).await;
    let list = server.client().companies().list().limit(2);
    let mut pages = list.pages().prefetch(false);
    next(&mut pages).await;
    next_error(&mut pages).await;
    assert!(pages.next().await.is_none());
    let failed = pages.cursor().expect("the page that failed");
    let mut pages = pages.resume(&failed).expect("it is of this list");
    assert_eq!(ids_of(&next(&mut pages).await.rows), ids(2..4));
}

#[tokio::test]
async fn items_are_left_and_taken_up_within_a_page() {
    let server = list_of(7).await;
    let list = || server.client().companies().list().limit(3);
    for taken in 0..7 {
        let mut items = list().items();
        for _ in 0..taken {
            items.next().await.expect("there is one").expect("it comes");
        }
        let cursor = items.cursor().expect("there is more");
        let rest = list().items().resume(&cursor).expect("it is of this list");
        let rest = rest.collect().await.expect("every page comes");
        assert_eq!(ids_of(&rest), ids(taken..7));
    }
    let mut items = list().items();
    while let Some(item) = items.next().await {
        item.expect("it comes");
    }
    assert_eq!(items.cursor(), None);
}

#[tokio::test]
async fn the_order_of_parameters_makes_no_other_list() {
    let server = list_of(9).await;
    let list = || server.client().companies().list().limit(2);
    let mut pages = list().status(["lost"]).sort("name").pages();
    let cursor = next(&mut pages).await.next.expect("there is more");
    let other = list().sort("name").status(["lost"]).pages();
    assert!(other.resume(&cursor).is_ok());
}
