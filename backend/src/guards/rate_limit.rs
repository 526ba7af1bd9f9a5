//! The rate limit of a network, as a guard.

use super::call::refuse;
use super::head;
use crate::Error;
use crate::http::client;
use crate::http::state::managed;
use crate::identity::device::Device;
use crate::rate_limit::network::RateLimits;
use rocket::request::{FromRequest, Outcome, Request};

/// One attempt out of the rate limit of the caller's network. Endpoints take it where callers could guess secrets, send mails or fill the
/// database.
pub(crate) struct RateLimited {
    /// Where the request comes from.
    pub(crate) device: Device,
}

impl RateLimited {
    /// The head is checked first: no page of another site can use up its visitors' attempts.
    pub(crate) fn take(request: &Request<'_>) -> Result<Self, Error> {
        head::check(request)?;
        let device = client::device(request)?;
        managed::<RateLimits>(request)?.take(&device)?;
        Ok(Self { device })
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for RateLimited {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match Self::take(request) {
            Ok(taken) => Outcome::Success(taken),
            Err(error) => Outcome::Error((refuse(request, error), ())),
        }
    }
}
