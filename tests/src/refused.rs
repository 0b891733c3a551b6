//! What the type system refuses: each example differs from the one that compiles by one thing.
//!
//! ```no_run
//! # use planhat_client::{Client, enduser::EnduserEmailOrExternalIdOrSourceId as By};
//! # async fn example(client: Client) -> Result<(), planhat_client::Error> {
//! client.endusers().create("61dd5bf1d8ecd4a9a5b0c0a1", By::email("ada@example.com")).await?;
//! client.companies().get(planhat_client::ids::CompanyKey::external_id("1")).await?;
//! client.companies().delete("61dd5bf1d8ecd4a9a5b0c0a1").await?;
//! client.workflows().list().await?;
//! # Ok(())
//! # }
//! ```
//!
//! A create without one of the fields of which one is required:
//!
//! ```compile_fail
//! # async fn example(client: planhat_client::Client) -> Result<(), planhat_client::Error> {
//! client.endusers().create("61dd5bf1d8ecd4a9a5b0c0a1").await?;
//! # Ok(())
//! # }
//! ```
//!
//! A prefixed key where the path takes an id alone:
//!
//! ```compile_fail
//! # async fn example(client: planhat_client::Client) -> Result<(), planhat_client::Error> {
//! client.companies().delete(planhat_client::ids::CompanyKey::external_id("1")).await?;
//! # Ok(())
//! # }
//! ```
//!
//! The id of another object:
//!
//! ```compile_fail
//! # async fn example(client: planhat_client::Client) -> Result<(), planhat_client::Error> {
//! client.companies().get(planhat_client::ids::UserId::new("61dd5bf1d8ecd4a9a5b0c0a1")).await?;
//! # Ok(())
//! # }
//! ```
//!
//! An operation that the object lacks:
//!
//! ```compile_fail
//! # async fn example(client: planhat_client::Client) -> Result<(), planhat_client::Error> {
//! client.workflows().delete("61dd5bf1d8ecd4a9a5b0c0a1").await?;
//! # Ok(())
//! # }
//! ```
