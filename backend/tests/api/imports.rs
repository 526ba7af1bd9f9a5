//! `kith import`: edge lists of every kind it takes, and what it refuses.

use crate::commands::{expect_failure, expect_success, run};
use crate::helpers::TestApp;
use crate::test_client::{names, page_of};
use flate2::{Compression, write::GzEncoder};
use rocket::async_test;
use std::io::Write;
use std::path::PathBuf;
use uuid::Uuid;

/// A file that goes with the value.
struct File(PathBuf);

impl File {
    fn of(content: impl AsRef<[u8]>) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(Uuid::now_v7().to_string());
        std::fs::write(&path, content).expect("a file");
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("a path in UTF-8")
    }
}

impl Drop for File {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).expect("the file goes");
    }
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).expect("gzip");
    encoder.finish().expect("gzip")
}

fn import(app: &TestApp, file: &File, flags: &[&str]) -> std::process::Output {
    let arguments = ["import", "--database-url", &app.database.url, "--follows", file.path()];
    run(&[&arguments, flags].concat())
}

async fn size(app: &TestApp) -> (i64, i64) {
    (app.number("SELECT count(*) FROM people").await, app.number("SELECT count(*) FROM followers").await)
}

#[async_test]
async fn each_line_is_a_follow_and_names_become_usernames() {
    let app = TestApp::start().await;
    let file = File::of("bob,ada\neve,ada\nbob,ada\nada,Bob-2\n");
    expect_success(&import(&app, &file, &[]), "4 people and 3 follows are loaded.");
    assert_eq!(size(&app).await, (4, 3), "a line that stands twice counts once");
    app.assert_directions_agree().await;
    assert_eq!(
        names(&app.followers(page_of("ada", 1, 30)).await),
        ["eve", "bob"],
        "the last line is the newest"
    );
    assert_eq!(names(&app.followed(page_of("ada", 1, 30)).await), ["Bob-2"]);
}

#[async_test]
async fn numbers_become_accounts_with_names() {
    let app = TestApp::start().await;
    let file = File::of("0,1\n1,18446744073709551615\n");
    expect_success(&import(&app, &file, &[]), "3 people and 2 follows are loaded.");
    let row = app.sql.query_one("SELECT bool_and(username ~ '^[a-z0-9_.-]{2,30}$') FROM people", &[]).await;
    assert!(row.expect("people").get::<_, bool>(0), "valid usernames");
}

#[async_test]
async fn two_spellings_of_an_id_are_one_person() {
    let app = TestApp::start().await;
    let file = File::of("Ada,bob\nBOB,ada\n7,bob\n007,bob\n");
    expect_success(&import(&app, &file, &[]), "3 people and 3 follows are loaded.");
    assert_eq!(size(&app).await, (3, 3));
    assert_eq!(app.profile("ADA").await.person.username, "Ada", "spelled as it was first");
}

#[async_test]
async fn every_form_of_the_same_list_loads_the_same() {
    let csv = "id_1,id_2\n1,2\n2,3\n3,1\n";
    let tsv = csv.replace(',', "\t");
    let bare = csv.strip_prefix("id_1,id_2\n").expect("a header");
    let forms: [(&str, Vec<u8>); 12] = [
        ("csv", csv.into()),
        ("tsv", tsv.clone().into_bytes()),
        ("no header", bare.into()),
        ("no last newline", bare.trim_end().into()),
        ("windows", csv.replace('\n', "\r\n").into_bytes()),
        ("spaces", bare.replace(',', " , ").into_bytes()),
        (
            "quotes",
            csv.lines()
                .map(|line| format!("\"{}\"\n", line.replace(',', "\",\"")))
                .collect::<String>()
                .into_bytes(),
        ),
        ("a comment", format!("# from SNAP\n{tsv}").into_bytes()),
        ("a blank line", bare.replacen('\n', "\n\n", 1).into_bytes()),
        ("a byte order mark", format!("\u{feff}{csv}").into_bytes()),
        ("csv.gz", gzip(csv)),
        ("two gzip members", [gzip("1,2\n"), gzip("2,3\n3,1\n")].concat()),
    ];
    let app = TestApp::start().await;
    for (form, content) in forms {
        app.sql.batch_execute("TRUNCATE people CASCADE").await.expect("a fresh start");
        let output = import(&app, &File::of(content), &[]);
        assert!(output.status.success(), "{form}: {output:?}");
        assert_eq!(size(&app).await, (3, 3), "{form}");
    }
}

#[async_test]
async fn mutual_lines_are_follows_in_both_directions() {
    let app = TestApp::start().await;
    let file = File::of("from,to\n1,2\n2,1\n2,3\n");
    expect_success(&import(&app, &file, &["--mutual"]), "3 people and 4 follows are loaded.");
    assert_eq!(size(&app).await, (3, 4));
    app.assert_directions_agree().await;
}

#[async_test]
async fn a_line_that_cannot_be_read_is_refused_by_its_number_and_nothing_is_loaded() {
    let app = TestApp::start().await;
    let files: [(&[u8], &str); 13] = [
        (b"1,2\n3\n", "line 2: expected two ids"),
        (b"1,2\n2,3\n3,4,5\n", "line 3: expected two ids"),
        (b"id_1,id_2\n1,2\n7,7\n", "line 3: nobody can follow themselves"),
        (b"ada,bob\nada,no name\n", "line 2: an id must be a number or a valid username"),
        (b"ada,bob\nada,\n", "line 2: an id must be a number or a valid username"),
        (b"ada,bob\nada,ADA\n", "line 2: nobody can follow themselves"),
        (b"1,2\r\n2,3\r\n3\r\n", "line 3: expected two ids"),
        (b"1,2\n\n\n2\n", "line 4: expected two ids"),
        (b"# SNAP\n# nodes\n1,2\n2\n", "line 4: expected two ids"),
        (b"1,2\n# a remark\n2\n", "line 3: expected two ids"),
        (b"1,2\n2,\xff\n", "line 2: "),
        (b"", "line 1: the file holds no follows"),
        (b"\n\n", "the file holds no follows"),
    ];
    for (content, complaint) in files {
        let output = import(&app, &File::of(content), &[]);
        expect_failure(&output, complaint);
        assert_eq!(size(&app).await, (0, 0), "{complaint}");
    }
    let missing = ["import", "--database-url", &app.database.url, "--follows", "/nowhere/at/all.csv"];
    expect_failure(&run(&missing), "/nowhere/at/all.csv: ");
}

#[async_test]
async fn a_name_that_is_taken_refuses_the_whole_file() {
    let app = TestApp::start().await;
    app.register("ada").await;
    let output = import(&app, &File::of("bob,eve\nADA,bob\n"), &[]);
    expect_failure(&output, "one of the usernames is taken in this database already; nothing was loaded");
    assert_eq!(size(&app).await, (1, 0));
}

#[async_test]
async fn a_broken_gzip_file_is_refused() {
    let app = TestApp::start().await;
    let whole = gzip(&"1,2\n".repeat(1000));
    expect_failure(&import(&app, &File::of(&whole[..whole.len() - 9]), &[]), "nothing was loaded");
    assert_eq!(size(&app).await, (0, 0));
}
