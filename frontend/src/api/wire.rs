//! What goes over the wire, as `common` describes it.

use common::envelope::{Credentials, Envelope, Signed};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use uuid::Uuid;

/// A request in its envelope, and whose call it is.
pub fn write<T: Serialize>(request: &T, viewer: Option<Uuid>) -> String {
    let credentials = Credentials { token: None, user_id: viewer.map(|id| id.to_string()) };
    let envelope = Envelope { payload: Signed { request, credentials: &credentials } };
    // Our own requests can be written; anything else the server would refuse.
    serde_json::to_string(&envelope).unwrap_or_default()
}

/// What an envelope holds; `None` where it holds something else.
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    // Opened without regard to what it holds, so that the code for that is in the download once.
    let Envelope { payload } = serde_json::from_str::<Envelope<&RawValue>>(text).ok()?;
    serde_json::from_str(payload.get()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use common::accounts::sessions::Logout;
    use common::features::Features;
    use common::graph::follows::Follow;
    use common::{Done, Failure};
    use serde_json::{Value, json};

    fn sent(request: &impl Serialize, viewer: Option<Uuid>) -> Value {
        serde_json::from_str(&write(request, viewer)).expect("an envelope")
    }

    #[test]
    fn a_request_is_sent_with_the_id_of_who_sends_it() {
        let follow = Follow { user: "a \"}{".into() };
        assert_eq!(sent(&follow, None), json!({"payload": {"user": "a \"}{"}}));
        let signed = json!({"payload": {"user": "a \"}{", "user_id": Uuid::nil()}});
        assert_eq!(sent(&follow, Some(Uuid::nil())), signed);
        assert_eq!(sent(&Logout {}, None), json!({"payload": {}}));
        assert_eq!(sent(&Logout {}, Some(Uuid::nil())), json!({"payload": {"user_id": Uuid::nil()}}));
    }

    #[test]
    fn what_is_no_envelope_tells_nothing() {
        for text in ["", "[]", "null", "7", "{", r#"{"success":true}"#, r#"{"payload":{"success":true}}"#] {
            assert_eq!(read::<Done>(text), None, "{text}");
        }
    }

    #[test]
    fn a_failure_is_never_read_as_a_success() {
        let payload = r#"{"success":false,"error_code":null,"error_message":"no","message":"x","google":true,"mail":true}"#;
        let failure = format!(r#"{{"payload":{payload}}}"#);
        assert_eq!(read::<Done>(&failure), None);
        assert_eq!(read::<Features>(&failure), None);
        assert!(read::<Failure>(&failure).is_some_and(|failure| !failure.success));
    }
}
