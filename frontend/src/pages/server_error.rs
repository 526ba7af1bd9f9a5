//! The site's own internal-server-error page.

use crate::language::t;
use yew::prelude::*;

/// Says that the fault is ours, and lets the person try again. The request's id, where there is one, leads operators to the
/// lines of the log.
pub fn server_error(request_id: &str, try_again: Callback<MouseEvent>) -> Html {
    html! {
        <section class="card trouble" role="alert">
            <p class="code" aria-hidden="true">{"500"}</p>
            <h1>{t("Internal server error")}</h1>
            <p>{t("Something broke at our end, not at yours. What you entered is still there.")}</p>
            if !request_id.is_empty() {
                <p class="note">{t("Request")}{" "}<code>{request_id}</code></p>
            }
            <p class="actions"><button class="button" onclick={try_again}>{t("Try again")}</button></p>
        </section>
    }
}
