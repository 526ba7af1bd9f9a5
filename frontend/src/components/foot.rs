//! The end of every page, with the choice of language.

use crate::language::{LANGUAGES, language, t};
use crate::storage;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Every page ends here. Another language begins the app anew, since every word of it changes.
pub fn foot() -> Html {
    let onchange = |event: Event| {
        storage::choose_language(&event.target_unchecked_into::<HtmlSelectElement>().value());
        if let Some(window) = web_sys::window() {
            // A page can always be loaded once more.
            drop(window.location().reload());
        }
    };
    let choice = |(code, name): (&'static str, &'static str)| {
        html! { <option value={code} lang={code} selected={code == language()}>{name}</option> }
    };
    html! {
        <footer id="foot" class="foot" tabindex="-1">
            <p>{t("Kith keeps who follows whom.")}</p>
            <label>{t("Language")}{" "}<select {onchange}>{for LANGUAGES.into_iter().map(choice)}</select></label>
        </footer>
    }
}
