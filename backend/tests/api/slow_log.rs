//! The log as an operator reads it: what was slow, for whom and in which trace; and what becomes of it where it is read slowly.

use crate::commands::kith;
use crate::databases::TestDatabase;
use crate::helpers::{Answer, TestApp};
use crate::processes::{Process, SECRET};
use reqwest::Method;
use rocket::async_test;
use rocket::futures::future::join;
use rocket::futures::stream::{self, StreamExt};
use serde_json::{Value, from_str, json};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// The number after `name=` in a line.
#[track_caller]
fn number(line: &str, name: &str) -> f64 {
    let value = line.split_whitespace().find_map(|field| field.strip_prefix(name)?.strip_prefix('='));
    value.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("no number {name} in {line}"))
}

#[async_test]
async fn a_slow_statement_is_told_with_its_text_and_its_request() {
    let mut server = Process::start(&["--slow-statement-ms", "100", "--sweep-minutes", "0"]).await;
    let app = server.app().await;
    let ada = app.join("ada").await;
    app.sql.batch_execute("BEGIN; LOCK TABLE people").await.expect("a lock");
    let slow = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
                AND clock_timestamp() - query_start > interval '150 ms'";
    let waited = async {
        app.wait_for(slow, 1).await;
        app.sql.batch_execute("COMMIT").await.expect("the lock goes");
    };
    let (answer, ()) = join(ada.ask_about("/api/profile", "ada"), waited).await;
    let id = answer.header("X-Request-Id");
    let line = server.tells(&format!("a slow statement request={id}")).await;
    assert!(number(&line, "ms") >= 100.0 && line.contains("statement=\"SELECT "), "{line}");
    assert!(!line.contains("\\n") && !line.contains("'ada'"), "one line, without parameters: {line}");
    let line = server.tells(&format!("answered request={id}")).await;
    assert!(line.contains(&format!("caller={}", ada.user_id)), "{line}");
    let (all, in_sql) = (number(&line, "ms"), number(&line, "sql_ms"));
    // The clocks of two processes agree but roughly.
    assert!(100.0 <= in_sql && in_sql <= all, "{line}");
}

#[async_test]
async fn a_log_in_json_has_one_object_a_line() {
    let server = Process::start(&["--log-format", "json"]).await;
    let app = server.app().await;
    let ada = app.join("ada").await;
    let ask = |trace: &str| {
        let payload = json!({"payload": {"user": "ada", "token": ada.token}});
        Answer::to(app.request(Method::POST, "/api/profile").header("traceparent", trace).json(&payload))
    };
    let traced = ask(&format!("00-{TRACE}-00f067aa0ba902b7-01")).await;
    let untraced = ask(&format!("00-{TRACE}-0000000000000000-01")).await;
    server.ask_to_end();
    let log = server.end().await;
    let lines = log.lines().map(|line| from_str::<Value>(line).expect("JSON")).collect::<Vec<_>>();
    let line_of = |answer: &Answer| {
        let id = answer.header("X-Request-Id");
        lines.iter().find(|line| line["request"] == id).unwrap_or_else(|| panic!("no {id}: {log}"))
    };
    let line = line_of(&traced);
    let texts = [&line["level"], &line["message"], &line["path"], &line["method"], &line["address"]];
    assert_eq!(texts, ["INFO", "answered", "/api/profile", "POST", "127.0.0.1"], "{line}");
    assert_eq!([&line["trace"], &line["caller"]], [TRACE, &ada.user_id.to_string()], "{line}");
    assert!(line["status"] == 200 && line["ms"].is_f64() && line["sql_ms"].is_f64(), "{line}");
    assert_eq!(line_of(&untraced).get("trace"), None, "what is no trace is passed over");
}

/// More than wait for a reader that reads nothing: a line has more than 150 bytes, and there is room for a megabyte and what a pipe holds.
const MANY: usize = 10_000;

#[async_test]
async fn a_log_that_nobody_reads_keeps_no_request_waiting() {
    let database = Arc::new(TestDatabase::migrated().await);
    let mut command = kith(&["serve", "--port", "0", "--secret", SECRET, "--database-url", &database.url]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("kith starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("stdout")).read_line(&mut line).expect("a line");
    let address = line.trim_end().strip_prefix("Kith listens on ").expect("an address");
    let app = TestApp::at(address.to_owned(), database).await;
    let trace = format!("00-{TRACE}-00f067aa0ba902b7-01");
    let ask = |_| Answer::to(app.request(Method::GET, "/api/nothing").header("traceparent", &trace));
    let answers = stream::iter(0..MANY).map(ask).buffer_unordered(8);
    let answered = answers.filter(|answer| std::future::ready(answer.status == 404)).count().await;
    assert_eq!(answered, MANY);
    // From here on the log is read, to its end.
    let lines = BufReader::new(child.stderr.take().expect("stderr")).lines();
    let mut lines = lines.map_while(Result::ok);
    let (mut written, mut missing) = (0, 0.0);
    for line in &mut lines {
        written += usize::from(line.contains("answered"));
        if line.contains("lines are missing here") {
            missing += number(&line, "lines");
            break;
        }
    }
    let process = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &process]).status().expect("kill runs").success());
    written += lines.filter(|line| line.contains("answered")).count();
    assert!(child.wait().expect("it ends").success());
    assert!(
        missing > 0.0 && written + missing as usize == MANY,
        "{written} lines, and {missing} are missing"
    );
}
