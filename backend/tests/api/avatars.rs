//! Uploading a picture, taking it away, and where it shows.

use crate::helpers::{Answer, TestApp};
use crate::pictures::encode;
use crate::visitors::{Visitor, page_of};
use common::avatars::{SIDES, path};
use common::lists::{Filter, Followers, ListOf};
use common::profiles::{PICTURE_LIMIT, RemoveAvatar};
use image::{ImageFormat, Rgb, RgbImage, load_from_memory};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use rocket::async_test;
use rocket::futures::future::{join, join_all};
use rocket::tokio::task::yield_now;
use serde_json::{Value, json};

/// A picture as it is served.
pub struct Picture {
    pub bytes: Vec<u8>,
    pub pixels: RgbImage,
}

/// A form with a file in it.
pub fn form(file: Vec<u8>, name: &str, kind: &str) -> Form {
    let part = Part::bytes(file).file_name(name.to_owned()).mime_str(kind).expect("a type");
    Form::new().part("picture", part)
}

fn plain(colour: [u8; 3]) -> Vec<u8> {
    encode(RgbImage::from_pixel(8, 8, Rgb(colour)), ImageFormat::Png)
}

impl TestApp {
    pub async fn upload(&self, token: &str, form: Form) -> Answer {
        Answer::to(self.request(Method::POST, "/avatars").bearer_auth(token).multipart(form)).await
    }

    /// Uploads a picture, and gives its path.
    pub async fn show(&self, by: &Visitor<'_>, file: Vec<u8>) -> String {
        let answer = self.upload(&by.token, form(file, "me.png", "image/png")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.payload()["person"]["avatar"].as_str().expect("a path").to_owned()
    }

    /// What a person shows, in all its sizes.
    pub async fn pictures(&self, of: &Visitor<'_>) -> Vec<Picture> {
        let avatar = self.profile(&of.username).await.person.avatar;
        let mut pictures = Vec::new();
        for side in SIDES {
            let response = self.request(Method::GET, &avatar.replace("/400.", &format!("/{side}."))).send();
            let bytes = response.await.expect("an answer").bytes().await.expect("a picture").to_vec();
            let pixels = load_from_memory(&bytes).expect("a picture").into_rgb8();
            assert_eq!(pixels.dimensions(), (side.into(), side.into()));
            pictures.push(Picture { bytes, pixels });
        }
        pictures
    }
}

#[async_test]
async fn a_picture_is_shown_until_it_is_taken_away() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let answer = app.upload(&ada.token, form(plain([9, 99, 199]), "me.png", "image/png")).await;
    let avatar = app.profile("ada").await.person.avatar;
    let person =
        |avatar: &str| json!({"user_id": ada.user_id, "avatar": avatar, "username": "ada", "location": ""});
    let edited = |avatar: &str| json!({"success": true, "person": person(avatar), "details": {"name": "", "about": ""}});
    answer.expect(200, edited(&avatar));
    let served = app.request(Method::GET, &avatar).send().await.expect("a picture");
    for (name, value) in [
        ("Content-Type", "image/jpeg"),
        ("Cache-Control", "public, max-age=31536000, immutable"),
        ("Content-Security-Policy", "default-src 'none'; sandbox"),
        ("X-Content-Type-Options", "nosniff"),
    ] {
        assert_eq!(served.headers()[name], value, "{name}");
    }
    for _ in 0..2 {
        let gone = ada.call(&RemoveAvatar {}).await.expect("the drawn one");
        assert_eq!(gone.person.avatar, path(ada.user_id));
    }
    assert_eq!(app.profile("ada").await.person.avatar, path(ada.user_id));
    let kept = app.request(Method::GET, &avatar).send().await.expect("an answer");
    assert_eq!(kept.status(), 200, "a page that is open still finds it");
}

