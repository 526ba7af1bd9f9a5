//! What the viewer lets others see and do.

use crate::components::choice::choice;
use crate::language::t;
use crate::own_lists::OwnList;
use crate::route::Route;
use crate::state::app::{Action, App};
use crate::state::people::privacy::Choice;
use common::people::privacy::Privacy;
use common::people::profiles::Profile;
use yew::prelude::*;

/// The choices, each saved as soon as it is made.
pub fn privacy(app: &UseReducerHandle<App>, mine: &Profile<'_>) -> Html {
    let now = app.choices.wanted.unwrap_or(mine.privacy);
    let choose = |privacy| {
        let app = app.dispatcher();
        Callback::from(move |_| app.dispatch(Action::Privacy(Choice::Wanted(privacy))))
    };
    html! {
        <>
            {choice("checkbox", now.locked, t("Locked account"),
                t("Whoever wants to follow you must ask. Those who follow you already stay."),
                choose(Privacy { locked: !now.locked, ..now }))}
            {choice("checkbox", now.hides_lists, t("Hide my lists"),
                t("Nobody else sees who follows you and whom you follow, only how many."),
                choose(Privacy { hides_lists: !now.hides_lists, ..now }))}
            <p><a href={Route::own(OwnList::Blocked)}>{t("Blocked people")}</a></p>
        </>
    }
}
