//! Uploading a picture, taking it away, and where it shows.

use crate::helpers::{Answer, TestApp};
use crate::pictures::encode;
use crate::test_client::{Visitor, page_of};
use common::graph::lists::{Filter, Followers, ListRequest};
use common::people::avatars::{SIDES, path};
use common::people::profiles::{Details, RemoveAvatar};
use image::{ImageFormat, Rgb, RgbImage, load_from_memory};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use rocket::async_test;
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

pub fn plain(colour: [u8; 3]) -> Vec<u8> {
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
    let edited =
        |avatar: &str| json!({"success": true, "person": person(avatar), "details": Details::default()});
    answer.expect(200, edited(&avatar));
    let served = app.request(Method::GET, &avatar).send().await.expect("a picture");
    for (name, value) in [
        ("Content-Type", "image/jpeg"),
        ("Cache-Control", "public, max-age=31536000, immutable"),
        ("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"),
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
    let mutual = ListRequest { filter: Some(Filter::Mutual), ..page_of("bob", 1, 30) };
    assert_eq!(app.followers(mutual).await.rows[0].avatar, avatar);
    let after = ListRequest { cursor: Some("f".repeat(32)), ..page_of("bob", 1, 30) };
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
async fn a_picture_that_nobody_has_is_not_found() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let avatar = app.show(&ada, plain([3, 2, 1])).await;
    let get = async |path: &str| Answer::to(app.request(Method::GET, path)).await;
    let unknown = format!("/avatars/{}/400.jpg", "0".repeat(64));
    for path in [&unknown, &avatar.replace(".jpg", ".webp")] {
        get(path).await.expect_refusal(404, "There is no such picture.");
    }
    for path in [
        avatar.replace("/400.", "/401."),
        avatar.replace(".jpg", ".png"),
        avatar.replace("/400.jpg", "/400"),
        avatar.replace("/400.jpg", "/+400.jpg"),
        avatar.replace("/400", "0/400"),
        unknown.replacen('0', "+", 1),
        unknown.replacen('0', "F", 1),
        "/avatars/x.svg".to_owned(),
        "/avatars".to_owned(),
    ] {
        get(&path).await.expect_refusal(404, "There is no such endpoint.");
    }
}
