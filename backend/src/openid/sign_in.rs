//! One way to the provider and back.

use super::failure::Failure;
use super::provider::Client;
use super::setup::Setup;
use super::{id_token, token_answer};
use crate::Error;
use crate::database::accounts::identities::Identity;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use openidconnect::core::{CoreAuthPrompt, CoreAuthenticationFlow, CoreIdToken};
use openidconnect::{
    AuthorizationCode, CsrfToken, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    TokenResponse,
};
use sha2::Sha256;
use std::borrow::Cow;
use std::slice;
use std::sync::Arc;

/// What a state is made from the secret under.
const STATE: &str = "openid state";

/// What a browser comes back with.
pub(crate) enum Evidence<'a> {
    /// A browser's code, which the provider gives an ID token for, and the state that stood beside it in the address.
    Code { code: &'a str, state: &'a str },
    /// A native client's ID token.
    IdToken(&'a str),
}

impl Evidence<'_> {
    /// Whether it is as good as before, although it came to this: the provider has not seen it.
    pub(crate) fn outlives(&self, error: &Error) -> bool {
        match (self, error) {
            (Self::Code { .. }, Error::ProviderAway(cause)) => Failure::is_before_sending(cause.as_ref()),
            (Self::IdToken(_), Error::ProviderAway(_)) => true,
            _ => false,
        }
    }
}

/// Signing in at a provider that has told how.
pub(crate) struct SignIn<'a> {
    pub(super) setup: &'a Setup,
    pub(crate) client: Arc<Client>,
}

impl SignIn<'_> {
    /// The provider's page, which leads back to `home`.
    pub(crate) fn url(&self, secret: &str, home: String) -> Result<String, Error> {
        let key = &self.setup.newest;
        let (state, nonce) = (CsrfToken::new(encode(derived(key, STATE, secret))), nonce(key, secret));
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier(key, secret));
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let (url, ..) = self
            .client
            .authorize_url(flow, move || state, move || nonce)
            .add_scope(Scope::new("email".to_owned()))
            .add_prompt(CoreAuthPrompt::SelectAccount)
            .set_pkce_challenge(challenge)
            .set_redirect_uri(Cow::Owned(RedirectUrl::new(home).map_err(Error::internal)?))
            .url();
        Ok(url.into())
    }

    /// What the ID token must carry, so that no other sign-in's token does.
    pub(crate) fn nonce(&self, secret: &str) -> String {
        nonce(&self.setup.newest, secret).secret().clone()
    }

    /// Refuses a code whose state is another sign-in's: an attacker who has only read the address that a browser came back to has no
    /// secret that belongs to it, and cannot make another browser come back to theirs.
    pub(crate) fn check(&self, evidence: &Evidence<'_>, secret: &str) -> Result<(), Error> {
        self.keys(evidence, secret).map(drop)
    }

    /// What the sign-in may have begun under: that of the state, or any of all where there is no state.
    fn keys(&self, evidence: &Evidence<'_>, secret: &str) -> Result<&[Hmac<Sha256>], Error> {
        let keys = self.setup.keys.as_slice();
        let Evidence::Code { state, .. } = evidence else { return Ok(keys) };
        let state = URL_SAFE_NO_PAD.decode(state).map_err(Error::unidentified)?;
        let key = keys.iter().find(|key| derived(key, STATE, secret).verify_slice(&state).is_ok());
        key.map(slice::from_ref).ok_or_else(|| Error::unidentified("the state is another sign-in's"))
    }

    /// Who has come back. A native client's token may be meant for that client.
    pub(crate) async fn identify(
        &self,
        evidence: &Evidence<'_>,
        secret: &str,
        home: String,
    ) -> Result<Identity, Error> {
        let (ours, keys) = (self.setup.provider.id(), self.keys(evidence, secret)?);
        let (token, audiences) = match (evidence, keys) {
            (Evidence::Code { code, .. }, [key, ..]) => {
                (self.exchange(code, verifier(key, secret), home).await?, &[][..])
            }
            (Evidence::Code { .. }, []) => return Err(Error::internal("there is no secret")),
            (Evidence::IdToken(text), _) => (id_token::parse(text)?, self.setup.audiences.as_slice()),
        };
        let is_allowed = |audience: &str| audience == ours || audiences.iter().any(|id| id == audience);
        let client = match id_token::is_of_unknown_key(&self.client, &token) {
            true => self.setup.provider.renew().await?,
            false => self.client.clone(),
        };
        let nonces = keys.iter().map(|key| nonce(key, secret)).collect::<Vec<_>>();
        id_token::verify(&client, &token, &nonces, is_allowed)
    }

    /// The ID token that the provider gives for a code.
    async fn exchange(
        &self,
        code: &str,
        verifier: PkceCodeVerifier,
        home: String,
    ) -> Result<CoreIdToken, Error> {
        let request = self.client.exchange_code(AuthorizationCode::new(code.to_owned()));
        let answer = request
            .map_err(Error::away)?
            .set_pkce_verifier(verifier)
            .set_redirect_uri(Cow::Owned(RedirectUrl::new(home).map_err(Error::internal)?))
            .request_async(&self.setup.provider.http)
            .await;
        match answer {
            Ok(answer) => {
                answer.id_token().cloned().ok_or_else(|| Error::unidentified("there is no ID token"))
            }
            Err(error) => Err(token_answer::failure(error)),
        }
    }
}

fn nonce(key: &Hmac<Sha256>, secret: &str) -> Nonce {
    Nonce::new(encode(derived(key, "openid nonce", secret)))
}

fn verifier(key: &Hmac<Sha256>, secret: &str) -> PkceCodeVerifier {
    PkceCodeVerifier::new(encode(derived(key, "openid verifier", secret)))
}

fn derived(key: &Hmac<Sha256>, label: &str, secret: &str) -> Hmac<Sha256> {
    key.clone().chain_update(label).chain_update([0]).chain_update(secret)
}

fn encode(derived: Hmac<Sha256>) -> String {
    URL_SAFE_NO_PAD.encode(derived.finalize().into_bytes())
}
