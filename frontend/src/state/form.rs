//! What is typed into a form, and what is wrong with it.

use common::Fields;
use std::rc::Rc;
use yew::{Callback, Reducible, UseReducerHandle};

/// A form that sends a `T`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form<T> {
    /// What is typed.
    pub input: T,
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
pub enum Action<T> {
    /// Something is typed. Each change is applied to what is there by then: a browser that fills in several fields
    /// at once loses none.
    Type(fn(&mut T, String), String),
    /// The call begins.
    Send,
    /// The call, or a rule before it, refused; and for how many seconds it is no use to try again.
    Refuse(Fields, String, u32),
    /// The call succeeded.
    Done,
}

impl<T: Clone> Reducible for Form<T> {
    type Action = Action<T>;

    fn reduce(self: Rc<Self>, action: Action<T>) -> Rc<Self> {
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
pub fn typing<T: Clone + 'static>(
    form: &UseReducerHandle<Form<T>>,
    put: fn(&mut T, String),
) -> Callback<String> {
    let form = form.dispatcher();
    Callback::from(move |text| form.dispatch(Action::Type(put, text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Pair = (String, String);

    fn after(actions: impl IntoIterator<Item = Action<Pair>>) -> Form<Pair> {
        let form = actions.into_iter().fold(Rc::<Form<Pair>>::default(), Reducible::reduce);
        (*form).clone()
    }

    #[test]
    fn fields_filled_in_at_once_are_all_kept() {
        let form = after([
            Action::Type(|pair: &mut Pair, text| pair.0 = text, "ada".into()),
            Action::Type(|pair: &mut Pair, text| pair.1 = text, "secret".into()),
        ]);
        assert_eq!(form.input, ("ada".into(), "secret".into()));
    }

    #[test]
    fn a_refusal_keeps_the_input_and_stands_at_its_field() {
        let fields = Fields::from([("Username".to_owned(), "taken".to_owned())]);
        let form = after([
            Action::Type(|pair: &mut Pair, text| pair.0 = text, "ada".into()),
            Action::Send,
            Action::Refuse(fields.clone(), "taken".into(), 0),
        ]);
        assert_eq!((form.input.0.as_str(), form.pending, form.complaint.as_str()), ("ada", false, ""));
        assert_eq!(form.fields, fields);
    }

    #[test]
    fn sending_clears_old_complaints() {
        let form = after([Action::Refuse(Fields::new(), "no".into(), 0), Action::Send]);
        assert_eq!((form.pending, form.complaint.as_str()), (true, ""));
    }
}
