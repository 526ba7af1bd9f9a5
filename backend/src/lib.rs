//! Kith's server: who follows whom, over HTTP, kept in PostgreSQL.
//!
//! [`build`] puts the parts together; the `kith` command and the tests launch what it returns.

mod avatar;
pub mod commands;
pub mod config;
pub mod database;
pub mod failure;
pub mod graph;
mod guards;
mod live;
mod mail;
mod owner;
pub mod passwords;
mod request_log;
mod routes;
mod spa;
mod tokens;
mod transfers;

use common::Success;
use common::features::Features;
pub use failure::Error;
use rocket::{Build, Rocket};

/// The whole server, ready to launch. It opens no connection before the first request.
pub fn build(config: &config::Settings) -> Result<Rocket<Build>, Error> {
    config::postgres(&config.database.url)?;
    let mailer = mail::Mailer::new(&config.mail)?;
    let google = config.google.google_client_id.is_some();
    let features = Features { success: Success, google, mail: mailer.is_on() };
    Ok(rocket::custom(config.rocket())
        .manage(passwords::Passwords::new(&config.passwords)?)
        .manage(config.sessions)
        .manage(config.site.clone())
        .manage(mailer)
        .manage(features)
        .attach(database::stage())
        .attach(request_log::RequestLog)
        .attach(routes::stage())
        .attach(live::stage())
        .attach(mail::stage())
        .attach(spa::stage()))
}
