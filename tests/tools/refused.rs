//! Calls that are wrong: refused before anything is sent, with words that say how to mend them.

use planhat_client::table::OperationKind;
use planhat_tools::{Answer, Outcome, Tool};
use serde_json::{Value, json};

use crate::stand::{
    Doc, Stand, Verdict, assert_all, example, hold, operation, required, schema, tools,
};

/// A well-formed id that no record has.
const UNKNOWN: &str = "00000000000000000000beef";

/// Refused, with a line about an argument and a right call, and nothing was sent.
fn refused(stand: &Stand, tool: &Tool, answer: &Answer, argument: &str, words: &str) -> Verdict {
    let told = |what: &str| format!("{argument}: {what}: {}", answer.text);
    let good = answer.outcome == Outcome::Invalid && answer.is_error;
    hold(good, || told("was not refused"))?;
    let line = format!("`{argument}` ");
    let mut lines = answer.text.lines();
    let said = lines.any(|one| one.contains(&line) && one.contains(words));
    hold(said, || told("is not told"))?;
    let right = format!("{} {}", tool.name, tool.example);
    hold(answer.text.contains(&right), || told("no right call"))?;
    hold(stand.sandbox.log().is_empty(), || {
        told("something was sent")
    })
}

#[tokio::test]
async fn a_missing_argument_is_told() {
    let stand = Stand::new().await;
    let mut verdicts = Vec::new();
    for tool in tools() {
        verdicts.push((tool, missing(&stand, tool).await));
    }
    assert_all(verdicts);
}

async fn missing(stand: &Stand, tool: &Tool) -> Verdict {
    for name in required(&schema(tool)) {
        let mut arguments = stand.real(tool);
        arguments.remove(&name);
        let answer = stand.call(tool, arguments.clone()).await;
        refused(stand, tool, &answer, &name, "is missing")?;
        arguments.insert(name.clone(), Value::Null);
        let answer = stand.call(tool, arguments).await;
        refused(stand, tool, &answer, &name, "is missing")?;
    }
    one_of_several(stand, tool).await
}

/// Where a call needs one of several arguments, none of them is told as well.
async fn one_of_several(stand: &Stand, tool: &Tool) -> Verdict {
    let rules = operation(tool).required.iter();
    let rules = rules.filter(|rule| rule.when.is_empty() && rule.one_of.len() > 1);
    let properties = schema(tool)["properties"].clone();
    for rule in rules {
        let flat = |name: &&&str| properties.get(**name).is_some();
        if rule.one_of.iter().filter(flat).count() == 0 {
            continue;
        }
        let mut arguments = stand.real(tool);
        arguments.retain(|name, _| !rule.one_of.contains(&name.as_str()));
        let answer = stand.call(tool, arguments).await;
        let names = rule.one_of.join(" or ");
        refused(stand, tool, &answer, &names, "is missing")?;
    }
    Ok(())
}

#[tokio::test]
async fn an_argument_of_a_wrong_type_is_told() {
    let stand = Stand::new().await;
    let mut verdicts = Vec::new();
    for tool in tools() {
        verdicts.push((tool, wrong(&stand, tool).await));
    }
    assert_all(verdicts);
}

async fn wrong(stand: &Stand, tool: &Tool) -> Verdict {
    let schema = schema(tool);
    let real = stand.real(tool);
    let properties = schema["properties"].as_object().unwrap();
    for (name, property) in properties {
        for value in misfits(property) {
            let mut arguments = real.clone();
            arguments.insert(name.clone(), value);
            let answer = stand.call(tool, arguments).await;
            refused(stand, tool, &answer, name, "was expected")?;
        }
        // So is an item of a list.
        for value in misfits(&property["items"]).into_iter().take(2) {
            let mut arguments = real.clone();
            arguments.insert(name.clone(), json!([value]));
            let answer = stand.call(tool, arguments).await;
            refused(stand, tool, &answer, &format!("{name}[0]"), "was expected")?;
        }
    }
    Ok(())
}

