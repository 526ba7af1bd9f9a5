//! What the viewer chooses, what they tell of themselves, and how their account is guarded.

pub mod account;
pub mod devices;
pub mod profile;
pub mod security;

use crate::components::graph::export::export;
use crate::components::graph::import::import;
use crate::components::graph::import_report::import_report;
use crate::components::notice::{Failed, loading, small_button};
use crate::components::people::privacy::privacy;
use crate::language::{language, t};
use crate::route::Section;
use crate::state::accounts::confirmed_actions::ConfirmedAction;
use crate::state::accounts::overview::AccountAction;
use crate::state::app::{Act, Action, App};
use common::people::profiles::Profile;
use js_sys::{Date, JSON};
use yew::prelude::*;

/// One page of it; it stands in place of the viewer's lists.
pub fn settings(app: &UseReducerHandle<App>, mine: &Profile<'static>, here: Section) -> Html {
    let content = match here {
        Section::Privacy => html! {
            <>
                {section(t("Privacy"), privacy(app, mine))}
                {section(t("Take your lists along"), export(app))}
                {section(t("Bring a list"), html! { <>{import(app, mine)}{import_report(&app.transfers)}</> })}
            </>
        },
        Section::Profile => profile::profile(app, mine),
        Section::Account => known(app, app.known.account.as_ref().map(|now| account::account(app, now))),
        Section::Security => known(app, app.known.account.as_ref().map(|now| security::security(app, now))),
        Section::Devices => known(app, app.known.sessions.as_ref().map(|now| devices::devices(app, now))),
    };
    html! {
        <div class="settings">
            <h1>{t("Settings")}</h1>
            {tabs(here)}
            {content}
        </div>
    }
}

fn tabs(here: Section) -> Html {
    let tab = |section: Section| {
        let is_here = section == here;
        let class = classes!("tab", is_here.then_some("current"));
        html! { <a href={section.path()} {class} aria-current={is_here.then_some("page")}>{section.title()}</a> }
    };
    html! { <nav class="tabs" aria-label={t("Settings")}>{for Section::ALL.into_iter().map(tab)}</nav> }
}

fn section(title: AttrValue, content: Html) -> Html {
    html! { <section class="card"><h2>{title}</h2>{content}</section> }
}

/// What must be asked for first, once it has come.
fn known(app: &UseReducerHandle<App>, content: Option<Html>) -> Html {
    let trouble = &app.known.trouble;
    if trouble.is_empty() {
        let skeleton = || html! { <section class="card skeleton">{loading()}<p class="bar"/></section> };
        return content.unwrap_or_else(skeleton);
    }
    let dispatcher = app.dispatcher();
    let on_retry = move |()| dispatcher.dispatch(Action::Account(AccountAction::Changed));
    // What has come stays, though it could not be read again.
    html! { <><Failed text={trouble.clone()} wait=0 {on_retry}/>{content}</> }
}

/// A button for something that must be confirmed.
fn asking(app: &UseReducerHandle<App>, words: AttrValue, ask: ConfirmedAction) -> Html {
    let app = app.dispatcher();
    small_button(words, Callback::from(move |_| app.dispatch(Action::Ask(Some(ask.clone())))))
}

/// A button for something that is done at once.
fn acting(app: &UseReducerHandle<App>, words: AttrValue, act: Act) -> Html {
    let app = app.dispatcher();
    small_button(words, Callback::from(move |_| app.dispatch(Action::Act(act.clone()))))
}

/// A list of things, each with what can be done with it.
fn things(rows: Html) -> Html {
    html! { <ul class="things" aria-live="polite">{rows}</ul> }
}

/// One of them.
fn thing(what: AttrValue, badge: Html, details: Html, button: Html) -> Html {
    html! {
        <li>
            <span class="what"><b><bdi>{what}</bdi></b>{badge}<span class="note">{details}</span></span>
            {button}
        </li>
    }
}

/// A moment as the reader's language writes it.
fn when(at: &str) -> Html {
    // The options are a text of our own.
    let style = JSON::parse(r#"{"dateStyle":"medium","timeStyle":"short"}"#).unwrap_or_default();
    let words = String::from(Date::new(&at.into()).to_locale_string(language(), &style));
    html! { <time datetime={at.to_owned()}>{words}</time> }
}
