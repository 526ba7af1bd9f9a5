//! The words of the app in the person's language. The English text is the key: it stands in the source where it is
//! used, and costs the download nothing more. Every other language is a file of its own, loaded by those who want it.

use js_sys::Intl::PluralRules;
use js_sys::{Array, Object};
use std::cell::RefCell;
use std::collections::BTreeMap;
use yew::AttrValue;

/// The languages, each with its own name for itself. English needs no file.
pub const LANGUAGES: [(&str, &str); 2] = [("en", "English"), ("de", "Deutsch")];

/// A language's texts, by the English ones. A text that counts something has another key for each form that the
/// language has beside the general one, such as `{} new|one`.
pub type Texts = BTreeMap<String, String>;

thread_local! {
    static TEXTS: RefCell<Texts> = const { RefCell::new(Texts::new()) };
    static LANGUAGE: RefCell<&'static str> = const { RefCell::new("en") };
}

/// The text that stands in the source, in the person's language.
pub fn t(text: &'static str) -> AttrValue {
    find(text).map_or(AttrValue::Static(text), AttrValue::from)
}

/// A text that stands in a table, for [`t`] to say.
pub const fn text(text: &'static str) -> &'static str {
    text
}

/// A text that comes from the server or from `common`, in the person's language.
pub fn told(text: &str) -> AttrValue {
    find(text).unwrap_or_else(|| text.to_owned()).into()
}

/// A text with something put in the place of `{}`.
pub fn fill(text: &'static str, value: &str) -> AttrValue {
    t(text).replace("{}", value).into()
}

/// A text about a number, which takes the place of `{}`; `one` is the English singular.
pub fn plural(one: &'static str, other: &'static str, number: i64) -> AttrValue {
    let form = form(number);
    let text = match find(&format!("{other}|{form}")).or_else(|| find(other)) {
        Some(text) => text,
        None => if form == "one" { one } else { other }.to_owned(),
    };
    text.replace("{}", &count(number)).into()
}

/// A number with its separators, such as `9,458`.
pub fn count(count: i64) -> String {
    js_sys::Number::from(count as f64).to_locale_string(language()).into()
}

/// The language in use.
pub fn language() -> &'static str {
    LANGUAGE.with_borrow(|language| *language)
}

/// The language that the person chose, if any, or else the first of the browser's that there is.
pub fn preferred(chosen: Option<String>) -> &'static str {
    let spoken = web_sys::window().map(|window| window.navigator().languages()).unwrap_or_default();
    let spoken = spoken.iter().filter_map(|language| language.as_string());
    chosen.into_iter().chain(spoken).find_map(|wanted| known(&wanted)).unwrap_or("en")
}

/// `de-AT` is German too.
fn known(wanted: &str) -> Option<&'static str> {
    let wanted = wanted.split('-').next().unwrap_or_default();
    LANGUAGES.iter().map(|(code, _)| *code).find(|code| *code == wanted)
}

/// Speaks a language from here on.
pub fn speak(language: &'static str, texts: Texts) {
    LANGUAGE.set(language);
    TEXTS.set(texts);
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(root) = document.and_then(|document| document.document_element()) {
        // Nothing but the voice of a screen reader depends on it.
        drop(root.set_attribute("lang", language));
    }
}

fn find(text: &str) -> Option<String> {
    TEXTS.with_borrow(|texts| texts.get(text).cloned())
}

/// The form that a number takes: `one`, `few`, `other` …
fn form(number: i64) -> String {
    let locales = Array::of1(&language().into());
    let rules = PluralRules::new(&locales, &Object::new());
    rules.select(number as f64).into()
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_text_without_a_translation_stays_english() {
        speak("de", Texts::from([("Home".into(), "Startseite".into())]));
        assert_eq!((t("Home").as_str(), t("Search").as_str()), ("Startseite", "Search"));
        speak("en", Texts::new());
        assert_eq!(t("Home").as_str(), "Home");
    }

    #[wasm_bindgen_test]
    fn a_number_is_written_and_counted_as_the_language_does() {
        let say = |number| plural("One new", "{} new", number).to_string();
        assert_eq!([say(1), say(9458)], ["One new", "9,458 new"]);
        let texts = [("{} new", "{} neue"), ("{} new|one", "Eine neue Person")];
        speak("de", texts.into_iter().map(|(key, text)| (key.into(), text.into())).collect());
        assert_eq!([say(1), say(9458)], ["Eine neue Person", "9.458 neue"]);
        speak("en", Texts::new());
    }

    #[wasm_bindgen_test]
    fn a_language_of_a_country_is_that_language() {
        assert_eq!([known("de-AT"), known("en"), known("tlh")], [Some("de"), Some("en"), None]);
    }
}
