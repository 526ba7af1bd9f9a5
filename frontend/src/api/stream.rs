//! Reading an answer that stays open, as long as the other end is alive.

use crate::state::call_error::CallError;
use gloo_timers::callback::Timeout;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStream, ReadableStreamDefaultReader};

/// Milliseconds without a word: three times what the server lets pass between two signs of life.
const SILENCE: u32 = 60_000;

/// Gives each piece as it comes, until the stream ends or is cut.
pub async fn read(
    stream: ReadableStream,
    line: &AbortController,
    on_piece: &mut dyn FnMut(Uint8Array),
) -> Result<(), CallError> {
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut silence = hang_up(line);
    while let Some(piece) = piece(&reader).await.map_err(|_| CallError::Offline)? {
        drop(std::mem::replace(&mut silence, hang_up(line)));
        on_piece(piece);
    }
    Ok(())
}

/// Cuts a line on which nothing has come for so long that there must be nobody at the other end.
fn hang_up(line: &AbortController) -> Timeout {
    let line = line.clone();
    Timeout::new(SILENCE, move || line.abort())
}

/// The next piece of a stream; `None` at its end.
async fn piece(reader: &ReadableStreamDefaultReader) -> Result<Option<Uint8Array>, JsValue> {
    let read = JsFuture::from(reader.read()).await?;
    Ok(Reflect::get(&read, &"value".into())?.dyn_into().ok())
}
