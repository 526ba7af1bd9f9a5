//! Who a person is, how the viewer stands to them, and by whom the viewer may know them.

use super::avatar::avatar;
use crate::components::graph::follow_button::{answer_buttons, follow_button};
use crate::components::graph::menu::menu_button;
use crate::components::graph::person_row::{badge, location};
use crate::language::{fill, plural, t};
use crate::state::app::App;
use crate::state::list::people::Page;
use common::people::profiles::Profile;
use yew::prelude::*;

/// The card.
pub fn person_card(app: &UseReducerHandle<App>, profile: &Profile<'static>) -> Html {
    let (person, is_locked) = (&profile.person, profile.privacy.locked);
    let relationship = app.follows.relationship(person.user_id, person.relationship);
    let (dispatcher, viewer) = (app.dispatcher(), app.viewer());
    html! {
        <div class="card person">
            {avatar(person, "avatar large", "88")}
            <div class="who">
                <h1>{person.username.to_string()}</h1>
                {badge(person, relationship)}
                if is_locked { <span class="badge">{t("Locked")}</span> }
                if !profile.details.name.is_empty() { <span class="name"><bdi>{profile.details.name.clone()}</bdi></span> }
                {location(person)}
            </div>
            if relationship.requested_by { {answer_buttons(&dispatcher, viewer, person, relationship)} }
            {follow_button(&dispatcher, viewer, person, relationship, is_locked)}
            {menu_button(&dispatcher, viewer, person, relationship)}
            if !profile.details.about.is_empty() { <p class="about" dir="auto">{profile.details.about.clone()}</p> }
        </div>
    }
}

/// Leads to all the followers whom the viewer follows, and names some. There is room for them before they come, so that they
/// push nothing about.
pub fn known_followers(known: Option<Page>, path: String) -> Html {
    let Some(known) = known.filter(|known| !known.rows.is_empty()) else {
        return html! { <p class="known"/> };
    };
    let names: Vec<_> = known.rows.iter().map(|person| person.username.as_ref()).collect();
    let words = fill("Followers you know: {}", &names.join(", "));
    let others = known.total.unwrap_or_default() - known.rows.len() as i64;
    html! {
        <p class="known note">
            {for known.rows.iter().map(|person| avatar(person, "avatar", "24"))}
            <a href={path}>
                {words}
                if others > 0 { {" "}{plural("and one other", "and {} others", others)} }
            </a>
        </p>
    }
}
