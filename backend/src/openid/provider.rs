//! What is known of the provider: its addresses and its keys, fetched when they are needed and kept for a while.

use super::http::Http;
use crate::{Error, config};
use openidconnect::core::{CoreClient, CoreProviderMetadata};
use openidconnect::{ClientId, ClientSecret, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl};
use rocket::tokio::sync::{Mutex, RwLock};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long is believed what the provider said.
const LIFETIME: Duration = Duration::from_secs(60 * 60);
/// Time between two times that it is asked because of a key nobody knows: tokens full of nonsense must not reach it.
const RENEWAL_PAUSE: Duration = Duration::from_secs(10);

/// A client that knows the provider's addresses and keys.
pub(crate) type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The provider.
pub(super) struct Provider {
    pub(crate) http: Http,
    issuer: IssuerUrl,
    id: ClientId,
    secret: Option<ClientSecret>,
    /// How long it is let alone after it has not told.
    pause: Duration,
    known: RwLock<Option<(Arc<Client>, Instant)>>,
    /// Held while the provider is asked, so that concurrent callers wait for the same answer.
    asked: Mutex<Asked>,
}

/// When it was asked last, of what matters for the next time.
#[derive(Default)]
struct Asked {
    /// Because of a key nobody knew.
    renewed: Option<Instant>,
    /// In vain, if that was the last time.
    failed: Option<Instant>,
}

impl Provider {
    pub(crate) fn new(google: &config::Google, client_id: &str) -> Result<Self, Error> {
        Ok(Self {
            http: Http::new(google)?,
            issuer: IssuerUrl::new(google.google_issuer.clone()).map_err(Error::internal)?,
            id: ClientId::new(client_id.to_owned()),
            secret: google.google_client_secret.clone().map(ClientSecret::new),
            pause: Duration::from_secs(google.google_pause),
            known: RwLock::default(),
            asked: Mutex::default(),
        })
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// What is known, or is asked now.
    pub(crate) async fn client(&self) -> Result<Arc<Client>, Error> {
        if let Some(client) = self.known().await {
            return Ok(client);
        }
        let came = Instant::now();
        self.ask_once(&mut *self.asked.lock().await, came).await
    }

    /// Asks for keys that are newer than those known, unless that was done just now: then it gives what came of it.
    pub(crate) async fn renew(&self) -> Result<Arc<Client>, Error> {
        let came = Instant::now();
        let mut asked = self.asked.lock().await;
        if asked.renewed.is_some_and(|at| at.elapsed() < RENEWAL_PAUSE) {
            return match asked.failed {
                Some(_) => Err(Error::away("it has just been asked in vain")),
                None => self.ask_once(&mut asked, came).await,
            };
        }
        asked.renewed = Some(Instant::now());
        self.ask(&mut asked).await
    }

    async fn known(&self) -> Option<Arc<Client>> {
        let known = self.known.read().await;
        let (client, at) = known.as_ref()?;
        (at.elapsed() < LIFETIME).then(|| client.clone())
    }

    /// Asks, unless another caller has since this one came, or in vain shortly before.
    async fn ask_once(&self, asked: &mut Asked, came: Instant) -> Result<Arc<Client>, Error> {
        if let Some(client) = self.known().await {
            return Ok(client);
        }
        let counts = |at| came.checked_duration_since(at).is_none_or(|since| since < self.pause);
        if asked.failed.is_some_and(counts) {
            return Err(Error::away("it has just been asked in vain"));
        }
        self.ask(asked).await
    }

    async fn ask(&self, asked: &mut Asked) -> Result<Arc<Client>, Error> {
        let client = self.fetch().await;
        asked.failed = client.is_err().then(Instant::now);
        client
    }

    async fn fetch(&self) -> Result<Arc<Client>, Error> {
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http).await;
        let metadata = metadata.map_err(Error::away)?;
        let client = CoreClient::from_provider_metadata(metadata, self.id.clone(), self.secret.clone());
        let client = Arc::new(client);
        *self.known.write().await = Some((client.clone(), Instant::now()));
        Ok(client)
    }
}
