//! The trace that a request is part of, as its sender says by the header `traceparent` of W3C Trace Context.

use rocket::request::Request;
use std::fmt;

/// The id of a trace: 32 digits, which are not all zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TraceId<'r>(&'r str);

impl<'r> TraceId<'r> {
    /// The trace of a request. A header that says none, or more than one, is passed over: it is not worth an error.
    pub(super) fn of(request: &'r Request<'_>) -> Option<Self> {
        let mut sent = request.headers().get("traceparent");
        let only = sent.next()?;
        sent.next().is_none().then(|| Self::parse(only))?
    }

    /// Version, trace, parent and flags. A later version than 00 may have more behind them.
    fn parse(header: &'r str) -> Option<Self> {
        let mut parts = header.trim().split('-');
        let mut digits = |length| parts.next().filter(|part| is_hexadecimal(part, length));
        let (version, trace, parent, _) = (digits(2)?, digits(32)?, digits(16)?, digits(2)?);
        let is_zero = |id: &str| id.bytes().all(|digit| digit == b'0');
        let is_whole = version != "00" || parts.next().is_none();
        (is_whole && version != "ff" && !is_zero(trace) && !is_zero(parent)).then_some(Self(trace))
    }
}

fn is_hexadecimal(part: &str, length: usize) -> bool {
    part.len() == length && part.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

impl fmt::Display for TraceId<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    #[test]
    fn a_trace_is_read() {
        for header in
            ["00-T-00f067aa0ba902b7-01", "00-T-00f067aa0ba902b7-00", "cc-T-00f067aa0ba902b7-01-more"]
        {
            assert_eq!(TraceId::parse(&header.replace('T', TRACE)), Some(TraceId(TRACE)), "{header}");
        }
    }

    #[test]
    fn what_is_no_trace_is_passed_over() {
        for header in [
            "",
            "T",
            "00-T-00f067aa0ba902b7",
            "00-T-00f067aa0ba902b7-1",
            "00-T-00f067aa0ba902b7-01-more",
            "ff-T-00f067aa0ba902b7-01",
            "0-T-00f067aa0ba902b7-01",
            "00-T-0000000000000000-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473 -00f067aa0ba902b7-01",
            "00-T0-00f067aa0ba902b7-01",
            "00_T_00f067aa0ba902b7_01",
        ] {
            assert_eq!(TraceId::parse(&header.replace('T', TRACE)), None, "{header}");
        }
    }
}
