//! Why the provider gave no answer.

/// Bytes of an answer at the most. Google's are a few thousand.
pub(super) const ANSWER_MAX: usize = 1024 * 1024;

/// Why there is no answer to work with.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("the request failed")]
    Request(#[source] reqwest::Error),
    #[error("the provider answered with status {0}")]
    Status(u16),
    #[error("the answer has more than {ANSWER_MAX} bytes")]
    TooLong,
}

/// Addresses have queries, and an error is for the log: so it goes without the address.
impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        Self::Request(error.without_url())
    }
}

impl Failure {
    /// Whether an error stems from a connection that never came about, so that nothing was sent.
    pub(super) fn is_before_sending(error: &(dyn std::error::Error + 'static)) -> bool {
        std::iter::successors(Some(error), |error| error.source())
            .filter_map(|error| error.downcast_ref::<reqwest::Error>())
            .any(reqwest::Error::is_connect)
    }
}
