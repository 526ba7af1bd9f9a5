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
pub(super) type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The provider.
pub(super) struct Provider {
    pub(super) http: Http,
    issuer: IssuerUrl,
    id: ClientId,
    secret: Option<ClientSecret>,
    known: RwLock<Option<(Arc<Client>, Instant)>>,
    renewed: Mutex<Option<Instant>>,
}

impl Provider {
    pub(super) fn new(google: &config::Google, client_id: &str) -> Result<Self, Error> {
        Ok(Self {
            http: Http::new(google)?,
            issuer: IssuerUrl::new(google.google_issuer.clone()).map_err(Error::internal)?,
            id: ClientId::new(client_id.to_owned()),
            secret: google.google_client_secret.clone().map(ClientSecret::new),
            known: RwLock::default(),
            renewed: Mutex::default(),
        })
    }

    pub(super) fn issuer(&self) -> &str {
        &self.issuer
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// What is known, or is asked now.
    pub(super) async fn client(&self) -> Result<Arc<Client>, Error> {
        match &*self.known.read().await {
            Some((client, at)) if at.elapsed() < LIFETIME => return Ok(client.clone()),
            _ => {}
        }
        self.ask().await
    }

    /// Asks for keys that are newer than those known, unless that was done just now: then it gives what came of it. Whoever
    /// comes meanwhile waits for the same answer.
    pub(super) async fn renew(&self) -> Result<Arc<Client>, Error> {
        let mut renewed = self.renewed.lock().await;
        if renewed.is_some_and(|at| at.elapsed() < RENEWAL_PAUSE) {
            return self.client().await;
        }
        *renewed = Some(Instant::now());
        self.ask().await
    }

    async fn ask(&self) -> Result<Arc<Client>, Error> {
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http).await;
        let metadata = metadata.map_err(Error::away)?;
        let client = CoreClient::from_provider_metadata(metadata, self.id.clone(), self.secret.clone());
        let client = Arc::new(client);
        *self.known.write().await = Some((client.clone(), Instant::now()));
        Ok(client)
    }
}
