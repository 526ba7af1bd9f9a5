//! Nothing is here.

use crate::language::t;
use yew::prelude::*;

/// No page has this address.
pub fn not_found() -> Html {
    missing(t("There is no such page"), t("The address may be mistyped, or the page has moved."))
}

/// Nobody goes by this name.
pub fn no_such_user() -> Html {
    missing(t("There is no such person"), t("The name may be mistyped, or the account is gone."))
}

fn missing(heading: AttrValue, text: AttrValue) -> Html {
    html! {
        <section class="card trouble">
            <p class="code" aria-hidden="true">{"404"}</p>
            <h1>{heading}</h1>
            <p>{text}</p>
            <p class="actions">
                <a href="/" class="button">{t("Home")}</a>
                <a href="/search" class="button plain">{t("Find people")}</a>
            </p>
        </section>
    }
}
