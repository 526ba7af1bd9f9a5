//! Numbers as the reader's language writes them.

/// A count with its separators, such as `9,458`.
pub fn count(count: i64) -> String {
    js_sys::Number::from(count as f64).to_locale_string("en").into()
}
