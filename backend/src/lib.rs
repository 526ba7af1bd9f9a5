//! Kith's server: who follows whom, over HTTP, kept in PostgreSQL.
//!
//! [`build`] puts the parts together; the `kith` command and the tests launch what it returns.

mod account_rules;
mod authenticators;
mod avatar;
pub mod commands;
pub mod config;
mod content_coding;
mod content_policy;
mod cors;
mod costly;
pub mod database;
mod descriptors;
mod downloads;
pub mod email_address;
pub mod failure;
mod fair_share;
pub mod graph;
mod guards;
mod headers;
mod live;
mod log;
mod mail;
mod not_found;
mod openid;
mod owner;
mod passkeys;
mod password_rules;
pub mod passwords;
mod pictures;
mod recovery_codes;
mod request_log;
mod reserved_names;
mod routes;
mod sealing;
mod search_words;
mod spa;
mod sweeps;
mod tokens;
mod transfers;
mod tries;
mod workers;

use common::Success;
use common::features::Features;
pub use failure::Error;
pub use log::OneLine;
use rocket::shield::Shield;
use rocket::{Build, Rocket};

/// The whole server, ready to launch. It opens no connection before that.
pub fn build(config: &config::Settings) -> Result<Rocket<Build>, Error> {
    config::postgres(&config.database.url)?;
    let mailer = mail::Mailer::new(&config.mail, &config.passwords)?;
    let google = config.google.google_client_id.is_some();
    let password_min = config.accounts.password_min as u32;
    let features = Features { success: Success, google, mail: mailer.is_on(), password_min };
    Ok(rocket::custom(config.rocket())
        .manage(passwords::Passwords::new(&config.passwords)?)
        .manage(sealing::Sealer::new(&config.passwords, sealing::AUTHENTICATORS)?)
        .manage(account_rules::AccountRules::new(&config.accounts, &config.site))
        .manage(openid::OpenId::new(&config.google, &config.passwords)?)
        .manage(guards::LargeBodies::new())
        .manage(pictures::Pictures::new())
        .manage(transfers::Imports::new())
        .manage(config.sessions)
        .manage(config.site.clone())
        .manage(tries::Tries::new(&config.site)?)
        .manage(costly::Costly::new(&config.database))
        .manage(mailer)
        .manage(features)
        // Rocket has a shield of its own, with fewer headers.
        .attach(Shield::new())
        .attach(headers::Headers::new(&config.site))
        .attach(database::stage())
        .attach(request_log::RequestLog)
        .attach(routes::stage())
        .attach(cors::stage())
        .attach(live::stage(&config.site))
        .attach(mail::stage())
        .attach(sweeps::stage(config.sweep_minutes))
        .attach(descriptors::stage())
        .attach(spa::stage())
        .attach(not_found::stage()))
}
