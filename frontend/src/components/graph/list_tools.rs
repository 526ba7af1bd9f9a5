//! What stands above a list to find people in it. All of it stands in the address.

use crate::components::search_box::SearchBox;
use crate::history;
use crate::language::t;
use crate::lists::Part;
use crate::shown::Shown;
use crate::state::app::App;
use common::graph::lists::Direction;
use common::graph::lists::{Filter, Order};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

const MUTUAL: &str = "mutual";
const NOT_FOLLOWED_BACK: &str = "not_followed_back";
const NOT_FOLLOWING_BACK: &str = "not_following_back";
const OLDEST: &str = "oldest";

/// The part of a list that the address asks for.
pub fn part(shown: &Shown, direction: Direction) -> Part {
    let filter = match (shown.parameter("filter").as_str(), direction) {
        (MUTUAL, _) => Some(Filter::Mutual),
        (NOT_FOLLOWED_BACK, Direction::Followers) => Some(Filter::NotFollowedBack),
        (NOT_FOLLOWING_BACK, Direction::Followed) => Some(Filter::NotFollowingBack),
        _ => None,
    };
    let order = if shown.parameter("order") == OLDEST { Order::Oldest } else { Order::Newest };
    Part { prefix: shown.parameter("q").trim().to_owned().into(), filter, order }
}

/// The tools. A form would be sent by Enter; here what is asked for comes as it is typed.
pub fn list_tools(app: &UseReducerDispatcher<App>, shown: &Shown, direction: Direction) -> Html {
    let one_sided = match direction {
        Direction::Followers => (NOT_FOLLOWED_BACK, t("Not followed back")),
        Direction::Followed => (NOT_FOLLOWING_BACK, t("Not following back")),
    };
    let filters = [("", t("Everybody")), (MUTUAL, t("Mutual")), one_sided];
    let orders = [("", t("Newest first")), (OLDEST, t("Oldest first"))];
    html! {
        <div role="search" class="tools" aria-label={t("In this list")}>
            <SearchBox label={t("Name or place")} hint={t("Name or place")} shown={shown.clone()}/>
            {select(app, shown, "filter", t("Who"), &filters)}
            {select(app, shown, "order", t("Order"), &orders)}
        </div>
    }
}

fn select(
    app: &UseReducerDispatcher<App>,
    shown: &Shown,
    name: &'static str,
    label: AttrValue,
    options: &[(&'static str, AttrValue)],
) -> Html {
    let (app, chosen) = (app.clone(), shown.parameter(name));
    let onchange = move |event: Event| {
        history::set(&app, name, &event.target_unchecked_into::<HtmlSelectElement>().value());
    };
    let option = |(value, words): &(&'static str, AttrValue)| {
        html! { <option value={*value} selected={*value == chosen}>{words}</option> }
    };
    html! { <select aria-label={label} {onchange}>{for options.iter().map(option)}</select> }
}
