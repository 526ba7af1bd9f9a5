//! Each endpoint, described once: the browser calls through this table and the server answers through it.

use crate::accounts::{AccountDeleted, DeleteAccount, Register, Registered};
use crate::blocks::{Block, Blocked, Unblock};
use crate::follows::{Follow, FollowChanged, RemoveFollower, Unfollow};
use crate::lists::{Followed, Followers, Page};
use crate::live::{Live, News};
use crate::people::{Profile, SearchPeople, ViewProfile};
use crate::privacy::{PrivacySet, SetPrivacy};
use crate::requests::{Accept, Reject, Requested, Requests};
use crate::sessions::{LoggedIn, LoggedOut, Login, Logout};
use crate::suggestions::{KnownFollowers, Suggestions};
use crate::transfers::{Export, IMPORT_BODY_LIMIT, Import, Imported};
use garde::Validate;
use serde::{Serialize, de::DeserializeOwned};

/// A request payload that knows where it goes and what answers it.
pub trait Endpoint: Serialize + DeserializeOwned + Validate<Context = ()> {
    /// The URL path; always `POST`.
    const PATH: &'static str;
    /// Bytes of a request body at the most.
    const BODY_LIMIT: usize = 64 * 1024;
    /// The payload of a success; of each event, where the answer is a stream; the whole text, where it is a file. It may
    /// borrow from what the server has read.
    type Success<'a>: Serialize + DeserializeOwned;
}

macro_rules! endpoints {
    ($($path:literal $request:ty => $success:ty $(, up to $limit:expr)?;)*) => {
        $(impl Endpoint for $request {
            const PATH: &'static str = $path;
            $(const BODY_LIMIT: usize = $limit;)?
            type Success<'a> = $success;
        })*

        /// The path of every endpoint, for the test that all of them are served.
        pub const PATHS: &[&str] = &[$($path),*];
    };
}

endpoints! {
    "/api/register"        Register       => Registered;
    "/api/delete_account"  DeleteAccount  => AccountDeleted;
    "/api/login"           Login          => LoggedIn;
    "/api/logout"          Logout         => LoggedOut;
    "/api/profile"         ViewProfile    => Profile<'a>;
    "/api/privacy"         SetPrivacy     => PrivacySet;
    "/api/search"          SearchPeople   => Page<'a, SearchPeople>;
    "/api/suggestions"     Suggestions    => Page<'a, Suggestions>;
    "/api/followers"       Followers      => Page<'a, Followers>;
    "/api/followed"        Followed       => Page<'a, Followed>;
    "/api/known_followers" KnownFollowers => Page<'a, KnownFollowers>;
    "/api/follow"          Follow         => FollowChanged;
    "/api/unfollow"        Unfollow       => FollowChanged;
    "/api/remove_follower" RemoveFollower => FollowChanged;
    "/api/requests"        Requests       => Page<'a, Requests>;
    "/api/requested"       Requested      => Page<'a, Requested>;
    "/api/accept"          Accept         => FollowChanged;
    "/api/reject"          Reject         => FollowChanged;
    "/api/blocked"         Blocked        => Page<'a, Blocked>;
    "/api/block"           Block          => FollowChanged;
    "/api/unblock"         Unblock        => FollowChanged;
    "/api/export"          Export         => String;
    "/api/import"          Import         => Imported, up to IMPORT_BODY_LIMIT;
    "/api/live"            Live           => News<'a>;
}
