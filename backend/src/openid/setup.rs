//! What signing in at the provider takes.

use super::provider::Provider;
use hmac::Hmac;
use sha2::Sha256;

/// What signing in there takes.
pub(super) struct Setup {
    pub(crate) provider: Provider,
    /// Client ids of native clients.
    pub(super) audiences: Vec<String>,
    /// What a sign-in begins under.
    pub(super) newest: Hmac<Sha256>,
    /// What it may have begun under, on this server or another.
    pub(super) keys: Vec<Hmac<Sha256>>,
}
