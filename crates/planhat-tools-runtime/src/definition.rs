//! Tools as hosts list them.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};
use serde_json::value::RawValue;

use crate::table::{Annotations, Tool};

/// A tool as hosts list it. It serializes as MCP has it.
#[derive(Debug, Clone)]
pub struct Definition {
    /// Its name.
    pub name: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// What it does, requires and returns, its limits and traps.
    pub description: &'static str,
    /// JSON Schema of its arguments, as compact JSON text.
    pub schema: Cow<'static, str>,
    /// What hosts may rely on.
    pub annotations: Annotations,
}

impl From<&'static Tool> for Definition {
    fn from(tool: &'static Tool) -> Self {
        Definition {
            name: tool.name,
            title: tool.title,
            description: tool.description,
            schema: tool.schema.into(),
            annotations: tool.annotations,
        }
    }
}

impl Serialize for Definition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let schema: &RawValue =
            serde_json::from_str(&self.schema).map_err(serde::ser::Error::custom)?;
        let mut tool = serializer.serialize_struct("Tool", 5)?;
        tool.serialize_field("name", self.name)?;
        tool.serialize_field("title", self.title)?;
        tool.serialize_field("description", self.description)?;
        tool.serialize_field("inputSchema", schema)?;
        tool.serialize_field("annotations", &self.annotations)?;
        tool.end()
    }
}

impl Serialize for Annotations {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = serializer.serialize_struct("Annotations", 4)?;
        all.serialize_field("readOnlyHint", &self.read_only)?;
        all.serialize_field("destructiveHint", &self.destructive)?;
        all.serialize_field("idempotentHint", &self.idempotent)?;
        all.serialize_field("openWorldHint", &self.open_world)?;
        all.end()
    }
}
