//! Every operation of every object, the client against the sandbox, made from the tables.

use std::collections::BTreeSet;

use planhat_client::api::API;
use planhat_client::table::{
    Access, Body, Field, Fill, Kind, Method, Operation, OperationKind, Resource,
};
use planhat_client::{AnyId, Arguments, Client, ErrorKind, Fields, Payload, RecordId};
use planhat_sandbox::Sandbox;
use serde_json::{Map, Value};

use crate::values;

type Doc = Map<String, Value>;

/// One object, and which of its operations were called.
struct Visit<'a> {
    client: &'a Client,
    sandbox: &'a Sandbox,
    resource: &'static Resource,
    called: BTreeSet<String>,
    /// Where its values begin, so that no two objects of one path have the same keys.
    seed: usize,
}

#[tokio::test]
async fn every_operation_of_every_object() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.client();
    let mut called = BTreeSet::new();
    for (at, resource) in API.resources.iter().enumerate() {
        let mut visit = Visit {
            client: &client,
            sandbox: &sandbox,
            resource,
            called: BTreeSet::new(),
            seed: at * 10,
        };
        visit.all().await;
        called.append(&mut visit.called);
    }
    let all = API
        .resources
        .iter()
        .flat_map(|one| one.operations)
        .map(|one| one.id());
    let missing: Vec<String> = all.filter(|id| !called.contains(id)).collect();
    assert!(missing.is_empty(), "not called: {missing:?}");
}

