//! Making a client: addresses, regions, secrets, and what the environment says.

use std::collections::HashMap;
use std::ffi::OsString;

use planhat_client::user_activity::UserActivityEmailOrExternalId;
use planhat_client::{Client, ClientBuilder, Error, ErrorKind, api};

use crate::server::{ID, Server, TENANT, TOKEN, answer};

/// Where a client sends a call of the main host, and one of the analytics host.
fn urls(client: &Client) -> (String, String) {
    let get = client.companies().get("1").dry_run();
    let email = UserActivityEmailOrExternalId::email("ada@example.com");
    let push = client.user_activities().create(email).dry_run();
    let url = |run: Result<planhat_client::DryRun, Error>| run.expect("it can be sent").url;
    let (get, push) = (url(get), url(push));
    let base = |url: &str, path| url.strip_suffix(path).expect("the path is last").to_owned();
    (
        base(&get, "/companies/1"),
        base(&push, "/analytics/{tenantToken}"),
    )
}

fn builder() -> ClientBuilder<Client> {
    Client::builder().token(TOKEN).tenant_token(TENANT)
}

fn build(builder: ClientBuilder<Client>) -> Client {
    builder.build().expect("the settings are valid")
}

/// Why a builder makes no client.
fn refused(builder: ClientBuilder<Client>) -> String {
    let error = builder.build().expect_err("the settings are wrong");
    assert_eq!(error.kind(), ErrorKind::Config, "{error}");
    error.to_string()
}

const MAIN: &str = "https://api.planhat.com";
const ANALYTICS: &str = "https://analytics.planhat.com";

#[test]
fn each_host_has_its_address() {
    let cases = [
        (builder(), (MAIN, ANALYTICS)),
        (
            builder().region("us4"),
            ("https://api-us4.planhat.com", ANALYTICS),
        ),
        (
            builder().region("eu"),
            ("https://api-eu.planhat.com", ANALYTICS),
        ),
        (
            builder().base_url("https://proxy.example/planhat/"),
            (
                "https://proxy.example/planhat",
                "https://proxy.example/planhat",
            ),
        ),
        (
            builder().analytics_url("https://push.example"),
            (MAIN, "https://push.example"),
        ),
        (
            builder()
                .region("eu3")
                .analytics_url("https://push.example"),
            ("https://api-eu3.planhat.com", "https://push.example"),
        ),
        (
            builder()
                .host_url("main", "https://a.example")
                .host_url("analytics", "https://b.example"),
            ("https://a.example", "https://b.example"),
        ),
    ];
    for (builder, (main, analytics)) in cases {
        assert_eq!(
            urls(&build(builder)),
            (main.to_owned(), analytics.to_owned())
        );
    }
}

#[test]
fn a_token_travels_in_clear_only_to_this_machine() {
    for good in [
        "http://localhost",
        "http://localhost:8080",
        "http://127.0.0.1:1",
        "http://127.9.9.9",
        "http://[::1]:8080",
        "https://10.0.0.1",
        "HTTPS://api.planhat.com",
    ] {
        build(builder().base_url(good));
    }
    for clear in [
        "http://api.planhat.com",
        "http://127.0.0.1.example.com",
        "http://127.example.com",
        "http://localhost.example.com",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "HTTP://example.com",
    ] {
        let why = refused(builder().base_url(clear));
        assert!(why.contains("https") && why.contains(clear), "{why}");
    }
}

#[test]
fn an_address_that_cannot_be_one_is_refused() {
    for bad in [
        "",
        "api.planhat.com",
        "/companies",
        "ftp://api.planhat.com",
        "https://",
        "not an address",
        "https://api.planhat.com?key=1",
        "https://api.planhat.com/#",
        "https://ada@api.planhat.com",
        "https://ada:pass-3e1@api.planhat.com",
        "file:///etc/hosts",
    ] {
        refused(builder().base_url(bad));
        let why = refused(builder().analytics_url(bad));
        assert!(!why.contains("pass-3e1"), "{why}");
    }
}

#[test]
fn a_region_is_a_plain_name_and_stands_alone() {
    for bad in [
        "",
        "EU3",
        "eu 3",
        "eu3.example.com/",
        "eu3@example.com",
        "eu3/..",
        "{cluster}",
    ] {
        let why = refused(builder().region(bad));
        assert!(why.contains("us4"), "it names an example: {why}");
    }
    let why = refused(
        builder()
            .region("eu3")
            .base_url("https://api-eu3.planhat.com"),
    );
    assert!(why.contains("region") && why.contains("eu3"), "{why}");
}

