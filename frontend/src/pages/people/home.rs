//! My own lists and my settings, or for a visitor a word of welcome.

use crate::components::people::person_view::PersonView;
use crate::language::t;
use crate::route::Route;
use crate::shown::Shown;
use common::graph::lists::Direction;
use yew::prelude::*;

/// The page at the root, and those of its lists; without a list the settings.
pub fn home(shown: &Shown, direction: Option<Direction>) -> Html {
    let Some(viewer) = shown.viewer else { return welcome() };
    let paths = [Direction::Followers, Direction::Followed].map(Route::home);
    html! { <PersonView user={viewer.to_string()} {direction} {paths} shown={shown.clone()}/> }
}

fn welcome() -> Html {
    html! {
        <section class="welcome">
            <h1>{t("Keep up with your people.")}</h1>
            <p>{t("Kith keeps who follows whom: find people, follow them, and scroll through any list to its very end.")}</p>
            <p class="actions">
                <a href="/register" class="button">{t("Make an account")}</a>
                <a href="/login" class="button plain">{t("Sign in")}</a>
                <a href="/search" class="button plain">{t("Look around")}</a>
            </p>
        </section>
    }
}
