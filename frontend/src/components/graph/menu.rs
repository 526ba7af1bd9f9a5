//! What may be asked for of a person beside following them: one popover for the whole app, which the browser shows at the
//! button that opens it, and closes when one goes elsewhere.

use super::follow_button::asking;
use crate::language::{fill, t};
use crate::state::app::{Action, App};
use crate::state::graph::follow_actions::FollowAction;
use common::people::person::Person;
use common::people::relationships::Relationship;
use uuid::Uuid;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};
use yew::prelude::*;

const ID: &str = "menu";

/// Opens the menu about another person, for those who are signed in. It then stays as it is: what is pressed must
/// still be there for the browser to close the menu, and to give the focus back.
pub fn menu_button(
    app: &UseReducerDispatcher<App>,
    viewer: Option<Uuid>,
    person: &Person<'static>,
    relationship: Relationship,
) -> Html {
    if viewer.is_none_or(|viewer| viewer == person.user_id) {
        return Html::default();
    }
    let label = fill("More about {}", &person.username);
    let (app, person) = (app.clone(), Person { relationship: Some(relationship), ..person.clone() });
    let onclick = move |_| app.dispatch(Action::About(person.clone()));
    html! { <button class="quiet more" popovertarget={ID} aria-label={label} {onclick}>{"⋯"}</button> }
}

/// The menu. It does not outlast the page that it was opened on.
pub fn menu(app: &UseReducerHandle<App>) -> Html {
    let page = app.pages.shown().map(|entry| entry.id.to_string());
    let label = app.about.as_ref().map(|person| fill("More about {}", &person.username));
    html! {
        <div key={page.unwrap_or_default()} id={ID} popover="auto" class="card menu" role="group" aria-label={label}
            onfocusout={on_focus_out}>
            {for app.about.iter().map(|person| entries(app, person))}
        </div>
    }
}

/// The keyboard must not reach what lies under the menu.
fn on_focus_out(event: FocusEvent) {
    let here = event.target_dyn_into::<Element>().and_then(|here| here.closest("[popover]").ok()?);
    let next = event.related_target().and_then(|next| next.dyn_into::<Node>().ok());
    if let (Some(menu), Some(next)) = (here, next)
        && !menu.contains(Some(&next))
    {
        // It can be hidden already, and that is all that is wanted.
        drop(menu.unchecked_into::<HtmlElement>().hide_popover());
    }
}

/// That of a block is opened first, so that nobody blocks before they have read what it does.
fn entries(app: &UseReducerHandle<App>, person: &Person<'static>) -> Html {
    let (name, now) = (&person.username, person.relationship.unwrap_or_default());
    let entry = |wish: FollowAction, words: AttrValue| {
        let onclick = asking(&app.dispatcher(), app.viewer(), person, now, wish);
        html! { <button class="button small plain" popovertarget={ID} popovertargetaction="hide" {onclick}>{words}</button> }
    };
    html! {
        <>
            <b>{name.to_string()}</b>
            if now.followed_by { {entry(FollowAction::Remove, t("Remove follower"))} }
            if now.blocking { {entry(FollowAction::Unblock, t("Unblock"))} } else {
                <details key={person.user_id.to_string()}>
                    <summary class="button small plain">{t("Block…")}</summary>
                    <p class="note">{t("Neither of you follows or sees the other any more. Nobody is told.")}</p>
                    {entry(FollowAction::Block, fill("Block {}", name))}
                </details>
            }
        </>
    }
}
