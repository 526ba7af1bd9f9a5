//! What a person wants that a session left open must not be enough for: they are asked to confirm that it is them.

use uuid::Uuid;

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfirmedAction {
    /// Another e-mail address.
    ChangeEmail,
    /// Another password, or a first one.
    ChangePassword,
    /// To sign in with the Google account that this proof stands for.
    LinkGoogle(String),
    /// Not to sign in with Google any more.
    UnlinkGoogle,
    /// An authenticator.
    Authenticator,
    /// No authenticator any more.
    RemoveAuthenticator,
    /// New recovery codes.
    RecoveryCodes,
    /// A passkey.
    AddPasskey,
    /// To be rid of this passkey, which has this name.
    RemovePasskey(Uuid, String),
    /// To be rid of the account.
    DeleteAccount,
}
