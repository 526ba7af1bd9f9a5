//! What signing in at the provider takes.

use super::provider::Provider;
use hmac::Hmac;
use sha2::Sha256;

/// What signing in there takes.
pub(super) struct Setup {
    pub(crate) provider: Provider,
    /// Client ids of native clients.
    pub(super) audiences: Vec<String>,
    pub(crate) keyed: Hmac<Sha256>,
}
