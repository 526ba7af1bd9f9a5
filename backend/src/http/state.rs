//! The parts of the server that Rocket keeps.

use crate::Error;
use rocket::request::Request;

/// A part of the server.
pub(crate) fn managed<'r, T: Send + Sync + 'static>(request: &'r Request<'_>) -> Result<&'r T, Error> {
    request.rocket().state::<T>().ok_or_else(|| Error::internal("a part of the server is not attached"))
}
