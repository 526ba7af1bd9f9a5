//! Lines to be read by programs: an object of JSON each, in which numbers are numbers.

use super::one_line::cut;
use serde_json::{Map, Value};
use std::fmt::{self, Debug};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// Writes an event as an object: `timestamp`, `level`, `target`, `message` and its fields.
pub(super) struct Json;

impl<S, N> FormatEvent<S, N> for Json
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'w> FormatFields<'w> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut timestamp = String::new();
        SystemTime.format_time(&mut Writer::new(&mut timestamp))?;
        let mut members = Members(Map::new());
        event.record(&mut members);
        let metadata = event.metadata();
        let origin = [("level", metadata.level().as_str()), ("target", metadata.target())];
        members.0.extend(
            [("timestamp", timestamp.as_str())]
                .into_iter()
                .chain(origin)
                .map(|(name, value)| (name.to_owned(), value.into())),
        );
        escape(&Value::Object(members.0).to_string(), &mut writer)?;
        writeln!(writer)
    }
}

/// JSON lets stand what a terminal would obey or not show; here it is escaped as well.
fn escape(json: &str, writer: &mut Writer<'_>) -> fmt::Result {
    json.chars().try_for_each(|letter| match letter {
        ' '..='~' => writer.write_char(letter),
        letter if letter.escape_debug().len() == 1 => writer.write_char(letter),
        letter => {
            letter.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(writer, "\\u{unit:04x}"))
        }
    })
}

struct Members(Map<String, Value>);

impl Members {
    fn put(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Members {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, cut(value));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.put(field, cut(&format!("{value:?}")));
    }
}
