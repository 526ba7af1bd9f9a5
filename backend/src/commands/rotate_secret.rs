//! `kith rotate-secret`.

use crate::commands::{print, progress};
use crate::credentials::encryption;
use crate::credentials::encryption::Sealer;
use crate::credentials::keys::Keys;
use crate::database::maintenance::rotation;
use crate::database::maintenance::rotation::Sealed;
use crate::database::{Client, Db};
use crate::{Error, config};
use clap::Args;
use indicatif::HumanCount;
use rocket::tokio::time::timeout;
use std::time::Duration;
use uuid::Uuid;

/// The command. It may run beside servers, and again and again.
#[derive(Debug, Args)]
pub(super) struct RotateSecret {
    #[command(flatten)]
    database: config::Database,
    #[command(flatten)]
    secrets: config::Secrets,
}

/// What became of what lay sealed.
#[derive(Default)]
struct Outcome {
    renewed: u64,
    unreadable: u64,
}

impl RotateSecret {
    pub(crate) async fn run(self) -> Result<(), Error> {
        let keys = Keys::new(&self.secrets)?;
        let client = Db::single(&self.database.url)?.client().await?;
        let mut unreadable = 0;
        for (what, label, name) in [
            (Sealed::Authenticators, encryption::AUTHENTICATORS, "authenticators"),
            (Sealed::Mails, encryption::MAILS, "mails"),
        ] {
            let sealer = Sealer::new(&self.secrets, label)?;
            let Outcome { renewed, unreadable: lost } = reseal_all(&client, what, &sealer, name).await?;
            print(format_args!("{name}: {renewed} sealed anew, {lost} cannot be read"))?;
            unreadable += lost;
        }
        // Where a secret is missing, the oldest of those given need not be the oldest.
        let is_known = |key: &String| keys.of(Some(key)).is_some();
        if unreadable == 0 && rotation::fingerprints(&client).await?.iter().all(is_known) {
            while rotation::name_oldest(&client, &keys.oldest().fingerprint).await? > 0 {}
        }
        unreadable += report(&client, &keys).await?;
        match unreadable {
            0 => Ok(()),
            _ => Err(Error::Unsound(format!(
                "{} things were made under a secret that is not given; add it to KITH_OLD_SECRETS",
                HumanCount(unreadable)
            ))),
        }
    }
}

async fn reseal_all(
    client: &Client,
    what: Sealed,
    sealer: &Sealer,
    name: &'static str,
) -> Result<Outcome, Error> {
    let rows = usize::try_from(rotation::count(client, what).await?).unwrap_or_default();
    let (bar, mut outcome, mut after) = (progress(rows).with_message(name), Outcome::default(), Uuid::nil());
    loop {
        let some = rotation::after(client, what, after).await?;
        let Some((last, _)) = some.last() else { break };
        after = *last;
        for (owner, sealed) in &some {
            match sealer.reseal(*owner, sealed) {
                Ok(Some(renewed)) => {
                    rotation::reseal(client, what, *owner, [sealed, &renewed]).await?;
                    outcome.renewed += 1;
                }
                Ok(None) => (),
                Err(_) => outcome.unreadable += 1,
            }
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    Ok(outcome)
}

/// Says which passwords went through which secret, and returns how many went through one that is not given.
async fn report(client: &Client, keys: &Keys) -> Result<u64, Error> {
    let (mut waiting, mut unknown) = (Vec::new(), 0);
    for (key, number) in rotation::passwords(client).await? {
        let (key, number) = (key.unwrap_or_else(|| keys.oldest().fingerprint.clone()), number.unsigned_abs());
        let shown = HumanCount(number);
        if key == keys.newest.fingerprint {
            print(format_args!("passwords: {shown} under the newest secret ({key})"))?;
        } else if keys.of(Some(&key)).is_some() {
            print(format_args!(
                "passwords: {shown} under another secret ({key}) wait for their owners to sign in"
            ))?;
            waiting.push(key);
        } else {
            print(format_args!(
                "passwords: {shown} under a secret that is not given ({key}); nobody can sign in by them"
            ))?;
            unknown += number;
        }
    }
    for key in keys
        .old
        .iter()
        .map(|key| &key.fingerprint)
        .filter(|key| !waiting.contains(key) && **key != keys.newest.fingerprint)
    {
        print(format_args!(
            "Nothing is left under the old secret {key}: once no server writes by it any more, it can be forgotten."
        ))?;
    }
    Ok(unknown)
}

/// Tells in the log where a secret is missing. A database that is away keeps no server from its start.
pub(super) async fn compare_secrets(config: &config::Settings) {
    let patience = Duration::from_secs(config.database.timeout);
    match timeout(patience, warn_of_unknown_secrets(config)).await {
        Ok(Ok(())) => (),
        Ok(Err(error)) => tracing::warn!(cause = error.for_operator(), "the secrets were not compared"),
        Err(_) => tracing::warn!(cause = "no answer of the database", "the secrets were not compared"),
    }
}

/// Tells in the log of what no secret that is given can read: a look at each secret of the passwords, and at some of what lies sealed.
async fn warn_of_unknown_secrets(config: &config::Settings) -> Result<(), Error> {
    let keys = Keys::new(&config.passwords.secrets)?;
    let client = Db::single(&config.database.url)?.client().await?;
    for key in rotation::fingerprints(&client).await?.iter().filter(|key| keys.of(Some(key)).is_none()) {
        tracing::error!(
            key,
            "passwords went through a secret that is not given: their owners cannot sign in; is it missing in KITH_OLD_SECRETS?"
        );
    }
    let sealer = Sealer::new(&config.passwords.secrets, encryption::AUTHENTICATORS)?;
    let some = rotation::after(&client, Sealed::Authenticators, Uuid::nil()).await?;
    let unreadable = some.iter().filter(|(owner, sealed)| sealer.open(*owner, sealed).is_err()).count();
    if unreadable > 0 {
        tracing::error!(
            unreadable,
            of = some.len(),
            "authenticators cannot be read; is a secret missing in KITH_OLD_SECRETS?"
        );
    }
    Ok(())
}
