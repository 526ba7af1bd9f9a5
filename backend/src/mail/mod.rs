//! Mails: what they say, and how they get away while whoever caused them has an answer already.
//!
//! They wait in this server's memory, since each is worth little for long: who misses one asks for another.

mod changes;
mod letters;
mod mailer;
mod transport;

pub(crate) use changes::Change;
pub(crate) use letters::{Language, Letter};
pub(crate) use mailer::Mailer;

use rocket::fairing::AdHoc;
use std::time::Duration;

/// Gives the mails that still wait the time that shutdown gives requests.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_shutdown("mails", |rocket| {
        Box::pin(async move {
            if let Some(mailer) = rocket.state::<Mailer>() {
                mailer.finish(Duration::from_secs(rocket.config().shutdown.grace.into())).await;
            }
        })
    })
}
