//! What a provider answers when a code is to become tokens: read as providers write it, and told without what it holds.

use super::failure::Failure;
use crate::Error;
use openidconnect::core::CoreErrorResponseType;
use openidconnect::{HttpResponse, RequestTokenError, StandardErrorResponse};
use serde_json::{Map, Value};

/// Seconds as a number, where the provider has sent them as a text of digits.
pub(super) fn with_number(mut answer: HttpResponse) -> HttpResponse {
    const FIELD: &str = "expires_in";
    let mut fields = serde_json::from_slice::<Map<String, Value>>(answer.body()).unwrap_or_default();
    let digits =
        fields.get(FIELD).and_then(Value::as_str).filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
    if let Some(Ok(seconds)) = digits.map(str::parse::<u64>) {
        fields.insert(FIELD.to_owned(), seconds.into());
        *answer.body_mut() = Value::Object(fields).to_string().into_bytes();
    }
    answer
}

/// Why there are no tokens. The provider does answer where it refuses, and where its ID token cannot be read.
pub(crate) fn failure(
    error: RequestTokenError<Failure, StandardErrorResponse<CoreErrorResponseType>>,
) -> Error {
    match error {
        // The words that come with it may repeat the code.
        RequestTokenError::ServerResponse(refusal) => {
            Error::unidentified(format!("the provider refuses: {}", refusal.error()))
        }
        // What cannot be read may be a token.
        RequestTokenError::Parse(error, body) => {
            let cause = format!("the provider's answer cannot be read, at {}", error.path());
            let fields = serde_json::from_slice::<Map<String, Value>>(&body);
            match fields.is_ok_and(|fields| fields.contains_key("id_token")) {
                true => Error::unidentified(cause),
                false => Error::away(cause),
            }
        }
        error => Error::away(error),
    }
}
