//! Plain types of who calls, and the rules of names and addresses.

pub(crate) mod caller;
pub(crate) mod device;
pub mod email_address;
pub(crate) mod purpose;
pub(crate) mod reserved_names;
pub(crate) mod tokens;
