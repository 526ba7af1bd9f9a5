//! ID tokens, sound and forged.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use openidconnect::core::{CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey};
use openidconnect::{JsonWebKeyId, PrivateSigningKey};
use serde_json::{Value, json, to_value};
use sha2::Sha256;
use std::time::{SystemTime, UNIX_EPOCH};

/// A key of the provider; made for these tests, and used nowhere else.
#[derive(Clone, Copy, Debug)]
pub enum Key {
    First,
    Second,
}

impl Key {
    fn id(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
        }
    }

    fn private(self) -> CoreRsaPrivateSigningKey {
        let pem = match self {
            Self::First => include_str!("keys/first.pem"),
            Self::Second => include_str!("keys/second.pem"),
        };
        CoreRsaPrivateSigningKey::from_pem(pem, Some(JsonWebKeyId::new(self.id().to_owned()))).expect("a key")
    }

    fn public(self) -> Value {
        to_value(self.private().as_verification_key()).expect("a public key")
    }
}

/// As a provider publishes them.
pub fn published(keys: &[Key]) -> Vec<Value> {
    keys.iter().map(|key| key.public()).collect()
}

/// Seconds since 1970.
pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs() as i64
}

/// The claims of a sound token.
pub fn claims(issuer: &str, audience: &str, nonce: &str) -> Value {
    json!({
        "iss": issuer, "aud": audience, "azp": audience, "sub": "1001", "nonce": nonce, "iat": now(), "exp": now() + 300,
        "email": "ada@example.org", "email_verified": true, "name": "Ada", "picture": "https://example.org/ada.png",
    })
}

/// The parts of a token, as they stand: its maker chooses all of them.
pub fn jwt(header: &Value, claims: &Value, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    let message = format!("{header}.{claims}");
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(sign(message.as_bytes())))
}

/// Signed by a key, under an algorithm and an id of a key that may say otherwise.
pub fn signed(key: Key, algorithm: CoreJwsSigningAlgorithm, kid: &str, claims: &Value) -> String {
    let header = json!({"alg": to_value(&algorithm).expect("a name"), "typ": "JWT", "kid": kid});
    jwt(&header, claims, |message| key.private().sign(&algorithm, message).expect("a signature"))
}

/// As a provider signs.
pub fn sound(key: Key, claims: &Value) -> String {
    signed(key, CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256, key.id(), claims)
}

/// Signed with a secret, which is no key of the provider's.
pub fn with_secret(secret: &[u8], claims: &Value) -> String {
    let header = json!({"alg": "HS256", "typ": "JWT", "kid": Key::First.id()});
    let hmac = Hmac::<Sha256>::new_from_slice(secret).expect("any secret will do");
    jwt(&header, claims, |message| hmac.chain_update(message).finalize().into_bytes().to_vec())
}
