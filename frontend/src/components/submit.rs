//! The button that sends a form.

use super::notice::again_in;
use crate::hooks::use_countdown;
use yew::prelude::*;

/// What the button says, and what holds it back.
#[derive(PartialEq, Properties)]
pub struct SubmitProps {
    /// What it does.
    pub label: AttrValue,
    /// What it says meanwhile.
    pub busy: AttrValue,
    /// The call is under way.
    pub pending: bool,
    /// Seconds for which the server wants no more tries.
    pub wait: u32,
    /// How often the form was sent.
    pub tries: u32,
}

/// Counts down while it is no use to try again.
#[component]
pub fn Submit(props: &SubmitProps) -> Html {
    let left = use_countdown(props.wait, props.tries);
    let words = match left {
        0 if props.pending => props.busy.clone(),
        0 => props.label.clone(),
        left => again_in(left),
    };
    html! { <button class="button" disabled={props.pending || left > 0}>{words}</button> }
}
