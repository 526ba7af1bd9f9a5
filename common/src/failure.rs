//! What every failed call answers with.

use crate::Code;
use crate::accounts::second_factors::SecondFactor;
use garde::Validate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is wrong with each form field, under the field's wire spelling.
pub type Fields = BTreeMap<String, String>;

/// The payload of a failure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Always `false`.
    pub success: bool,
    /// `None` where the person can mend the input, else the HTTP status.
    pub error_code: Option<u16>,
    /// Why, for programs. The browser app does not look at it, and to read the names of all would make its download larger.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", serde(skip_deserializing))]
    pub code: Code,
    /// One sentence in plain words.
    pub error_message: String,
    /// Which fields are at fault, where any is.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub fields: Fields,
    /// Where a login lacks only this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_factor: Option<SecondFactor>,
}

/// Checks input by its rules; `Err` holds the first complaint about each field.
pub fn check<T: Validate<Context = ()>>(input: &T) -> Result<(), Fields> {
    input.validate().map_err(|report| {
        let mut fields = Fields::new();
        for (path, error) in report.iter() {
            fields.entry(wire_name(&path.to_string())).or_insert_with(|| error.message().to_owned());
        }
        fields
    })
}

/// The contract capitalises three field names; all others are spelled as in Rust.
fn wire_name(field: &str) -> String {
    match field {
        "username" => "Username",
        "email_id" => "Email_id",
        "password" => "Password",
        other => other,
    }
    .to_owned()
}
