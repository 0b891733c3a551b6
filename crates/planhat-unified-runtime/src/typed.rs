//! Typed models: a view on what the engine reads, and an input of what it writes.

use std::marker::PhantomData;
use std::ops::Deref;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_core::stream::BoxStream;
use futures_util::StreamExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::list::{Item, Meta};
use crate::methods::{Answer, Planned};
use crate::shown::Format;
use crate::{
    Code, CustomFieldsFormat, Deleted, Error, GetOptions, ListRequest, ModelHandle, Page, Record,
    Upserted, Warning, WriteOptions, Written,
};

/// A JSON object.
pub type Object = Map<String, Value>;

/// What a write takes: the fields that are set, and those that are cleared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Input(Object);

impl Input {
    /// The fields that a record has.
    pub fn of(record: &impl Serialize) -> Self {
        match serde_json::to_value(record) {
            Ok(Value::Object(fields)) => Input(fields),
            // A model is an object, and memory takes all of it.
            _ => Input::default(),
        }
    }

    /// With a field cleared.
    pub fn clear(mut self, field: &str) -> Self {
        self.0.insert(field.to_owned(), Value::Null);
        self
    }

    /// The fields as JSON.
    pub fn fields(&self) -> &Object {
        &self.0
    }
}

impl From<Object> for Input {
    fn from(fields: Object) -> Self {
        Input(fields)
    }
}

/// The calls of a model, by its type.
#[derive(Debug)]
pub struct Typed<M> {
    handle: ModelHandle,
    model: PhantomData<fn() -> M>,
}

impl<M> Clone for Typed<M> {
    fn clone(&self) -> Self {
        Typed::new(self.handle.clone())
    }
}

/// A page of typed records.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedPage<M> {
    /// Its records.
    pub result: Vec<M>,
    /// Where the next page begins; nothing at the end.
    pub next_cursor: Option<String>,
    /// Where the page before begins; nothing where that cannot be told.
    pub prev_cursor: Option<String>,
    /// The page size in force.
    pub limit: u32,
    /// Whether the list leaves out fields that a single record has, or the budget of a scan ended
    /// the page early.
    pub is_partial_response: bool,
    /// What was noticed on the way.
    pub warnings: Vec<Warning>,
    /// What it took; on request.
    pub meta: Option<Meta>,
}

/// A typed record, and what was noticed about it. Stands for the record.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedAnswer<M> {
    /// The record.
    pub record: M,
    /// What was noticed on the way.
    pub warnings: Vec<Warning>,
}

impl<M> Deref for TypedAnswer<M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.record
    }
}

/// What a write gives.
#[derive(Debug, Clone, PartialEq)]
pub enum TypedWritten<M> {
    /// The record as it is now.
    Done(TypedAnswer<M>),
    /// What would be sent.
    Planned(Planned),
}

impl<M> TypedWritten<M> {
    /// The record; nothing where none was written.
    pub fn record(&self) -> Option<&M> {
        match self {
            TypedWritten::Done(answer) => Some(&answer.record),
            TypedWritten::Planned(_) => None,
        }
    }
}

/// All records of a list, one after the other; it ends with its first error.
pub struct TypedStream<M>(BoxStream<'static, Result<TypedAnswer<M>, Error>>);

impl<M> TypedStream<M> {
    /// The next record; nothing at the end.
    pub async fn next(&mut self) -> Option<Result<TypedAnswer<M>, Error>> {
        self.0.next().await
    }
}

impl<M> Stream for TypedStream<M> {
    type Item = Result<TypedAnswer<M>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

impl<M> std::fmt::Debug for TypedStream<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TypedStream")
    }
}

impl<M> Typed<M> {
    /// The calls of a model, whose records are read as this type.
    pub fn new(handle: ModelHandle) -> Self {
        Typed {
            handle,
            model: PhantomData,
        }
    }

    /// The same over JSON.
    pub fn json(&self) -> &ModelHandle {
        &self.handle
    }

    /// Removes a record.
    ///
    /// # Errors
    /// As [`ModelHandle::delete_with`].
    pub async fn delete(&self, id: &str, options: &WriteOptions) -> Result<Deleted, Error> {
        self.handle.delete_with(id, options).await
    }

    /// Makes or changes records by their keys.
    ///
    /// # Errors
    /// As [`ModelHandle::upsert`].
    pub async fn upsert(
        &self,
        rows: impl IntoIterator<Item = Input>,
        options: &WriteOptions,
    ) -> Result<Upserted, Error> {
        let rows: Vec<Object> = rows.into_iter().map(|Input(row)| row).collect();
        self.handle.upsert(&rows, options).await
    }
}

