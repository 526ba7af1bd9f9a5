//! Hooks that components share.

mod account;
mod acts;
mod address;
mod arrival;
mod connection;
mod countdown;
mod follow_queue;
mod google;
mod growth;
mod leaving;
mod live;
mod loading;
mod looks;
mod mounted;
mod news;
mod privacy;
mod profile;
mod rereading;
mod restoring;

pub use account::{ask_account, use_account, use_features};
pub use acts::use_acts;
pub use address::use_address;
pub use arrival::{use_arrival, use_title};
pub use connection::use_connection;
pub use countdown::use_countdown;
pub use follow_queue::use_follow_queue;
pub use google::{come_back, use_return};
pub use growth::{use_growth, use_steady_footer};
pub use leaving::use_leaving;
pub use live::use_live;
pub use loading::{OnTotal, use_loading};
pub use looks::{is_seen, use_look, use_looks, use_rows_again};
pub use mounted::use_mounted;
pub use news::{Occasion, use_news};
pub use privacy::use_privacy;
pub use profile::{look_again, use_profile};
pub use rereading::use_rereading;
pub use restoring::{Restoring, use_restoring};

use crate::state::app::App;
use yew::prelude::*;

/// The state that all pages share.
#[hook]
pub fn use_app() -> UseReducerHandle<App> {
    #[allow(clippy::expect_used)] // The root component provides it to everything.
    use_context().expect("the app provides its state")
}
