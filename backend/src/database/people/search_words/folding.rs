//! Characters as a search compares them.

use icu_casemap::CaseMapper;
use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::CodePointMapData;
use icu_properties::props::{CanonicalCombiningClass, GeneralCategory, GeneralCategoryGroup};

/// Vowel signs of the scripts of India are marks to Unicode, and letters to their readers.
pub(super) fn is_part_of_word(c: char) -> bool {
    c.is_alphanumeric()
}

/// Decomposes a text by compatibility (NFKD), folds its case, and leaves out marks and what is not seen. It is decomposed on both
/// sides of the folding, as either may make work for the other.
pub(super) fn fold(text: &str) -> String {
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
