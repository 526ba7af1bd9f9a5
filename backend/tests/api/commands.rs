//! The `kith` command, as a shell runs it.

use crate::databases::TestDatabase;
use crate::helpers::{Answer, TestApp};
use crate::mailbox::free_port;
use rocket::async_test;
use std::io::{BufRead, BufReader, PipeWriter, pipe};
use std::process::{Child, Command, Output, Stdio};

const SECRET: &str = "for-tests-only-for-tests-only-00";

/// The command, untouched by the environment of the tests.
pub fn kith(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kith"));
    command.args(arguments).env_clear().stdin(Stdio::null());
    command
}

pub fn run(arguments: &[&str]) -> Output {
    kith(arguments).output().expect("kith starts")
}

pub fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

/// The command succeeds and says this, among other things.
#[track_caller]
pub fn expect_success(output: &Output, says: &str) {
    assert!(output.status.success() && stdout(output).contains(says), "{says:?}: {output:?}");
}

/// The command fails in one line that says this, and is no crash.
#[track_caller]
pub fn expect_failure(output: &Output, says: &str) {
    let stderr = std::str::from_utf8(&output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stderr.starts_with("kith: ") && stderr.contains(says), "{says:?}: {stderr}");
    assert_eq!(stderr.trim_end().lines().count(), 1, "one line: {stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
}

#[async_test]
async fn migrating_is_idempotent() {
    let database = TestDatabase::create().await;
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).expect("migrations");
    let name =
        |file: std::fs::DirEntry| file.path().file_stem().expect("a name").to_string_lossy().into_owned();
    let mut names = folder.flatten().map(name).collect::<Vec<_>>();
    names.sort_by_key(|name| name[1..].split("__").next().and_then(|number| number.parse::<u32>().ok()));
    let applied = format!("Applied {}.", names.join(", "));
    expect_success(&run(&["migrate", "--database-url", &database.url]), &applied);
    expect_success(&run(&["migrate", "--database-url", &database.url]), "The schema is up to date.");
    let sql = database.connect().await;
    assert_eq!(
        sql.query("SELECT FROM refinery_schema_history", &[]).await.expect("a history").len(),
        names.len()
    );
}

#[async_test]
async fn a_command_that_nobody_reads_ends_quietly() {
    let app = TestApp::start().await;
    app.join("ada").await;
    let url = ["--database-url", &app.database.url];
    for arguments in [
        &["check-config", "--secret", SECRET][..],
        &["migrate"],
        &["verify"],
        &["stats"],
        &["account", "show", "ada"],
        &["account", "suspend", "ada"],
        &["operator-log"],
        &["rotate-secret", "--secret", SECRET],
    ] {
        let output = kith(&[arguments, &url].concat()).stdout(unread()).output().expect("kith starts");
        assert_eq!(output.status.code(), Some(141), "as a shell has it: {arguments:?}");
        assert!(output.stderr.is_empty(), "{output:?}");
    }
    assert_eq!(app.number("SELECT count(*) FROM people WHERE suspended").await, 1, "it was done");
}

#[async_test]
async fn a_server_whose_address_nobody_reads_serves() {
    let (database, port) = (TestDatabase::migrated().await, free_port().await);
    let serve = ["serve", "--secret", SECRET, "--port", &port.to_string(), "--database-url", &database.url];
    let mut server = kith(&serve).stdout(unread()).stderr(Stdio::piped()).spawn().expect("kith starts");
    let mut log = BufReader::new(server.stderr.take().expect("stderr")).lines().map_while(Result::ok);
    assert!(log.any(|line| line.contains("where the server listens could not be said")));
    expect_success(&run(&["health", "--port", &port.to_string()]), "The server is ready.");
    server.kill().expect("it is killed");
    server.wait().expect("it ends");
}

/// The way into a pipe that nobody reads.
fn unread() -> PipeWriter {
    pipe().expect("a pipe").1
}

#[async_test]
async fn migrations_at_once_do_not_meet() {
    let database = TestDatabase::create().await;
    let migrate =
        || kith(&["migrate", "--database-url", &database.url]).stdout(Stdio::piped()).spawn().expect("kith");
    let started = [migrate(), migrate(), migrate()];
    let outputs = started.map(|child| child.wait_with_output().expect("an end"));
    assert!(outputs.iter().all(|output| output.status.success()), "{outputs:?}");
    let applied = outputs.iter().filter(|output| stdout(output).contains("Applied")).count();
    assert_eq!(applied, 1, "one of them does the work: {outputs:?}");
}

#[async_test]
async fn a_demo_has_exactly_the_size_asked_for() {
    let app = TestApp::start().await;
    let url = &app.database.url;
    let size = ["--people", "200", "--follows", "2000", "--celebrity", "150"];
    let demo =
        [&["demo", "--database-url", url, "--secret", SECRET, "--bcrypt-cost", "4"], &size[..]].concat();
    let output = run(&demo);
    expect_success(&output, "200 people and 2000 follows are loaded.");
    expect_success(&output, "Sign in as demo with the password kith-demo-account");
    assert_eq!(app.number("SELECT count(*) FROM people").await, 200);
    assert_eq!(app.number("SELECT count(*) FROM followers").await, 2000);
    let most = "SELECT count(*) FROM followers GROUP BY person_id ORDER BY 1 DESC LIMIT 1";
    assert_eq!(app.number(most).await, 150, "the best-followed account");
    app.assert_directions_agree().await;
    let answer = app.try_sign_in("demo", "kith-demo-account").await;
    assert_eq!(answer.status, 200, "one can sign in: {answer:?}");

    expect_success(&run(&[&demo[..], &["--if-empty"]].concat()), "Sign in as demo");
    assert_eq!(
        app.number("SELECT count(*) FROM people").await,
        200,
        "--if-empty leaves a full database alone"
    );
    expect_failure(&run(&demo), "taken in this database already; nothing was loaded");
    assert_eq!(app.number("SELECT count(*) FROM followers").await, 2000, "and so does a refusal");
}