impl<M: DeserializeOwned> Typed<M> {
    /// A page; always in the form of the model.
    ///
    /// # Errors
    /// As [`ModelHandle::list`], or when an override made a field another type than the model has.
    pub async fn list(&self, request: &ListRequest) -> Result<TypedPage<M>, Error> {
        let Page {
            result,
            next_cursor,
            prev_cursor,
            limit,
            is_partial_response,
            warnings,
            meta,
            ..
        } = self.handle.list(&unified(request)).await?;
        Ok(TypedPage {
            result: result.into_iter().map(read).collect::<Result<_, _>>()?,
            next_cursor,
            prev_cursor,
            limit,
            is_partial_response,
            warnings,
            meta,
        })
    }

    /// All records, page by page; always in the form of the model.
    ///
    /// # Errors
    /// As [`ModelHandle::stream`].
    pub fn stream(&self, request: &ListRequest) -> Result<TypedStream<M>, Error>
    where
        M: 'static,
    {
        let items = self.handle.stream(&unified(request))?;
        let items = items.map(|item| {
            let Item {
                record, warnings, ..
            } = item?;
            Ok(TypedAnswer {
                record: read(record)?,
                warnings,
            })
        });
        Ok(TypedStream(items.boxed()))
    }

    /// One record; always in the form of the model.
    ///
    /// # Errors
    /// As [`ModelHandle::get`].
    pub async fn get(&self, id: &str, options: &GetOptions) -> Result<TypedAnswer<M>, Error> {
        let options = GetOptions {
            format: Format::Unified,
            custom_fields_format: CustomFieldsFormat::Object,
            ..options.clone()
        };
        typed(self.handle.get(id, &options).await?)
    }

    /// Makes a record.
    ///
    /// # Errors
    /// As [`ModelHandle::create`].
    pub async fn create(
        &self,
        Input(input): Input,
        options: &WriteOptions,
    ) -> Result<TypedWritten<M>, Error> {
        written(self.handle.create(&input, &in_object(options)).await?)
    }

    /// Changes a record.
    ///
    /// # Errors
    /// As [`ModelHandle::update`].
    pub async fn update(
        &self,
        id: &str,
        Input(input): Input,
        options: &WriteOptions,
    ) -> Result<TypedWritten<M>, Error> {
        written(self.handle.update(id, &input, &in_object(options)).await?)
    }
}

fn unified(request: &ListRequest) -> ListRequest {
    ListRequest {
        format: Format::Unified,
        custom_fields_format: CustomFieldsFormat::Object,
        key_by: None,
        ..request.clone()
    }
}

/// The tenant's own values have one form in types.
fn in_object(options: &WriteOptions) -> WriteOptions {
    WriteOptions {
        custom_fields_format: CustomFieldsFormat::Object,
        ..options.clone()
    }
}

fn written<M: DeserializeOwned>(written: Written) -> Result<TypedWritten<M>, Error> {
    Ok(match written {
        Written::Done(answer) => TypedWritten::Done(typed(answer)?),
        Written::Planned(planned) => TypedWritten::Planned(planned),
    })
}

fn typed<M: DeserializeOwned>(
    Answer { record, warnings }: Answer,
) -> Result<TypedAnswer<M>, Error> {
    Ok(TypedAnswer {
        record: read(record)?,
        warnings,
    })
}

/// A record as its type has it.
///
/// # Errors
/// When a value is not of the type that the model has.
pub fn read<M: DeserializeOwned>(record: Record) -> Result<M, Error> {
    let record: Object = record.into_iter().collect();
    serde_json::from_value(Value::Object(record)).map_err(|error| {
        let message =
            format!("a field is of another type than the model has ({error}); read it as JSON");
        Error::new(Code::MappingError, message)
    })
}

/// Gives an enum of words its conversions. The enum needs a variant `Unknown(String)`.
#[macro_export]
macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        impl $name {
            /// The word.
            pub fn as_str(&self) -> &str {
                match self {
                    $($name::$variant => $word,)*
                    $name::Unknown(text) => text,
                }
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($word => $name::$variant,)*
                    text => $name::Unknown(text.to_owned()),
                }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::string::String as serde::Deserialize>::deserialize(deserializer)?;
                Ok(text.as_str().into())
            }
        }
    };
}
