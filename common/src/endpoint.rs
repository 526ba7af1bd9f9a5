//! Each endpoint, described once: the browser calls through this table and the server answers through it.

use crate::accounts::{Register, Registered};
use crate::follows::{Follow, FollowChanged, Unfollow};
use crate::lists::{Followed, Followers, Page};
use crate::live::{Live, News};
use crate::people::{Profile, SearchPeople, ViewProfile};
use crate::sessions::{LoggedIn, LoggedOut, Login, Logout};
use garde::Validate;
use serde::{Serialize, de::DeserializeOwned};

/// A request payload that knows where it goes and what answers it.
pub trait Endpoint: Serialize + DeserializeOwned + Validate<Context = ()> {
    /// The URL path; always `POST`.
    const PATH: &'static str;
    /// The payload of a success; of each event, where the answer is a stream. It may borrow from what the server has read.
    type Success<'a>: Serialize + DeserializeOwned;
}

macro_rules! endpoints {
    ($($path:literal $request:ty => $success:ty;)*) => {
        $(impl Endpoint for $request {
            const PATH: &'static str = $path;
            type Success<'a> = $success;
        })*

        /// The path of every endpoint, for the test that all of them are served.
        pub const PATHS: &[&str] = &[$($path),*];
    };
}

endpoints! {
    "/api/register"  Register     => Registered;
    "/api/login"     Login        => LoggedIn;
    "/api/logout"    Logout       => LoggedOut;
    "/api/profile"   ViewProfile  => Profile<'a>;
    "/api/search"    SearchPeople => Page<'a, SearchPeople>;
    "/api/followers" Followers    => Page<'a, Followers>;
    "/api/followed"  Followed     => Page<'a, Followed>;
    "/api/follow"    Follow       => FollowChanged;
    "/api/unfollow"  Unfollow     => FollowChanged;
    "/api/live"      Live         => News<'a>;
}
