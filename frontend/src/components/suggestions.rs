//! A few people whom the viewer may want to follow.

use super::avatar::avatar;
use super::follow_button::follow_button;
use crate::api::Api;
use crate::hooks::use_app;
use crate::language::t;
use crate::lists::Source;
use crate::route::Route;
use crate::state::own_lists::Own;
use crate::state::people::{Next, Page};
use common::people::Person;
use yew::platform::spawn_local;
use yew::prelude::*;

/// So many.
const FEW: i64 = 3;

/// They are asked for once. Where they do not come, the page is whole without them.
#[component]
pub fn Suggestions() -> Html {
    let app = use_app();
    let page = use_state(|| None::<Option<Page>>);
    use_effect_with((), {
        let (api, page) = (Api::new(&app).quiet(), page.setter());
        move |()| {
            spawn_local(async move {
                page.set(Some(Source::Own(Own::Suggestions).page(&api, Next::FIRST, FEW).await.ok()));
            });
        }
    });
    let suggestion = |person: &Person<'static>| {
        let now = app.follows.relationship(person.user_id, person.relationship);
        html! {
            <li key={person.user_id.to_string()}>
                {avatar(person, "avatar", "44")}
                <a href={Route::row(person)}>{person.username.to_string()}</a>
                {follow_button(&app.dispatcher(), app.viewer(), person, now, false)}
            </li>
        }
    };
    let rows = match &*page {
        // Room for those who are to come, so that they push nothing about.
        None => (0..FEW).map(|_| html! { <li aria-hidden="true"/> }).collect::<Html>(),
        Some(Some(page)) if !page.rows.is_empty() => page.rows.iter().map(suggestion).collect(),
        Some(_) => return Html::default(),
    };
    let path = Route::own(Own::Suggestions);
    html! {
        <section class="suggestions" aria-label={t("People you may know")}>
            <p><b>{t("People you may know")}</b><a href={path}>{t("See all")}</a></p>
            <ul>{rows}</ul>
        </section>
    }
}
