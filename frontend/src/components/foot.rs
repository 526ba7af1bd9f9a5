//! The end of every page, with the choice of language.

use crate::api;
use crate::language::{LANGUAGES, Texts, language, speak, t};
use crate::state::app::{Action, App};
use crate::state::call_error::CallError;
use crate::storage;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Every page ends here. In another language the page stays as it is, with all that is typed.
pub fn foot(app: &UseReducerHandle<App>) -> Html {
    let choice = |(code, name): (&'static str, &'static str)| {
        let app = app.dispatcher();
        let onclick = move |_| spawn_local(choose(app.clone(), code));
        let is_chosen = (code == language()).to_string();
        html! { <button class="quiet" lang={code} aria-pressed={is_chosen} {onclick}>{name}</button> }
    };
    html! {
        <footer id="foot" class="foot" tabindex="-1">
            <p>{t("Kith keeps who follows whom.")}</p>
            <div role="group" aria-label={t("Language")}>{for LANGUAGES.into_iter().map(choice)}</div>
        </footer>
    }
}

/// Speaks another language as soon as its texts have come.
async fn choose(app: UseReducerDispatcher<App>, code: &'static str) {
    let texts = if code == "en" { Some(Texts::new()) } else { api::texts(code).await };
    let Some(texts) = texts else {
        return app.dispatch(Action::ShowToast(CallError::Offline.message().to_string()));
    };
    storage::choose_language(code);
    speak(code, texts);
    app.dispatch(Action::Speaks(code));
}
