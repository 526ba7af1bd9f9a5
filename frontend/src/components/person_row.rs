//! People as rows of a list, a page at a time.

use super::follow_button::FollowButton;
use crate::hooks::{Sight, use_sight};
use crate::route::Route;
use common::people::Person;
use std::rc::Rc;
use yew::prelude::*;
use yew_router::prelude::*;

/// A page of rows.
#[derive(PartialEq, Properties)]
pub struct RowsProps {
    /// The people; the same allocation is the same page, which is then not drawn again.
    pub rows: SamePage,
    /// The place of the first row in the whole list, from 1.
    pub first: usize,
    /// Rows in the whole list, -1 where unknown.
    pub setsize: i64,
}

/// A page of people that equals itself and no other.
#[derive(Clone)]
pub struct SamePage(pub Rc<Vec<Person<'static>>>);

impl PartialEq for SamePage {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The rows of one page while it is near the screen, else an empty space of the same height: however long the list
/// is, the browser has a few pages of it to draw.
#[component]
pub fn Rows(props: &RowsProps) -> Html {
    let node = use_node_ref();
    let space = use_state_eq(|| None::<f64>);
    use_sight(node.clone(), (), {
        let space = space.setter();
        Callback::from(move |Sight { near, height }| space.set((!near).then_some(height)))
    });
    let row = |(index, person): (usize, &Person<'static>)| {
        html! {
            <article key={person.user_id.to_string()} class="row" aria-posinset={(props.first + index).to_string()}
                aria-setsize={props.setsize.to_string()} aria-labelledby={label(person)}>{row(person)}</article>
        }
    };
    let (style, rows) = match *space {
        Some(height) => (format!("height:{}px", height.round() as i32), Html::default()),
        None => (String::new(), props.rows.0.iter().enumerate().map(row).collect()),
    };
    html! { <div ref={node} {style}>{rows}</div> }
}

/// The id of the element that names a row.
fn label(person: &Person<'static>) -> String {
    format!("p{}", person.user_id.simple())
}

fn row(person: &Person<'static>) -> Html {
    let user = person.username.to_string();
    let follows_you = person.relationship.is_some_and(|relationship| relationship.followed_by);
    html! {
        <>
            <img class="avatar" src={person.avatar.to_string()} alt="" width="44" height="44" loading="lazy"/>
            <div class="who">
                <Link<Route> to={Route::of(person)}>
                    <span id={label(person)}>{&user}</span>
                </Link<Route>>
                if follows_you { <span class="badge">{"Follows you"}</span> }
                if !person.location.is_empty() { <span class="place" dir="auto">{person.location.to_string()}</span> }
            </div>
            <FollowButton user_id={person.user_id} username={user} relationship={person.relationship}/>
        </>
    }
}
