//! Bodies and calls of generated crates: what they share, as macros over `Fields` and `Call`.

/// Marks a body that changes a record.
#[derive(Debug, Clone, Copy)]
pub struct Patching;

/// Marks a body that is a row of a bulk write.
#[derive(Debug, Clone, Copy)]
pub struct Row;

/// Gives a body type its conversions, its patch constructor, and `send` where it is a call.
#[macro_export]
macro_rules! body {
    ($name:ident) => {
        impl<M> $name<M> {
            /// Sets a field by its wire name, for what the specs do not know.
            pub fn set(mut self, name: &str, value: impl Into<$crate::Value>) -> Self {
                self.fields.set(name, $crate::Patch::from(value.into()));
                self
            }
            /// Sends null for a field by its wire name, which clears it.
            pub fn clear(mut self, name: &str) -> Self {
                self.fields.set(name, $crate::Patch::<$crate::Value>::Clear);
                self
            }
        }
        impl $name<$crate::Patching> {
            /// Changes nothing yet.
            #[allow(clippy::new_without_default)]
            pub fn new() -> Self {
                $name {
                    fields: $crate::Fields::new(),
                    mode: $crate::Patching,
                }
            }
        }
        impl<M> From<$name<M>> for $crate::Fields {
            fn from(body: $name<M>) -> Self {
                body.fields
            }
        }
        impl<T: $crate::Decode + Send + 'static> $name<$crate::Call<T>> {
            /// The call with this body, to be refined.
            pub fn into_call(self) -> $crate::Call<T> {
                self.mode.body(self.fields)
            }
            /// Sends it.
            ///
            /// # Errors
            /// When the arguments break a rule, or the call fails.
            pub async fn send(self) -> Result<T, $crate::Error> {
                self.into_call().send().await
            }
            /// What would be sent, without secrets.
            ///
            /// # Errors
            /// When the arguments break a rule.
            pub fn dry_run(self) -> Result<$crate::DryRun, $crate::Error> {
                self.into_call().dry_run()
            }
        }
        impl<T: $crate::Decode + Send + 'static> std::future::IntoFuture
            for $name<$crate::Call<T>>
        {
            type Output = Result<T, $crate::Error>;
            type IntoFuture = $crate::CallFuture<T>;
            fn into_future(self) -> Self::IntoFuture {
                self.into_call().into_future()
            }
        }
    };
}

/// Gives a call type of a generated crate what every call has.
#[macro_export]
macro_rules! call {
    ($name:ident, $answer:ty) => {
        impl $name {
            /// The call, to be refined.
            pub fn into_call(self) -> $crate::Call<$answer> {
                self.0
            }
            /// Sends it.
            ///
            /// # Errors
            /// When the arguments break a rule, or the call fails.
            pub async fn send(self) -> Result<$answer, $crate::Error> {
                self.0.send().await
            }
            /// What would be sent, without secrets.
            ///
            /// # Errors
            /// When the arguments break a rule.
            pub fn dry_run(self) -> Result<$crate::DryRun, $crate::Error> {
                self.0.dry_run()
            }
        }
        impl std::future::IntoFuture for $name {
            type Output = Result<$answer, $crate::Error>;
            type IntoFuture = $crate::CallFuture<$answer>;
            fn into_future(self) -> Self::IntoFuture {
                self.0.into_future()
            }
        }
    };
}

/// Gives a list call of a generated crate its streams.
#[macro_export]
macro_rules! list_call {
    ($name:ident, $record:ty) => {
        impl $name {
            /// All pages, one after the other, from the first on.
            pub fn pages(self) -> $crate::Pages<$record> {
                self.0.pages()
            }
            /// All records of all pages.
            pub fn items(self) -> $crate::Items<$record> {
                self.0.items()
            }
        }
    };
}
