//! Requests to the provider, and to nobody else: no redirects, a bounded time and a bounded answer.

use super::failure::{ANSWER_MAX, Failure};
use super::token_answer;
use crate::{Error, config};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::redirect::Policy;
use rocket::futures::future::BoxFuture;
use rocket::futures::{FutureExt, TryFutureExt};
use std::time::Duration;

/// The client.
pub(super) struct Http(reqwest::Client);

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
