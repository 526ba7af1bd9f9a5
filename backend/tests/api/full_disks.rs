//! A disk that is full under the database, under load.

use crate::databases::TestDatabase;
use crate::load::{UNLIMITED, under_load};
use crate::own_postgres::{Folder, Postgres, initdb};
use crate::processes::Process;
use crate::small_disk::SmallDisk;
use rocket::async_test;
use rocket::futures::future::select;
use rocket::tokio::task::yield_now;
use std::fs;
use std::pin::pin;

/// A server over a database that lies on a small disk, but perhaps for its log.
async fn start(log_elsewhere: bool) -> (SmallDisk, Process) {
    let mut folder = Folder::new();
    let disk = SmallDisk::under(&mut folder, 96);
    let log = format!("--waldir={}", folder.path().join("wal").display());
    // Segments as small as can be.
    let flags = ["--wal-segsize=1", &log];
    initdb(&folder, if log_elsewhere { &flags } else { &flags[..1] });
    let database = TestDatabase::on(Postgres::start_in(folder, &["max_wal_size=8MB"]).await).await;
    (disk, Process::start_on(database, &UNLIMITED))
}

/// What starts PostgreSQL where it has ended, as a machine does.
async fn keep_up(server: &Postgres) {
    loop {
        if server.has_ended() {
            server.resume().await;
        }
        yield_now().await;
    }
}

#[async_test]
async fn where_tables_cannot_grow_reads_go_on() {
    let (disk, server) = start(true).await;
    let app = server.app().await;
    under_load(&[&app], async |load| {
        disk.fill();
        load.failures(40).await;
        load.reads(20).await;
        assert!(!app.database.server().has_ended());
        disk.make_room();
    })
    .await;
}

#[async_test]
async fn where_its_log_cannot_grow_the_database_crashes_and_comes_back() {
    let (disk, server) = start(false).await;
    let app = server.app().await;
    let postgres = app.database.server();
    let log = postgres.folder.path().join("log");
    under_load(&[&app], async |load| {
        disk.fill();
        let admin = postgres.admin().await;
        // The next write begins another segment.
        while admin.batch_execute("SELECT pg_switch_wal()").await.is_ok() {}
        load.failures(40).await;
        let log = fs::read_to_string(log).expect("a log");
        assert!(log.contains("PANIC:") && log.contains("No space left on device"), "{log}");
        disk.make_room();
        select(pin!(load.writes(40)), pin!(keep_up(postgres))).await;
    })
    .await;
}
