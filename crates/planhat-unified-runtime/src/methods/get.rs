//! Reading one record.

use super::{Answer, GetOptions};
use crate::client::ModelHandle;
use crate::custom::Typing;
use crate::expand::Expander;
use crate::shown::{Format, normalized};
use crate::turn::{Projection, read_map};
use crate::{Error, builtin, cut, options, table};

impl ModelHandle {
    /// One record, by its id or by a key with its prefix.
    ///
    /// # Errors
    /// When there is none, or the call fails.
    pub async fn get(&self, id: &str, wanted: &GetOptions) -> Result<Answer, Error> {
        let want = Projection {
            fields: wanted.fields.clone(),
            exclude: wanted.exclude_fields.clone(),
            remote_data: wanted.remote_data,
            options: options::checked(self.rules(), &wanted.options)?,
        };
        let named = want
            .fields
            .iter()
            .chain(&want.exclude)
            .chain(&wanted.expand);
        if wanted.format == Format::Unified {
            for name in named {
                options::known(self.rules(), name)?;
            }
        } else {
            cut::unified_alone(&want, &wanted.expand)?;
        }
        if let Some(record) = builtin::one(self, id, &want, wanted.format)? {
            let warnings = Vec::new();
            return Ok(Answer { record, warnings });
        }
        let typing = Typing::new(wanted.custom_fields_format);
        let (want, cut) = cut::around(self.rules(), want, &wanted.expand, None);
        let expander = match wanted.expand.is_empty() {
            true => None,
            false => Some(Expander::new(self, &wanted.expand, &typing)?),
        };
        let variants = self.variants(wanted.variant.as_deref())?;
        let current = self.current(&variants, id).await?;
        let resource = &self.rules().variants[current.variant].resource;
        let (record, mut warnings) = match wanted.format {
            Format::Raw => (current.record.into_iter().collect(), Vec::new()),
            Format::Normalized => {
                let resource = table::resource(self.client().api(), resource)?;
                (
                    normalized(resource, current.record.into_iter().collect()),
                    Vec::new(),
                )
            }
            Format::Unified => read_map(self, current.variant, &current.record, &want)?,
        };
        let mut records = vec![record];
        if wanted.format == Format::Unified {
            let variants = [current.variant];
            warnings.extend(typing.apply(self, &mut records, &variants).await);
        }
        if let Some(mut expander) = expander {
            warnings.extend(expander.expand(&mut records, &[current.variant]).await?);
        }
        let mut record = records.pop().unwrap_or_default();
        if let Some(cut) = cut {
            cut.apply(&mut record);
        }
        Ok(Answer { record, warnings })
    }
}
