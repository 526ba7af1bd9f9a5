//! Something that comes over the page and must be answered first; the page stays as it is.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// What it asks, and what becomes of it when it is left without an answer.
#[derive(PartialEq, Properties)]
pub struct DialogProps {
    /// For screen readers.
    pub label: AttrValue,
    /// What leaving it is called.
    pub leave: AttrValue,
    /// Leaves it.
    pub on_leave: Callback<()>,
    /// What it holds.
    pub children: Html,
}

/// The dialog.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let dialog = use_node_ref();
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
    let (on_escape, on_leave) = (props.on_leave.clone(), props.on_leave.clone());
    html! {
        <dialog ref={dialog} class="card" aria-label={&props.label} oncancel={move |_| on_escape.emit(())}>
            {props.children.clone()}
            <p class="actions"><button class="quiet" onclick={move |_| on_leave.emit(())}>{&props.leave}</button></p>
        </dialog>
    }
}
