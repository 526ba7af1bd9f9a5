//! Something to be ticked, with what it means.

use yew::prelude::*;

/// A box, or with others of its name one of several.
pub fn choice(
    kind: &'static str,
    checked: bool,
    words: AttrValue,
    note: AttrValue,
    onchange: Callback<Event>,
) -> Html {
    html! {
        <label class="choice">
            <input type={kind} name="mode" {checked} {onchange}/>
            <span>{words}<span class="note">{note}</span></span>
        </label>
    }
}
