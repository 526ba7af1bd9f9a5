//! A list as a file: complete, in order, and told from one that was cut off.

use crate::helpers::{Answer, TestApp};
use crate::test_client::Visitor;
use reqwest::{Method, RequestBuilder};
use rocket::async_test;
use serde_json::json;
use uuid::Uuid;

impl TestApp {
    pub fn export(&self, by: &Visitor<'_>, list: &str) -> RequestBuilder {
        let body = json!({"payload": {"list": list}});
        self.request(Method::POST, "/api/export").bearer_auth(&by.token).json(&body)
    }

    /// A person who follows so many others that no buffer on the way holds their file.
    async fn follower_of_many(&self) -> (Visitor<'_>, Vec<Uuid>) {
        let ada = self.join("ada").await;
        let crowd = self.crowd("a-name-as-long-as-it-may-", 60_000).await;
        self.admire(ada.user_id, &crowd).await;
        (ada, crowd)
    }
}

#[async_test]
async fn whom_one_follows_is_a_file_as_mastodon_writes_it() {
    let app = TestApp::start().await;
    let (ada, _, _) = (app.join("ada").await, app.join("Bob").await, app.join("-eve.").await);
    ada.follow("bob").await;
    ada.follow("-eve.").await;
    let answer = Answer::to(app.export(&ada, "followed")).await;
    assert_eq!(
        answer.text,
        "Account address,Show boosts,Notify on new posts,Languages\n-eve.,true,false,\nBob,true,false,\n"
    );
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("Content-Type"), "text/csv; charset=utf-8");
    assert_eq!(answer.header("Content-Disposition"), "attachment; filename=\"followed.csv\"");
    assert_eq!(answer.header("Content-Length"), answer.text.len().to_string());
    assert_eq!(answer.header("Cache-Control"), "no-store");
    let default = app.request(Method::POST, "/api/export").bearer_auth(&ada.token);
    let answer = Answer::to(default.json(&json!({"payload": {"list": "followed"}}))).await;
    assert_eq!(answer.text.lines().count(), 3);
}

#[async_test]
async fn who_follows_one_is_a_file_of_names() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let answer = Answer::to(app.export(&ada, "followers")).await;
    assert_eq!((answer.status, answer.text.as_str()), (200, "Account address\n"), "nobody yet");
    bob.follow("ada").await;
    let answer = Answer::to(app.export(&ada, "followers")).await;
    assert_eq!(answer.text, "Account address\nbob\n");
    assert_eq!(answer.header("Content-Disposition"), "attachment; filename=\"followers.csv\"");
}

#[async_test]
async fn a_long_list_is_complete_and_in_order() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let crowd = app.crowd("p", 2_500).await;
    app.admire(ada.user_id, &crowd).await;
    app.gather(&crowd, ada.user_id).await;
    let expected = (0..2_500).rev().map(|number| format!("p{number:03}")).collect::<Vec<_>>();
    for list in ["followed", "followers"] {
        let answer = Answer::to(app.export(&ada, list)).await;
        let names = answer.text.lines().skip(1).map(|line| line.split(',').next().unwrap_or_default());
        assert_eq!(names.collect::<Vec<_>>(), expected, "{list}");
    }
}

#[async_test]
async fn only_the_signed_in_have_lists_to_take_along() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    app.post("/api/export", json!({"list": "followed"})).await.expect_refusal(401, "Sign in first.");
    app.post("/api/import", json!({"csv": "ada"})).await.expect_refusal(401, "Sign in first.");
    assert_eq!(Answer::to(app.export(&ada, "enemies")).await.status, 400);
}

#[async_test]
async fn a_file_that_is_cut_off_does_not_look_complete() {
    let app = TestApp::start().await;
    let (ada, _) = app.follower_of_many().await;
    let mut response = app.export(&ada, "followed").send().await.expect("the file begins");
    let length = response.content_length().expect("a length");
    // Each part looks at the session: so the file, which the sockets could hold as a whole, stops here until the database is away.
    app.sql.batch_execute("BEGIN; LOCK TABLE sessions").await.expect("a lock");
    app.database.close().await;
    let mut received = 0;
    let broken = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => received += chunk.len() as u64,
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    assert!(broken && received > 0 && received < length, "{received} of {length}, broken: {broken}");
    let refused = Answer::to(app.export(&ada, "followed")).await;
    refused.expect_refusal(503, "The service is not available right now. Try again in a moment.");
    app.database.open().await;
    let answer = Answer::to(app.export(&ada, "followed")).await;
    assert_eq!(answer.text.lines().count(), 60_001, "the next one is whole");
}

#[async_test]
async fn who_leaves_the_list_meanwhile_leaves_a_blank_line_at_its_end() {
    let app = TestApp::start().await;
    let (ada, crowd) = app.follower_of_many().await;
    let response = app.export(&ada, "followed").send().await.expect("the file begins");
    let length = response.content_length().expect("a length");
    let sql = "DELETE FROM followed WHERE person_id = $1 AND followed_id = ANY($2)";
    app.sql.execute(sql, &[&ada.user_id, &&crowd[..2]]).await.expect("two unfollows");
    let text = response.text().await.expect("the file is whole");
    assert_eq!(text.len() as u64, length);
    assert_eq!(text.trim_end().lines().count(), 1 + 60_000 - 2);
    assert!(text.ends_with(&format!(
        ",true,false,\n{}",
        "\n".repeat(2 * "a-name-as-long-as-it-may-000,true,false,\n".len())
    )));
}
