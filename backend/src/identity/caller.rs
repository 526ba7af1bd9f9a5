//! Who calls, once a token has shown it.

use super::tokens::TokenHash;
use uuid::Uuid;

/// Somebody with a token that works.
#[derive(Clone, Copy)]
pub(crate) struct SignedIn {
    pub(crate) id: Uuid,
    pub(crate) token: TokenHash,
}
