//! A labelled input with what is wrong with it.

use crate::language::{t, text};
use crate::state::form::Rule;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// One field of a form.
#[derive(Clone, Copy, PartialEq)]
pub struct Input {
    /// As the contract spells it.
    pub name: &'static str,
    /// Shown above it.
    pub label: &'static str,
    /// The kind of input; one of many lines where it is `textarea`.
    pub kind: &'static str,
    /// What the browser may fill in.
    pub autocomplete: &'static str,
    /// How to fill it in.
    pub hint: &'static str,
    /// What it must keep to before it is sent.
    pub rule: Rule,
}

impl Input {
    /// The password so far.
    pub const PASSWORD: Self =
        Self { kind: "password", ..Self::line("Password", text("Password"), "current-password") };

    /// A password from now on.
    pub const NEW_PASSWORD: Self = Self {
        kind: "password",
        rule: Rule::Password,
        hint: text("At least {} characters of any kind"),
        ..Self::line("Password", text("Password"), "new-password")
    };

    /// A username from now on.
    pub const USERNAME: Self = Self {
        rule: Rule::Username,
        hint: text("2 to 30 letters, digits, and _ . -"),
        ..Self::line("Username", text("Username"), "username")
    };

    /// An e-mail address.
    pub const EMAIL: Self =
        Self { kind: "email", rule: Rule::Email, ..Self::line("Email_id", text("E-mail"), "email") };

    /// A line of any text.
    pub const fn line(name: &'static str, label: &'static str, autocomplete: &'static str) -> Self {
        Self { name, label, kind: "text", autocomplete, hint: "", rule: Rule::None }
    }
}

/// The input, with what is typed, how to fill it in or what is wrong with that, and what takes what is typed.
pub fn field(
    id: String,
    input: &Input,
    value: String,
    hint: AttrValue,
    error: Option<AttrValue>,
    oninput: Callback<InputEvent>,
) -> Html {
    let class = if error.is_some() { "note error" } else { "note" };
    let (invalid, note) = (error.is_some().then_some("true"), error.unwrap_or(hint));
    let note_id = AttrValue::from(format!("{id}-note"));
    let described = (!note.is_empty()).then(|| note_id.clone());
    let (id, name) = (AttrValue::from(id), input.name);
    html! {
        <div class="field">
            <label for={&id}>{t(input.label)}</label>
            if input.kind == "textarea" {
                <textarea {id} {name} {value} rows="4" aria-invalid={invalid} aria-describedby={described} {oninput}/>
            } else {
                <input {id} {name} type={input.kind} {value} autocomplete={input.autocomplete} autocapitalize="none"
                    spellcheck="false" aria-invalid={invalid} aria-describedby={described} {oninput}/>
            }
            <p id={note_id} {class} aria-live="polite">{note}</p>
        </div>
    }
}

/// What is typed into an input; into one of many lines too, which has the same property.
pub fn typed(event: &InputEvent) -> String {
    event.target_unchecked_into::<HtmlInputElement>().value()
}
