//! Text as a search compares it: words without case, marks and punctuation. It is made here and not by the database, whose
//! locale would decide what it finds.

mod folding;
#[cfg(test)]
mod tests;

use crate::database::people::search_words::folding::{fold, is_part_of_word};
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
