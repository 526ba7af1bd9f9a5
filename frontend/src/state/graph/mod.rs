//! What is known of who follows whom.

pub mod changes;
pub mod follow_actions;
pub mod follows;
pub mod freshness;
pub mod intent;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod interleavings;
pub mod standing;
pub mod transfers;
