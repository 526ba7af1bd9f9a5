//! Passkeys by WebAuthn: what a browser is asked to do, and whether what it has done proves anything.
//!
//! What must be remembered in between is stored in a one-time token, so any copy of the server can go on.

use crate::{Error, Refusal, config};
use common::Code;
use rocket::Config;
use serde::de::DeserializeOwned;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, Webauthn,
    WebauthnBuilder,
};

/// The site, as passkeys know it.
pub(crate) struct RelyingParty(Webauthn);

impl RelyingParty {
    /// It is made for each call, as only a server that runs knows its port. Passkeys are bound to the name of their site.
    pub(crate) fn new(site: &config::Site, server: &Config) -> Result<Self, Error> {
        let origin = Url::parse(&site.url(server.port)).map_err(Error::internal)?;
        let nameless = Refusal::Plain(Code::PasskeysUnavailable);
        let builder = WebauthnBuilder::new(origin.domain().ok_or(nameless)?, &origin);
        Ok(Self(builder.and_then(|builder| builder.rp_name("Kith").build()).map_err(Error::internal)?))
    }

    /// What a browser needs for making a passkey that finds its account by itself, and what to remember until it has.
    pub(crate) fn begin(
        &self,
        person: Uuid,
        username: &str,
        known: Vec<CredentialID>,
    ) -> Result<(Box<RawValue>, PasskeyRegistration), Error> {
        let begun = self.0.start_passkey_registration(person, username, username, Some(known));
        let (challenge, state) = begun.map_err(Error::internal)?;
        let mut options = serde_json::to_value(challenge.public_key).map_err(Error::internal)?;
        // The library only takes what an authenticator volunteers; without this, none could sign in without a username.
        options["authenticatorSelection"]["residentKey"] = json!("required");
        options["authenticatorSelection"]["requireResidentKey"] = json!(true);
        Ok((raw(&options)?, state))
    }

    /// The passkey that a browser has made.
    pub(crate) fn finish(&self, made: &RawValue, state: &PasskeyRegistration) -> Result<Passkey, Error> {
        self.0.finish_passkey_registration(&read(made)?, state).map_err(Error::unverified)
    }

    /// What a browser needs for signing in with whichever passkey there is, and what to remember until it has.
    pub(crate) fn challenge(&self) -> Result<(Box<RawValue>, DiscoverableAuthentication), Error> {
        let (challenge, state) = self.0.start_discoverable_authentication().map_err(Error::internal)?;
        let options = serde_json::to_value(challenge.public_key).map_err(Error::internal)?;
        Ok((raw(&options)?, state))
    }

    /// Makes sure that a passkey has signed, of which this is kept; gives what is to be kept now, with how often it has.
    pub(crate) fn verify(
        &self,
        signed: &Signed,
        state: DiscoverableAuthentication,
        kept: &str,
    ) -> Result<String, Error> {
        let mut passkey: Passkey = serde_json::from_str(kept).map_err(Error::internal)?;
        let verified = self.0.finish_discoverable_authentication_v2(&signed.0, state, &passkey);
        passkey.update_credential(&verified.map_err(Error::unverified)?);
        serde_json::to_string(&passkey).map_err(Error::internal)
    }
}

/// What a browser says that a passkey has signed.
pub(crate) struct Signed(PublicKeyCredential);

impl Signed {
    pub(crate) fn read(sent: &RawValue) -> Result<Self, Error> {
        Ok(Self(read(sent)?))
    }

    /// Whose passkey it says it is. That is not signed: only a passkey of this very person may verify it.
    pub(crate) fn person(&self) -> Result<Uuid, Error> {
        let handle = self.0.get_user_unique_id().and_then(|handle| Uuid::from_slice(handle).ok());
        handle.ok_or_else(|| Error::unverified("it does not say whose it is"))
    }

    pub(crate) fn credential_id(&self) -> &[u8] {
        self.0.get_credential_id()
    }
}

/// What serde says of a wrong value repeats it, and it is for the log: so that is told by its place alone.
fn read<T: DeserializeOwned>(sent: &RawValue) -> Result<T, Error> {
    let wrong =
        |error: serde_json::Error| format!("it does not have its shape, at character {}", error.column());
    serde_json::from_str(sent.get()).map_err(|error| Error::unverified(wrong(error)))
}

fn raw(options: &Value) -> Result<Box<RawValue>, Error> {
    to_raw_value(options).map_err(Error::internal)
}
