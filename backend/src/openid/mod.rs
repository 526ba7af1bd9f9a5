//! Signing in at an OpenID provider, such as Google: where people are sent, and who they are when they come back.
//!
//! It is the authorization code flow with PKCE. A sign-in has one secret, which is known to the browser that began it and is part of no
//! address; only its hash is stored, as a one-time token. State, nonce and verifier are made from it, under the server's secret.

pub(crate) mod failure;
pub(crate) mod http;
pub(crate) mod id_token;
pub(crate) mod provider;
pub(crate) mod setup;
pub(crate) mod sign_in;
pub(crate) mod token_answer;

use crate::openid::provider::Provider;
use crate::openid::setup::Setup;
use crate::openid::sign_in::SignIn;
use crate::{Error, Refusal, config};
use common::Code;
use hmac::{Hmac, KeyInit};
use rustls::crypto::ring;
use sha2::Sha256;

/// The provider, where the server is set up for one.
pub(crate) struct OpenId(Option<Setup>);

impl OpenId {
    /// Asks the provider nothing yet.
    pub(crate) fn new(google: &config::Google, secrets: &config::Secrets) -> Result<Self, Error> {
        // Where another server in this process was first, its choice was the same.
        let _already = ring::default_provider().install_default();
        let Some(client_id) = &google.google_client_id else { return Ok(Self(None)) };
        Ok(Self(Some(Setup {
            provider: Provider::new(google, client_id)?,
            audiences: google.google_audiences.clone(),
            newest: key(secrets.newest()?)?,
            keys: secrets.all()?.into_iter().map(key).collect::<Result<_, _>>()?,
        })))
    }

    /// Refuses where there is no provider to sign in at.
    pub(crate) fn require(&self) -> Result<(), Refusal> {
        self.setup().map(drop)
    }

    /// The provider's name, which comes with whom it means.
    pub(crate) fn issuer(&self) -> Result<&str, Refusal> {
        Ok(self.setup()?.provider.issuer())
    }

    /// Signing in there, as soon as it is known how; 503 where the provider does not tell.
    pub(crate) async fn sign_in(&self) -> Result<SignIn<'_>, Error> {
        let setup = self.setup()?;
        Ok(SignIn { setup, client: setup.provider.client().await? })
    }

    fn setup(&self) -> Result<&Setup, Refusal> {
        self.0.as_ref().ok_or(Refusal::Plain(Code::GoogleNotSetUp))
    }
}

fn key(secret: &[u8]) -> Result<Hmac<Sha256>, Error> {
    Hmac::new_from_slice(secret).map_err(Error::internal)
}
