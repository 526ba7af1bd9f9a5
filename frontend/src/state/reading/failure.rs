//! What tells that something is done, or why it is not.

use super::{Object, Read, text};
use common::second_factors::{Method, SecondFactor};
use common::{Done, Failure};

impl Read for Done {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self { success: object.success()?, message: object.text("message")? })
    }
}

impl Read for Failure {
    fn read(object: &Object<'_>) -> Option<Self> {
        let fields = object.field("fields").and_then(Object::of).map(|fields| fields.0).unwrap_or_default();
        Some(Self {
            success: object.is("success"),
            error_code: object.number("error_code"),
            error_message: object.text("error_message")?,
            fields: fields
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), text(value.get())?)))
                .collect(),
            second_factor: object.inner("second_factor"),
        })
    }
}

impl Read for SecondFactor {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self {
            ticket: object.text("ticket")?,
            methods: object.list("methods", method)?.into_iter().flatten().collect(),
        })
    }
}

/// One that this app does not know is of no use to it.
fn method(text: &str) -> Option<Option<Method>> {
    Some(match text {
        r#""authenticator""# => Some(Method::Authenticator),
        r#""recovery_code""# => Some(Method::RecoveryCode),
        r#""passkey""# => Some(Method::Passkey),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::super::tests::{is_read, words};
    use super::*;
    use common::features::Features;

    #[test]
    fn failures_are_read_as_they_are_written() {
        is_read(Done::new(&words()));
        let methods = vec![Method::Authenticator, Method::RecoveryCode, Method::Passkey];
        let second_factor = Some(SecondFactor { ticket: words(), methods });
        let fields = [("Username".to_owned(), words())].into();
        is_read(Failure { error_message: words(), error_code: Some(401), ..Failure::default() });
        is_read(Failure { second_factor, fields, ..Failure::default() });
    }

    #[test]
    fn a_failure_is_never_read_as_a_success() {
        let failure =
            r#"{"success":false,"error_code":null,"error_message":"no","message":"x","google":true}"#;
        assert_eq!(read::<Done>(failure), None);
        assert_eq!(read::<Features>(failure), None);
        assert!(read::<Failure>(failure).is_some_and(|failure| !failure.success));
    }

    #[test]
    fn a_way_past_the_password_that_is_not_known_here_is_left_out() {
        let told = r#"{"ticket":"t","methods":["authenticator","voice"]}"#;
        let methods = read::<SecondFactor>(told).map(|second| second.methods);
        assert_eq!(methods, Some(vec![Method::Authenticator]));
    }
}
