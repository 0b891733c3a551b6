//! The client's own pacing: an agent is told at once how long to wait, and does not hang.

use std::time::{Duration, Instant};

use planhat_client::Pacing;
use planhat_client::table::OperationKind;
use planhat_tools::{Outcome, Tool};

use crate::stand::{
    Stand, Verdict, assert_all, call, has_own_fields, hold, operation, tools, values_of,
};

/// Calls that the client makes in a minute.
const CALLS: u32 = 2;

#[tokio::test]
async fn a_used_up_quota_is_told_at_once() {
    let stand = Stand::new().await;
    let pacing = Pacing {
        per_minute: CALLS,
        per_second: CALLS,
        parallel: CALLS,
    };
    let client = stand.builder().pacing(pacing).build().unwrap();
    let list = tools().find(|tool| operation(tool).kind == OperationKind::List);
    let list = list.expect("a list");
    for _ in 0..CALLS {
        let answer = call(&client, list, stand.real(list)).await;
        assert_eq!(answer.outcome, Outcome::Done, "{}", answer.text);
    }
    stand.sandbox.clear_log();
    let begun = Instant::now();
    let mut verdicts = Vec::new();
    for tool in tools().filter(|tool| is_paced(tool)) {
        let answer = call(&client, tool, stand.real(tool)).await;
        let seconds = answer.text.split("Wait ").nth(1);
        let seconds = seconds.and_then(|rest| rest.split(' ').next()?.parse::<u64>().ok());
        let good = seconds.is_some_and(|seconds| (10..=60).contains(&seconds));
        let verdict = hold(answer.outcome == Outcome::Quota && answer.is_error, || {
            answer.text.clone()
        });
        verdicts.push((tool, verdict.and_then(|()| hold(good, || answer.text))));
    }
    assert!(verdicts.len() > 100);
    assert_all(verdicts);
    // What sends nothing needs no place: a dry run answers, with fields of the tenant's own too.
    let mut verdicts = Vec::new();
    for tool in tools().filter(|tool| !tool.annotations.read_only) {
        verdicts.push((tool, dry(&stand, &client, tool).await));
    }
    assert_all(verdicts);
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(10), "it took {took:?}");
    assert!(stand.sandbox.log().is_empty());
}

/// Whether its host counts calls.
fn is_paced(tool: &Tool) -> bool {
    let mut hosts = planhat_tools::CATALOGUE.api.hosts.iter();
    hosts.any(|host| host.name == operation(tool).host && host.paced)
}

async fn dry(stand: &Stand, client: &planhat_client::Client, tool: &Tool) -> Verdict {
    let mut arguments = stand.real(tool);
    arguments.insert("dry_run".to_owned(), true.into());
    for (name, value) in values_of(tool) {
        arguments.entry(name).or_insert(value);
    }
    let own = has_own_fields(operation(tool), &arguments);
    let answer = call(client, tool, arguments).await;
    hold(answer.outcome == Outcome::DryRun, || {
        format!("with fields of its own: {own}: {}", answer.text)
    })
}
