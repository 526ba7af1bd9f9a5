//! On which line of a file a record begins.

use csv::StringRecord;

/// What some programs begin a text with; no part of it.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Counts lines of a text, however they end, for records in their order. The reader's own count leaves out the blank lines before a
/// record, and lines that end in CR.
pub(super) struct Lines<T> {
    text: T,
    at: usize,
    number: usize,
}

impl<T: AsRef<[u8]>> Lines<T> {
    pub(crate) fn of(text: T) -> Self {
        let at = if text.as_ref().starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        Self { text, at, number: 1 }
    }

    /// The line on which a record begins, from 1.
    pub(crate) fn number(&mut self, record: &StringRecord) -> usize {
        let bytes = self.text.as_ref();
        let start = record.position().and_then(|at| usize::try_from(at.byte()).ok());
        let start = start.unwrap_or_default().max(self.at);
        let rest = bytes.get(start..).unwrap_or_default();
        let start = start + rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = bytes.get(self.at..start).unwrap_or_default();
        let ends = passed.iter().enumerate().filter(|(place, byte)| match byte {
            b'\r' => passed.get(place + 1) != Some(&b'\n'),
            b'\n' => true,
            _ => false,
        });
        self.number += ends.count();
        self.at = start;
        self.number
    }
}
