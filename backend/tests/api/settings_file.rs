//! Settings out of files, and the command that tells where each comes from.

use crate::commands::{expect_failure, expect_success, kith, stdout};
use crate::databases::TestDatabase;
use rocket::async_test;
use std::path::{Path, PathBuf};
use std::process::Output;
use uuid::Uuid;

const SECRET: &str = "for-tests-only-for-tests-only-00";
const URL: &str = "postgresql://kith:hush-hush@localhost/kith";

/// A folder of files, which goes with the value.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("kith-settings-{}", Uuid::now_v7().simple()));
        std::fs::create_dir(&path).expect("a folder");
        Self(path)
    }

    /// Writes a file, and gives its path.
    fn put(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).expect("a file");
        text_of(&path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).expect("the folder goes");
    }
}

fn text_of(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_owned()
}

/// `kith check-config` in an environment.
fn check(environment: &[(&str, &str)], flags: &[&str]) -> Output {
    let mut command = kith(&[&["check-config"], flags].concat());
    command.envs(environment.iter().copied()).output().expect("kith starts")
}

/// The line of a setting: its value, and where that comes from.
#[track_caller]
fn line(output: &Output, name: &str) -> String {
    let line = stdout(output).lines().find(|line| line.split_whitespace().next() == Some(name));
    let line = line.unwrap_or_else(|| panic!("no {name}: {output:?}"));
    line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file_and_that_over_the_default() {
    let folder = Folder::new();
    let file = folder.put(
        "kith.toml",
        &format!("secret = '{SECRET}'\ndatabase-url = '{URL}'\nport = 1\ncalls = 2\nfiles = 3\n"),
    );
    let environment = [("KITH_CONFIG", file.as_str()), ("KITH_PORT", "11"), ("KITH_CALLS", "12")];
    let output = check(&environment, &["--port", "21"]);
    expect_success(&output, "The settings are sound.");
    assert_eq!(line(&output, "port"), "21 --port");
    assert_eq!(line(&output, "calls"), "12 KITH_CALLS");
    assert_eq!(line(&output, "files"), format!("3 {file}"));
    assert_eq!(line(&output, "changes"), "3000 default");
    assert_eq!(line(&output, "smtp-url"), "not set");
    assert_eq!(line(&output, "secret"), format!("(set) {file}"));
    assert!(!stdout(&output).contains("hush-hush") && !stdout(&output).contains(SECRET), "{output:?}");
    assert!(!stdout(&output).contains("tries"), "a spelling of old is not shown: {output:?}");
}

#[test]
fn every_shape_of_a_value_is_read() {
    let folder = Folder::new();
    let text = format!(
        "secret = '{SECRET}'
         old-secrets = ['{SECRET}, the first of all', '{SECRET}, the second']
         database-url = '{URL}'
         address = '0.0.0.0'
         trusted-proxies = ['10.0.0.0/8', '192.0.2.7']
         cors-origins = 'https://a.example.org,https://b.example.org'
         reserved-names = []
         no-migrate = true"
    );
    let file = folder.put("kith.toml", &text);
    let output = check(&[], &["--config", &file]);
    assert_eq!(line(&output, "address"), format!("0.0.0.0 {file}"));
    assert_eq!(line(&output, "trusted-proxies"), format!("10.0.0.0/8,192.0.2.7 {file}"));
    let origins = "https://a.example.org,https://b.example.org";
    assert_eq!(line(&output, "cors-origins"), format!("{origins} {file}"));
    assert_eq!(line(&output, "no-migrate"), format!("true {file}"));
    assert_eq!(line(&output, "old-secrets"), format!("(set) {file}"));
    expect_success(&output, "The settings are sound.");
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_name_and_the_nearest_setting() {
    let folder = Folder::new();
    for (text, says) in [
        ("databse-url = 'x'", "there is no setting databse-url; is database-url meant?"),
        ("database_connections = 3", "is database-connections meant?"),
        ("config = 'x'", "there is no setting config"),
        ("port = 'many'", "invalid value 'many' for '--port <PORT>'"),
        ("port = 70000", "invalid value '70000'"),
        ("url = { a = 1 }", "url must be a text, a number, true, false or a list of these"),
        ("port = 1\nsecret = hush-hush", "line 2: "),
        ("bcrypt-cost = 99", "'--bcrypt-cost <N>'"),
    ] {
        let file = folder.put("kith.toml", text);
        for command in ["check-config", "serve", "migrate"] {
            let output = kith(&[command, "--config", &file]).output().expect("kith starts");
            expect_failure(&output, says);
            let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(stderr.contains("kith.toml") && !stderr.contains("hush-hush"), "{stderr}");
        }
    }
    let output = check(&[("KITH_CONFIG", "/nowhere/kith.toml")], &[]);
    expect_failure(&output, "cannot be read from /nowhere/kith.toml");
}

#[test]
fn a_setting_that_is_missing_or_makes_no_sense_is_told_in_plain_words() {
    let output = check(&[], &["--secret", SECRET]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--database-url <URL>"), "{output:?}");
    let sound = [("KITH_SECRET", SECRET), ("DATABASE_URL", URL)];
    for (wrong, says) in [
        (("KITH_SECRET", "hush-hush"), "KITH_SECRET must have at least 32 characters"),
        (("DATABASE_URL", "hush-hush"), "postgresql://user:password@host/database"),
        (("KITH_SMTP_URL", "hush-hush"), "KITH_SMTP_URL must be such as"),
        (("KITH_MAIL_FROM", "nobody"), "KITH_MAIL_FROM must be such as"),
    ] {
        let output = check(&[&sound[..], &[wrong]].concat(), &[]);
        expect_failure(&output, says);
        assert!(!format!("{output:?}").contains("hush-hush"), "{output:?}");
        assert_eq!(line(&output, "port"), "8000 default", "the others are shown all the same");
    }
}

#[async_test]
async fn secrets_come_from_files_of_their_own_and_from_credentials() {
    let database = TestDatabase::migrated().await;
    let folder = Folder::new();
    let secret = folder.put("a secret", &format!("{SECRET}\n"));
    folder.put("database-url", &database.url);
    folder.put("secret", "too short, and not looked at");
    folder.put("old-secrets", &format!("{SECRET}, the first of all\n{SECRET}, the second\n"));
    let toml = folder.put("kith.toml", "secret = 'too short'\nsmtp-url = 'smtps://mail.example.org'");
    let environment = [
        ("KITH_SECRET_FILE", secret.as_str()),
        ("CREDENTIALS_DIRECTORY", &text_of(&folder.0)),
        ("KITH_CONFIG", &toml),
    ];
    let output = check(&environment, &["--connect"]);
    expect_success(&output, "The database answers.\nThe settings are sound.\n");
    assert_eq!(line(&output, "secret"), "(set) KITH_SECRET_FILE");
    assert_eq!(line(&output, "database-url"), "(set) credential database-url");
    assert_eq!(line(&output, "old-secrets"), "(set) credential old-secrets");
    assert_eq!(line(&output, "smtp-url"), format!("(set) {toml}"));
    let mut command = kith(&["account", "show", "nobody"]);
    let output = command.envs(environment).output().expect("kith starts");
    expect_failure(&output, "There is no such user.");

    let gone = [("KITH_SECRET_FILE", "/nowhere/secret"), ("DATABASE_URL", &database.url)];
    expect_failure(&check(&gone, &[]), "KITH_SECRET_FILE cannot be read from /nowhere/secret");
    let closed = [("KITH_SECRET", SECRET), ("DATABASE_URL", "postgresql://127.0.0.1:1/kith")];
    expect_success(&check(&closed, &[]), "The settings are sound.");
    expect_failure(&check(&closed, &["--connect"]), "cannot be reached");
}

#[test]
fn help_reads_no_file_and_shows_no_value_of_one() {
    for flag in ["--help", "-h"] {
        let mut command = kith(&["serve", flag]);
        command.env("KITH_CONFIG", "/nowhere/kith.toml").env("KITH_SECRET", "hush-hush");
        let output = command.output().expect("kith starts");
        expect_success(&output, "--database-url");
        assert!(!stdout(&output).contains("hush-hush"), "{output:?}");
    }
    assert!(kith(&["--version"]).output().expect("kith starts").status.success());
}