/// Values that a schema does not take, one of each other type.
fn misfits(schema: &Value) -> Vec<Value> {
    let all = [
        ("string", json!("text")),
        ("integer", json!(7)),
        ("number", json!(7.5)),
        ("boolean", json!(true)),
        ("array", json!([[]])),
        ("object", json!({"a": {}})),
    ];
    let Some(own) = schema["type"].as_str() else {
        return Vec::new();
    };
    let fits = |kind: &str| kind == own || (kind, own) == ("integer", "number");
    let others = all.into_iter().filter(|(kind, _)| !fits(kind));
    others.map(|(_, value)| value).collect()
}

#[tokio::test]
async fn an_argument_that_there_is_not_is_told_with_the_one_that_is_meant() {
    let stand = Stand::new().await;
    let mut verdicts = Vec::new();
    for tool in tools() {
        verdicts.push((tool, misspelt(&stand, tool).await));
    }
    assert_all(verdicts);
}

async fn misspelt(stand: &Stand, tool: &Tool) -> Verdict {
    let schema = schema(tool);
    let properties = schema["properties"].as_object().unwrap();
    for name in properties.keys() {
        for typo in typos(name) {
            if properties.contains_key(&typo) {
                continue;
            }
            let mut arguments = stand.real(tool);
            arguments.insert(typo.clone(), Value::Null);
            let answer = stand.call(tool, arguments.clone()).await;
            let meant = format!("did you mean `{name}`?");
            refused(stand, tool, &answer, &typo, &meant)?;
        }
    }
    let mut arguments: Doc = example(tool);
    arguments.insert("zzzzzz".to_owned(), true.into());
    let answer = stand.call(tool, arguments).await;
    refused(stand, tool, &answer, "zzzzzz", "is no argument")
}

/// What hurried writers make of a name: another letter case, another way to part words, a letter
/// twice.
fn typos(name: &str) -> Vec<String> {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    let last = name.chars().next_back().unwrap_or_default();
    let mut all = vec![name.to_uppercase(), snake, format!("{name}{last}")];
    all.retain(|typo| typo != name);
    all
}

#[tokio::test]
async fn a_record_that_there_is_not_is_told_with_the_way_to_find_one() {
    let stand = Stand::new().await;
    let mut verdicts = Vec::new();
    for tool in tools().filter(|tool| operation(tool).path.contains("{id}")) {
        verdicts.push((tool, unknown(&stand, tool).await));
    }
    assert!(verdicts.len() > 50, "{} tools take an id", verdicts.len());
    assert_all(verdicts);
}

async fn unknown(stand: &Stand, tool: &Tool) -> Verdict {
    let mut arguments = stand.real(tool);
    arguments.insert("id".to_owned(), UNKNOWN.into());
    let confirmed = stand.call(tool, arguments.clone()).await;
    nothing_found(tool, &confirmed)?;
    // A delete that is not confirmed looks first, and says the same where it can look.
    if arguments.remove("confirm").is_some() {
        let answer = stand.call(tool, arguments).await;
        let operations = operation(tool).resource.operations.iter();
        let mut reads = operations.filter(|one| one.kind == OperationKind::Get);
        match reads.any(|one| one.path == operation(tool).path) {
            true => nothing_found(tool, &answer)?,
            false => hold(answer.outcome == Outcome::Unconfirmed, || answer.text)?,
        }
    }
    Ok(())
}

fn nothing_found(tool: &Tool, answer: &Answer) -> Verdict {
    let told = |what: &str| format!("{what}: {}", answer.text);
    let good = answer.outcome == Outcome::Refused && answer.is_error;
    hold(good, || told("was not refused"))?;
    hold(answer.text.contains("there is no such record"), || {
        told("does not say what is wrong")
    })?;
    hold(answer.text.contains(UNKNOWN), || told("names no id"))?;
    let own = operation(tool).resource.name;
    let mut lists = tools().filter(|one| {
        let of = operation(one);
        of.resource.name == own && of.kind == OperationKind::List
    });
    let can = lists.clone().count() > 0;
    let way = lists.any(|list| answer.text.contains(&format!("with {}.", list.name)));
    hold(way || !can, || told("does not say how to find one"))
}
