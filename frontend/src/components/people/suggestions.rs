//! A few people whom the viewer may want to follow.

use super::avatar::avatar;
use crate::components::graph::follow_button::follow_button;
use crate::own_lists::OwnList;
use crate::route::Route;
use crate::state::app::App;
use crate::state::list::people::Page;
use common::people::person::Person;
use yew::prelude::*;

/// They, once they have come, with the way to more of them.
pub fn suggestions(app: &UseReducerHandle<App>, page: Option<Page>) -> Html {
    let suggestion = |person: Person<'static>| {
        let now = app.follows.relationship(person.user_id, person.relationship);
        html! {
            <li key={person.user_id.to_string()}>
                {avatar(&person, "avatar", "44")}
                <a href={Route::row(&person)}>{person.username.to_string()}</a>
                {follow_button(&app.dispatcher(), app.viewer(), &person, now, false)}
            </li>
        }
    };
    let rows = page.map(|page| page.rows);
    if rows.as_ref().is_some_and(Vec::is_empty) {
        return Html::default();
    }
    let title = Route::Own(OwnList::Suggestions).title();
    html! {
        // There is room for those who are to come, so that they push nothing about.
        <section class="suggestions" aria-label={title.clone()}>
            <a href={Route::own(OwnList::Suggestions)}>{title}</a>
            <ul>{for rows.into_iter().flatten().map(suggestion)}</ul>
        </section>
    }
}
