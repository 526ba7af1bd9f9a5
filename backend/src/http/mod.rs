//! What every answer has in common: errors, headers, the log, the app's files.

pub(crate) mod client;
pub(crate) mod content_coding;
pub(crate) mod content_policy;
pub(crate) mod cors;
pub(crate) mod ending;
pub(crate) mod error_response;
pub(crate) mod headers;
pub(crate) mod not_found;
pub(crate) mod request_log;
pub(crate) mod seen;
pub(crate) mod spa;
pub(crate) mod state;
mod trace;
