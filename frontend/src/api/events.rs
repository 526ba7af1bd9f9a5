//! Server-sent events, as they come in over a stream that may be cut anywhere.

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// From here a broken stream goes on; empty, where it cannot.
    pub id: String,
    /// What happened; nothing, where the event only tells where the stream is.
    pub data: String,
}

/// The part of a stream that has come and is not a whole event yet.
#[derive(Default)]
pub struct Events {
    rest: Vec<u8>,
}

impl Events {
    /// Takes in more of the stream; gives the events that are whole by now. Mere comments, such as a heartbeat, are none.
    pub fn take(&mut self, bytes: &[u8]) -> Vec<Event> {
        self.rest.extend_from_slice(bytes);
        let mut events = Vec::new();
        while let Some(end) = self.rest.windows(2).position(|pair| pair == b"\n\n") {
            let rest = self.rest.split_off(end + 2);
            events.extend(event(&String::from_utf8_lossy(&self.rest)));
            self.rest = rest;
        }
        events
    }
}

fn event(text: &str) -> Option<Event> {
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        Some(line.trim_start().to_owned())
    };
    let (id, data) = (field("id:"), field("data:"));
    (id.is_some() || data.is_some())
        .then(|| Event { id: id.unwrap_or_default(), data: data.unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_whole_wherever_the_stream_is_cut() {
        let stream = ":\nid:6\n\nid: 7\ndata: {\"a\":\"é\"}\n\n:\n\nid:8\ndata:{}\n\ndata:[]\n\n".as_bytes();
        let whole = Events::default().take(stream);
        let event = |id: &str, data: &str| Event { id: id.into(), data: data.into() };
        assert_eq!(whole, [event("6", ""), event("7", "{\"a\":\"é\"}"), event("8", "{}"), event("", "[]")]);
        for cut in 0..stream.len() {
            let mut events = Events::default();
            let parts = [events.take(&stream[..cut]), events.take(&stream[cut..])];
            assert_eq!(parts.concat(), whole);
        }
    }
}
