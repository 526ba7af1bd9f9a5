//! `deploy/backup.sh` and `deploy/restore.sh`, on a PostgreSQL of their own that archives its log as `deploy/postgresql.conf` says.

use crate::commands::{expect_success, run};
use crate::databases::{TestDatabase, connect_to};
use crate::processes::SECRET;
use rocket::async_test;
use rocket::tokio::task::yield_now;
use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tokio_postgres::Client;
use uuid::Uuid;

const CONFIGURATION: &str = include_str!("../../../deploy/postgresql.conf");
const BACKUPS: &str = "/var/backups/kith";
const DEPLOY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy");

/// What runs PostgreSQL here: the programs of the server that tests use, as the user that it runs as.
struct Postgres {
    programs: PathBuf,
    user: u32,
    group: u32,
    /// With the sockets, the data, the scripts and the backups.
    folder: PathBuf,
}

impl Postgres {
    async fn find() -> Self {
        let database = TestDatabase::create().await;
        let sql = database.connect().await;
        let text = async |statement: &str| -> String {
            sql.query_one(statement, &[]).await.expect("a superuser's question").get(0)
        };
        let programs = text("SELECT setting FROM pg_config WHERE name = 'BINDIR'").await.into();
        let data = fs::metadata(text("SHOW data_directory").await).expect("the server is on this machine");
        // A socket's path is to be short.
        let folder = PathBuf::from(format!("/tmp/kith-backup-{}", Uuid::now_v7().simple()));
        fs::create_dir(&folder).expect("a folder");
        for script in ["backup.sh", "restore.sh"] {
            fs::copy(Path::new(DEPLOY).join(script), folder.join(script)).expect("a script");
        }
        chown(&folder, Some(data.uid()), Some(data.gid())).expect("the folder is given away");
        Self { programs, user: data.uid(), group: data.gid(), folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// Runs a program to its end.
    #[track_caller]
    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let path = std::env::var("PATH").expect("a PATH");
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.folder).uid(self.user).gid(self.group);
        command.env("PATH", format!("{}:{path}", self.programs.display()));
        command.env("PGHOST", &self.folder).env("PGUSER", "kith");
        let output = command.output().expect("it starts");
        assert!(output.status.success(), "{program} {arguments:?}: {output:?}");
        output
    }

    /// A server on a data folder, ended by force with the value.
    #[track_caller]
    fn start(&self, data: &str) -> Server<'_> {
        let log = self.path("log");
        let options =
            format!("-c listen_addresses= -c unix_socket_directories={} -c fsync=off", self.folder.display());
        let program = self.programs.join("pg_ctl").display().to_string();
        // Its output would otherwise stay open with the server.
        let start =
            format!("exec '{program}' start -w -t 60 -D '{data}' -l '{log}' -o '{options}' >/dev/null 2>&1");
        self.run("/bin/sh", &["-c", &start]);
        Server { postgres: self, data: data.to_owned() }
    }

    fn url(&self, database: &str) -> String {
        format!("postgresql:///{database}?host={}&user=kith", self.folder.display())
    }

    async fn connect(&self) -> Client {
        connect_to(&self.url("kith")).await
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).expect("the folder is ours");
    }
}

struct Server<'a> {
    postgres: &'a Postgres,
    data: String,
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        self.postgres.run("pg_ctl", &["stop", "-w", "-m", "immediate", "-D", &self.data]);
    }
}

/// Loads an edge list of one line, of people who are new.
fn import(postgres: &Postgres, follower: &str, followed: &str) {
    let file = postgres.path("edges.csv");
    fs::write(&file, format!("{follower},{followed}\n")).expect("a file");
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
    let postgres = Postgres::find().await;
    let (data, backups) = (postgres.path("data"), postgres.path("backups"));
    postgres.run("initdb", &["--username=kith", "--auth=trust", "--encoding=UTF8", "--no-sync", "-D", &data]);
    postgres.run("mkdir", &["-p", &format!("{backups}/wal")]);
    assert!(CONFIGURATION.contains(BACKUPS));
    let configuration = CONFIGURATION.replace(BACKUPS, &backups).replace("shared_buffers = 1GB", "");
    fs::write(format!("{data}/postgresql.conf"), configuration).expect("the configuration");

    let server = postgres.start(&data);
    postgres.run("createdb", &["kith"]);
    let url = postgres.url("kith");
    let demo = ["demo", "--people", "50", "--follows", "200", "--secret", SECRET, "--bcrypt-cost", "4"];
    expect_success(
        &run(&[&demo[..], &["--database-url", &url]].concat()),
        "50 people and 200 follows are loaded.",
    );
    postgres.run("./backup.sh", &[&backups]);
    import(&postgres, "after_the_backup", "in_the_log");
    let sql = postgres.connect().await;
    let moment: String = sql
        .query_one("SELECT (clock_timestamp() AT TIME ZONE 'UTC')::text || '+00'", &[])
        .await
        .expect("a time")
        .get(0);
    import(&postgres, "too_late", "too_late_as_well");
    sql.batch_execute("DELETE FROM followers").await.expect("a disaster");
    archived(&sql).await;
    drop(sql);
    drop(server);

    let restored = postgres.path("restored");
    postgres.run("./restore.sh", &[&backups, &restored, &moment]);
    let _server = postgres.start(&restored);
    let sql = postgres.connect().await;
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
