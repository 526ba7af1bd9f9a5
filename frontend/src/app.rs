//! The root: the state all pages share, the frame around them, and which pages there are.

use crate::components::foot::foot;
use crate::components::graph::menu::menu;
use crate::components::later::later;
use crate::components::not_found::not_found;
use crate::components::toasts::{toasts, use_toasts};
use crate::components::top_bar::top_bar;
use crate::history;
use crate::hooks::accounts::account::{use_account, use_features};
use crate::hooks::accounts::acts::use_acts;
use crate::hooks::accounts::google::use_return;
use crate::hooks::arrival::{use_arrival, use_title};
use crate::hooks::connection::use_connection;
use crate::hooks::graph::follow_queue::use_follow_queue;
use crate::hooks::graph::live::use_live;
use crate::hooks::graph::looks::use_looks;
use crate::hooks::graph::rereading::use_rereading;
use crate::hooks::people::privacy::use_privacy;
use crate::language::t;
use crate::pages::accounts::login::{login, sign_in_again};
use crate::pages::accounts::register::register;
use crate::pages::graph::own_list::{known_followers, own_list};
use crate::pages::people::home::home;
use crate::pages::people::person::person;
use crate::pages::people::search::search;
use crate::pages::server_error::server_error;
use crate::route::Route;
use crate::shown::Shown;
use crate::state::accounts::session::Session;
use crate::state::app::{Action, App as State};
use crate::state::pages::Entry;
use crate::storage;
use yew::prelude::*;

/// Everything.
#[component]
pub fn App() -> Html {
    let app = use_reducer_eq(|| State::new(storage::load(), history::here()));
    use_session(&app);
    use_arrival(&app);
    use_connection(&app);
    use_follow_queue(&app);
    use_rereading(&app);
    use_privacy(&app);
    use_live(&app);
    use_looks(&app);
    use_acts(&app);
    use_features(&app);
    use_account(&app);
    use_return(&app);
    use_toasts(&app);
    let route = app.pages.shown().map(|entry| entry.route());
    // A person's page names itself, once it knows whose it is.
    let names_itself = match route {
        Some(Route::Person(..)) => true,
        Some(Route::Home(_)) => app.session.is_some(),
        _ => false,
    };
    let title = match route {
        Some(route) if route.is_private() && app.session.is_none() => Route::Login.title(),
        route => route.map(|route| route.title()).unwrap_or_default(),
    };
    use_title(title, !names_itself);
    let dispatcher = app.dispatcher();
    let onclick = move |event: MouseEvent| history::follow_link(&dispatcher, &event);
    let page = |(entry, is_shown): (&Entry, bool)| {
        page(&app, Shown { entry: entry.clone(), is_shown, viewer: app.viewer() })
    };
    let pages = app.pages.iter().map(page).collect::<Html>();
    html! {
        <ContextProvider<UseReducerHandle<State>> context={app.clone()}>
            <div class="app" {onclick}>
                <a class="skip" href="#main">{t("Skip to the content")}</a>
                {top_bar(&app)}
                {offline(&app)}
                <main id="main" class="page" tabindex="-1">
                    {trouble(&app)}
                    {pages}
                </main>
                {foot(&app)}
                {toasts(&app)}
                {menu(&app)}
                if app.ask.is_some() { {later(|rest| (rest.confirm)(&app))} }
                if app.ended && !app.pages.shown().is_some_and(Entry::is_sign_in) { {sign_in_again(&app)} }
            </div>
        </ContextProvider<UseReducerHandle<State>>>
    }
}

/// Keeps the session in the browser, and learns of what other tabs do with theirs.
#[hook]
fn use_session(app: &UseReducerHandle<State>) {
    use_effect_with(app.session.clone(), |session: &Option<Session>| storage::save(session.as_ref()));
    use_effect_with(app.dispatcher(), |app| {
        let app = app.clone();
        let watch = storage::watch(move |session| {
            app.dispatch(session.map_or(Action::SignedOut, Action::SignedIn));
        });
        move || drop(watch)
    });
}

/// Says that nothing can come now, and that it will go on by itself.
fn offline(app: &UseReducerHandle<State>) -> Html {
    let words = app.offline.then(|| t("Kith cannot be reached. It goes on by itself once it can."));
    html! { <div class="offline" role="status">{words.unwrap_or_default()}</div> }
}

fn trouble(app: &UseReducerHandle<State>) -> Html {
    let Some(request_id) = &app.broken else { return Html::default() };
    let dispatcher = app.dispatcher();
    server_error(request_id, Callback::from(move |_| dispatcher.dispatch(Action::TryAgain)))
}

/// The page of one entry. One that broke stays in place under the notice, so that nothing typed into it and no place
/// in a list is lost. Signing in or out gives new pages.
fn page(app: &UseReducerHandle<State>, shown: Shown) -> Html {
    let (key, is_shown) =
        (format!("{} {} {}", shown.entry.id, shown.entry.path, app.generation), shown.is_shown);
    let content = match shown.entry.route() {
        // After signing in, people are where they wanted to be.
        private if private.is_private() && shown.viewer.is_none() => login(app, false),
        Route::Home(direction) => home(&shown, Some(direction)),
        Route::Login => login(app, false),
        Route::Register => register(app),
        Route::Forgot => later(|rest| (rest.forgot)()),
        Route::Reset => later(|rest| (rest.mailed)(&shown, true)),
        Route::Confirm => later(|rest| (rest.mailed)(&shown, false)),
        Route::Google => later(|rest| (rest.google)(app, &shown)),
        Route::Search => search(&shown),
        Route::Person(user, direction) => person(&shown, &user, direction),
        Route::Known(user) => known_followers(&shown, &user),
        Route::Own(own) => own_list(app, &shown, own),
        Route::Settings(_) => home(&shown, None),
        Route::NotFound => not_found(),
    };
    html! { <div {key} hidden={!is_shown} inert={app.broken.is_some()}>{content}</div> }
}
