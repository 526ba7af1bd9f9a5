//! Why calls fail: each reason has one name for programs, one HTTP status and one sentence for people.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! codes {
    (@is) => { false };
    (@is mendable) => { true };
    ($($code:ident => $status:literal $($mendable:ident)?, $sentence:literal;)*) => {
        /// The name of a reason, in `snake_case` on the wire. A name stays what it is; there may come new ones.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Code {
            $(#[doc = $sentence] $code,)*
            /// One that this version does not know.
            #[default]
            #[serde(other)]
            Unknown,
        }

        impl Code {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$code),*];

            /// The HTTP status of the answer.
            pub const fn status(self) -> u16 {
                match self {
                    $(Self::$code => $status,)*
                    Self::Unknown => 500,
                }
            }

            /// Whether the person can mend the input: the contract's `error_code` is null then.
            pub const fn is_mendable(self) -> bool {
                match self {
                    $(Self::$code => codes!(@is $($mendable)?),)*
                    Self::Unknown => false,
                }
            }

            /// What a person is told, where nothing more is known of the case.
            pub const fn sentence(self) -> &'static str {
                match self {
                    $(Self::$code => $sentence,)*
                    Self::Unknown => "internal server error",
                }
            }
        }
    };
}

codes! {
    InvalidInput => 422 mendable, "not valid";
    MalformedRequest => 400, "The request could not be read.";
    UnsupportedMediaType => 415, "Send the request as application/json.";
    NotAForm => 415, "Send the picture as multipart/form-data.";
    RequestTooLarge => 413, "The request is too large.";
    EndpointNotFound => 404, "There is no such endpoint.";
    CrossSite => 403, "Pages of other sites may not call this API.";
    Forbidden => 403, "You are not allowed to do this.";

    NotSignedIn => 401, "Sign in first.";
    SessionExpired => 401, "This session has ended. Sign in again.";
    TokenOfAnother => 401, "The token belongs to somebody else than user_id says.";
    MalformedToken => 401, "Send the token as `Authorization: Bearer …`.";
    AccountDeleted => 401, "This account is gone.";
    AccountSuspended => 403, "This account is suspended. Ask those who run this site what it takes to get it back.";

    WrongCredentials => 401 mendable, "Wrong username or password";
    SecondFactorRequired => 401 mendable, "This account asks for a second factor.";
    SignInExpired => 403, "This sign-in took too long, or too many codes were wrong. Start again.";
    GoogleSignInExpired => 403, "This sign-in took too long. Start again.";
    GoogleNotConfirmed => 401 mendable, "Google could not confirm who you are. Try again.";
    GoogleUnavailable => 503, "The sign-in service is not available right now. Try again in a moment.";
    GoogleNotSetUp => 403, "Signing in with Google is not set up here.";
    GoogleAccountNotLinked => 404, "No account is linked to this Google account yet.";
    GoogleAccountTaken => 409 mendable, "This Google account is linked to an account here already.";
    GoogleAccountLinked => 409 mendable, "Your account is linked to a Google account already. Unlink that one first.";
    WrongGoogleAccount => 403, "This is not the Google account that is linked to yours.";
    PasskeyNotVerified => 422 mendable, "This passkey could not be verified.";
    PasskeyExpired => 403, "This took too long. Start again.";
    PasskeyTaken => 409 mendable, "Your account has this passkey already.";
    PasskeysUnavailable => 403, "Passkeys work where a site has a name, not at a bare address.";
    TooManyPasskeys => 403, "Your account has 20 passkeys. Remove one first.";
    LastPasskey => 403, "Without this passkey you could not sign in any more. Choose a password first.";
    AuthenticatorExists => 403, "Your account has an authenticator already. Remove that one first.";
    AuthenticatorReplaced => 403, "There is another authenticator now. Start again.";
    AuthenticatorNotBegun => 403, "There is no new authenticator to confirm.";
    NoSecondFactor => 403, "Set up an authenticator or a passkey first.";
    PasswordMissing => 403, "Without Google you could not confirm any more that it is you. Choose a password first.";

    UsernameTaken => 409 mendable, "This username is taken. Choose another.";
    EmailTaken => 409 mendable, "This e-mail address has an account already.";
    EmailMissing => 403, "Your account has no email address. Set one first.";
    EmailUnavailable => 403, "No mails are sent here.";
    LinkExpired => 403, "This link has been used or is too old. Ask for a new one.";

    UserNotFound => 404, "There is no such user.";
    PictureNotFound => 404, "There is no such picture.";
    RequestNotFound => 404, "This person has not asked to follow you.";
    UserBlocked => 403, "You have blocked this person. Unblock them first.";
    ListsHidden => 403, "This person's lists are hidden.";

    RateLimited => 429, "Too many tries. Wait before the next one.";
    Busy => 429, "Too many tries at once. Try again in a moment.";
    ImportRunning => 429, "Another import of yours is still running. Wait until it is done.";
    ImportTimedOut => 429, "This import took too long and has stopped. What is done stays: import the file again to go on.";
    Unavailable => 503, "The service is not available right now. Try again in a moment.";
    InternalError => 500, "internal server error";
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.sentence())
    }
}
