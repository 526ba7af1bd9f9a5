//! Reading an answer that stays open, as long as there is somebody at the other end.

use crate::state::events::{Event, Events};
use crate::state::remote::CallError;
use gloo_timers::callback::Timeout;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStream, ReadableStreamDefaultReader};

/// Milliseconds without a word: three times what the server lets pass between two signs of life.
const SILENCE: u32 = 60_000;

/// Gives each event as it comes, until the stream ends or is cut.
pub async fn read(
    stream: ReadableStream,
    line: &AbortController,
    on_event: impl Fn(Event),
) -> Result<(), CallError> {
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut events = Events::default();
    let mut silence = hang_up(line);
    while let Some(bytes) = chunk(&reader).await.map_err(|_| CallError::Offline)? {
        drop(std::mem::replace(&mut silence, hang_up(line)));
        events.take(&bytes).into_iter().for_each(&on_event);
    }
    Ok(())
}

/// Cuts a line on which nothing has come for so long that there must be nobody at the other end.
fn hang_up(line: &AbortController) -> Timeout {
    let line = line.clone();
    Timeout::new(SILENCE, move || line.abort())
}

/// The next piece of a stream; `None` at its end.
async fn chunk(reader: &ReadableStreamDefaultReader) -> Result<Option<Vec<u8>>, JsValue> {
    let read = JsFuture::from(reader.read()).await?;
    let value = Reflect::get(&read, &"value".into())?;
    Ok(value.dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec()))
}
