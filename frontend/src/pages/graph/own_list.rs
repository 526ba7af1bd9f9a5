//! The lists that only the viewer sees, and those followers of a person whom the viewer follows.

use crate::api::Api;
use crate::components::graph::people_list::PeopleList;
use crate::hooks::list::news::Occasion;
use crate::language::{count, fill, t};
use crate::lists::Source;
use crate::own_lists::OwnList;
use crate::route::Route;
use crate::shown::Shown;
use crate::state::app::{Action, App};
use crate::state::graph::changes::Change;
use common::graph::lists::Direction;
use yew::prelude::*;

/// One of the viewer's own lists.
pub fn own_list(app: &UseReducerHandle<App>, shown: &Shown, own: OwnList) -> Html {
    let title = Route::Own(own).title();
    let is_requests = own == OwnList::Requests;
    let empty = match own {
        OwnList::Requests => t("Nobody is waiting for your answer."),
        OwnList::Requested => t("You are waiting for nobody's answer."),
        OwnList::Suggestions => t("Nobody to suggest right now. Follow somebody, and there will be."),
        OwnList::Blocked => t("You have blocked nobody."),
    };
    let api = Api::new(app);
    let on_total = move |(asked, total)| {
        if is_requests {
            api.dispatch(Action::Follows(Change::Requests(asked, total)));
        }
    };
    let arrivals = app.follows.arrivals();
    let occasion = is_requests.then_some(Occasion { arrivals, ..Occasion::default() });
    html! {
        <>
            <h1>{title.clone()}</h1>
            if matches!(own, OwnList::Requests | OwnList::Requested) { {tabs(app, own)} }
            if own == OwnList::Blocked {
                <p class="note">{t("You and they cannot see or follow each other. They are not told.")}</p>
            }
            <PeopleList source={Source::Own(own)} label={title} {empty} start={shown.page()} {on_total}
                {occasion} is_shown={shown.is_shown}/>
        </>
    }
}

fn tabs(app: &UseReducerHandle<App>, here: OwnList) -> Html {
    let tab = |own: OwnList, words: Html| {
        let is_here = own == here;
        let class = classes!("tab", is_here.then_some("current"));
        html! { <a href={Route::own(own)} {class} aria-current={is_here.then_some("page")}>{words}</a> }
    };
    let waiting = html! { <><b>{count(app.follows.requests())}</b>{" "}{t("Waiting for you")}</> };
    html! {
        <nav class="tabs" aria-label={t("Lists")}>
            {tab(OwnList::Requests, waiting)}
            {tab(OwnList::Requested, t("Sent").into())}
        </nav>
    }
}

/// By whom the viewer may know a person.
pub fn known_followers(shown: &Shown, user: &str) -> Html {
    let source = Source::Known(user.to_owned().into());
    html! {
        <>
            <h1>{t("Followers you know")}</h1>
            <p><a href={Route::person(user, Direction::Followers)}>{fill("All followers of {}", user)}</a></p>
            <PeopleList {source} label={t("Followers you know")} empty={t("Nobody whom you follow follows this account.")}
                start={shown.page()} is_shown={shown.is_shown}/>
        </>
    }
}