#[async_test]
async fn every_list_shows_it() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.join("ada").await, app.join("bob").await, app.join("eve").await);
    let avatar = app.show(&ada, plain([1, 2, 3])).await;
    let shows = async |by: &Visitor<'_>, path: &str, mut payload: Value| {
        payload["token"] = json!(by.token);
        let answer = app.post(path, payload).await;
        assert!(answer.text.contains(&format!("\"{avatar}\"")), "{path}: {answer:?}");
    };
    shows(&bob, "/api/profile", json!({"user": "ada"})).await;
    shows(&bob, "/api/search", json!({"prefix": "a"})).await;
    shows(&bob, "/api/suggestions", json!({})).await;
    let mut stream = app.listen(&bob.token).await;
    stream.start().await;
    ada.follow("bob").await;
    assert_eq!(stream.next().await.news().person.avatar, avatar);
    eve.follow("ada").await;
    shows(&eve, "/api/known_followers", json!({"user": "bob"})).await;
    for more in [json!({}), json!({"page": 1, "order": "oldest"}), json!({"prefix": "ad"})] {
        for (path, user) in [("/api/followers", "bob"), ("/api/followed", "eve")] {
            let mut asked = more.clone();
            asked["user"] = json!(user);
            shows(&eve, path, asked).await;
        }
    }
    bob.follow("ada").await;
    let mutual = ListOf { filter: Some(Filter::Mutual), ..page_of("bob", 1, 30) };
    assert_eq!(app.followers(mutual).await.rows[0].avatar, avatar);
    let after = ListOf { cursor: Some("f".repeat(32)), ..page_of("bob", 1, 30) };
    assert_eq!(eve.call(&Followers(after)).await.expect("a page").rows[0].avatar, avatar);

    eve.lock(true).await;
    ada.follow("eve").await;
    shows(&eve, "/api/requests", json!({})).await;
    ada.lock(true).await;
    bob.unfollow("ada").await;
    bob.follow("ada").await;
    shows(&bob, "/api/requested", json!({})).await;
    eve.block("ada").await;
    shows(&eve, "/api/blocked", json!({})).await;
}

#[async_test]
async fn the_same_picture_is_kept_once() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let (file, other) = (plain([200, 100, 0]), plain([0, 100, 200]));
    let (first, second) = join(app.show(&ada, file.clone()), app.show(&bob, file.clone())).await;
    assert_eq!(first, second);
    assert_eq!(app.show(&ada, file).await, first, "once more");
    assert_eq!(app.number("SELECT count(*) FROM pictures").await, SIDES.len() as i64);
    assert_ne!(app.show(&ada, other).await, first);
    assert_eq!(app.profile("bob").await.person.avatar, first, "nobody else's changes");
    assert_eq!(app.number("SELECT count(*) FROM pictures").await, 2 * SIDES.len() as i64);
}

/// Pictures that nobody shows go after a day.
const SWEEP: &str = "DELETE FROM pictures WHERE created_at < now() - interval '1 day'
                     AND NOT EXISTS (SELECT FROM people WHERE avatar = picture_hash)";
const AGE: &str = "UPDATE pictures SET created_at = now() - interval '1 year'";

#[async_test]
async fn a_picture_that_is_shown_again_or_was_until_now_counts_as_new() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let avatar = app.show(&ada, plain([50, 60, 70])).await;
    app.sql.batch_execute(AGE).await.expect("a year goes by");
    app.show(&ada, plain([70, 60, 50])).await;
    assert_eq!(app.sql.execute(SWEEP, &[]).await.expect("a sweep"), 0, "the one before stays for a day");
    app.sql.batch_execute(AGE).await.expect("a year goes by");
    ada.call(&RemoveAvatar {}).await.expect("the drawn one");
    assert_eq!(
        app.sql.execute(SWEEP, &[]).await.expect("a sweep"),
        2,
        "only the one that was long gone goes"
    );

    // While it is swept away, somebody uploads it again.
    app.sql.batch_execute(AGE).await.expect("a year goes by");
    let sweeper = app.database.connect().await;
    sweeper.batch_execute("BEGIN").await.expect("a transaction");
    assert_eq!(sweeper.execute(SWEEP, &[]).await.expect("a sweep"), 2);
    let swept = async {
        let waiting = "SELECT count(*) FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while app.number(waiting).await == 0 {
            yield_now().await;
        }
        sweeper.batch_execute("COMMIT").await.expect("the sweep is done");
    };
    let (again, ()) = join(app.show(&ada, plain([70, 60, 50])), swept).await;
    assert_ne!(again, avatar);
    assert_eq!(app.pictures(&ada).await.len(), SIDES.len(), "it is there in all its sizes");
}

