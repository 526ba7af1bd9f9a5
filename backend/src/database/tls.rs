//! TLS to PostgreSQL: whom each `sslmode` trusts.

use crate::Refusal;
use crate::config::database_url::{Roots, Tls};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;
use tokio_postgres_rustls::MakeRustlsConnect;

/// What speaks TLS. The files are read now.
pub(super) fn connector(tls: &Tls) -> Result<MakeRustlsConnect, Refusal> {
    let provider = Arc::new(ring::default_provider());
    let chain = tls.roots.as_ref().map(|roots| chain(roots, &provider)).transpose()?;
    let verifier = Verifier { chain, names_host: tls.names_host, provider: provider.clone() };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Refusal::Unreadable(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = match &tls.identity {
        None => config.with_no_client_auth(),
        Some((certificate, key)) => {
            let shown = certificates("sslcert", certificate)?;
            require_private(key)?;
            let secret =
                PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable("sslkey", key, error))?;
            config.with_client_auth_cert(shown, secret).map_err(|error| unreadable("sslkey", key, error))?
        }
    };
    // Asked for by servers that are spoken to by TLS from the first byte on.
    config.alpn_protocols = vec![b"postgresql".to_vec()];
    Ok(MakeRustlsConnect::new(config))
}

fn chain(roots: &Roots, provider: &Arc<CryptoProvider>) -> Result<Arc<WebPkiServerVerifier>, Refusal> {
    let mut store = RootCertStore::empty();
    let name = match roots {
        Roots::System => {
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            Path::new("system")
        }
        Roots::File(file) => {
            for root in certificates("sslrootcert", file)? {
                store.add(root).map_err(|error| unreadable("sslrootcert", file, error))?;
            }
            file
        }
    };
    WebPkiServerVerifier::builder_with_provider(store.into(), provider.clone())
        .build()
        .map_err(|error| unreadable("sslrootcert", name, error))
}

/// Refuses a key that other users of the machine may read, as libpq does: only root's own may be read by a group.
#[cfg(unix)]
fn require_private(key: &Path) -> Result<(), Refusal> {
    use std::os::unix::fs::MetadataExt;
    let file = key.metadata().map_err(|error| unreadable("sslkey", key, error))?;
    let others = if file.uid() == 0 { 0o037 } else { 0o077 };
    match file.mode() & others {
        0 => Ok(()),
        _ => Err(unreadable("sslkey", key, "other users may read it; it should have the mode 0600")),
    }
}

#[cfg(not(unix))]
fn require_private(_: &Path) -> Result<(), Refusal> {
    Ok(())
}

fn certificates(parameter: &str, file: &Path) -> Result<Vec<CertificateDer<'static>>, Refusal> {
    let found = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    match found.map_err(|error| unreadable(parameter, file, error))? {
        none if none.is_empty() => Err(unreadable(parameter, file, "it holds no certificate")),
        found => Ok(found),
    }
}

fn unreadable(parameter: &str, file: &Path, cause: impl Display) -> Refusal {
    Refusal::Unreadable(format!("{parameter}={} of DATABASE_URL cannot be used: {cause}", file.display()))
}

/// As libpq has it: no authority takes any certificate; else one of them has to vouch for it, and it has to name the host if that is
/// asked for. In any case the server has to have the certificate's key.
#[derive(Debug)]
struct Verifier {
    chain: Option<Arc<WebPkiServerVerifier>>,
    names_host: bool,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        match chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            // The name is looked at last: all else is right.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.names_host => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
