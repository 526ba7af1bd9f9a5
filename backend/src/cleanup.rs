//! Deletes what has expired, from liftoff to shutdown. Any number of servers may do so at once.

use crate::config;
use crate::database::Db;
use crate::database::maintenance::cleanup;
use crate::error::chain;
use rocket::fairing::AdHoc;
use rocket::futures::future::select;
use rocket::tokio::spawn;
use rocket::tokio::time::{MissedTickBehavior, interval};
use rocket::{Orbit, Rocket};
use std::time::Duration;

/// Cleans up at once, and then periodically.
pub(crate) fn stage(minutes: u32) -> AdHoc {
    AdHoc::on_liftoff("cleanup", move |rocket| Box::pin(async move { start(rocket, minutes) }))
}

fn start(rocket: &Rocket<Orbit>, minutes: u32) {
    let parts = (rocket.state::<Db>(), rocket.state::<config::Sessions>());
    if let (1.., (Some(db), Some(lifetime))) = (minutes, parts) {
        let task = repeat(db.clone(), *lifetime, Duration::from_secs(u64::from(minutes) * 60));
        spawn(select(rocket.shutdown(), Box::pin(task)));
    }
}

/// A cleanup that fails is made up for by the next one.
async fn repeat(db: Db, lifetime: config::Sessions, every: Duration) {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = cleanup::run(&db, &lifetime).await {
            tracing::warn!(cause = chain(&error), "the cleanup failed");
        }
    }
}
