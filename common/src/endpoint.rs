//! Each endpoint, described once: the browser calls through this table and the server answers through it.

use crate::Done;
use crate::accounts::account::{Account, AccountDeleted, DeleteAccount, Register, Registered, ViewAccount};
use crate::accounts::data_export::Download;
use crate::accounts::emails::{
    ChangeEmail, ConfirmEmail, DisownEmail, EmailLink, RequestLink, VerifyEmail, ViewLink,
};
use crate::accounts::google::{
    GoogleBegin, GoogleBegun, GoogleFinish, GoogleLink, GoogleLogin, GoogleUnlink, Identified,
};
use crate::accounts::passkeys::{
    Ceremony, PasskeyAdd, PasskeyBegin, PasskeyChallenge, PasskeyLogin, PasskeyRemove,
};
use crate::accounts::passwords::{ChangePassword, ForgotPassword, ResetPassword};
use crate::accounts::second_factors::{
    AuthenticatorBegin, AuthenticatorBegun, AuthenticatorConfirm, AuthenticatorRemove, LoginCode,
    NewRecoveryCodes, RecoveryCodes,
};
use crate::accounts::security_events::{SecurityEventPage, SecurityEvents};
use crate::accounts::sessions::{
    EndSession, EndSessions, LoggedIn, LoggedOut, Login, Logout, SessionList, Sessions,
};
use crate::features::{Features, ViewFeatures};
use crate::graph::blocks::{Block, Blocked, Unblock};
use crate::graph::follows::{Follow, FollowChanged, RemoveFollower, Unfollow};
use crate::graph::lists::{Followed, Followers, Page};
use crate::graph::live::{Live, News};
use crate::graph::requests::{Accept, Reject, Requested, Requests};
use crate::graph::suggestions::{KnownFollowers, Suggestions};
use crate::graph::transfers::{Export, IMPORT_BODY_LIMIT, Import, Imported};
use crate::people::privacy::{PrivacySet, SetPrivacy};
use crate::people::profiles::{EditProfile, ProfileEdited, RemoveAvatar};
use crate::people::profiles::{Profile, ViewProfile};
use crate::people::search::SearchPeople;
use garde::Validate;
use serde::{Serialize, de::DeserializeOwned};

/// A request payload that knows where it goes and what answers it.
pub trait Endpoint: Serialize + DeserializeOwned + Validate<Context = ()> {
    /// The URL path; always `POST`.
    const PATH: &'static str;
    /// Who may call it.
    const CALLERS: Callers = Callers::SignedIn;
    /// What it does to what other calls tell of.
    const EFFECT: Effect = Effect::Writes;
    /// What it takes of the caller's quotas.
    const COST: Cost = Cost::Call;
    /// Bytes of a request body at the most.
    const BODY_LIMIT: usize = 64 * 1024;
    /// The payload of a success; of each event, where the answer is a stream; the whole text, where it is a file. It may
    /// borrow from what the server has read.
    type Success<'a>: Serialize + DeserializeOwned + 'a;
}

/// Who may call an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callers {
    /// People who have signed in.
    SignedIn,
    /// Visitors too.
    Anybody,
}

/// What a call does to what other calls tell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Reads,
    /// It may change it.
    Writes,
}

/// What a call takes of its caller's quotas, beside those that count tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// A call.
    Call,
    /// A call that changes what others see of the caller.
    Change,
    /// A call that moves a whole list.
    File,
}

macro_rules! endpoints {
    ($($path:literal $request:ty => $success:ty $(, from $callers:ident)? $(, only $effect:ident)? $(, costs $cost:ident)? $(, up to $limit:expr)?;)*) => {
        $(impl Endpoint for $request {
            const PATH: &'static str = $path;
            $(const CALLERS: Callers = Callers::$callers;)?
            $(const EFFECT: Effect = Effect::$effect;)?
            $(const COST: Cost = Cost::$cost;)?
            $(const BODY_LIMIT: usize = $limit;)?
            type Success<'a> = $success;
        })*

        /// The path of every endpoint, for the test that all of them are served.
        pub const PATHS: &[&str] = &[$($path),*];

        /// Who may call each of them, in the same order.
        pub const CALLERS: &[Callers] = &[$(<$request as Endpoint>::CALLERS),*];
    };
}

