//! From where a call comes.

use super::call::refuse;
use crate::http::client;
use crate::identity::device::Device;
use rocket::request::{FromRequest, Outcome, Request};

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Device {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match client::device(request) {
            Ok(device) => Outcome::Success(device),
            Err(error) => Outcome::Error((refuse(request, error), ())),
        }
    }
}
