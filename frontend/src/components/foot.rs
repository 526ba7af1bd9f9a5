//! The end of every page, with the choice of language.

use crate::language::{LANGUAGES, language, t};
use crate::storage;
use yew::prelude::*;

/// Every page ends here. Another language begins the app anew, since every word of it changes.
pub fn foot() -> Html {
    let choice = |(code, name): (&'static str, &'static str)| {
        let onclick = move |_| {
            storage::choose_language(code);
            if let Some(window) = web_sys::window() {
                // A page can always be loaded once more.
                drop(window.location().reload());
            }
        };
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
