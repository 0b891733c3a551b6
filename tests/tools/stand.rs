//! Every tool over a sandbox with a made-up tenant, and arguments that name what is there.

use std::sync::LazyLock;
use std::time::Duration;

use planhat_client::table::{Body, Field, Kind, Operation};
use planhat_client::{Backoff, Client, ClientBuilder};
use planhat_sandbox::Sandbox;
use planhat_tools::{Answer, CATALOGUE, Selection, Tool, ToolSet};
use serde_json::{Map, Value, json};

use crate::values;

pub type Doc = Map<String, Value>;

/// What holds of a tool, or why it does not.
pub type Verdict = Result<(), String>;

/// A sandbox with a made-up tenant.
pub struct Stand {
    pub sandbox: Sandbox,
    pub client: Client,
}

/// The tools of each object, since all of them are more than one set holds.
static SETS: LazyLock<Vec<(&str, ToolSet)>> = LazyLock::new(|| {
    let resources = CATALOGUE.api.resources.iter();
    let named = resources.map(|resource| {
        let tools = tools().filter(|tool| operation(tool).resource.name == resource.name);
        let names: Vec<String> = tools.map(|tool| tool.name.to_owned()).collect();
        (resource.name, names)
    });
    let chosen = named.filter(|(_, names)| !names.is_empty());
    chosen
        .map(|(resource, tools)| {
            let selection = Selection {
                tools,
                ..Selection::default()
            };
            let set = ToolSet::select(&CATALOGUE, &selection).unwrap();
            (resource, set)
        })
        .collect()
});

/// All tools that call an operation.
pub fn tools() -> impl Iterator<Item = &'static Tool> + Clone {
    let all = CATALOGUE.tools.iter().copied();
    all.filter(|tool| tool.operation().is_some())
}

/// The operation of one of [`tools`].
pub fn operation(tool: &Tool) -> &'static Operation {
    tool.operation().expect("these tools call operations")
}

/// All tools that change something.
pub fn writes() -> impl Iterator<Item = &'static Tool> {
    tools().filter(|tool| !tool.annotations.read_only)
}

/// The set with a tool and the others of its object.
pub fn set(tool: &Tool) -> &'static ToolSet {
    let own = operation(tool).resource.name;
    let mut sets = SETS.iter();
    let found = sets.find(|(resource, _)| *resource == own);
    &found.expect("each object with a tool has a set").1
}

pub fn schema(tool: &Tool) -> Value {
    serde_json::from_str(tool.schema).expect("a schema is JSON")
}

/// The arguments of the right call that a tool tells.
pub fn example(tool: &Tool) -> Doc {
    serde_json::from_str(tool.example).expect("an example is an object")
}

/// Names of the arguments that a schema requires.
pub fn required(schema: &Value) -> Vec<String> {
    let names = schema["required"].as_array().into_iter().flatten();
    names
        .map(|name| name.as_str().expect("a name").to_owned())
        .collect()
}