impl Visit<'_> {
    async fn all(&mut self) {
        let of = |kind| {
            self.resource
                .operations
                .iter()
                .filter(move |one| one.kind == kind)
        };
        let mut id = None;
        for operation in of(OperationKind::Create) {
            id = self.create(operation).await.or(id);
        }
        for operation in of(OperationKind::BulkUpsert) {
            let made = self.upsert(operation, id.as_deref()).await;
            id = id.or(made);
        }
        for operation in of(OperationKind::Action) {
            match operation.method {
                Method::Get => self.look(operation).await,
                _ => self.push(operation, id.as_deref()).await,
            }
        }
        // What can be neither made nor changed through the API is put in.
        let id = id.unwrap_or_else(|| {
            let record = self.resource.fields.iter().filter(|one| one.name != "_id");
            let record =
                record.map(|field| (field.name.to_owned(), values::value(field, self.seed + 1)));
            self.sandbox
                .tenant()
                .insert(self.resource.name, record.collect())
                .unwrap()
        });
        for operation in of(OperationKind::Get) {
            let doc = self.get(operation, &id).await;
            assert_eq!(doc["_id"], id.as_str());
        }
        for operation in of(OperationKind::Update) {
            self.update(operation, &id).await;
        }
        for operation in of(OperationKind::List) {
            self.list(operation, &id).await;
        }
        for operation in of(OperationKind::Delete) {
            self.delete(operation, &id).await;
        }
    }

    async fn call(&mut self, operation: &'static Operation, arguments: Arguments) -> Value {
        self.called.insert(operation.id());
        let raw = self.client.call_raw(operation, arguments).await;
        let raw = raw.unwrap_or_else(|error| panic!("{}: {error}", operation.id()));
        let text = raw.text().unwrap();
        serde_json::from_str(text).unwrap_or(Value::Null)
    }

    async fn create(&mut self, operation: &'static Operation) -> Option<String> {
        let body = values::body(operation, self.seed + 1);
        let row = Fields::from(body.clone());
        let payload = match operation.body {
            Body::Many | Body::OneOrMany => Payload::Many(vec![row]),
            _ => Payload::One(row),
        };
        let before = self.sandbox.tenant().records(self.resource.name).len();
        let arguments = Arguments {
            body: payload,
            ..Arguments::default()
        };
        let answer = self.call(operation, arguments).await;
        let records = self.sandbox.tenant().records(self.resource.name);
        assert_eq!(records.len(), before + 1, "{}", operation.id());
        let id = answer.get("_id")?.as_str()?.to_owned();
        self.kept(operation, &body, &id);
        Some(id)
    }

    async fn upsert(&mut self, operation: &'static Operation, id: Option<&str>) -> Option<String> {
        let mut row = values::body(operation, self.seed + 2);
        let made = self.rows(operation, row.clone()).await;
        assert_eq!(made["created"], 1, "{}: {made}", operation.id());
        let made = made["upsertedIds"][0].as_str()?.to_owned();
        self.kept(operation, &row, &made);
        let again = self.rows(operation, row.clone()).await;
        match self.resource.keys.len() > 1 {
            true => assert_eq!(again["nonupdates"], 1, "{}: {again}", operation.id()),
            // No key of the caller's own; the object whose path it shares may have one.
            false => {
                let done =
                    again["created"].as_u64().unwrap() + again["nonupdates"].as_u64().unwrap();
                assert_eq!(done, 1, "{}: {again}", operation.id());
            }
        }
        if let Some(id) = id {
            row.retain(|name, _| API.keys.iter().all(|key| key.name != name));
            row.insert("_id".to_owned(), id.into());
            for name in operation.drops_without {
                row.insert((*name).to_owned(), "other@nordvik.example".into());
            }
            let changed = self.rows(operation, row.clone()).await;
            assert_eq!(changed["updated"], 1, "{}: {changed}", operation.id());
            row.remove("_id");
            self.kept(operation, &row, id);
        }
        Some(made)
    }

    async fn rows(&mut self, operation: &'static Operation, row: Doc) -> Value {
        let arguments = Arguments {
            body: Payload::Many(vec![Fields::from(row)]),
            ..Arguments::default()
        };
        self.call(operation, arguments).await
    }

    /// A read that names no record shows one that is there, and changes nothing.
    async fn look(&mut self, operation: &'static Operation) {
        let writes = self.sandbox.tenant().writes();
        let shown = self.call(operation, Arguments::default()).await;
        let records = self.sandbox.tenant().records(self.resource.name);
        let there = records.iter().any(|one| one["_id"] == shown["_id"]);
        assert!(there, "{}: {shown}", operation.id());
        assert_eq!(self.sandbox.tenant().writes(), writes);
    }

    async fn push(&mut self, operation: &'static Operation, id: Option<&str>) {
        let mut row = values::body(operation, self.seed + 3);
        if let (Some(field), Some(id)) = (operation.copies, id) {
            row.insert(field.to_owned(), vec![id].into());
        }
        let row = Fields::from(row);
        let body = match operation.body {
            Body::None => Payload::None,
            Body::One => Payload::One(row),
            Body::Many | Body::OneOrMany => Payload::Many(vec![row]),
            Body::Csv => Payload::Csv("externalId,action\na,b\n".to_owned()),
        };
        let before = self.sandbox.tenant().records(self.resource.name).len();
        let arguments = Arguments {
            body,
            ..Arguments::default()
        };
        self.call(operation, arguments).await;
        let records = self.sandbox.tenant().records(self.resource.name);
        assert_eq!(records.len(), before + 1, "{}", operation.id());
    }

    async fn get(&mut self, operation: &'static Operation, id: &str) -> Value {
        self.call(operation, by_id(id)).await
    }

    async fn update(&mut self, operation: &'static Operation, id: &str) {
        let body = values::body(operation, self.seed + 4);
        let arguments = Arguments {
            body: Payload::One(Fields::from(body.clone())),
            ..by_id(id)
        };
        let answer = self.call(operation, arguments).await;
        assert_eq!(answer["_id"], id, "{}", operation.id());
        self.kept(operation, &body, id);
    }

    async fn list(&mut self, operation: &'static Operation, id: &str) {
        let list = self.call(operation, Arguments::default()).await;
        let found = |list: &Value| list.as_array().unwrap().iter().any(|one| one["_id"] == id);
        assert!(found(&list), "{} lacks {id}: {list}", operation.id());
        if operation.parameter("select").is_none() {
            return;
        }
        let arguments = Arguments {
            query: vec![("select".to_owned(), "_id".to_owned())],
            ..Arguments::default()
        };
        let list = self.call(operation, arguments).await;
        let lone = |one: &Value| one.as_object().unwrap().len() == 1;
        assert!(found(&list) && list.as_array().unwrap().iter().all(lone));
    }

    async fn delete(&mut self, operation: &'static Operation, id: &str) {
        self.call(operation, by_id(id)).await;
        let records = self.sandbox.tenant().records(self.resource.name);
        assert!(
            records.iter().all(|one| one["_id"] != id),
            "{}",
            operation.id()
        );
        let again = self
            .client
            .call_raw(operation, by_id(id))
            .await
            .unwrap_err();
        assert_eq!(again.kind(), ErrorKind::NotFound);
    }

    /// Every value that was sent stands in the record under the name that reads show.
    fn kept(&self, operation: &Operation, body: &Doc, id: &str) {
        let records = self.sandbox.tenant().records(self.resource.name);
        let record = records
            .iter()
            .find(|one| one["_id"] == id)
            .unwrap_or_else(|| {
                panic!(
                    "{}: no record {id} of {}: {records:?}",
                    operation.id(),
                    records.len()
                )
            });
        for (name, sent) in body {
            let field = operation.body_field(name).unwrap();
            let name = field.reads_as.unwrap_or(field.name);
            let readable = self
                .resource
                .field(name)
                .is_none_or(|one| one.access != Access::Write);
            let constant = self.resource.fixed.iter().chain(operation.fixed);
            let constant = constant.clone().any(|(known, _)| *known == name) || {
                let create = self
                    .resource
                    .operations
                    .iter()
                    .filter(|one| one.kind == OperationKind::Create);
                create
                    .flat_map(|one| one.fixed)
                    .any(|(known, _)| *known == name)
            };
            // A name made of parts is made anew.
            let made = |one: &Field| matches!(one.fill, Some(Fill::Join(_)));
            if !readable || constant || self.resource.field(name).is_some_and(made) {
                continue;
            }
            let got = record.get(name).unwrap_or(&Value::Null);
            match field.kind {
                Kind::Custom => {
                    for (key, value) in sent.as_object().unwrap() {
                        assert_eq!(
                            got.get(key),
                            Some(value),
                            "{}: {name}.{key}",
                            operation.id()
                        );
                    }
                }
                _ => assert_eq!(got, sent, "{}: {name}", operation.id()),
            }
        }
    }
}

fn by_id(id: &str) -> Arguments {
    Arguments {
        id: Some(RecordId::from(AnyId::new(id))),
        ..Arguments::default()
    }
}
