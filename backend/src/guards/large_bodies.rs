//! How many large bodies are received at once, and of whom.

use crate::Error;
use rocket::tokio::sync::{OwnedSemaphorePermit, Semaphore};
use rocket::tokio::time::timeout;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// Bodies that this server receives at once.
const AT_ONCE: usize = 8;
/// Bodies of one person, received or waiting, so that nobody takes all places.
const OF_ONE: usize = 2;
/// How long a body waits for its turn before it is refused.
const PATIENCE: Duration = Duration::from_secs(5);

/// The large bodies that this server receives.
pub(crate) struct LargeBodies {
    places: Arc<Semaphore>,
    people: Shares,
    patience: Duration,
}

/// How many bodies each person has here; without those who have none.
#[derive(Clone, Default)]
struct Shares(Arc<Mutex<HashMap<Uuid, usize>>>);

/// One of a person's bodies.
struct Share {
    person: Uuid,
    shares: Shares,
}

/// Lets one body be received; ends when dropped.
pub(crate) struct Place {
    _share: Share,
    _permit: OwnedSemaphorePermit,
}

impl LargeBodies {
    pub(crate) fn new() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), people: Shares::default(), patience: PATIENCE }
    }

    /// A place for a person's body, in the order in which they are asked for; 429 where none comes free in time.
    pub(super) async fn place(&self, person: Uuid) -> Result<Place, Error> {
        let share = self.people.take(person)?;
        let permit = timeout(self.patience, self.places.clone().acquire_owned()).await;
        let permit = permit.map_err(|_| Error::Busy)?.map_err(Error::internal)?;
        Ok(Place { _share: share, _permit: permit })
    }
}

impl Shares {
    fn take(&self, person: Uuid) -> Result<Share, Error> {
        let mut counts = self.counts();
        let count = counts.entry(person).or_default();
        if *count >= OF_ONE {
            return Err(Error::Busy);
        }
        *count += 1;
        Ok(Share { person, shares: self.clone() })
    }

    /// A map that a panic left behind is still a map.
    fn counts(&self) -> MutexGuard<'_, HashMap<Uuid, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut counts = self.shares.counts();
        if let Some(count) = counts.get_mut(&self.person) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.person);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rocket::async_test;

    #[async_test]
    async fn one_person_takes_two_places_and_leaves_nothing_behind() {
        let (bodies, [ada, bob]) = (LargeBodies::new(), [1, 2].map(Uuid::from_u128));
        let held = [bodies.place(ada).await.unwrap(), bodies.place(ada).await.unwrap()];
        assert!(matches!(bodies.place(ada).await, Err(Error::Busy)));
        let other = bodies.place(bob).await.unwrap();
        drop(held);
        bodies.place(ada).await.unwrap();
        drop(other);
        assert_eq!(bodies.people.counts().len(), 0);
        assert_eq!(bodies.places.available_permits(), AT_ONCE);
    }

    #[async_test]
    async fn a_body_that_waits_in_vain_leaves_nothing_behind() {
        let bodies = LargeBodies { patience: Duration::ZERO, ..LargeBodies::new() };
        let mut held = Vec::new();
        for person in 0..AT_ONCE {
            held.push(bodies.place(Uuid::from_u128(person as u128)).await.unwrap());
        }
        assert!(matches!(bodies.place(Uuid::max()).await, Err(Error::Busy)));
        assert_eq!(bodies.people.counts().len(), AT_ONCE);
    }
}
