//! What is typed into a form, and what is wrong with it.

use common::Fields;
use common::accounts::Register;
use std::rc::Rc;
use yew::{Callback, Reducible, UseReducerHandle};

/// A form that makes an account or signs in to one. One type for both, which is in the download once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// What is typed; to sign in, less of it is needed.
    pub input: Register,
    /// The call is under way.
    pub pending: bool,
    /// What is wrong with each field.
    pub fields: Fields,
    /// What else went wrong.
    pub complaint: String,
    /// Seconds until it is worth trying again.
    pub wait: u32,
    /// How often it was sent.
    pub tries: u32,
}

/// What can happen to it.
pub enum Action {
    /// Something is typed. Each change is applied to what is there by then: a browser that fills in several fields
    /// at once loses none.
    Type(fn(&mut Register, String), String),
    /// The call begins.
    Send,
    /// The call, or a rule before it, refused; and for how many seconds it is no use to try again.
    Refuse(Fields, String, u32),
    /// The call succeeded.
    Done,
}

impl Reducible for Form {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut form = (*self).clone();
        match action {
            Action::Type(put, text) => put(&mut form.input, text),
            Action::Send => {
                (form.pending, form.fields, form.complaint) = (true, Fields::new(), String::new());
                (form.wait, form.tries) = (0, form.tries + 1);
            }
            Action::Refuse(fields, complaint, wait) => {
                // A complaint about fields is shown at the fields.
                form.complaint = if fields.is_empty() { complaint } else { String::new() };
                (form.pending, form.fields, form.wait) = (false, fields, wait);
            }
            Action::Done => form.pending = false,
        }
        form.into()
    }
}

/// Puts what is typed into a field of the form.
pub fn typing(form: &UseReducerHandle<Form>, put: fn(&mut Register, String)) -> Callback<String> {
    let form = form.dispatcher();
    Callback::from(move |text| form.dispatch(Action::Type(put, text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(actions: impl IntoIterator<Item = Action>) -> Form {
        let form = actions.into_iter().fold(Rc::<Form>::default(), Reducible::reduce);
        (*form).clone()
    }

    #[test]
    fn fields_filled_in_at_once_are_all_kept() {
        let form = after([
            Action::Type(|input, text| input.username = text, "ada".into()),
            Action::Type(|input, text| input.password = text, "secret".into()),
        ]);
        assert_eq!((form.input.username.as_str(), form.input.password.as_str()), ("ada", "secret"));
    }

    #[test]
    fn a_refusal_keeps_the_input_and_stands_at_its_field() {
        let fields = Fields::from([("Username".to_owned(), "taken".to_owned())]);
        let form = after([
            Action::Type(|input, text| input.username = text, "ada".into()),
            Action::Send,
            Action::Refuse(fields.clone(), "taken".into(), 0),
        ]);
        assert_eq!((form.input.username.as_str(), form.pending, form.complaint.as_str()), ("ada", false, ""));
        assert_eq!(form.fields, fields);
    }

    #[test]
    fn sending_clears_old_complaints() {
        let form = after([Action::Refuse(Fields::new(), "no".into(), 0), Action::Send]);
        assert_eq!((form.pending, form.complaint.as_str()), (true, ""));
    }
}
