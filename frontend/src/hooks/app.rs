//! The state that all pages share.

use crate::state::app::App;
use yew::prelude::*;

/// The state that all pages share.
#[hook]
pub fn use_app() -> UseReducerHandle<App> {
    #[allow(clippy::expect_used)] // The root component provides it to everything.
    use_context().expect("the app provides its state")
}
