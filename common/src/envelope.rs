//! The wrapping that every request and answer wears.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// `{"payload": …}`, in both directions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// What is said.
    pub payload: T,
}

/// What a signed-in call carries in its payload beside its own fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// The token from login; `Authorization: Bearer …` does as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The id from login. Identity comes from the token alone; an id that differs from it is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
}

/// A request payload together with who sends it.
#[derive(Clone, Debug, Serialize)]
pub struct Signed<'a, E> {
    /// The endpoint's own fields.
    #[serde(flatten)]
    pub request: &'a E,
    /// The caller's token and id.
    #[serde(flatten)]
    pub credentials: &'a Credentials,
}

/// The `success: true` of an answer. It reads nothing else, so a failure can never pass for a success.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Success;

impl Serialize for Success {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(true)
    }
}

impl<'de> Deserialize<'de> for Success {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match bool::deserialize(deserializer)? {
            true => Ok(Success),
            false => Err(de::Error::custom("`success` is false")),
        }
    }
}

/// The answer of a call that changes something and has nothing more to tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// `true`.
    pub success: Success,
    /// For people.
    pub message: String,
}

impl Done {
    /// All went well.
    pub fn new(message: &str) -> Self {
        Self { success: Success, message: message.to_owned() }
    }
}
