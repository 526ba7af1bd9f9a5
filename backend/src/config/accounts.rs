//! What new accounts may be called, and how long new passwords are.

use clap::Args;

/// Settings of new names and passwords.
#[derive(Clone, Debug, Args)]
pub struct Accounts {
    /// Characters that a new password has at the least; NIST asks for 15 where a password is used alone
    #[arg(long, env = "KITH_PASSWORD_MIN", value_name = "N", default_value_t = 8)]
    #[arg(value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(8..=64))]
    pub password_min: usize,
    /// More usernames to keep back, such as example,example-team; !name gives one of the built-in list away
    #[arg(long, env = "KITH_RESERVED_NAMES", value_name = "NAME", value_delimiter = ',')]
    pub reserved_names: Vec<String>,
}
