//! Blanks around what is typed, such as a phone's keyboard adds. They are taken off each text of a request, passwords excepted.

use serde::{Deserialize, Deserializer};

/// A text without the blanks around it, be they ones that show or not.
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// White space of every kind, and what shows as nothing. Variation selectors stay: they belong to the letter before them.
fn is_blank(c: char) -> bool {
    let is_unseen = matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{2800}');
    is_unseen || c.is_whitespace()
}

/// Reads a text, and takes the blanks off: for `#[serde(deserialize_with)]`.
pub(crate) fn trimmed<'de, D: Deserializer<'de>, T: Trim + Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::deserialize(deserializer).map(T::trimmed)
}

/// A text, or one that may be left out.
pub(crate) trait Trim {
    fn trimmed(self) -> Self;
}

impl Trim for String {
    fn trimmed(self) -> Self {
        trim(&self).to_owned()
    }
}

impl Trim for Option<String> {
    fn trimmed(self) -> Self {
        self.map(String::trimmed)
    }
}
