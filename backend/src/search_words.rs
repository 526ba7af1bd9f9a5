//! Text as a search compares it: words without case, marks and punctuation. It is made here and not by the database, whose
//! locale would decide what it finds.

use icu_casemap::CaseMapper;
use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::CodePointMapData;
use icu_properties::props::{CanonicalCombiningClass, GeneralCategory, GeneralCategoryGroup};
use std::collections::{BTreeMap, BTreeSet};

/// Characters of a word that are compared: a whole word nearly always, and few enough for an index.
const WORD_MAX: usize = 50;

/// What a search compares of a person.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The words of the username and the name, each after a space.
    pub(crate) names: String,
    /// The words of the location, likewise.
    pub(crate) places: String,
    /// Each word with the best of its ranks.
    pub(crate) words: BTreeMap<String, i16>,
}

impl Entry {
    /// Ranks of words: one that is the whole username, one of the username or the name, and one of the location alone.
    const RANKS: [i16; 3] = [0, 1, 2];

    pub(crate) fn of(username: &str, name: &str, location: &str) -> Self {
        let [whole, named, placed] = Self::RANKS;
        let (handle, mut names, places) = (words(username), words(name), words(location));
        let mut ranked = places.iter().map(|word| (word.clone(), placed)).collect::<BTreeMap<_, _>>();
        let handle_rank = if handle.len() == 1 { whole } else { named };
        ranked.extend(names.iter().map(|word| (word.clone(), named)));
        ranked.extend(handle.iter().map(|word| (word.clone(), handle_rank)));
        names.extend(handle);
        Self { names: line(&names), places: line(&places), words: ranked }
    }
}

fn line(words: &BTreeSet<String>) -> String {
    words.iter().flat_map(|word| [" ", word]).collect()
}

/// What is typed into a search: each word has to begin one of the person's words. None at all is everybody; `None` is nobody, as
/// nothing that is typed is part of a word.
pub(crate) fn typed(text: &str) -> Option<Vec<String>> {
    let text = text.trim().trim_start_matches(['@', '＠']);
    let words = words(text);
    if words.is_empty() && !text.trim().is_empty() {
        return None;
    }
    // In their order, a word that begins another one stands right before one that it begins.
    let next = words.iter().skip(1).map(Some).chain([None]);
    let needed =
        words.iter().zip(next).filter(|(word, next)| !next.is_some_and(|next| next.starts_with(*word)));
    Some(needed.map(|(word, _)| word.clone()).collect())
}

/// The words of a text, split at whatever is neither a letter nor a digit.
fn words(text: &str) -> BTreeSet<String> {
    let folded = fold(text);
    let words = folded.split(|c: char| !is_part_of_word(c)).map(|word| word.chars().take(WORD_MAX).collect());
    words.filter(|word: &String| !word.is_empty()).collect()
}

/// Vowel signs of the scripts of India are marks to Unicode, and letters to their readers.
fn is_part_of_word(c: char) -> bool {
    c.is_alphanumeric()
}

/// Decomposes a text by compatibility (NFKD), folds its case, and leaves out marks and what is not seen. It is decomposed on both
/// sides of the folding, as either may make work for the other.
fn fold(text: &str) -> String {
    let decomposer = DecomposingNormalizerBorrowed::new_nfkd();
    let text = decomposer.normalize(text);
    let text = CaseMapper::new().fold_string(&text).into_owned();
    let text = decomposer.normalize(&text).into_owned();
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_left_out(*c)) {
        match undecomposed(c) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(c),
        }
    }
    folded
}

/// Marks that combine with a letter, and characters that only format.
fn is_left_out(c: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    if category == GeneralCategory::Format {
        return true;
    }
    let class = CodePointMapData::<CanonicalCombiningClass>::new().get(c);
    GeneralCategoryGroup::Mark.contains(category)
        && (class != CanonicalCombiningClass::NotReordered || !is_part_of_word(c))
}

