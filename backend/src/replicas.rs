//! Looks after the replicas that reads are served from, from liftoff to shutdown.

use crate::database::replicas::{PrimaryHistory, Replicas};
use rocket::fairing::AdHoc;
use rocket::futures::future::select;
use rocket::tokio::spawn;
use rocket::tokio::time::{MissedTickBehavior, interval};
use rocket::{Orbit, Rocket};
use std::sync::Arc;

/// Asks them again and again where they are, if there are any.
pub(crate) fn stage(replicas: Arc<Replicas>) -> AdHoc {
    AdHoc::on_liftoff("replicas", |rocket| Box::pin(async move { start(rocket, replicas) }))
}

fn start(rocket: &Rocket<Orbit>, replicas: Arc<Replicas>) {
    if !replicas.is_empty() {
        spawn(select(rocket.shutdown(), Box::pin(watch(replicas))));
    }
}

async fn watch(replicas: Arc<Replicas>) {
    let (mut history, mut ticks) = (PrimaryHistory::default(), interval(replicas.interval()));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        replicas.check(&mut history).await;
    }
}
