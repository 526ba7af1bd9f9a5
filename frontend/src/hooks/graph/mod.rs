//! What the app does about who follows whom.

pub mod follow_queue;
pub mod live;
pub mod looks;
pub mod rereading;
