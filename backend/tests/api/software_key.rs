//! A passkey in software, together with the browser before it: it answers what a server asks as `navigator.credentials` would.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// User presence.
pub const PRESENT: u8 = 1;
/// It made sure who.
pub const VERIFIED: u8 = 1 << 2;
/// It may be copied to other devices, …
pub const BACKUP_ELIGIBLE: u8 = 1 << 3;
/// … and has been.
pub const BACKED_UP: u8 = 1 << 4;
/// It brings a new public key.
const ATTESTED: u8 = 1 << 6;

/// What makes a key say something that an honest one would not, and why that proves less.
pub type Bend = (&'static str, fn(&mut SoftwareKey));

/// What is open here can be bent, for what an honest key would not say.
#[derive(Clone)]
pub struct SoftwareKey {
    key: SigningKey,
    pub id: [u8; 32],
    /// What it says whose it is.
    pub user_handle: Option<Vec<u8>>,
    /// The page that it is used on.
    pub origin: String,
    /// The site that it believes to be for.
    pub site: String,
    /// What it says of the person before it.
    pub flags: u8,
    /// How often it has signed; 0 where it does not count.
    pub counter: u32,
}

impl SoftwareKey {
    /// For the pages of an origin, and for the site of their host.
    pub fn new(origin: &str) -> Self {
        let key = SigningKey::from_slice(&rand::random::<[u8; 32]>()).expect("nearly every number is a key");
        let site = origin.split(['/', ':']).nth(3).expect("a scheme and a host").to_owned();
        let (id, origin) = (rand::random(), origin.to_owned());
        Self { key, id, user_handle: None, origin, site, flags: PRESENT | VERIFIED, counter: 1 }
    }

    /// What `create` answers, with no word on who made the key.
    pub fn create(&mut self, options: &RawValue) -> Box<RawValue> {
        let options = read(options);
        self.user_handle = Some(decode(&options["user"]["id"]));
        let mut data = self.authenticator_data(ATTESTED);
        data.extend([0; 16]);
        data.extend([0, self.id.len() as u8]);
        data.extend(self.id);
        data.extend(self.public_key());
        let head = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58";
        let attestation = [&head[..], &[data.len() as u8], &data].concat();
        let response = json!({
            "clientDataJSON": encode(&self.client_data("webauthn.create", &options)),
            "attestationObject": encode(&attestation), "transports": ["internal", "something-new"],
        });
        self.credential(response, json!({"credProps": {"rk": true}}))
    }

    /// What `get` answers.
    pub fn sign(&mut self, options: &RawValue) -> Box<RawValue> {
        let options = read(options);
        self.counter += u32::from(self.counter > 0);
        let (data, client_data) = (self.authenticator_data(0), self.client_data("webauthn.get", &options));
        let signed = [&data[..], &Sha256::digest(&client_data)].concat();
        let signature: Signature = self.key.sign(&signed);
        let response = json!({
            "clientDataJSON": encode(&client_data), "authenticatorData": encode(&data),
            "signature": encode(signature.to_der().as_bytes()),
            "userHandle": self.user_handle.as_deref().map(encode),
        });
        self.credential(response, json!({}))
    }

    fn credential(&self, response: Value, extensions: Value) -> Box<RawValue> {
        let id = encode(&self.id);
        to_raw_value(&json!({
            "id": id, "rawId": id, "type": "public-key", "authenticatorAttachment": "platform",
            "response": response, "clientExtensionResults": extensions,
        }))
        .expect("JSON")
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let (challenge, origin) = (&options["challenge"], &self.origin);
        json!({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false})
            .to_string()
            .into_bytes()
    }

    fn authenticator_data(&self, more: u8) -> Vec<u8> {
        let site = Sha256::digest(&self.site);
        [&site[..], &[self.flags | more], &self.counter.to_be_bytes()].concat()
    }

    /// In CBOR, as COSE has it: on the curve P-256, for ES256.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = point.as_bytes()[1..].split_at(32);
        [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", x, b"\x22\x58\x20", y].concat()
    }
}

/// What the server sent.
pub fn read(options: &RawValue) -> Value {
    serde_json::from_str(options.get()).expect("JSON")
}

pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub fn decode(text: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text.as_str().expect("a text")).expect("base64")
}
