//! Something that comes from the server.

use crate::api::CallError;

/// Every view of fetched data is in one of these states.
#[derive(Clone, Debug, PartialEq)]
pub enum Remote<T> {
    /// On its way.
    Loading,
    /// It did not come.
    Failed(CallError),
    /// Here it is.
    Loaded(T),
}

impl<T> From<Result<T, CallError>> for Remote<T> {
    fn from(result: Result<T, CallError>) -> Self {
        match result {
            Ok(value) => Self::Loaded(value),
            Err(error) => Self::Failed(error),
        }
    }
}
