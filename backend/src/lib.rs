//! Kith's server: who follows whom, over HTTP, kept in PostgreSQL.
//!
//! [`build`] puts the parts together; the `kith` command and the tests launch what it returns.

mod authenticators;
mod avatar;
pub mod commands;
pub mod config;
pub mod database;
pub mod failure;
pub mod graph;
mod guards;
mod live;
mod owner;
mod passkeys;
pub mod passwords;
mod recovery_codes;
mod request_log;
mod routes;
mod sealing;
mod spa;
mod tokens;
mod transfers;

pub use failure::Error;
use rocket::{Build, Rocket};

/// The whole server, ready to launch. It opens no connection before the first request.
pub fn build(config: &config::Settings) -> Result<Rocket<Build>, Error> {
    config::postgres(&config.database.url)?;
    Ok(rocket::custom(config.rocket())
        .manage(passwords::Passwords::new(&config.passwords)?)
        .manage(sealing::Sealer::new(&config.passwords)?)
        .manage(config.sessions)
        .manage(config.site.clone())
        .attach(database::stage())
        .attach(request_log::RequestLog)
        .attach(routes::stage())
        .attach(live::stage())
        .attach(spa::stage()))
}
