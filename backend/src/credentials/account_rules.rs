//! What the settings say of new usernames and passwords, beside the rules of `common`.

use crate::config;
use crate::credentials::password_rules::PasswordRules;
use crate::identity::reserved_names::ReservedNames;

/// The rules of new accounts and new passwords.
pub(crate) struct AccountRules {
    pub(crate) names: ReservedNames,
    pub(crate) passwords: PasswordRules,
}

impl AccountRules {
    /// Reads the settings.
    pub(crate) fn new(config: &config::Accounts, site: &config::Site) -> Self {
        Self { names: ReservedNames::new(config, site), passwords: PasswordRules::new(config, site) }
    }
}
