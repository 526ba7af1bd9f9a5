//! `deploy/backup.sh` and `deploy/restore.sh`, on a PostgreSQL that archives its log as `deploy/postgresql.conf` says.

use crate::commands::{expect_success, run};
use crate::databases::connect_to;
use crate::deployment::Compose;
use crate::own_postgres::{Folder, Postgres, as_its_user, finish, initdb, programs};
use crate::processes::SECRET;
use rocket::async_test;
use rocket::tokio::task::yield_now;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use tokio_postgres::Client;

const CONFIGURATION: &str = include_str!("../../../deploy/postgresql.conf");
const BACKUPS: &str = "/var/backups/kith";
const DEPLOY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy");

/// One of the scripts, by the user who runs PostgreSQL.
fn script(folder: &Folder, name: &str) -> Command {
    let copy = folder.path().join(name);
    fs::copy(format!("{DEPLOY}/{name}"), &copy).expect("a script");
    let path = std::env::var("PATH").expect("a PATH");
    let mut command = as_its_user(copy);
    command.env("PATH", format!("{}:{path}", programs().display()));
    command
}

/// Loads an edge list of one line, of people who are new.
fn import(postgres: &Postgres, follower: &str, followed: &str) {
    let file = postgres.folder.file("edges.csv", &format!("{follower},{followed}\n"));
    let output = run(&["import", "--database-url", &postgres.url("kith"), "--follows", &file]);
    expect_success(&output, "2 people and 1 follows are loaded.");
}

/// Waits until all that was written is in the archive.
async fn archived(sql: &Client) {
    let file: String =
        sql.query_one("SELECT pg_walfile_name(pg_switch_wal())", &[]).await.expect("a file").get(0);
    let archived = "SELECT coalesce(last_archived_wal, '') >= $1 FROM pg_stat_archiver";
    while !sql.query_one(archived, &[&file]).await.expect("a state").get::<_, bool>(0) {
        yield_now().await;
    }
}

#[async_test]
async fn a_backup_is_restored_to_the_moment_before_a_disaster() {
    let folder = Folder::new();
    initdb(&folder, &[]);
    let backups = folder.path().join("backups").display().to_string();
    finish(as_its_user("mkdir").args(["-p", &format!("{backups}/wal")]));
    assert!(CONFIGURATION.contains(BACKUPS));
    let configuration = CONFIGURATION.replace(BACKUPS, &backups).replace("shared_buffers = 1GB", "");
    fs::write(folder.data().join("postgresql.conf"), configuration).expect("the configuration");

    let postgres = Postgres::start_in(folder, &[]).await;
    postgres.admin().await.batch_execute("CREATE DATABASE kith").await.expect("a database");
    let url = postgres.url("kith");
    let demo = ["demo", "--people", "50", "--follows", "200", "--secret", SECRET, "--bcrypt-cost", "4"];
    expect_success(
        &run(&[&demo[..], &["--database-url", &url]].concat()),
        "50 people and 200 follows are loaded.",
    );
    let mut backup = script(&postgres.folder, "backup.sh");
    backup.env("PGHOST", postgres.folder.path()).env("PGPORT", postgres.port.to_string());
    finish(backup.env("PGUSER", "kith").arg(&backups));
    import(&postgres, "after_the_backup", "in_the_log");
    let sql = connect_to(&url).await;
    let moment: String = sql
        .query_one("SELECT (clock_timestamp() AT TIME ZONE 'UTC')::text || '+00'", &[])
        .await
        .expect("a time")
        .get(0);
    import(&postgres, "too_late", "too_late_as_well");
    sql.batch_execute("DELETE FROM followers").await.expect("a disaster");
    archived(&sql).await;
    postgres.stop("QUIT");

    let folder = Folder::new();
    finish(script(&folder, "restore.sh").arg(&backups).arg(folder.data()).arg(&moment));
    let restored = Postgres::start_in(folder, &[]).await;
    let url = restored.url("kith");
    let sql = connect_to(&url).await;
    while sql.query_one("SELECT pg_is_in_recovery()", &[]).await.expect("a state").get(0) {
        yield_now().await;
    }
    expect_success(&run(&["verify", "--database-url", &url]), "All is well.");
    let names =
        "SELECT array_agg(username ORDER BY person_id) FROM people WHERE username ~ '^(after|in|too)_'";
    let names: Vec<String> = sql.query_one(names, &[]).await.expect("names").get(0);
    assert_eq!(
        names,
        ["after_the_backup", "in_the_log"],
        "what was written before that moment, and nothing else"
    );
    let follows: i64 = sql.query_one("SELECT count(*) FROM followers", &[]).await.expect("a count").get(0);
    assert_eq!(follows, 201);
}

#[async_test]
async fn the_compose_file_takes_a_backup_where_there_is_none() {
    let postgres = Postgres::start(&[]).await;
    let folder = postgres.folder.path().display().to_string();
    let mut service = as_its_user("sh");
    service.arg("-c").arg(Compose::read().script("backup").replace(BACKUPS, &folder));
    fs::copy(format!("{DEPLOY}/backup.sh"), format!("{folder}/backup.sh")).expect("the script");
    finish(as_its_user("mkdir").args([format!("{folder}/base"), format!("{folder}/wal")]));
    let path = format!("{folder}:{}:{}", programs().display(), std::env::var("PATH").expect("a PATH"));
    service.env("PATH", path).env("PGHOST", &folder).env("PGPORT", postgres.port.to_string());
    // Another group of processes than the tests, to be ended as one.
    let service = service.env("PGUSER", "kith").process_group(0).stdout(Stdio::piped());
    let mut service = service.spawn().expect("sh starts");
    let mut backup = String::new();
    BufReader::new(service.stdout.take().expect("stdout")).read_line(&mut backup).expect("a line");
    finish(Command::new("kill").args(["-s", "KILL", "--", &format!("-{}", service.id())]));
    service.wait().expect("it ends");
    assert!(Path::new(backup.trim_end()).join("backup_label").is_file(), "{backup:?}");
}
