//! Faults of replicas under load: nothing that was answered is lost, and it all recovers by itself.

use crate::databases::TestDatabase;
use crate::load::{UNLIMITED, under_load};
use crate::metrics::{Measured, value};
use crate::own_postgres::Postgres;
use crate::processes::Process;
use crate::replicas::standby;
use rocket::async_test;
use rocket::tokio::task::yield_now;

/// Waits until the replica has answered more reads of a server.
async fn is_read_from(server: &Measured) {
    let reads = async || value(&server.scrape().await, "kith_reads_total{server=\"replica\"}");
    let enough = reads().await + 10.0;
    while reads().await < enough {
        yield_now().await;
    }
}

#[async_test]
async fn a_replica_that_hangs_or_crashes_fails_no_call() {
    let database = TestDatabase::on(Postgres::start(&[]).await).await;
    let replica = standby(database.server()).await;
    let url = replica.url("kith");
    let flags = [&UNLIMITED[..], &["--read-url", &url]].concat();
    let mut first = Measured::start_on(database, &flags).await;
    let mut second = first.process.beside(&flags);
    let (one, other) = (first.process.app().await, second.app().await);
    for server in [&mut first.process, &mut second] {
        server.tells("a replica is in use").await;
    }
    under_load(&[&one, &other], async |load| {
        is_read_from(&first).await;
        // It does not answer, and no connection to it ends.
        replica.signal("STOP");
        for server in [&mut first.process, &mut second] {
            server.tells("a replica is left out").await;
        }
        load.writes(20).await;
        replica.signal("CONT");
        for server in [&mut first.process, &mut second] {
            server.tells("a replica is in use").await;
        }
        is_read_from(&first).await;
        replica.stop("KILL");
        for server in [&mut first.process, &mut second] {
            server.tells("a replica is left out").await;
        }
        replica.resume().await;
        for server in [&mut first.process, &mut second] {
            server.tells("a replica is in use").await;
        }
        is_read_from(&first).await;
        assert_eq!(load.failed(), 0, "calls that failed");
    })
    .await;
}

#[async_test]
async fn a_promotion_loses_nothing_that_was_answered() {
    let database = TestDatabase::on(Postgres::start(&[]).await).await;
    let replica = standby(database.server()).await;
    let primary = database.server().admin().await;
    // From now on a commit is answered when the replica has it as well.
    let settings = ["ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"];
    for setting in settings {
        primary.batch_execute(setting).await.expect("a setting");
    }
    let (one, two) = (database.server().port, replica.port);
    let url = format!("postgresql://kith@localhost:{one},localhost:{two}/kith");
    let database = database.reached_by(format!("{url}?sslmode=disable&target_session_attrs=read-write"));
    let reads = replica.url("kith");
    let mut server = Process::start_on(database, &[&UNLIMITED[..], &["--read-url", &reads]].concat());
    let app = server.app().await;
    under_load(&[&app], async |load| {
        load.writes(40).await;
        app.database.server().stop("KILL");
        load.failures(10).await;
        replica.admin().await.batch_execute("SELECT pg_promote()").await.expect("it is promoted");
    })
    .await;
    server.tells("it is no replica").await;
}