endpoints! {
    "/api/register"        Register       => Registered, from Anybody;
    "/api/account"         ViewAccount    => Account, only Reads;
    "/api/delete_account"  DeleteAccount  => AccountDeleted;
    "/api/download"        Download       => String, only Reads, costs File;
    "/api/features"        ViewFeatures   => Features, from Anybody, only Reads;

    "/api/login"           Login          => LoggedIn, from Anybody;
    "/api/login_code"      LoginCode      => LoggedIn, from Anybody;
    "/api/logout"          Logout         => LoggedOut;
    "/api/sessions"        Sessions       => SessionList, only Reads;
    "/api/end_session"     EndSession     => Done;
    "/api/end_sessions"    EndSessions    => Done;
    "/api/security_events" SecurityEvents => SecurityEventPage, only Reads;

    "/api/change_password" ChangePassword => Done;
    "/api/forgot_password" ForgotPassword => Done, from Anybody;
    "/api/reset_password"  ResetPassword  => Done, from Anybody;
    "/api/change_email"    ChangeEmail    => Done;
    "/api/verify_email"    VerifyEmail    => Done;
    "/api/request_link"    RequestLink    => Done, from Anybody;
    "/api/view_link"       ViewLink       => EmailLink, from Anybody, only Reads;
    "/api/confirm_email"   ConfirmEmail   => Done, from Anybody;
    "/api/disown_email"    DisownEmail    => Done, from Anybody;

    "/api/google_begin"    GoogleBegin    => GoogleBegun, from Anybody;
    "/api/google_finish"   GoogleFinish   => Identified, from Anybody;
    "/api/google_login"    GoogleLogin    => LoggedIn, from Anybody;
    "/api/google_link"     GoogleLink     => Done;
    "/api/google_unlink"   GoogleUnlink   => Done;

    "/api/authenticator_begin"   AuthenticatorBegin   => AuthenticatorBegun;
    "/api/authenticator_confirm" AuthenticatorConfirm => RecoveryCodes;
    "/api/authenticator_remove"  AuthenticatorRemove  => Done;
    "/api/recovery_codes"        NewRecoveryCodes     => RecoveryCodes;

    "/api/passkey_begin"     PasskeyBegin     => Ceremony;
    "/api/passkey_add"       PasskeyAdd       => RecoveryCodes;
    "/api/passkey_remove"    PasskeyRemove    => Done;
    "/api/passkey_challenge" PasskeyChallenge => Ceremony, from Anybody;
    "/api/passkey_login"     PasskeyLogin     => LoggedIn, from Anybody;

    "/api/profile"         ViewProfile    => Profile<'a>, from Anybody, only Reads;
    "/api/edit_profile"    EditProfile    => ProfileEdited<'a>, costs Change;
    "/api/remove_avatar"   RemoveAvatar   => ProfileEdited<'a>, costs Change;
    "/api/privacy"         SetPrivacy     => PrivacySet, costs Change;
    "/api/search"          SearchPeople   => Page<'a, SearchPeople>, from Anybody, only Reads;
    "/api/suggestions"     Suggestions    => Page<'a, Suggestions>, only Reads;

    "/api/followers"       Followers      => Page<'a, Followers>, from Anybody, only Reads;
    "/api/followed"        Followed       => Page<'a, Followed>, from Anybody, only Reads;
    "/api/known_followers" KnownFollowers => Page<'a, KnownFollowers>, only Reads;
    "/api/follow"          Follow         => FollowChanged, costs Change;
    "/api/unfollow"        Unfollow       => FollowChanged, costs Change;
    "/api/remove_follower" RemoveFollower => FollowChanged, costs Change;
    "/api/requests"        Requests       => Page<'a, Requests>, only Reads;
    "/api/requested"       Requested      => Page<'a, Requested>, only Reads;
    "/api/accept"          Accept         => FollowChanged, costs Change;
    "/api/reject"          Reject         => FollowChanged, costs Change;
    "/api/blocked"         Blocked        => Page<'a, Blocked>, only Reads;
    "/api/block"           Block          => FollowChanged, costs Change;
    "/api/unblock"         Unblock        => FollowChanged, costs Change;

    "/api/export"          Export         => String, only Reads, costs File;
    "/api/import"          Import         => Imported, costs File, up to IMPORT_BODY_LIMIT;
    "/api/live"            Live           => News<'a>, only Reads;
}
