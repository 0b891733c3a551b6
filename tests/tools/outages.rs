//! Planhat refuses or fails: what agents are told, of every tool.

use std::net::TcpListener;
use std::time::Duration;

use planhat_client::table::Returns;
use planhat_client::{Backoff, Client};
use planhat_tools::{Answer, Outcome, Tool};
use serde_json::Value;

use crate::stand::{Stand, Verdict, assert_all, call, hold, operation, tools, writes};

/// Calls every tool while a fault lasts, and says of each whether it tells the right thing.
async fn with_fault(
    stand: &Stand,
    fault: &str,
    tells: impl Fn(&Tool, &Answer) -> Verdict,
) -> Vec<(&'static Tool, Verdict)> {
    let mut verdicts = Vec::new();
    for tool in tools() {
        let arguments = stand.real(tool);
        stand.sandbox.set_faults([fault]).unwrap();
        let answer = stand.call(tool, arguments).await;
        stand.sandbox.clear_faults();
        let verdict = no_secret(stand, &answer);
        let verdict = verdict.and_then(|()| tells(tool, &answer));
        verdicts.push((tool, verdict.map_err(|why| format!("{fault}: {why}"))));
    }
    verdicts
}

fn no_secret(stand: &Stand, answer: &Answer) -> Verdict {
    let said = |secret: &&str| answer.text.contains(secret);
    hold(!stand.secrets().iter().any(said), || {
        format!("it tells a secret: {}", answer.text)
    })
}

fn outcome(answer: &Answer, wanted: Outcome) -> Verdict {
    let error = wanted != Outcome::Done;
    hold(answer.outcome == wanted && answer.is_error == error, || {
        format!("{}: {}", answer.outcome.as_str(), answer.text)
    })
}

/// Whether an agent is told that a call may have taken effect all the same.
fn warns(answer: &Answer) -> bool {
    answer.text.contains("took effect before calling again")
}

#[tokio::test]
async fn too_many_calls_are_told_with_the_time_to_wait() {
    let stand = Stand::impatient().await;
    for (fault, words) in [
        ("* /** 429 retry-after=7", "Wait 7 seconds"),
        ("* /** 429", "Wait 60 seconds"),
    ] {
        let tells = |_: &Tool, answer: &Answer| {
            outcome(answer, Outcome::Quota)?;
            hold(answer.text.contains(words) && !warns(answer), || {
                answer.text.clone()
            })
        };
        assert_all(with_fault(&stand, fault, tells).await);
    }
}

/// A long wait is told, not waited for, by a client that would be patient.
#[tokio::test]
async fn nobody_waits_longer_than_a_host_does() {
    let mut stand = Stand::new().await;
    stand.client = stand.builder().no_pacing().build().unwrap();
    let tells = |_: &Tool, answer: &Answer| {
        outcome(answer, Outcome::Quota)?;
        hold(answer.text.contains("Wait 50 seconds"), || {
            answer.text.clone()
        })
    };
    let all = with_fault(&stand, "* /** 429 retry-after=50", tells);
    let all = tokio::time::timeout(Duration::from_secs(30), all).await;
    assert_all(all.expect("no call waits"));
}

#[tokio::test]
async fn what_planhat_refuses_is_told_in_its_words() {
    let stand = Stand::impatient().await;
    let said = format!("no such thing for {}", stand.sandbox.token());
    for status in ["400", "403", "422"] {
        let fault = format!("* /** {status} body=\"{said}\"");
        let tells = |_: &Tool, answer: &Answer| {
            outcome(answer, Outcome::Refused)?;
            let told = answer.text.contains("no such thing for {");
            hold(told && !warns(answer), || answer.text.clone())
        };
        assert_all(with_fault(&stand, &fault, tells).await);
    }
}

#[tokio::test]
async fn failures_are_told_and_whether_a_write_may_have_taken_effect() {
    let stand = Stand::impatient().await;
    let said = stand.secrets().join(" and ");
    let faults = [
        format!("* /** 500 body=\"{said}\""),
        format!("* /** 502 after body=\"{said}\""),
        "* /** reset".to_owned(),
        "* /** reset-after".to_owned(),
        "* /** garbage".to_owned(),
        "* /** close-after".to_owned(),
    ];
    let mut verdicts = Vec::new();
    for fault in &faults {
        let tells = |tool: &Tool, answer: &Answer| {
            // Nothing is read in an answer that promises nothing; it is told as it came.
            let heedless = matches!(operation(tool).returns, Returns::Nothing);
            if heedless && fault.ends_with("garbage") {
                outcome(answer, Outcome::Done)?;
                let json = serde_json::from_str::<Value>(&answer.text);
                return hold(json.is_ok(), || answer.text.clone());
            }
            outcome(answer, Outcome::Failed)?;
            let writes = !tool.annotations.read_only;
            hold(warns(answer) == writes, || {
                format!("warns: {}: {}", warns(answer), answer.text)
            })
        };
        verdicts.extend(with_fault(&stand, fault, tells).await);
    }
    assert_all(verdicts);
}

#[tokio::test]
async fn where_nothing_listens_nothing_took_effect() {
    let stand = Stand::new().await;
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let client = Client::builder()
        .base_url(&url)
        .analytics_url(&url)
        .token(stand.sandbox.token())
        .tenant_token(stand.sandbox.tenant_token())
        .no_pacing()
        .retry(Backoff::never())
        .build()
        .unwrap();
    let mut verdicts = Vec::new();
    for tool in tools() {
        let answer = call(&client, tool, stand.real(tool)).await;
        let verdict = outcome(&answer, Outcome::Failed).and_then(|()| no_secret(&stand, &answer));
        let later = answer.text.contains("may succeed later");
        let verdict = verdict.and_then(|()| hold(!warns(&answer) && later, || answer.text));
        verdicts.push((tool, verdict));
    }
    assert_all(verdicts);
}

/// Without the tokens, an agent is told what its user has to set, and nothing is sent.
#[tokio::test]
async fn a_client_without_tokens_says_what_is_missing() {
    let stand = Stand::new().await;
    let client = Client::builder()
        .base_url(stand.sandbox.url())
        .analytics_url(stand.sandbox.url())
        .no_pacing()
        .build()
        .unwrap();
    stand.sandbox.clear_log();
    let mut verdicts = Vec::new();
    for tool in writes() {
        let answer = call(&client, tool, stand.real(tool)).await;
        let mut names = planhat_tools::CATALOGUE.api.secrets.iter();
        let told = names.any(|secret| answer.text.contains(secret.env));
        let verdict = outcome(&answer, Outcome::Failed);
        let verdict = verdict.and_then(|()| hold(told && !warns(&answer), || answer.text));
        verdicts.push((tool, verdict));
    }
    assert_all(verdicts);
    assert!(stand.sandbox.log().is_empty());
}
