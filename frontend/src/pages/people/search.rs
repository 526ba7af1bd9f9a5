//! Find people by the words of their username and name.

use crate::components::graph::people_list::PeopleList;
use crate::components::search_box::SearchBox;
use crate::language::t;
use crate::lists::Source;
use crate::shown::Shown;
use yew::prelude::*;

/// The search page.
pub fn search(shown: &Shown) -> Html {
    let prefix = shown.parameter("q").trim().to_owned();
    let source = Source::Search(prefix.clone().into());
    html! {
        <>
            <h1 class="hidden">{t("Find people")}</h1>
            <SearchBox label={t("Username or name")} hint={t("Find people by username or name")} shown={shown.clone()}/>
            <PeopleList key={prefix} {source} label={t("People found")}
                empty={t("No username or name begins like that.")} start={shown.page()} is_shown={shown.is_shown}/>
        </>
    }
}
