//! Requests to the provider, and to nobody else: no redirects, a bounded time and a bounded answer.

use super::token_answer;
use crate::{Error, config};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::redirect::Policy;
use rocket::futures::future::BoxFuture;
use rocket::futures::{FutureExt, TryFutureExt};
use std::time::Duration;

/// Bytes of an answer at the most. Google's are a few thousand.
const ANSWER_MAX: usize = 1024 * 1024;

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
    pub(crate) fn is_before_sending(error: &(dyn std::error::Error + 'static)) -> bool {
        std::iter::successors(Some(error), |error| error.source())
            .filter_map(|error| error.downcast_ref::<reqwest::Error>())
            .any(reqwest::Error::is_connect)
    }
}

/// The client.
pub(crate) struct Http(reqwest::Client);

impl Http {
    /// By TLS alone, unless the provider itself is without. Calls are rare: a connection is not kept for the next one.
    pub(crate) fn new(google: &config::Google) -> Result<Self, Error> {
        let timeout = Duration::from_secs(google.google_timeout.get());
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .https_only(google.google_issuer.starts_with("https:"))
            .connect_timeout(timeout)
            .timeout(timeout)
            .pool_max_idle_per_host(0)
            .build();
        Ok(Self(client.map_err(Error::internal)?))
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Failure> {
        let mut response = self.0.execute(request.try_into()?).await?;
        if response.status().is_server_error() {
            return Err(Failure::Status(response.status().as_u16()));
        }
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await? {
            if body.len() + piece.len() > ANSWER_MAX {
                return Err(Failure::TooLong);
            }
            body.extend_from_slice(&piece);
        }
        let mut answer = HttpResponse::new(body);
        *answer.status_mut() = response.status();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        Ok(answer)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = Failure;
    type Future = BoxFuture<'c, Result<HttpResponse, Failure>>;

    /// The provider's answer; what it says while it is broken is none.
    fn call(&'c self, request: HttpRequest) -> Self::Future {
        self.send(request).map_ok(token_answer::with_number).boxed()
    }
}
