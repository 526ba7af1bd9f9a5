//! The picture of a person.

use common::people::avatars;
use common::people::person::Person;
use yew::prelude::*;

/// The size in the path of an uploaded picture: as a person has it, and the one that is enough for a list.
const LARGE: &str = "/400.";
const SMALL: &str = "/96.";

/// A picture that was uploaded is loaded; the one that everybody has before is drawn here, which spares a
/// page of a list its thirty requests.
pub fn avatar(person: &Person<'_>, class: &'static str, size: &'static str) -> Html {
    let is_drawn = person.avatar.is_empty() || person.avatar == avatars::path(person.user_id);
    if !is_drawn {
        // Only a person's own page has room for the larger one.
        let source = match size {
            "88" => person.avatar.to_string(),
            _ => person.avatar.replace(LARGE, SMALL),
        };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sizes_are_those_that_the_server_has() {
        assert_eq!([LARGE, SMALL].map(str::to_owned), avatars::SIDES.map(|side| format!("/{side}.")));
        assert!(avatars::picture(&[7; 32]).ends_with("/400.jpg"));
        assert!(avatars::picture(&[[7; 32].as_slice(), &[avatars::WEBP]].concat()).ends_with("/400.webp"));
    }
}