#[tokio::test]
async fn a_secret_is_missed_only_by_a_call_that_needs_it() {
    let server = Server::with([answer(200, "{}"), answer(200, "")]).await;
    let email = || UserActivityEmailOrExternalId::email("ada@example.com");
    let with = |builder: ClientBuilder<Client>| build(builder.base_url(server.url()));

    let client = with(Client::builder().token(TOKEN));
    client
        .companies()
        .get(ID)
        .await
        .expect("no tenant token is needed");
    let error = client
        .user_activities()
        .create(email())
        .await
        .expect_err("it is needed");
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(
        error.to_string().contains("PLANHAT_TENANT_TOKEN"),
        "{error}"
    );

    let client = with(Client::builder().secret("tenantToken", TENANT));
    client
        .user_activities()
        .create(email())
        .await
        .expect("no API token is needed");
    let error = client.companies().get(ID).await.expect_err("it is needed");
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("PLANHAT_API_TOKEN"), "{error}");
    assert_eq!(server.count().await, 2);
}

/// A client by these variables.
fn by(variables: &[(&str, &str)]) -> Result<Client, Error> {
    let all: HashMap<&str, &str> = variables.iter().copied().collect();
    ClientBuilder::from_variables(&api::API, |name| all.get(name).map(OsString::from))?.build()
}

#[tokio::test]
async fn the_environment_can_say_everything() {
    let server = Server::with([answer(200, "{}"), answer(200, "")]).await;
    let client = by(&[
        ("PLANHAT_API_TOKEN", TOKEN),
        ("PLANHAT_TENANT_TOKEN", TENANT),
        ("PLANHAT_BASE_URL", &server.url()),
        ("PLANHAT_ANALYTICS_URL", &format!("{}/push/", server.url())),
        ("PLANHAT_PACING", "off"),
    ]);
    let client = client.expect("the settings are valid");
    assert_eq!(client.quota().pacing, None);
    client
        .companies()
        .get(ID)
        .await
        .expect("the server takes it");
    let email = UserActivityEmailOrExternalId::email("ada@example.com");
    client
        .user_activities()
        .create(email)
        .await
        .expect("received");
    let [get, push] = &server.requests().await[..] else {
        panic!("two requests were expected");
    };
    assert_eq!(get.headers["authorization"], format!("Bearer {TOKEN}"));
    assert_eq!(push.url.path(), format!("/push/analytics/{TENANT}"));
}

#[test]
fn a_variable_may_be_missing_or_empty_but_not_wrong() {
    let none = by(&[("PLANHAT_TENANT_TOKEN", "t")]).expect("nothing is needed yet");
    assert!(none.quota().pacing.is_some());
    let set = [("PLANHAT_API_TOKEN", "t"), ("PLANHAT_TENANT_TOKEN", "u")];
    let empty = [
        ("PLANHAT_REGION", "us4"),
        ("PLANHAT_BASE_URL", ""),
        ("PLANHAT_PACING", "on"),
    ];
    let client = by(&[&set[..], &empty[..]].concat()).expect("empty is none");
    assert_eq!(urls(&client).0, "https://api-us4.planhat.com");
    for wrong in [
        &[("PLANHAT_PACING", "maybe")][..],
        &[("PLANHAT_REGION", "EU 3")],
        &[("PLANHAT_BASE_URL", "planhat")],
        &[("PLANHAT_REGION", "eu3"), ("PLANHAT_BASE_URL", MAIN)],
    ] {
        let error = by(wrong).expect_err("it cannot be used");
        assert_eq!(error.kind(), ErrorKind::Config, "{error}");
        assert!(
            wrong
                .iter()
                .any(|(_, value)| error.to_string().contains(value)),
            "{error}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text_is_refused_by_name() {
    use std::os::unix::ffi::OsStringExt;
    let odd = |name: &str| (name == "PLANHAT_REGION").then(|| OsString::from_vec(vec![0xff]));
    let error = ClientBuilder::<Client>::from_variables(&api::API, odd);
    assert!(
        error
            .expect_err("it is no text")
            .to_string()
            .contains("PLANHAT_REGION")
    );
}
