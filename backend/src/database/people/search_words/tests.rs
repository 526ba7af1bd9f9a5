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
