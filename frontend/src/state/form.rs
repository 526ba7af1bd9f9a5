//! What is typed into a form, and what is wrong with it.

use crate::language::{fill, t};
use common::{Fields, blanks, rules};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use yew::{AttrValue, Reducible};

/// What is typed, by the names that the contract gives to fields.
pub type Values = BTreeMap<&'static str, String>;

/// The rules that a field must keep before it is sent; the server applies the same ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rule {
    /// Anything is sent: only the server knows whether it is right.
    #[default]
    None,
    /// A new username.
    Username,
    /// An e-mail address.
    Email,
    /// A new password.
    Password,
    /// The name of a person or a thing.
    Name,
}

impl Rule {
    /// What is wrong with a value, beside the others of its form.
    fn complaint(self, value: &str, values: &Values, password_min: u32) -> Option<String> {
        let other = |name| blanks::trim(values.get(name).map(String::as_str).unwrap_or_default());
        // As the server does, which takes blanks off everything but passwords.
        let value = if self == Self::Password { value } else { blanks::trim(value) };
        let checked = match self {
            Self::None => Ok(()),
            Self::Username => rules::username(value, &()),
            Self::Email => rules::email(value, &()),
            Self::Name => rules::name(value, &()),
            Self::Password if value.chars().count() < password_min as usize => {
                let words = fill("The password must have {} to 256 characters.", &password_min.to_string());
                return Some(words.to_string());
            }
            // What is left empty is no name that the password could be the same as.
            Self::Password => rules::password(other("Username"), other("Email_id"))(value, &()),
        };
        checked.err().map(|complaint| complaint.message().to_owned())
    }
}

/// What is wrong with each of the fields, where a new password has so many characters at the least.
pub fn wrong(
    fields: impl Iterator<Item = (&'static str, Rule)>,
    values: &Values,
    password_min: u32,
) -> Fields {
    let value = |name| values.get(name).map(String::as_str).unwrap_or_default();
    let complaint = |(name, rule): (&'static str, Rule)| {
        Some((name.to_owned(), rule.complaint(value(name), values, password_min)?))
    };
    fields.filter_map(complaint).collect()
}

/// What is typed into a field; nothing where there is none of that name.
pub fn value(values: &Values, name: &str) -> String {
    values.get(name).cloned().unwrap_or_default()
}

/// How well a password that keeps the rules would stand up to guessing, in plain words.
pub fn strength(password: &str) -> AttrValue {
    let different = password.chars().collect::<BTreeSet<_>>().len();
    match password.chars().count() {
        _ if different < 5 => t("Easy to guess: it repeats itself."),
        16.. => t("Strong."),
        12.. => t("Good. Longer is stronger."),
        _ => t("Long enough. A few words in a row are stronger."),
    }
}

/// A form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// What is typed.
    pub values: Values,
    /// The call is under way.
    pub pending: bool,
    /// What is wrong with each field.
    pub fields: Fields,
    /// What is wrong as a whole.
    pub complaint: String,
    /// Seconds until it is worth trying again.
    pub wait: u32,
    /// How often it was sent.
    pub tries: u32,
    /// What the server said when all went well.
    pub done: Option<String>,
}

/// What can happen to it.
pub enum Action {
    /// Something is typed into a field. Each change is applied to what is there by then: a browser that fills in several
    /// fields at once loses none.
    Type(&'static str, String),
    /// The call begins.
    Send,
    /// The call, or a rule before it, refused; and for how many seconds it is no use to try again.
    Refuse(Fields, String, u32),
    /// The call succeeded, and the server said so much.
    Done(String),
}

impl Reducible for Form {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut form = (*self).clone();
        match action {
            Action::Type(name, text) => drop(form.values.insert(name, text)),
            Action::Send => {
                form = Self { values: form.values, pending: true, tries: form.tries + 1, ..Self::default() };
            }
            Action::Refuse(fields, complaint, wait) => {
                (form.pending, form.fields, form.complaint, form.wait) = (false, fields, complaint, wait);
            }
            Action::Done(message) => (form.pending, form.done) = (false, Some(message)),
        }
        form.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use common::accounts::account;
    use common::failure;
    use serde_json::json;

    fn after(actions: impl IntoIterator<Item = Action>) -> Form {
        let form = actions.into_iter().fold(Rc::<Form>::default(), Reducible::reduce);
        (*form).clone()
    }

    #[test]
    fn fields_filled_in_at_once_are_all_kept() {
        let form = after([Action::Type("Username", "ada".into()), Action::Type("Password", "secret".into())]);
        assert_eq!((form.values["Username"].as_str(), form.values["Password"].as_str()), ("ada", "secret"));
    }

    #[test]
    fn a_refusal_keeps_the_input_and_stands_at_its_field() {
        let fields = Fields::from([("Username".to_owned(), "taken".to_owned())]);
        let form = after([
            Action::Type("Username", "ada".into()),
            Action::Send,
            Action::Refuse(fields.clone(), "taken".into(), 3),
        ]);
        assert_eq!((form.values["Username"].as_str(), form.pending, form.wait), ("ada", false, 3));
        assert_eq!(form.fields, fields);
    }

    #[test]
    fn sending_clears_old_complaints() {
        let form = after([Action::Refuse(Fields::new(), "no".into(), 9), Action::Send]);
        assert_eq!((form.pending, form.complaint.as_str(), form.wait, form.tries), (true, "", 0, 1));
    }

    #[test]
    fn the_form_says_what_the_server_would() {
        let inputs = [("Username", Rule::Username), ("Email_id", Rule::Email), ("Password", Rule::Password)];
        for [username, email_id, password] in [
            ["ada", "ada@example.org", "correct horse"],
            ["a", "ada", "short"],
            ["a b", "ada@example.org", "ada@example.org"],
            ["Long-enough", "", "long-enough"],
            ["ada\u{200b} ", "\u{a0}ada@example.org ", " eight  "],
            [" Long-enough", " x@example.123", "long-enough"],
            ["ada", "ada..b@example.org", "correct horse"],
        ] {
            let typed = inputs.iter().zip([username, email_id, password]);
            let typed: Values = typed.map(|((name, _), value)| (*name, value.to_owned())).collect();
            let sent = json!({"Username": username, "Email_id": email_id, "Password": password});
            let wanted = serde_json::from_value::<account::Register>(sent).expect("a request");
            let server = failure::check(&wanted).err().unwrap_or_default();
            assert_eq!(wrong(inputs.into_iter(), &typed, 8), server, "{wanted:?}");
        }
    }

    #[test]
    fn a_site_may_ask_for_longer_passwords() {
        let complaint = |password: &str| {
            let typed = Values::from([("Password", password.to_owned())]);
            wrong([("Password", Rule::Password)].into_iter(), &typed, 15).remove("Password")
        };
        assert_eq!(complaint("fifteen letters"), None);
        for short in ["fourteen chars", "short"] {
            assert_eq!(complaint(short).as_deref(), Some("The password must have 15 to 256 characters."));
        }
    }

    #[test]
    fn what_is_typed_is_found_by_its_name() {
        let typed = Values::from([("name", "a \"}{".to_owned())]);
        assert_eq!(["name", "about"].map(|name| value(&typed, name)), ["a \"}{", ""]);
    }

    #[test]
    fn a_long_password_is_called_strong_unless_it_repeats_itself() {
        let words = ["abcdabcdabcdabcdabcd", "abcdeabcde", "abcdefghijkl", "correct horse battery"];
        assert_eq!(words.map(|password| strength(password).chars().next()), ['E', 'L', 'G', 'S'].map(Some));
    }
}
