//! Numbers as English writes them, like the rest of the app.

/// A count with its separators, such as `9,458`.
pub fn count(count: i64) -> String {
    js_sys::Number::from(count as f64).to_locale_string("en").into()
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn thousands_are_separated() {
        assert_eq!([count(0), count(999), count(9_458)], ["0", "999", "9,458"]);
    }
}
