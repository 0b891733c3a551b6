//! What is sent: methods, paths, ids, queries, bodies, headers, and to which host.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::Method;
use planhat_client::company::CompanyPatch;
use planhat_client::enduser::EnduserEmailOrExternalIdOrSourceId;
use planhat_client::ids::{CompanyKey, ConversationKey, InvoiceKey};
use planhat_client::user_activity::{UserActivityEmailOrExternalId, UserActivityRow};
use planhat_client::{Client, Day, Error, Patch};
use serde_json::{Value, json};
use wiremock::Request;

use crate::server::{ID, Server, TENANT, TOKEN, answer, builder};

/// Sends one call to a server that answers with an empty object, and gives what was sent.
async fn sent<T>(call: impl AsyncFnOnce(Client) -> Result<T, Error>) -> Request {
    sent_for("{}", call).await
}

async fn sent_for<T>(good: &str, call: impl AsyncFnOnce(Client) -> Result<T, Error>) -> Request {
    let server = Server::with([answer(200, good)]).await;
    call(server.client()).await.expect("the server takes it");
    server.request().await
}

/// Method, path and query in one line.
pub fn line(request: &Request) -> String {
    let query = request.url.query().map(|query| format!("?{query}"));
    let (method, path) = (&request.method, request.url.path());
    format!("{method} {path}{}", query.unwrap_or_default())
}

pub fn body(request: &Request) -> Value {
    request.body_json().expect("a body of JSON was sent")
}

pub fn header<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    let value = request.headers.get(name)?;
    Some(value.to_str().expect("headers are text"))
}

type Send = fn(Client) -> BoxFuture<'static, Result<(), Error>>;

/// A call that gives an object, and the line that it sends.
macro_rules! way {
    ($line:literal, $client:ident => $call:expr) => {
        (
            $line,
            (|$client| async move { $call.await.map(drop) }.boxed()) as Send,
        )
    };
}

#[tokio::test]
async fn every_sort_of_call_has_its_method_and_path() {
    let calls = [
        way!("GET /companies/61dd5bf1d8ecd4a9a5b0c0a1", client => client.companies().get(ID)),
        way!("POST /companies", client => client.companies().create("Acme")),
        way!("PUT /companies/61dd5bf1d8ecd4a9a5b0c0a1", client =>
            client.companies().update(ID, CompanyPatch::new().phase("Live"))),
        way!("DELETE /companies/61dd5bf1d8ecd4a9a5b0c0a1", client => client.companies().delete(ID)),
        way!("PUT /companies", client => client.companies().bulk_upsert([
            planhat_client::company::CompanyRow::by_id(ID)])),
        way!("GET /conversations/extid-n1", client =>
            client.conversations().get(ConversationKey::external_id("n1"))),
        way!("POST /conversations", client => client.notes().create("c")),
        way!("POST /timeentries/duplicate", client => client.time_entries().duplicate([ID])),
        way!("GET /myprofile", client => client.users().my_profile()),
        way!("GET /nps/1", client => client.nps().get("1")),
        way!("GET /lineitems/1", client => client.line_items().get("1")),
        way!("DELETE /customfields/1", client => client.custom_fields().delete("1")),
    ];
    for (expected, call) in calls {
        assert_eq!(line(&sent(call).await), expected);
    }
}

#[tokio::test]
async fn ids_are_encoded_and_keys_have_their_prefix() {
    let cases: [(CompanyKey, &str); 7] = [
        (ID.into(), ID),
        (
            "a/b?c=d#e%f g&+;:@".into(),
            "a%2Fb%3Fc%3Dd%23e%25f%20g%26%2B%3B%3A%40",
        ),
        ("Ünïcode-_.~".into(), "%C3%9Cn%C3%AFcode-_.~"),
        (CompanyKey::external_id("crm/1 2"), "extid-crm%2F1%202"),
        (CompanyKey::source_id("a..b"), "srcid-a..b"),
        (CompanyKey::external_id(".."), "extid-.."),
        ("extid-typed out".into(), "extid-typed%20out"),
    ];
    for (key, expected) in cases {
        let request = sent(async |client| client.companies().get(key).await).await;
        assert_eq!(line(&request), format!("GET /companies/{expected}"));
    }
    let key = InvoiceKey::ext_id("R-1");
    let request = sent(async |client| client.invoices().get(key).await).await;
    assert_eq!(line(&request), "GET /invoices/extid-R-1");
}

