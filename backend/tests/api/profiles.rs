//! What people tell of themselves: changed by them, seen by all, and found by search.

use crate::helpers::{Answer, TestApp};
use crate::test_client::{Visitor, names, page_of};
use common::graph::lists::ListRequest;
use common::people::profiles::{Details, EditProfile};
use reqwest::Method;
use rocket::async_test;
use rocket::futures::future::join_all;
use serde_json::{Value, json};

async fn edit(app: &TestApp, by: &Visitor<'_>, wanted: Value) -> Answer {
    let request = app.request(Method::POST, "/api/edit_profile").bearer_auth(&by.token);
    Answer::to(request.json(&json!({ "payload": wanted }))).await
}

async fn move_to(by: &Visitor<'_>, location: &str) {
    let wanted = EditProfile { location: Some(location.to_owned()), ..EditProfile::default() };
    by.call(&wanted).await.expect("a move");
}

#[async_test]
async fn what_is_left_out_stays_and_everybody_sees_the_rest() {
    let app = TestApp::start().await;
    let (ada, _) = (app.join("ada").await, app.join("bob").await);
    let steps = [
        (json!({}), ["", "", ""]),
        (json!({"name": "  Ada Lovelace\u{a0}"}), ["Ada Lovelace", "", ""]),
        (json!({"about": "\nCountess.\n\nPoet. \n"}), ["Ada Lovelace", "Countess.\n\nPoet.", ""]),
        (
            json!({"location": " London, England ", "name": null}),
            ["Ada Lovelace", "Countess.\n\nPoet.", "London, England"],
        ),
        (json!({"name": "", "about": "  "}), ["", "", "London, England"]),
        (json!({"location": ""}), ["", "", ""]),
    ];
    for (wanted, [name, about, location]) in steps {
        let avatar = format!("/avatars/{}.svg", ada.user_id);
        let person =
            json!({"user_id": ada.user_id, "avatar": avatar, "username": "ada", "location": location});
        let details = json!({"name": name, "about": about});
        let answer = edit(&app, &ada, wanted).await;
        answer.expect(200, json!({"success": true, "person": person, "details": details}));
        let profile = app.profile("ada").await;
        assert_eq!(profile.details, Details { name: name.to_owned(), about: about.to_owned() });
        assert_eq!(profile.person.location, location);
    }
    assert_eq!(app.profile("bob").await.details, Details::default(), "nobody else's profile");
    app.post("/api/edit_profile", json!({"name": "Eve"})).await.expect_refusal(401, "Sign in first.");
}

#[async_test]
async fn texts_obey_the_rules() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let one_line = |text: &str, most: usize| format!("The {text} may have {most} characters, in one line.");
    let nul = "This text holds a character that cannot be stored (NUL).".to_owned();
    for (field, value, complaint) in [
        ("name", "x".repeat(51), one_line("name", 50)),
        ("name", "a\nb".to_owned(), one_line("name", 50)),
        ("location", "x".repeat(101), one_line("location", 100)),
        ("location", "a\tb".to_owned(), one_line("location", 100)),
        ("about", "x".repeat(501), "This may have 500 characters.".to_owned()),
        ("name", "a\0".to_owned(), nul.clone()),
        ("location", "a\0".to_owned(), nul.clone()),
        ("about", "a\0".to_owned(), nul),
    ] {
        edit(&app, &ada, json!({ field: value })).await.expect_complaint(422, field, &complaint);
    }
    let longest = json!({"name": "é".repeat(50), "location": "é".repeat(100), "about": "é".repeat(500)});
    assert_eq!(edit(&app, &ada, longest).await.status, 200, "characters count, not bytes");
}

#[async_test]
async fn who_moves_is_found_at_the_new_place_and_not_at_the_old() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    ada.follow("bob").await;
    // A list too long to be looked through, so that the words alone lead to ada.
    let crowd = app.crowd("p", 2_100).await;
    app.gather(&crowd, bob.user_id).await;
    let found = async |prefix: &str| {
        let asked = ListRequest { prefix: prefix.to_owned(), ..page_of("bob", 1, 30) };
        names(&app.followers(asked).await)
    };
    move_to(&ada, "São  Paulo, Brasil").await;
    for word in ["sao", "são", "SÃO p", "PAULO,", "(bras", "brasil sao", "ada brasil", "@ada"] {
        assert_eq!(found(word).await, ["ada"], "{word}");
    }
    move_to(&ada, "Lima").await;
    assert_eq!(found("lim").await, ["ada"]);
    for word in ["são", "paulo", "bras"] {
        assert_eq!(found(word).await, [""; 0], "{word}");
    }
    assert_eq!(bob.call(&EditProfile::default()).await.expect("no change").person.location, "");
    assert_eq!(app.number("SELECT count(*) FROM search_words WHERE rank = 2").await, 1);
}

#[async_test]
async fn of_two_moves_at_once_one_holds_with_its_words() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    for _ in 0..5 {
        join_all(["Lima Peru", "Quito Ecuador", "La Paz", "Bogotá"].map(|place| move_to(&ada, place))).await;
        let location = app.profile("ada").await.person.location.to_lowercase().replace('á', "a");
        let sql = "SELECT places, string_agg(' ' || word, '' ORDER BY strpos($1, word))
                   FROM search_texts JOIN search_words USING (person_id) WHERE rank = 2 GROUP BY places";
        let row = app.sql.query_one(sql, &[&location]).await.expect("words");
        assert_eq!(row.get::<_, String>(1), format!(" {location}"));
        let mut words = location.split(' ').collect::<Vec<_>>();
        words.sort_unstable();
        assert_eq!(row.get::<_, String>(0), format!(" {}", words.join(" ")));
    }
}

#[async_test]
async fn an_account_that_goes_meanwhile_is_gone() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    // The session outlives the person, as in the moment between the two.
    app.sql
        .batch_execute("ALTER TABLE sessions DROP CONSTRAINT sessions_person_fkey; DELETE FROM people")
        .await
        .expect("ada leaves");
    edit(&app, &ada, json!({"name": "Ada"})).await.expect_refusal(401, "This account is gone.");
}
