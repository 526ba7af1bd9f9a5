//! Looks after the replicas that reads are served from, from liftoff to shutdown.

use crate::database::Db;
use crate::database::replicas::{Course, Replicas};
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
    let db = rocket.state::<Db>().filter(|_| !replicas.is_empty());
    if let Some(db) = db {
        spawn(select(rocket.shutdown(), Box::pin(watch(db.clone(), replicas))));
    }
}

async fn watch(db: Db, replicas: Arc<Replicas>) {
    let (mut course, mut ticks) = (Course::default(), interval(replicas.interval()));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        replicas.check(&db, &mut course).await;
    }
}