#[async_test]
async fn the_best_followed_account_of_any_demo_is_the_one_it_names() {
    let app = TestApp::start().await;
    let demo = ["demo", "--database-url", &app.database.url, "--secret", SECRET, "--bcrypt-cost", "4"];
    for (people, follows) in [("16", "20"), ("50", "280"), ("200", "2000"), ("300", "9000")] {
        app.sql.batch_execute("TRUNCATE people CASCADE").await.expect("a fresh start");
        let output = run(&[&demo[..], &["--people", people, "--follows", follows]].concat());
        expect_success(&output, &format!("{people} people and {follows} follows are loaded."));
        let celebrity = people.parse::<i64>().expect("a number") / 4;
        let most = "SELECT count(*), username FROM followers JOIN people USING (person_id)
                    GROUP BY username ORDER BY 1 DESC, 2 LIMIT 1";
        let row = app.sql.query_one(most, &[]).await.expect("a person");
        let (count, name) = (row.get::<_, i64>(0), row.get::<_, String>(1));
        assert_eq!(app.number("SELECT count(*) FROM followers").await.to_string(), follows);
        assert_eq!(count, celebrity, "{people} people, {follows} follows: {name} has the most followers");
        expect_success(&output, &format!("The best-followed account is {name}, with {celebrity} followers."));
    }
}

#[async_test]
async fn a_demo_that_cannot_be_is_refused() {
    let app = TestApp::start().await;
    let demo = ["demo", "--database-url", &app.database.url, "--secret", SECRET, "--bcrypt-cost", "4"];
    for (size, complaint) in [
        (["--people", "3", "--follows", "3"], "at least 16 people"),
        (["--people", "20", "--follows", "100000"], "not 100000"),
        (["--people", "20", "--celebrity", "20"], "19 followers at the most"),
    ] {
        expect_failure(&run(&[&demo[..], &size].concat()), complaint);
    }
    assert_eq!(app.number("SELECT count(*) FROM people").await, 0);
}

#[test]
fn a_setting_that_is_wrong_is_named() {
    let url = "postgresql:///kith";
    let wrong: [(&[&str], &str); 3] = [
        (&["serve", "--database-url", url], "--secret"),
        (&["serve", "--secret", SECRET], "--database-url"),
        (
            &["serve", "--database-url", url, "--secret", SECRET, "--database-connections", "0"],
            "--database-connections",
        ),
    ];
    for (arguments, says) in wrong {
        let output = run(arguments);
        let stderr = std::str::from_utf8(&output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        let first = stderr.lines().take(2).collect::<String>();
        assert!(first.starts_with("error: ") && first.contains(says), "{arguments:?}: {stderr}");
        assert!(!stderr.contains("panicked"), "{arguments:?}: {stderr}");
    }
}

#[test]
fn a_setting_that_may_hold_a_secret_is_not_repeated() {
    let wrong: [(&[&str], &str); 3] = [
        (&["serve", "--database-url", "postgresql:///kith", "--secret", "hush"], "at least 32 characters"),
        (
            &["serve", "--database-url", "hush", "--secret", SECRET],
            "postgresql://user:password@host/database",
        ),
        (&["migrate", "--database-url", "http://hush"], "postgresql://user:password@host/database"),
    ];
    for (arguments, says) in wrong {
        let output = run(arguments);
        expect_failure(&output, says);
        assert!(!String::from_utf8_lossy(&output.stderr).contains("hush"), "{output:?}");
    }
}

#[async_test]
async fn a_database_that_cannot_be_reached_is_one_clear_line() {
    let database = TestDatabase::create().await;
    let gone = database.url.clone();
    drop(database);
    for (url, says) in
        [(gone.as_str(), "does not exist"), ("postgresql://127.0.0.1:1/kith", "cannot be reached")]
    {
        for command in [&["serve", "--port", "0", "--secret", SECRET][..], &["migrate"]] {
            expect_failure(&run(&[command, &["--database-url", url]].concat()), says);
        }
    }
}

/// A server that ends with the value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().expect("the server can be stopped");
        self.0.wait().expect("the server ends");
    }
}

#[async_test]
async fn serve_brings_the_schema_up_to_date_and_says_where_it_listens() {
    let database = TestDatabase::create().await;
    let serve = ["serve", "--port", "0", "--secret", SECRET, "--database-url", &database.url, "--log", "off"];
    let mut server = Server(kith(&serve).stdout(Stdio::piped()).spawn().expect("kith starts"));
    let mut line = String::new();
    BufReader::new(server.0.stdout.take().expect("stdout")).read_line(&mut line).expect("a line");
    let address =
        line.trim_end().strip_prefix("Kith listens on ").unwrap_or_else(|| panic!("where? {line:?}"));
    let request = reqwest::Client::new().post(format!("{address}/api/search"));
    let answer = Answer::to(request.json(&serde_json::json!({"payload": {"prefix": ""}}))).await;
    assert_eq!((answer.status, &answer.payload()["success"]), (200, &true.into()), "{answer:?}");
}
