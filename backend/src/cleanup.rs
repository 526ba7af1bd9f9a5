//! Sweeps away what has run out, from liftoff to shutdown. Any number of servers may be at it.

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

/// Sweeps at once, and then again and again.
pub(crate) fn stage(minutes: u32) -> AdHoc {
    AdHoc::on_liftoff("sweeps", move |rocket| Box::pin(async move { start_sweeping(rocket, minutes) }))
}

fn start_sweeping(rocket: &Rocket<Orbit>, minutes: u32) {
    let parts = (rocket.state::<Db>(), rocket.state::<config::Sessions>());
    if let (1.., (Some(db), Some(lifetime))) = (minutes, parts) {
        let sweeping = run(db.clone(), *lifetime, Duration::from_secs(u64::from(minutes) * 60));
        spawn(select(rocket.shutdown(), Box::pin(sweeping)));
    }
}

/// A sweep that fails is made up for by the next one.
async fn run(db: Db, lifetime: config::Sessions, every: Duration) {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = cleanup::sweep(&db, &lifetime).await {
            tracing::warn!(cause = chain(&error), "what has run out is not swept away");
        }
    }
}
