//! A handler's way to the turns of costly reads.

use super::call::refuse;
use crate::Error;
use crate::http::client;
use crate::http::state::managed;
use crate::identity::device::Device;
use crate::rate_limit::costly_reads;
use crate::rate_limit::fair_share::Place;
use rocket::request::{FromRequest, Outcome, Request};
use uuid::Uuid;

/// A caller who may ask for something costly. Handlers hold a [`Place`] while they read it.
pub(crate) struct Costly {
    reads: costly_reads::Costly,
    device: Device,
}

impl Costly {
    /// Waits for a turn, but not for long.
    pub(crate) async fn turn(&self, person: Option<Uuid>) -> Result<Place, Error> {
        self.reads.0.place(&self.device, person).await
    }

    /// Waits for a turn to read the next part of a file.
    pub(crate) async fn next_turn(&self, person: Uuid) -> Result<Place, Error> {
        self.reads.0.next_place(&self.device, Some(person)).await
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Costly {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let parts =
            managed::<costly_reads::Costly>(request).and_then(|reads| Ok((reads, client::device(request)?)));
        match parts {
            Ok((reads, device)) => Outcome::Success(Self { reads: reads.clone(), device }),
            Err(error) => Outcome::Error((refuse(request, error), ())),
        }
    }
}
