//! A labelled input with what is wrong with it.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// One field of a form.
#[derive(PartialEq, Properties)]
pub struct FieldProps {
    /// Shown above it.
    pub label: AttrValue,
    /// As the contract spells it; also its id.
    pub name: AttrValue,
    /// The kind of input.
    #[prop_or(AttrValue::Static("text"))]
    pub kind: AttrValue,
    /// What the browser may fill in.
    pub autocomplete: AttrValue,
    /// What is typed.
    pub value: AttrValue,
    /// Tells what is typed.
    pub on_input: Callback<String>,
    /// How to fill it in.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What to mend.
    #[prop_or_default]
    pub error: Option<AttrValue>,
}

/// A labelled input.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    let on_input = props.on_input.clone();
    let oninput = move |event: InputEvent| {
        on_input.emit(event.target_unchecked_into::<HtmlInputElement>().value());
    };
    let note = props.error.as_ref().or(props.hint.as_ref());
    let note_id = format!("{}-note", props.name);
    let class = classes!("note", props.error.is_some().then_some("error"));
    html! {
        <div class="field">
            <label for={&props.name}>{&props.label}</label>
            <input id={&props.name} name={&props.name} type={&props.kind} value={&props.value}
                autocomplete={&props.autocomplete} autocapitalize="none" spellcheck="false"
                aria-invalid={props.error.is_some().then_some("true")}
                aria-describedby={note.map(|_| note_id.clone())} {oninput}/>
            <p id={note_id} {class} aria-live="polite">{note.cloned().unwrap_or_default()}</p>
        </div>
    }
}
