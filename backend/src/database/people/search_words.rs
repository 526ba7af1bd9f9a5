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
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The words of the username and the name, each after a space, and as often as either has it.
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
        let mut ranked = places.keys().map(|word| (word.clone(), placed)).collect::<BTreeMap<_, _>>();
        let handle_rank = if handle.len() == 1 { whole } else { named };
        ranked.extend(names.keys().map(|word| (word.clone(), named)));
        ranked.extend(handle.keys().map(|word| (word.clone(), handle_rank)));
        for (word, times) in handle {
            let known = names.entry(word).or_default();
            *known = times.max(*known);
        }
        Self { names: line(&names), places: line(&places), words: ranked }
    }
}

fn line(words: &Words) -> String {
    words.iter().map(|(word, times)| format!(" {word}").repeat(*times)).collect()
}

/// What is typed into a search: each word has to begin a word of its own, of all that the person has. No words at all are
/// everybody; `None` is nobody, as nothing that is typed is part of a word.
pub(crate) fn typed(text: &str) -> Option<Vec<String>> {
    let text = text.trim().trim_start_matches(['@', '＠']);
    let words = words(text);
    if words.is_empty() && !text.trim().is_empty() {
        return None;
    }
    Some(words.into_iter().flat_map(|(word, times)| vec![word; times]).collect())
}

/// What a line of words is like where each word typed begins a word of its own there. Two words that both begin one word begin each
/// other as well. So there is a word for each as soon as, for any of them, as many words begin with it there as among those
/// typed (Hall's theorem). A word has no character that means something else in a pattern.
pub(crate) fn patterns(typed: &[String]) -> Vec<String> {
    let words = typed.iter().collect::<BTreeSet<_>>();
    let times = |word: &str| typed.iter().filter(|one| one.starts_with(word)).count();
    words.into_iter().map(|word| format!("%{}", format!(" {word}%").repeat(times(word)))).collect()
}

/// Of words typed the one that the fewest people are likely to have.
pub(crate) fn rarest(typed: &[String]) -> Option<&str> {
    typed.iter().map(String::as_str).max_by_key(|word| word.chars().count())
}

/// Words, and how often each is there.
type Words = BTreeMap<String, usize>;

/// The words of a text, split at whatever is neither a letter nor a digit.
fn words(text: &str) -> Words {
    let mut words = Words::new();
    for word in fold(text).split(|c: char| !is_part_of_word(c)).filter(|word| !word.is_empty()) {
        *words.entry(word.chars().take(WORD_MAX).collect()).or_default() += 1;
    }
    words
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
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn joined(text: &str) -> String {
        line(&words(text)).trim_start().to_owned()
    }

    /// As PostgreSQL's `LIKE`, for a pattern that begins and ends with `%`.
    fn is_like(line: &str, pattern: &str) -> bool {
        let mut rest = Some(line);
        for part in pattern.split('%') {
            rest = rest.and_then(|rest| rest.split_once(part)).map(|(_, rest)| rest);
        }
        rest.is_some()
    }

    /// Whether a search finds a text.
    fn finds(searched: &str, text: &str) -> bool {
        let line = line(&words(text));
        typed(searched).is_some_and(|typed| patterns(&typed).iter().all(|pattern| is_like(&line, pattern)))
    }

    /// Whether each word typed has a word of its own, by trying all there are.
    fn has_own_words(typed: &[&str], words: &[&str]) -> bool {
        let Some((first, others)) = typed.split_first() else { return true };
        (0..words.len()).filter(|n| words[*n].starts_with(first)).any(|taken| {
            let left = [&words[..taken], &words[taken + 1..]].concat();
            has_own_words(others, &left)
        })
    }

    #[test]
    fn words_have_neither_case_nor_marks_nor_punctuation() {
        for (text, expected) in [
            ("São Paulo", "paulo sao"),
            ("(Berlin)", "berlin"),
            ("ÅRHUS, Århus; a\u{30a}rhus", "arhus arhus arhus"),
            ("Straße STRASSE", "strasse strasse"),
            ("İstanbul Istanbul ıstanbul", "istanbul istanbul istanbul"),
            ("ΟΔΟΣ οδος οδός", "οδοσ οδοσ οδοσ"),
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
            assert_eq!(joined(text), expected, "{text}");
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
            ("n new newer", "newest new newer", true),
            ("n new newer", "newest newer", false),
            ("x-157-1", "x-157-8", false),
            ("x-157-1", "x-157-18", true),
            ("m m", "Mia Moss", true),
            ("m m", "Mia Frost", false),
            ("duran d", "Duran Duran", true),
            ("duran duran", "Duran", false),
        ] {
            assert_eq!(finds(searched, text), found, "{searched} in {text}");
        }
    }

    #[test]
    fn the_rank_of_a_word_is_its_best() {
        let entry = Entry::of("ada", "Ada King", "King's Lynn");
        assert_eq!((entry.names.as_str(), entry.places.as_str()), (" ada king", " king lynn s"));
        let ranks = [("ada", 0), ("king", 1), ("lynn", 2), ("s", 2)];
        assert_eq!(entry.words, ranks.map(|(word, rank)| (word.to_owned(), rank)).into());
        assert_eq!(Entry::of("ada_king", "", "").words["ada"], 1, "half a username");
        assert_eq!(Entry::of("ada", "Ada Ada King", "").names, " ada ada king", "as often as in the name");
    }

    proptest! {
        #[test]
        fn each_typed_word_has_a_word_of_its_own(typed in vec("[ab]{1,3}", 0..5), there in vec("[ab]{1,3}", 0..6)) {
            let [typed, there] = [&typed, &there].map(|words| words.iter().map(String::as_str).collect::<Vec<_>>());
            prop_assert_eq!(finds(&typed.join(" "), &there.join("-")), has_own_words(&typed, &there));
        }

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
