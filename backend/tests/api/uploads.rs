//! Uploads that are refused: forms that are wrong, and too many at once.

use crate::avatars::{form, plain};
use crate::helpers::{Answer, TestApp};
use crate::pictures::encode;
use common::people::profiles::PICTURE_LIMIT;
use image::{ImageFormat, RgbImage};
use reqwest::Method;
use reqwest::multipart::Form;
use rocket::async_test;
use rocket::futures::future::join_all;
use serde_json::json;

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
    let post = |kind: &str, body: &str| {
        let request = app.request(Method::POST, "/avatars").bearer_auth(&ada.token);
        Answer::to(request.header("Content-Type", kind).body(body.to_owned()))
    };
    for kind in ["application/json", "image/png", "text/plain"] {
        post(kind, "{}").await.expect_refusal(415, "Send the picture as multipart/form-data.");
    }
    for method in ["PUT", "DELETE", "GET", "PATCH", "POST", "HEAD"] {
        post("application/x-www-form-urlencoded", &format!("_method={method}&picture=x"))
            .await
            .expect_refusal(415, "Send the picture as multipart/form-data.");
    }
    let head = "--x\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"me.gif\"\r\n\r\nGIF89a";
    for (kind, body) in [
        ("multipart/form-data", "x"),
        ("multipart/form-data; boundary=x", "--x\r\nbroken"),
        ("multipart/form-data; boundary=x", head),
    ] {
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
