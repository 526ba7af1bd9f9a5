//! Second factors: authenticators, recovery codes, passkeys.

pub(crate) mod authenticators;
pub(crate) mod methods;
pub(crate) mod passkeys;
pub(crate) mod recovery_codes;
pub(super) mod reset;
pub(crate) mod verify;
