//! Who is signed in.

use common::accounts::sessions::LoggedIn;
use uuid::Uuid;

/// What login answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Sent with every call.
    pub token: String,
    /// Who is signed in.
    pub user_id: Uuid,
}

impl From<LoggedIn> for Session {
    fn from(answer: LoggedIn) -> Self {
        Self { token: answer.token, user_id: answer.user_id }
    }
}
