//! Signing in with Google, as a browser does: to the provider, and back.

use crate::helpers::{Answer, TestApp};
use crate::id_tokens::{Key, claims, sound};
use crate::provider::{CLIENT, Provider};
use common::accounts::google::{GoogleBegin, GoogleBegun, Identified};
use common::envelope::Credentials;
use common::{Envelope, Success};
use serde_json::{Value, from_str, json};
use url::Url;

/// Where the token of a sign-in is refused, whatever the reason.
pub const UNIDENTIFIED: &str = "Google could not confirm who you are. Try again.";
/// The complaint about a secret or proof that has been used or has expired.
pub const EXPIRED: &str = "This sign-in took too long. Start again.";
/// Where there is no talking to the provider.
pub const AWAY: &str = "The sign-in service is not available right now. Try again in a moment.";

impl TestApp {
    /// A server that signs people in at the provider.
    pub async fn start_at(provider: &Provider) -> Self {
        Self::start_with(&provider.flags(), |rocket| rocket).await
    }

    pub async fn begin(&self) -> GoogleBegun {
        self.call(&GoogleBegin {}, &Credentials::default()).await.expect("a beginning")
    }

    pub async fn finish(&self, begun: &GoogleBegun, code: &str) -> Answer {
        self.come_back(&begun.secret, &state(begun), code).await
    }

    /// With a secret, and the address that a browser has come back to.
    pub async fn come_back(&self, secret: &str, state: &str, code: &str) -> Answer {
        self.post("/api/google_finish", json!({"secret": secret, "state": state, "code": code})).await
    }

    /// There and back, with a token made of sound claims.
    pub async fn go(&self, provider: &Provider, token: impl FnOnce(Value) -> String) -> Answer {
        let begun = self.begin().await;
        let code = provider.visit(&begun.url, token(claims(&provider.issuer, CLIENT, &begun.nonce)));
        self.finish(&begun, &code).await
    }

    /// As [`go`](Self::go), for a native client, which brings the token itself.
    pub async fn go_natively(&self, provider: &Provider, token: impl FnOnce(Value) -> String) -> Answer {
        let begun = self.begin().await;
        let token = token(claims(&provider.issuer, CLIENT, &begun.nonce));
        self.post("/api/google_finish", json!({"secret": begun.secret, "id_token": token})).await
    }

    /// Proves an identity.
    pub async fn identify(&self, provider: &Provider, subject: &str, email: &str) -> Identified {
        let person = |mut claims: Value| {
            (claims["sub"], claims["email"]) = (json!(subject), json!(email));
            sound(Key::First, &claims)
        };
        identified(&self.go(provider, person).await)
    }

    /// Asks for an account without a password.
    pub async fn sign_up(&self, username: &str, email: &str, proof: &str) -> Answer {
        let wanted = json!({"is_google": 1, "Username": username, "Email_id": email, "proof": proof});
        self.post("/api/register", wanted).await
    }

    pub async fn google_login(&self, proof: &str) -> Answer {
        self.post("/api/google_login", json!({ "proof": proof })).await
    }

    /// Nobody has got anything out of it: no account, session or identity, and no proof of one.
    #[track_caller]
    pub fn expect_nothing_gained(&self) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        async move {
            let gains = "SELECT (SELECT count(*) FROM accounts) + (SELECT count(*) FROM sessions)
                              + (SELECT count(*) FROM identities)
                              + (SELECT count(*) FROM tickets WHERE purpose = 'proof')";
            assert_eq!(self.number(gains).await, 0, "{caller}");
        }
    }
}

/// What the provider sends the browser back with, beside the code.
pub fn state(begun: &GoogleBegun) -> String {
    let page = Url::parse(&begun.url).expect("an address");
    let state = page.query_pairs().find(|(name, _)| name == "state");
    state.expect("a state").1.into_owned()
}

/// The answer is a proof.
#[track_caller]
pub fn identified(answer: &Answer) -> Identified {
    assert_eq!(answer.status, 200, "{answer:?}");
    let identified = from_str::<Envelope<Identified>>(&answer.text).expect("a proof").payload;
    assert_eq!(identified.success, Success);
    identified
}

/// The person is told that it did not work, and nothing of why.
#[track_caller]
pub fn expect_unidentified(answer: &Answer) {
    answer.expect(401, json!({"success": false, "error_code": null, "code": "google_not_confirmed", "error_message": UNIDENTIFIED}));
}