/// Says of each tool whether something holds, and fails with all of which it does not.
pub fn assert_all(verdicts: impl IntoIterator<Item = (&'static Tool, Verdict)>) {
    let failed: Vec<String> = verdicts
        .into_iter()
        .filter_map(|(tool, verdict)| Some(format!("{}: {}", tool.name, verdict.err()?)))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Nothing, or the reason.
pub fn hold(good: bool, why: impl FnOnce() -> String) -> Verdict {
    match good {
        true => Ok(()),
        false => Err(why()),
    }
}

/// Calls a tool of its own set.
pub async fn call(client: &Client, tool: &Tool, arguments: Doc) -> Answer {
    let answer = set(tool).call(client, tool.name, arguments).await;
    answer.expect("the set has the tool")
}

impl Stand {
    pub async fn new() -> Self {
        let sandbox = Sandbox::builder().demo(3).start().await.unwrap();
        let client = sandbox.client();
        Stand { sandbox, client }
    }

    /// The same with a client that gives up at once.
    pub async fn impatient() -> Self {
        let mut stand = Stand::new().await;
        stand.client = stand
            .builder()
            .no_pacing()
            .retry(Backoff::never())
            .timeout(Duration::from_secs(5))
            .build()
            .unwrap();
        stand
    }

    /// A client of this sandbox, to be set up.
    pub fn builder(&self) -> ClientBuilder<Client> {
        Client::builder()
            .base_url(self.sandbox.url())
            .analytics_url(self.sandbox.url())
            .token(self.sandbox.token())
            .tenant_token(self.sandbox.tenant_token())
    }

    /// Calls a tool with nothing in the log before.
    pub async fn call(&self, tool: &Tool, arguments: Doc) -> Answer {
        self.sandbox.clear_log();
        call(&self.client, tool, arguments).await
    }

    /// Secrets that stand in no answer.
    pub fn secrets(&self) -> [&str; 2] {
        [self.sandbox.token(), self.sandbox.tenant_token()]
    }

    pub fn records(&self, resource: &str) -> Vec<Doc> {
        self.sandbox.tenant().records(resource)
    }

    pub fn record(&self, resource: &str, id: &str) -> Option<Doc> {
        let mut records = self.records(resource).into_iter();
        records.find(|record| record["_id"] == id)
    }

    /// The id of a record; where there is none, one is put in.
    pub fn id(&self, resource: &str) -> String {
        if let Some(record) = self.records(resource).last() {
            return record["_id"].as_str().unwrap().to_owned();
        }
        let mut resources = CATALOGUE.api.resources.iter();
        let table = resources.find(|one| one.name == resource).unwrap();
        let fields = table.fields.iter().filter(|field| field.name != "_id");
        let record = fields.map(|field| (field.name.to_owned(), values::value(field, 1)));
        let made = self.sandbox.tenant().insert(resource, record.collect());
        made.expect("the tenant keeps the records of every object")
    }

    /// The example of a tool with ids of records that are there.
    pub fn real(&self, tool: &Tool) -> Doc {
        let operation = operation(tool);
        let mut arguments = example(tool);
        for (name, value) in &mut arguments {
            match (name.as_str(), value) {
                ("id", value) => *value = self.id(operation.resource.name).into(),
                ("rows", Value::Array(rows)) => {
                    let rows = rows.iter_mut().filter_map(Value::as_object_mut);
                    for (name, value) in rows.flatten() {
                        self.refer(operation, name, value);
                    }
                }
                (name, value) => self.refer(operation, name, value),
            }
        }
        arguments
    }

    /// A reference, to a record that is there.
    fn refer(&self, operation: &Operation, name: &str, value: &mut Value) {
        let field = operation.body_field(name);
        match field.or_else(|| operation.parameter(name)) {
            _ if operation.copies == Some(name) => {
                *value = json!([self.id(operation.resource.name)]);
            }
            Some(Field {
                kind: Kind::Ref(resource),
                ..
            }) => *value = self.id(resource).into(),
            Some(Field {
                kind: Kind::List(Kind::Ref(resource)),
                ..
            }) => *value = json!([self.id(resource)]),
            _ => {}
        }
    }
}

/// What a call writes, one document for each record.
pub fn sent(operation: &Operation, arguments: &Doc) -> Vec<Doc> {
    match operation.body {
        Body::None | Body::Csv => Vec::new(),
        Body::One => {
            let fields = arguments.iter();
            let fields = fields.filter(|(name, _)| operation.body_field(name).is_some());
            vec![
                fields
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect(),
            ]
        }
        Body::Many | Body::OneOrMany => {
            let rows = arguments["rows"].as_array().unwrap().iter();
            rows.map(|row| row.as_object().unwrap().clone()).collect()
        }
    }
}

/// Whether a call sends fields of the tenant's own, whose definitions are then read first.
pub fn has_own_fields(operation: &Operation, arguments: &Doc) -> bool {
    let own = |name: &String| {
        let field = operation.body_field(name);
        field.is_some_and(|field| matches!(field.kind, Kind::Custom))
    };
    sent(operation, arguments)
        .iter()
        .any(|doc| doc.keys().any(own))
}

/// A value for each flat argument that is a field of the body.
pub fn values_of(tool: &Tool) -> Doc {
    let body = values::body(operation(tool), 1);
    let properties = schema(tool)["properties"].clone();
    let flat = body.into_iter().map(|(wire, value)| {
        let renamed = tool.renamed.iter().find(|(_, known)| *known == wire);
        let name = renamed.map_or(wire.as_str(), |(name, _)| name);
        (name.to_owned(), value)
    });
    flat.filter(|(name, _)| properties.get(name).is_some())
        .collect()
}
