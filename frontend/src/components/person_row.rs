//! People as rows of a list, a page at a time.

use super::avatar::avatar;
use super::follow_button::follow_button;
use crate::language::t;
use crate::route::Route;
use crate::state::app::App;
use crate::state::follows::Follows;
use crate::state::people::Batch;
use common::people::Person;
use std::rc::Rc;
use uuid::Uuid;
use yew::prelude::*;

/// A page of rows.
#[derive(PartialEq, Properties)]
pub struct RowsProps {
    /// The people.
    pub batch: Same<Batch>,
    /// The place of the first row in the whole list, from 1.
    pub first: i64,
    /// Rows in the whole list, -1 where unknown.
    pub setsize: i64,
    /// Who looks.
    pub viewer: Option<Uuid>,
    /// How the viewer stands to the people.
    pub follows: Same<Follows>,
    /// Takes what the viewer asks for.
    pub app: UseReducerDispatcher<App>,
}

/// Something shared that equals itself and no other: cheap to compare, so that rows once drawn are not drawn again.
#[derive(Clone)]
pub struct Same<T>(pub Rc<T>);

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The rows of one page.
#[component]
pub fn Rows(props: &RowsProps) -> Html {
    let article = |(place, person): (i64, &Person<'static>)| {
        html! {
            <article key={person.user_id.to_string()} class="row" tabindex="0" aria-posinset={place.to_string()}
                aria-setsize={props.setsize.to_string()} aria-label={person.username.to_string()}>
                {row(props, person)}
            </article>
        }
    };
    html! { <div>{for (props.first..).zip(&props.batch.0.rows).map(article)}</div> }
}

fn row(props: &RowsProps, person: &Person<'static>) -> Html {
    let relationship = props.follows.0.relationship(person.user_id, person.relationship);
    html! {
        <>
            {avatar(person, "avatar", "44")}
            <div class="who">
                <a href={Route::row(person)}>{person.username.to_string()}</a>
                {badge(relationship.followed_by)}
                {location(person)}
            </div>
            {follow_button(&props.app, props.viewer, person, relationship)}
        </>
    }
}

/// Says that the person follows the viewer.
pub fn badge(followed_by: bool) -> Html {
    if followed_by {
        html! { <span class="badge">{t("Follows you")}</span> }
    } else {
        Html::default()
    }
}

/// Where the person is, if they say so.
pub fn location(person: &Person<'_>) -> Html {
    match person.location.as_ref() {
        "" => Html::default(),
        place => html! { <span class="place"><bdi>{place.to_owned()}</bdi></span> },
    }
}
