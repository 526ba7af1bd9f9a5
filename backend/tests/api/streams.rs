//! A stream of live updates, as a client reads it.

use crate::helpers::TestApp;
use common::Envelope;
use common::graph::live::News;
use reqwest::{Method, RequestBuilder, Response};
use rocket::tokio::time::timeout;
use serde_json::{from_str, json};
use std::time::Duration;
use uuid::Uuid;

/// Far more than anything here takes; a test that waits so long has failed.
const TOO_LONG: Duration = Duration::from_secs(60);

/// An open stream.
pub struct Stream {
    pub response: Response,
    text: String,
}

/// An event as it came.
#[derive(Debug)]
pub struct Event {
    pub id: Uuid,
    pub data: String,
}

impl Event {
    pub fn news(&self) -> News<'static> {
        from_str::<Envelope<_>>(&self.data).unwrap_or_else(|error| panic!("{error}: {self:?}")).payload
    }

    /// Who it is about.
    pub fn name(&self) -> String {
        self.news().person.username.into_owned()
    }
}

impl TestApp {
    pub fn live(&self, token: &str, after: Option<&str>) -> RequestBuilder {
        let body = json!({"payload": {"after": after}});
        self.request(Method::POST, "/api/live").bearer_auth(token).json(&body)
    }

    /// A stream from now on.
    pub async fn listen(&self, token: &str) -> Stream {
        Stream::open(self.live(token, None)).await
    }

    /// A stream that goes on after an event.
    pub async fn resume(&self, token: &str, after: Uuid) -> Stream {
        Stream::open(self.live(token, Some(&after.simple().to_string()))).await
    }
}

impl Stream {
    async fn open(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("the server answers");
        assert_eq!(response.status().as_u16(), 200, "{response:?}");
        Self { response, text: String::new() }
    }

    /// The next event or comment, `None` at a proper end.
    pub async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(block);
            }
            let chunk = timeout(TOO_LONG, self.response.chunk()).await.expect("something comes");
            self.text +=
                str::from_utf8(&chunk.expect("the stream is not cut off")?).expect("whole characters");
        }
    }

    /// Where the stream begins, which is the first that it says.
    pub async fn start(&mut self) -> Uuid {
        let block = self.block().await.expect("the stream begins");
        let (_, id) = block.split_once("id:").unwrap_or_else(|| panic!("{block:?} has no id"));
        id.lines().next().unwrap_or_default().parse().expect("an id")
    }

    /// The next event, past the signs of life.
    pub async fn next(&mut self) -> Event {
        loop {
            let block = self.block().await.expect("the stream goes on");
            if let Some((id, data)) = block.strip_prefix("id:").and_then(|event| event.split_once("\ndata:"))
            {
                return Event { id: id.parse().expect("an id"), data: data.to_owned() };
            }
            assert!(is_sign_of_life(&block), "{block:?}");
        }
    }

    /// Waits for a proper end, before which nothing more happens.
    pub async fn end(&mut self) {
        while let Some(block) = self.block().await {
            assert!(is_sign_of_life(&block), "{block:?} before the end");
        }
    }

    /// The names of the next events.
    pub async fn names(&mut self, count: usize) -> Vec<String> {
        let mut names = Vec::new();
        while names.len() < count {
            names.push(self.next().await.name());
        }
        names
    }
}

/// A comment, perhaps with the place of the stream.
fn is_sign_of_life(block: &str) -> bool {
    block.lines().all(|line| line == ":" || line.starts_with("id:"))
}
