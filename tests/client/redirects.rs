//! Redirects: to another host never, on the same one where the call stays what it is.

use serde_json::json;
use wiremock::Request;

use crate::calls::{body, header, line};
use crate::server::{ID, Server, TOKEN, answer, client};

#[tokio::test]
async fn a_redirect_to_another_host_is_not_followed() {
    let other = Server::with([answer(200, "{}")]).await;
    for status in [301, 302, 303, 307, 308] {
        let away = answer(status, "").insert_header("Location", other.url());
        let server = Server::with([away.clone(), away]).await;
        let error = server
            .client()
            .companies()
            .get(ID)
            .await
            .expect_err("it leads away");
        assert_eq!(error.status(), Some(status), "{error}");
        assert!(error.to_string().contains("redirect"), "{error}");
        let error = server.client().companies().create("Acme").await;
        assert_eq!(error.expect_err("it leads away").status(), Some(status));
    }
    assert_eq!(other.count().await, 0);
}

#[tokio::test]
async fn a_redirect_on_the_host_is_followed_where_the_call_stays_the_same() {
    let moved = |status| answer(status, "").insert_header("Location", "/moved?a=1");
    for (status, read, write) in [(302, true, false), (303, true, false), (307, true, true)] {
        let server = Server::with([moved(status), answer(200, "{}")]).await;
        assert_eq!(server.client().companies().get(ID).await.is_ok(), read);
        let server = Server::with([moved(status), answer(200, "{}")]).await;
        let created = server.client().companies().create("Acme").await;
        assert_eq!(created.is_ok(), write, "{status}");
        if write {
            let request = &server.requests().await[1];
            assert_eq!(line(request), "POST /moved?a=1");
            assert_eq!(body(request), json!({"name": "Acme"}));
            assert_eq!(
                header(request, "authorization"),
                Some(&*format!("Bearer {TOKEN}"))
            );
        }
    }
    let around = Server::by(move |_: &Request| moved(302)).await;
    let error = client(&around.url())
        .companies()
        .get(ID)
        .await
        .expect_err("it has no end");
    assert_eq!(error.status(), Some(302));
    assert_eq!(around.count().await, 6);
}
