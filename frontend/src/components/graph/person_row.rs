//! People as rows of a list, a page at a time.

use super::follow_button::{answer_buttons, follow_button};
use super::menu::menu_button;
use crate::components::people::avatar::avatar;
use crate::language::t;
use crate::own_lists::OwnList;
use crate::route::Route;
use crate::state::app::App;
use crate::state::graph::follows::Follows;
use crate::state::list::batches::Batch;
use crate::state::ptr_eq::PtrEq;
use common::people::person::Person;
use common::people::relationships::Relationship;
use uuid::Uuid;
use yew::prelude::*;

/// A page of rows.
#[derive(PartialEq, Properties)]
pub struct RowsProps {
    /// The people.
    pub batch: PtrEq<Batch>,
    /// Which of the viewer's own lists it is a part of.
    pub own: Option<OwnList>,
    /// The place of the first row in the whole list, from 1.
    pub first: i64,
    /// Rows in the whole list, -1 where unknown.
    pub setsize: i64,
    /// Who looks.
    pub viewer: Option<Uuid>,
    /// How the viewer stands to the people.
    pub follows: PtrEq<Follows>,
    /// The language that the rows are in.
    pub language: &'static str,
    /// Takes what the viewer asks for.
    pub app: UseReducerDispatcher<App>,
}

/// The rows of one page.
#[component]
pub fn Rows(props: &RowsProps) -> Html {
    let article = |(place, person): (i64, &Person<'static>)| {
        let listed = person.relationship.unwrap_or_default();
        let now = props.follows.0.relationship(person.user_id, person.relationship);
        // A row that is to leave one of the viewer's own lists looks as before until the server has said so.
        let is_leaving = props.own.is_some_and(|own| own.has(listed) && !own.has(now));
        let class = classes!("row", is_leaving.then_some("leaving"));
        html! {
            <article key={person.user_id.to_string()} {class} tabindex="0" aria-posinset={place.to_string()}
                aria-setsize={props.setsize.to_string()} aria-label={person.username.to_string()}>
                {row(props, person, if is_leaving { listed } else { now })}
            </article>
        }
    };
    html! { <div>{for (props.first..).zip(&props.batch.0.rows).map(article)}</div> }
}

fn row(props: &RowsProps, person: &Person<'static>, relationship: Relationship) -> Html {
    let (app, viewer) = (&props.app, props.viewer);
    html! {
        <>
            {avatar(person, "avatar", "44")}
            <div class="who">
                <a href={Route::row(person)}>{person.username.to_string()}</a>
                {badge(person, relationship)}
                {location(person)}
            </div>
            if relationship.requested_by {
                {answer_buttons(app, viewer, person, relationship)}
            } else {
                {follow_button(app, viewer, person, relationship, false)}
            }
            {menu_button(app, viewer, person, relationship)}
        </>
    }
}

/// How the person stands to the viewer, beside what the button says.
pub fn badge(person: &Person<'_>, relationship: Relationship) -> Html {
    let followed = person.relationship.is_some_and(|listed| listed.followed_by);
    let words = match relationship {
        Relationship { blocking: true, .. } => t("Blocked"),
        Relationship { requested_by: true, .. } => t("Asks to follow you"),
        Relationship { followed_by: true, following: true, .. } => t("Mutual"),
        Relationship { followed_by: true, .. } => t("Follows you"),
        _ if followed => t("No longer follows you"),
        _ => return Html::default(),
    };
    html! { <span class="badge">{words}</span> }
}

/// Where the person is, if they say so.
pub fn location(person: &Person<'_>) -> Html {
    match person.location.as_ref() {
        "" => Html::default(),
        place => html! { <span class="place"><bdi>{place.to_owned()}</bdi></span> },
    }
}