#[tokio::test]
async fn parameters_of_a_list_stand_in_the_query() {
    let request = sent_for("[]", async |client| {
        let list = client
            .companies()
            .list()
            .select(["_id", "custom.Größe & co"])
            .sort("-name");
        let list = list
            .company_id(["a", "b"])
            .status(["A=B&C"])
            .limit(5)
            .offset(10);
        list.limit(7).await
    })
    .await;
    assert_eq!(
        line(&request),
        "GET /companies?select=_id,custom.Gr%C3%B6%C3%9Fe%20%26%20co&sort=-name\
         &companyId=a,b&status=A%3DB%26C&offset=10&limit=7"
    );
    let request = sent_for("[]", async |client| client.companies().list().await).await;
    assert_eq!(line(&request), "GET /companies");
    let request = sent_for("[]", async |client| {
        let list = client.dimension_data().list();
        list.from(Day::new(20_000)).to(Day::new(20_001)).await
    })
    .await;
    assert_eq!(line(&request), "GET /dimensiondata?from=20000&to=20001");
    let request = sent_for("[]", async |client| {
        client.endusers().list().archived(true).await
    })
    .await;
    assert_eq!(line(&request), "GET /endusers?archived=true");
    let request = sent_for("[]", async |client| client.notes().list().await).await;
    assert_eq!(line(&request), "GET /conversations?type=note");
}

#[tokio::test]
async fn a_patch_sends_what_is_set_null_for_what_is_cleared_and_nothing_else() {
    let patch = CompanyPatch::new()
        .name(Patch::Keep)
        .phase("Live")
        .description("")
        .owner(Patch::Clear)
        .tags(Patch::Clear)
        .domains(["acme.example"])
        .csm_score(4)
        .custom("Renewal – note", Value::Null)
        .custom("Seats #", 12)
        .set("unknownToTheSpecs", json!([1]))
        .clear("slug");
    let request = sent(async |client| client.companies().update(ID, patch).await).await;
    let expected = json!({
        "phase": "Live", "description": "", "owner": null, "tags": null, "slug": null,
        "domains": ["acme.example"], "csmScore": 4, "unknownToTheSpecs": [1],
        "custom": {"Renewal – note": null, "Seats #": 12},
    });
    assert_eq!(body(&request), expected);
    let nothing = CompanyPatch::new();
    let request = sent(async |client| client.companies().update(ID, nothing).await).await;
    assert_eq!(body(&request), json!({}));
}

#[tokio::test]
async fn a_create_sends_what_it_requires_and_what_is_added() {
    let email = EnduserEmailOrExternalIdOrSourceId::email("ada@example.com");
    let request = sent(async |client| {
        let company = CompanyKey::external_id("crm-1");
        client
            .endusers()
            .create(company, email)
            .first_name("Ada")
            .await
    })
    .await;
    let expected =
        json!({"companyId": "extid-crm-1", "email": "ada@example.com", "firstName": "Ada"});
    assert_eq!(body(&request), expected);
    let request = sent(async |client| client.timesheets().create().await).await;
    assert_eq!(body(&request), json!({}));
    let request = sent(async |client| client.time_entries().duplicate(["a", "b"]).await).await;
    assert_eq!(body(&request), json!({"ids": ["a", "b"]}));
    let request = sent(async |client| client.notes().create("c").subject("Hi").await).await;
    assert_eq!(
        body(&request),
        json!({"companyId": "c", "subject": "Hi", "type": "note"})
    );
}

#[tokio::test]
async fn every_call_has_its_headers() {
    let request = sent(async |client| client.companies().create("Acme").await).await;
    let bearer = format!("Bearer {TOKEN}");
    assert_eq!(header(&request, "authorization"), Some(&*bearer));
    assert_eq!(header(&request, "accept"), Some("application/json"));
    assert_eq!(header(&request, "content-type"), Some("application/json"));
    let agent = header(&request, "user-agent").expect("it says who calls");
    assert!(agent.starts_with("planhat-forge/"), "{agent}");
    let request = sent(async |client| client.companies().get(ID).await).await;
    assert_eq!(header(&request, "authorization"), Some(&*bearer));
    assert_eq!(header(&request, "content-type"), None);

    let server = Server::with([answer(200, "{}")]).await;
    let client = builder(&server.url())
        .basic()
        .user_agent("nightly-sync/2.1")
        .build();
    let client = client.expect("the settings are valid");
    client
        .companies()
        .get(ID)
        .await
        .expect("the server takes it");
    let request = server.request().await;
    let basic = format!("Basic {}", STANDARD.encode(format!("{TOKEN}:")));
    assert_eq!(header(&request, "authorization"), Some(&*basic));
    assert_eq!(header(&request, "user-agent"), Some("nightly-sync/2.1"));
}

