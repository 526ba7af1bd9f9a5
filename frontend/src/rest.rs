//! What is in the other part of the app, which the build splits off.

use crate::components::accounts::confirm::confirm;
use crate::hooks::accounts::account::ask_account;
use crate::hooks::accounts::google::{come_back, leave};
use crate::later::Parts;
use crate::pages::accounts::google::google;
use crate::pages::accounts::mails::{forgot, mailed};
use crate::pages::accounts::settings::settings;
use crate::passkeys;
use std::pin::Pin;

fn parts() -> Parts {
    Parts {
        settings,
        ask_account,
        confirm,
        google,
        leave,
        come_back,
        sign_in_by_passkey: passkeys::sign_in,
        forgot,
        mailed,
    }
}

/// Fetches it; `None` where it does not come.
pub fn fetch() -> Pin<Box<dyn Future<Output = Option<Parts>>>> {
    Box::pin(async { fetched().await.ok() })
}

/// Without the splitter everything is in one part.
#[cfg(not(feature = "split"))]
async fn fetched() -> Result<Parts, std::convert::Infallible> {
    Ok(parts())
}

#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(rest, fallible)]
fn fetched() -> Result<Parts, wasm_split_helpers::SplitLoaderError> {
    Ok(parts())
}