/// Latin letters that Unicode does not decompose, as people type them who do not have them on their keyboards.
fn undecomposed(c: char) -> Option<&'static str> {
    Some(match c {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'ı' => "i",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn joined(text: &str) -> String {
        words(text).into_iter().collect::<Vec<_>>().join(" ")
    }

    /// Whether a search finds a text, word by word.
    fn finds(searched: &str, text: &str) -> bool {
        let there = words(text);
        typed(searched)
            .is_some_and(|words| words.iter().all(|word| there.iter().any(|one| one.starts_with(word))))
    }

    #[test]
    fn words_have_neither_case_nor_marks_nor_punctuation() {
        for (text, expected) in [
            ("São Paulo", "paulo sao"),
            ("(Berlin)", "berlin"),
            ("ÅRHUS, Århus; a\u{30a}rhus", "arhus"),
            ("Straße STRASSE", "strasse"),
            ("İstanbul Istanbul ıstanbul", "istanbul"),
            ("ΟΔΟΣ οδος οδός", "οδοσ"),
            ("Ｆｕｌｌ　Ｗｉｄｔｈ", "full width"),
            ("Łódź Kraków", "krakow lodz"),
            ("København Ærø", "aero kobenhavn"),
            ("ada_lovelace-1815.x", "1815 ada lovelace x"),
            ("so\u{ad}ft\u{200b}ly \u{202e}x", "softly x"),
            ("ﬁne №5 Ⅷ ½", "1 2 fine no5 viii"),
            ("محمّد", "محمد"),
            ("東京タワー", "東京タワー"),
            ("ガ", "カ"),
            ("❤️ 🚀 -- _ %", ""),
            ("दिल्ली", "दिलली"),
        ] {
            let expected = expected.split(' ').map(|word| word.to_owned()).collect::<BTreeSet<_>>();
            assert_eq!(joined(text), expected.into_iter().collect::<Vec<_>>().join(" "), "{text}");
        }
    }

    #[test]
    fn each_typed_word_begins_a_word() {
        for (searched, text, found) in [
            ("sao", "São Paulo", true),
            ("SÃO P", "São Paulo", true),
            ("new yo", "New York", true),
            ("york new", "New York", true),
            ("ork", "New York", false),
            ("new x", "New York", false),
            ("@Demo", "demo", true),
            ("＠demo", "demo", true),
            (" @ ", "anybody", true),
            ("서", "서울", true),
            ("東", "東京", true),
            ("", "anybody", true),
            ("%", "100% %a", false),
            ("🚀", "🚀", false),
        ] {
            assert_eq!(finds(searched, text), found, "{searched} in {text}");
        }
        assert_eq!(
            typed("n new newer ne"),
            Some(vec!["newer".to_owned()]),
            "one word implies those that begin it"
        );
    }

    #[test]
    fn the_rank_of_a_word_is_its_best() {
        let entry = Entry::of("ada", "Ada King", "King's Lynn");
        assert_eq!((entry.names.as_str(), entry.places.as_str()), (" ada king", " king lynn s"));
        let ranks = [("ada", 0), ("king", 1), ("lynn", 2), ("s", 2)];
        assert_eq!(entry.words, ranks.map(|(word, rank)| (word.to_owned(), rank)).into());
        assert_eq!(Entry::of("ada_king", "", "").words["ada"], 1, "half a username");
    }

    proptest! {
        #[test]
        fn words_are_words_of_themselves(text in "\\PC{0,30}") {
            let once = joined(&text);
            prop_assert_eq!(joined(&once), once);
        }

        #[test]
        fn case_and_what_stands_around_a_word_change_nothing(text in "\\PC{0,20}") {
            for spelling in [text.to_uppercase(), text.to_lowercase(), format!("({text}) -")] {
                prop_assert_eq!(joined(&spelling), joined(&text), "{}", spelling);
            }
        }

        #[test]
        fn the_beginning_of_a_text_finds_it(text in "\\PC{0,30}", end in 0..30_usize) {
            let beginning = text.chars().take(end).collect::<String>();
            prop_assert!(typed(&beginning).is_none() || finds(&beginning, &text), "{}", beginning);
        }
    }
}
