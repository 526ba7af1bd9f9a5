//! The caller of a request, after its token was checked.

use super::tokens::TokenHash;
use uuid::Uuid;

/// A caller with a valid token.
#[derive(Clone, Copy)]
pub(crate) struct SignedIn {
    pub(crate) id: Uuid,
    pub(crate) token: TokenHash,
}
