//! A labelled input with what is wrong with it.

use crate::language::t;
use crate::state::form::Rule;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// One field of a form.
#[derive(Clone, Default, PartialEq)]
pub struct Input {
    /// As the contract spells it.
    pub name: &'static str,
    /// Shown above it.
    pub label: AttrValue,
    /// The kind of input; a text in one line where it is empty, and one of many lines where it is `textarea`.
    pub kind: &'static str,
    /// What the browser may fill in.
    pub autocomplete: &'static str,
    /// How to fill it in.
    pub hint: AttrValue,
    /// What it holds at first.
    pub value: AttrValue,
    /// What it must keep to before it is sent.
    pub rule: Rule,
}

impl Input {
    /// A line of text.
    pub fn line(name: &'static str, label: AttrValue, autocomplete: &'static str) -> Self {
        Self { name, label, autocomplete, ..Self::default() }
    }

    /// The password so far.
    pub fn password() -> Self {
        Self { kind: "password", ..Self::line("Password", t("Password"), "current-password") }
    }

    /// A password from now on.
    pub fn new_password(name: &'static str, label: AttrValue) -> Self {
        let (rule, hint) = (Rule::Password, t("At least 8 characters of any kind"));
        Self { kind: "password", rule, hint, ..Self::line(name, label, "new-password") }
    }

    /// A username from now on.
    pub fn username() -> Self {
        let (rule, hint) = (Rule::Username, t("2 to 30 letters, digits, and _ . -"));
        Self { rule, hint, ..Self::line("Username", t("Username"), "username") }
    }

    /// An e-mail address.
    pub fn email(label: AttrValue) -> Self {
        Self { kind: "email", rule: Rule::Email, ..Self::line("Email_id", label, "email") }
    }
}

/// The input, with what is typed, what is wrong with that or how else to fill it in, and what takes what is typed.
pub fn field(
    id: String,
    input: &Input,
    value: String,
    error: Option<AttrValue>,
    oninput: Callback<InputEvent>,
) -> Html {
    let class = classes!("note", error.is_some().then_some("error"));
    let (invalid, note) = (error.is_some().then_some("true"), error.unwrap_or(input.hint.clone()));
    let note_id = format!("{id}-note");
    let described = (!note.is_empty()).then(|| note_id.clone());
    let id = AttrValue::from(id);
    html! {
        <div class="field">
            <label for={&id}>{&input.label}</label>
            if input.kind == "textarea" {
                <textarea {id} name={input.name} {value} rows="4" aria-invalid={invalid} aria-describedby={described} {oninput}/>
            } else {
                <input {id} name={input.name} type={if input.kind.is_empty() { "text" } else { input.kind }} {value}
                    autocomplete={input.autocomplete} autocapitalize="none" spellcheck="false"
                    aria-invalid={invalid} aria-describedby={described} {oninput}/>
            }
            <p id={note_id} {class} aria-live="polite">{note}</p>
        </div>
    }
}

/// What is typed into an input; into one of many lines too, which has the same property.
pub fn typed(event: &InputEvent) -> String {
    event.target_unchecked_into::<HtmlInputElement>().value()
}
