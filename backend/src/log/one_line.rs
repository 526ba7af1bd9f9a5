//! Texts that stay within one line, and are not too long.

use std::fmt::{self, Display};

/// Characters of a value at the most: a longer one comes from a caller, and would only fill the log.
pub(super) const VALUE_MAX: usize = 1000;

/// A value without what is too long.
pub(super) fn cut(value: &str) -> &str {
    value.char_indices().nth(VALUE_MAX).map_or(value, |(end, _)| &value[..end])
}

/// A text in one line: every character that would not show as itself is escaped.
pub struct OneLine<T>(pub T);

impl<T: Display> Display for OneLine<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        cut(&self.0.to_string()).chars().try_for_each(|letter| match letter {
            '"' | '\'' => write!(formatter, "{letter}"),
            letter => write!(formatter, "{}", letter.escape_debug()),
        })
    }
}
