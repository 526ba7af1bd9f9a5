//! Parsing at the edge: what reaches a handler has the right shape, obeys the rules and is who it says.

pub(crate) mod body;
pub(crate) mod call;
pub(crate) mod costly;
pub(crate) mod device;
pub(crate) mod head;
pub(crate) mod large_bodies;
pub(crate) mod mail;
pub(crate) mod rate_limit;
pub(crate) mod reader;
pub(crate) mod reauthentication;
pub(crate) mod upload;
pub(crate) mod viewer;
