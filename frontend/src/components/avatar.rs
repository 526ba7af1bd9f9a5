//! The picture of a person.

use common::avatars;
use common::people::Person;
use yew::prelude::*;

/// A picture that somebody has uploaded is loaded; the one that everybody has before is drawn here, which spares a
/// page of a list its thirty requests.
pub fn avatar(person: &Person<'_>, class: &'static str, size: &'static str) -> Html {
    let is_drawn = person.avatar.is_empty() || person.avatar == avatars::path(person.user_id);
    if !is_drawn {
        let source = person.avatar.to_string();
        return html! { <img {class} src={source} alt="" width={size} height={size} loading="lazy"/> };
    }
    let [ground, figure] = avatars::colours(person.user_id);
    html! {
        <svg {class} viewBox={avatars::VIEW_BOX} shape-rendering="crispEdges" aria-hidden="true">
            <path fill={ground} d={avatars::GROUND}/>
            <path fill={figure} d={avatars::figure(person.user_id)}/>
        </svg>
    }
}
