//! Lines to be read by people: the message, and fields as `name=value`.

use super::one_line::{OneLine, cut};
use std::fmt::{self, Debug};
use tracing::field::{Field, Visit};
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::fmt::FormatFields;
use tracing_subscriber::fmt::format::Writer;

/// Writes an event's fields: the message as it is, every other one as `name=value`.
pub(super) struct Fields;

impl<'w> FormatFields<'w> for Fields {
    fn format_fields<R: RecordFields>(&self, writer: Writer<'w>, fields: R) -> fmt::Result {
        let mut written = Written { writer, result: Ok(()), separator: "" };
        fields.record(&mut written);
        written.result
    }
}

struct Written<'w> {
    writer: Writer<'w>,
    result: fmt::Result,
    separator: &'static str,
}

impl Written<'_> {
    /// A value that could pass for more than one is written in quotes, as Rust writes a string.
    fn write(&mut self, field: &Field, value: &str) {
        let separator = std::mem::replace(&mut self.separator, " ");
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'=' | b'\\');
        let shown = cut(value);
        let result = match field.name() {
            "message" => write!(self.writer, "{separator}{}", OneLine(value)),
            name if !shown.is_empty() && shown.bytes().all(is_plain) => {
                write!(self.writer, "{separator}{name}={shown}")
            }
            name => write!(self.writer, "{separator}{name}={shown:?}"),
        };
        self.result = self.result.and(result);
    }
}

impl Visit for Written<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.write(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.write(field, &format!("{value:?}"));
    }
}
