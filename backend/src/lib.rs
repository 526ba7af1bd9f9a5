//! Kith's server: who follows whom, over HTTP, kept in PostgreSQL.
//!
//! [`build`] puts the parts together; the `kith` command and the tests launch what it returns.

// It panics where nobody reads it; see `commands::print`.
#![warn(clippy::print_stdout)]

pub(crate) mod cleanup;
pub mod commands;
pub mod config;
pub(crate) mod cpu_pool;
pub mod credentials;
pub mod database;
pub mod datasets;
pub(crate) mod descriptors;
pub mod error;
pub(crate) mod exporter;
pub(crate) mod guards;
pub(crate) mod health;
pub(crate) mod http;
pub mod identity;
pub(crate) mod letters;
pub(crate) mod live;
pub(crate) mod log;
pub(crate) mod mail;
pub(crate) mod metrics;
pub(crate) mod openid;
pub(crate) mod pictures;
pub(crate) mod rate_limit;
pub mod refusal;
pub(crate) mod replicas;
pub(crate) mod routes;
pub(crate) mod transfers;

pub use crate::error::Error;
pub use crate::log::OneLine;
pub use crate::refusal::Refusal;
use common::Success;
use common::features::{API_VERSION, Features};
use credentials::encryption;
use rocket::shield::Shield;
use rocket::{Build, Rocket};
use std::sync::Arc;

/// The whole server, ready to launch. It opens no connection before that.
pub fn build(config: &config::Settings) -> Result<Rocket<Build>, Error> {
    database::check_url(&config.database.url)?;
    let mailer = mail::mailer::Mailer::new(&config.mail, &config.passwords.secrets)?;
    let google = config.google.google_client_id.is_some();
    let password_min = config.accounts.password_min as u32;
    let features =
        Features { success: Success, google, mail: mailer.is_on(), password_min, api_version: API_VERSION };
    let ending = http::ending::Ending::default();
    let replicas = Arc::new(database::replicas::Replicas::new(&config.database)?);
    Ok(rocket::custom(config.rocket())
        .manage(credentials::passwords::Passwords::new(&config.passwords)?)
        .manage(encryption::Sealer::new(&config.passwords.secrets, encryption::AUTHENTICATORS)?)
        .manage(http::seen::Positions::new(&config.passwords.secrets)?)
        .manage(credentials::account_rules::AccountRules::new(&config.accounts, &config.site))
        .manage(openid::OpenId::new(&config.google, &config.passwords.secrets)?)
        .manage(guards::large_bodies::LargeBodies::new())
        .manage(pictures::Pictures::new())
        .manage(transfers::import::Imports::new(ending.clone(), replicas.clone()))
        .manage(config.sessions)
        .manage(config.site.clone())
        .manage(rate_limit::network::RateLimits::new(&config.site)?)
        .manage(rate_limit::costly_reads::Costly::new(&config.database))
        .manage(health::Health::new(mailer.is_on()))
        .manage(mailer.postbox())
        .manage(mailer)
        .manage(features)
        .manage(ending.clone())
        .manage(replicas.clone())
        // Rocket has a shield of its own, with fewer headers.
        .attach(Shield::new())
        .attach(http::headers::Headers::new(&config.site))
        .attach(database::stage())
        .attach(http::seen::stage())
        .attach(http::request_log::RequestLog)
        .attach(ending)
        .attach(routes::stage())
        .attach(http::cors::stage())
        .attach(live::stage(&config.site))
        .attach(mail::sender::stage())
        .attach(replicas::stage(replicas))
        .attach(cleanup::stage(config.sweep_minutes))
        .attach(descriptors::stage())
        .attach(http::spa::stage())
        .attach(http::not_found::stage()))
}
