//! A client of the API: it registers, signs in, reads people and lists, follows, locks and blocks.

use crate::helpers::{Answer, TestApp};
use common::accounts::account::Register;
use common::accounts::confirmations::Confirmation;
use common::accounts::sessions::{LoggedIn, Login};
use common::envelope::{Credentials, Signed};
use common::graph::blocks::{Block, Unblock};
use common::graph::follows::{Follow, FollowChanged, Unfollow};
use common::graph::lists::{Followed, Followers, ListRequest, Page};
use common::graph::requests::Accept;
use common::pagination::List;
use common::people::privacy::SetPrivacy;
use common::people::profiles::{Profile, ViewProfile};
use common::people::relationships::Relationship;
use common::{Endpoint, Envelope, Failure};
use reqwest::Method;
use serde_json::{from_str, to_value};
use uuid::Uuid;

/// Everybody's, where a test does not say otherwise.
pub const PASSWORD: &str = "correct horse battery staple";

/// What confirms that it is really them.
pub fn by_password() -> Confirmation {
    Confirmation { password: PASSWORD.to_owned(), proof: None }
}

/// A page of the followers of `user`; the other lists and settings are a field away.
pub fn page_of(user: &str, page: i64, limit: i64) -> ListRequest {
    ListRequest { page, limit, ..ListRequest::new(user) }
}

impl TestApp {
    /// Calls an endpoint as `common` describes it.
    pub async fn call<E: Endpoint>(
        &self,
        request: &E,
        by: &Credentials,
    ) -> Result<E::Success<'static>, Failure> {
        let answer = self.answer(request, by).await;
        match answer.status {
            200 => Ok(from_str::<Envelope<_>>(&answer.text)
                .unwrap_or_else(|e| panic!("{e}: {answer:?}"))
                .payload),
            _ => Err(from_str::<Envelope<_>>(&answer.text)
                .unwrap_or_else(|e| panic!("{e}: {answer:?}"))
                .payload),
        }
    }

    async fn answer<E: Endpoint>(&self, request: &E, credentials: &Credentials) -> Answer {
        let payload = to_value(Signed { request, credentials }).unwrap();
        self.post(E::PATH, payload).await
    }

    /// Makes an account, or says why not.
    pub async fn try_register(&self, username: &str, email: &str, password: &str) -> Answer {
        let (username, email_id, password) = (username.to_owned(), email.to_owned(), password.to_owned());
        let wanted = Register { username, email_id, password, ..Register::default() };
        self.answer(&wanted, &Credentials::default()).await
    }

    pub async fn register(&self, username: &str) {
        // A username may begin and end with a dot, an address may not.
        let email = format!("{}@example.org", username.trim_matches('.'));
        let answer = self.try_register(username, &email, PASSWORD).await;
        assert_eq!(answer.status, 200, "{username} registers: {answer:?}");
    }

    pub async fn try_sign_in(&self, username: &str, password: &str) -> Answer {
        let login = Login { username: username.to_owned(), password: password.to_owned() };
        self.answer(&login, &Credentials::default()).await
    }

    pub async fn sign_in(&self, username: &str) -> Visitor<'_> {
        let answer = self.try_sign_in(username, PASSWORD).await;
        assert_eq!(answer.status, 200, "{username} signs in: {answer:?}");
        let LoggedIn { token, user_id, .. } = from_str::<Envelope<LoggedIn>>(&answer.text).unwrap().payload;
        Visitor { app: self, username: username.to_owned(), token, user_id }
    }

    /// Registers and signs in.
    pub async fn join(&self, username: &str) -> Visitor<'_> {
        self.register(username).await;
        self.sign_in(username).await
    }

    pub async fn profile(&self, user: &str) -> Profile<'static> {
        self.call(&ViewProfile { user: user.to_owned() }, &Credentials::default()).await.expect("a profile")
    }

    pub async fn followers(&self, asked: ListRequest) -> Page<'static, Followers> {
        self.call(&Followers(asked), &Credentials::default()).await.expect("a page of followers")
    }

    pub async fn followed(&self, asked: ListRequest) -> Page<'static, Followed> {
        self.call(&Followed(asked), &Credentials::default()).await.expect("a page of followed")
    }
}

/// A person who is signed in.
pub struct Visitor<'a> {
    pub app: &'a TestApp,
    pub username: String,
    pub token: String,
    pub user_id: Uuid,
}

impl Visitor<'_> {
    pub fn credentials(&self) -> Credentials {
        Credentials { token: Some(self.token.clone()), user_id: Some(self.user_id.to_string()) }
    }

    /// Calls an endpoint as this person.
    pub async fn call<E: Endpoint>(&self, request: &E) -> Result<E::Success<'static>, Failure> {
        self.app.call(request, &self.credentials()).await
    }

    pub async fn follow(&self, user: &str) -> FollowChanged {
        self.call(&Follow { user: user.to_owned() }).await.expect("a follow")
    }

    pub async fn unfollow(&self, user: &str) -> FollowChanged {
        self.call(&Unfollow { user: user.to_owned() }).await.expect("an unfollow")
    }

    pub async fn accept(&self, user: &str) -> FollowChanged {
        self.call(&Accept { user: user.to_owned() }).await.expect("a request is accepted")
    }

    pub async fn block(&self, user: &str) -> FollowChanged {
        self.call(&Block { user: user.to_owned() }).await.expect("a block")
    }

    pub async fn unblock(&self, user: &str) -> FollowChanged {
        self.call(&Unblock { user: user.to_owned() }).await.expect("a block ends")
    }

    /// From now on follows of this person need consent, or not.
    pub async fn lock(&self, locked: bool) {
        let wanted = SetPrivacy { locked: Some(locked), hides_lists: None };
        self.call(&wanted).await.expect("a choice");
    }

    /// How this person and another stand.
    pub async fn relationship(&self, user: &str) -> Relationship {
        let profile = self.call(&ViewProfile { user: user.to_owned() }).await.expect("a profile");
        profile.person.relationship.expect("a signed-in caller is told the relationship")
    }

    /// An answer to a call that carries the token in the header and nothing in the payload but `user`.
    pub async fn ask_about(&self, path: &str, user: &str) -> Answer {
        let body = serde_json::json!({"payload": {"user": user}});
        Answer::to(self.app.request(Method::POST, path).bearer_auth(&self.token).json(&body)).await
    }
}

/// The names on a page, in its order.
pub fn names<L: List>(page: &Page<'_, L>) -> Vec<String> {
    page.rows.iter().map(|person| person.username.to_string()).collect()
}
