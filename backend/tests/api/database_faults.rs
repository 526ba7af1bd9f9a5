//! Faults of the database under load: nothing that was answered is lost, and it all recovers by itself.

use crate::databases::TestDatabase;
use crate::load::{UNLIMITED, under_load};
use crate::own_postgres::Postgres;
use crate::processes::Process;
use rocket::async_test;
use std::process::Command;

const BACKENDS: &str = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

async fn start(settings: &[&str]) -> Process {
    let database = TestDatabase::on(Postgres::start(settings).await).await;
    Process::start_on(database, &UNLIMITED)
}

#[async_test]
async fn restarts_and_crashes_of_the_database() {
    let server = start(&[]).await;
    let app = server.app().await;
    under_load(&[&app], async |load| {
        for signal in ["INT", "QUIT", "KILL"] {
            load.writes(40).await;
            app.database.server().stop(signal);
            load.failures(10).await;
            app.database.server().resume().await;
        }
    })
    .await;
}

#[async_test]
async fn connections_that_are_ended_and_one_whose_process_is_killed() {
    let server = start(&[]).await;
    let app = server.app().await;
    under_load(&[&app], async |load| {
        for _ in 0..10 {
            let sql = app.database.connect().await;
            sql.execute(&format!("SELECT pg_terminate_backend(pid) {BACKENDS}"), &[])
                .await
                .expect("they end");
            load.writes(10).await;
        }
        // PostgreSQL then ends all the others, as it cannot know what that one has left in its memory.
        let sql = app.database.connect().await;
        let victim = sql.query_one(&format!("SELECT pid::text {BACKENDS} LIMIT 1"), &[]).await;
        let victim: String = victim.expect("a connection").get(0);
        assert!(Command::new("kill").args(["-KILL", &victim]).status().expect("kill runs").success());
        load.failures(1).await;
    })
    .await;
}

#[async_test]
async fn a_locked_table() {
    let database = TestDatabase::migrated().await;
    let flags = ["--database-connections", "4", "--database-timeout", "1"];
    let server = Process::start_on(database, &[&UNLIMITED[..], &flags].concat());
    let app = server.app().await;
    under_load(&[&app], async |load| {
        let holder = app.database.connect().await;
        holder.batch_execute("BEGIN; LOCK TABLE followers").await.expect("a lock");
        app.wait_for_lock().await;
        load.failures(1).await;
        holder.batch_execute("COMMIT").await.expect("the lock goes");
    })
    .await;
}
