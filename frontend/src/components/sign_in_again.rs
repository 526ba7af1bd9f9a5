//! Signing in again in the middle of something: over the page, which stays as it is.

use crate::history;
use crate::hooks::use_app;
use crate::language::t;
use crate::pages::login::Login;
use crate::state::app::Action;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// Asks for the password; whoever would rather not goes on as a visitor.
#[component]
pub fn SignInAgain() -> Html {
    let (app, dialog) = (use_app().dispatcher(), use_node_ref());
    use_effect_with((), {
        let dialog = dialog.clone();
        move |()| {
            let dialog = dialog.cast::<HtmlDialogElement>();
            // It is in the document and not yet open: the two reasons to refuse.
            dialog.iter().for_each(|dialog| drop(dialog.show_modal()));
            // Closing, other than mere removal, gives the focus back to where it was.
            move || dialog.iter().for_each(HtmlDialogElement::close)
        }
    });
    let leave = move || {
        app.dispatch(Action::SignedOut);
        history::go(&app, "/");
    };
    let (on_escape, on_leave) = (leave.clone(), leave);
    html! {
        <dialog ref={dialog} class="card" aria-label={t("Sign in again")} oncancel={move |_| on_escape()}>
            <Login again={true}/>
            <p class="actions"><button class="quiet" onclick={move |_| on_leave()}>{t("Go on without signing in")}</button></p>
        </dialog>
    }
}