#[async_test]
async fn a_form_that_is_wrong_is_told_what_is_wrong() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let picture = || form(plain([1, 1, 1]), "me.png", "image/png");
    app.upload("wrong", picture()).await.expect_refusal(401, "This session has ended. Sign in again.");
    let unsigned = Answer::to(app.request(Method::POST, "/avatars").multipart(picture())).await;
    unsigned.expect_refusal(401, "Sign in first.");
    for form in [Form::new(), Form::new().text("Picture", "x")] {
        app.upload(&ada.token, form).await.expect_complaint(422, "picture", "Choose a picture.");
    }
    for (size, status) in [(PICTURE_LIMIT, 422), (PICTURE_LIMIT + 1, 413), (2 * PICTURE_LIMIT, 413)] {
        let answer = app.upload(&ada.token, form(vec![0; size], "me.png", "image/png")).await;
        assert_eq!(answer.status, status, "{size} bytes: {answer:?}");
        answer.expect_api_headers();
    }
    let post = |kind: &'static str, body: &'static str| {
        let request = app.request(Method::POST, "/avatars").bearer_auth(&ada.token);
        Answer::to(request.header("Content-Type", kind).body(body))
    };
    for kind in ["application/json", "image/png", "text/plain"] {
        post(kind, "{}").await.expect_refusal(415, "Send the picture as multipart/form-data.");
    }
    for method in ["PUT", "DELETE", "GET", "PATCH", "POST", "HEAD"] {
        let form = Box::leak(format!("_method={method}&picture=x").into_boxed_str());
        post("application/x-www-form-urlencoded", form)
            .await
            .expect_refusal(415, "Send the picture as multipart/form-data.");
    }
    for (kind, body) in [("multipart/form-data", "x"), ("multipart/form-data; boundary=x", "--x\r\nbroken")] {
        let answer = post(kind, body).await;
        assert_eq!(
            (answer.status, &answer.payload()["error_code"]),
            (400, &json!(400)),
            "{kind}: {answer:?}"
        );
    }
    assert_eq!(app.number("SELECT count(*) FROM pictures").await, 0);
}

#[async_test]
async fn a_picture_that_nobody_has_is_not_found() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let avatar = app.show(&ada, plain([3, 2, 1])).await;
    let get = async |path: &str| Answer::to(app.request(Method::GET, path)).await;
    let unknown = format!("/avatars/{}/400.jpg", "0".repeat(64));
    get(&unknown).await.expect_refusal(404, "There is no such picture.");
    for path in [
        avatar.replace("400", "401"),
        avatar.replace(".jpg", ".png"),
        avatar.replace("/400", "0/400"),
        unknown.replacen('0', "+", 1),
        unknown.replacen('0', "F", 1),
        "/avatars/x.svg".to_owned(),
        "/avatars".to_owned(),
    ] {
        get(&path).await.expect_refusal(404, "There is no such endpoint.");
    }
}

#[async_test]
async fn too_many_pictures_at_once_are_refused() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let large = encode(RgbImage::new(3_000, 3_000), ImageFormat::Png);
    let upload = || app.upload(&ada.token, form(large.clone(), "me.png", "image/png"));
    let answers = join_all((0..60).map(|_| upload())).await;
    let (refused, shown) = answers.into_iter().partition::<Vec<_>, _>(|answer| answer.status == 429);
    assert!(!refused.is_empty(), "60 are more than wait");
    refused.iter().for_each(|answer| {
        answer.expect_refusal(429, "Too many tries at once. Try again in a moment.");
    });
    assert!(!shown.is_empty() && shown.iter().all(|answer| answer.status == 200), "{shown:?}");
    assert_eq!(upload().await.status, 200, "the queue is empty again");
}
