//! The database for those who only read.

use super::call::refuse;
use crate::database::replicas::Replicas;
use crate::database::transaction::Work;
use crate::database::{Client, Db, Error};
use crate::http::seen::Seen;
use crate::http::state::managed;
use rocket::request::{FromRequest, Outcome, Request};
use std::sync::Arc;

/// Reads from a replica that shows what the caller has seen, or else from the primary.
pub(crate) struct Reader<'r> {
    primary: &'r Db,
    replicas: &'r Replicas,
    /// Known in full once the caller is.
    seen: &'r Seen,
}

impl Reader<'_> {
    /// Does work that only reads. It is done anew by the primary where a replica fails.
    ///
    /// # Errors
    ///
    /// As [`Replicas::read`].
    pub(crate) async fn read<T, W>(&self, work: W) -> Result<T, Error>
    where
        W: AsyncFnOnce(&Client) -> Result<T, Error>,
        W: for<'c> Work<&'c Client, T> + Clone + Send,
        T: Send,
    {
        self.replicas.read(self.primary, self.seen.latest(), work).await
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Reader<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let reader = || {
            let (primary, replicas) = (managed(request)?, managed::<Arc<Replicas>>(request)?);
            Ok(Self { primary, replicas, seen: Seen::of(request) })
        };
        match reader() {
            Ok(reader) => Outcome::Success(reader),
            Err(error) => Outcome::Error((refuse(request, error), ())),
        }
    }
}