#[tokio::test]
async fn pushes_go_to_their_host_with_the_tenant_token_alone() {
    let main = Server::with([answer(200, ""), answer(200, "[]")]).await;
    let analytics = Server::with((0..3).map(|_| answer(200, ""))).await;
    let client = builder(&main.url()).analytics_url(analytics.url()).build();
    let client = client.expect("the settings are valid");
    let email = || UserActivityEmailOrExternalId::email("ada@example.com");
    let activities = client.user_activities();
    activities
        .create(email())
        .action("login")
        .await
        .expect("received");
    activities
        .bulk([UserActivityRow::new(email())])
        .await
        .expect("received");
    activities
        .stream_csv("name,action\nAda,login\n")
        .await
        .expect("received");
    client
        .segment()
        .send("track")
        .event("login")
        .await
        .expect("received");
    client
        .dimension_data()
        .list()
        .await
        .expect("figures are read from the main host");

    let pushed = analytics.requests().await;
    let lines: Vec<String> = pushed.iter().map(line).collect();
    let one = format!("POST /analytics/{TENANT}");
    let many = format!("POST /analytics/bulk/{TENANT}");
    assert_eq!(lines, [&*one, &*many, "POST /dock/segment"]);
    assert_eq!(header(&pushed[0], "authorization"), None);
    assert_eq!(header(&pushed[1], "authorization"), None);
    let basic = format!("Basic {}", STANDARD.encode(format!("{TENANT}:")));
    assert_eq!(header(&pushed[2], "authorization"), Some(&*basic));
    let login = json!({"email": "ada@example.com", "action": "login"});
    assert_eq!(body(&pushed[0]), login);
    assert_eq!(body(&pushed[1]), json!([{"email": "ada@example.com"}]));

    let [csv, read] = &main.requests().await[..] else {
        panic!("two requests were expected");
    };
    assert_eq!(line(csv), format!("PUT /analytics/stream/csv/{TENANT}"));
    assert_eq!(header(csv, "content-type"), Some("text/csv"));
    assert_eq!(csv.body, b"name,action\nAda,login\n");
    let bearer = format!("Bearer {TOKEN}");
    assert_eq!(header(read, "authorization"), Some(&*bearer));
}

#[tokio::test]
async fn the_raw_door_takes_any_path() {
    let request = sent(async |client| {
        let raw = client
            .request(Method::PATCH, "/any/path?a=1")
            .query("b c", "d,e&f");
        raw.json(&json!({"x": null})).send().await
    })
    .await;
    assert_eq!(line(&request), "PATCH /any/path?a=1&b%20c=d,e%26f");
    assert_eq!(body(&request), json!({"x": null}));
    assert_eq!(
        header(&request, "authorization"),
        Some(&*format!("Bearer {TOKEN}"))
    );
    assert_eq!(header(&request, "content-type"), Some("application/json"));
    let request = sent(async |client| {
        client
            .request(Method::POST, "/upload")
            .body("text/plain", "as it is")
            .send()
            .await
    })
    .await;
    assert_eq!(request.body, b"as it is");
    assert_eq!(header(&request, "content-type"), Some("text/plain"));

    let told = answer(200, r#"{"a":1}"#).insert_header("x-more", "yes");
    let server = Server::with([told]).await;
    let raw = server.client().request(Method::GET, "/any").send().await;
    let raw = raw.expect("the server takes it");
    assert_eq!((raw.status(), raw.operation()), (200, "GET /any"));
    assert_eq!(raw.headers()["x-more"], "yes");
    assert_eq!(raw.decode::<Value>().expect("it is JSON"), json!({"a": 1}));
}
