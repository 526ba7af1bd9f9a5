//! Saves one of the viewer's lists as a file.

use crate::api::Api;
use crate::files;
use crate::hooks::use_app;
use crate::language::t;
use crate::state::app::Action;
use crate::state::remote::CallError;
use common::transfers::Which;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Which list.
#[derive(PartialEq, Properties)]
pub struct ExportProps {
    /// The list.
    pub list: Which,
    /// As the file is to be called.
    pub name: AttrValue,
    /// What the button says.
    pub label: AttrValue,
}

/// The button, and how far the file has come.
#[component]
pub fn Export(props: &ExportProps) -> Html {
    let app = use_app();
    let progress = use_state_eq(|| None::<u32>);
    let (list, name) = (props.list, props.name.clone());
    let now = *progress;
    let onclick = move |_| {
        if progress.is_some() {
            return;
        }
        progress.set(Some(0));
        let (app, name, progress) = (app.clone(), name.clone(), progress.clone());
        spawn_local(async move {
            let come = Api::new(&app).export(list, &|hundredths| progress.set(Some(hundredths as u32))).await;
            let saved = come.and_then(|file| files::save(&name, &file).map_err(|_| CallError::Broken));
            if let Err(error) = saved {
                app.dispatch(Action::Say(error.message().to_string()));
            }
            progress.set(None);
        });
    };
    // Without a value, where it is not known how much there will be.
    let value = now.filter(|now| *now > 0).map(|now| now.to_string());
    html! {
        <p class="export">
            <button class="button plain" aria-disabled={now.map(|_| "true")} {onclick}>{&props.label}</button>
            if now.is_some() { <progress max="100" {value} aria-label={t("Loading…")}/> }
        </p>
    }
}
