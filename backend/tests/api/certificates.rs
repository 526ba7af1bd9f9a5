//! Certificates of the servers that ours calls by TLS: where one is wrong, nothing is said to that server.

use crate::helpers::TestApp;
use crate::processes::Process;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rocket::async_test;
use rocket::tokio::io::{AsyncReadExt, AsyncWriteExt};
use rocket::tokio::net::TcpListener;
use rocket::tokio::spawn;
use rocket::tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;
use uuid::Uuid;

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority")
}

/// What a server shows that calls itself by a name, up to the end of a year.
fn shown(authority: &Authority, name: &str, year: i32) -> ServerConfig {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
    params.not_after = date_time_ymd(year, 12, 31);
    let certificate = params.signed_by(&key, authority).expect("a certificate");
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the usual versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .expect("key and certificate belong together")
}

/// A server by TLS that greets. What comes is what each client has said first, `None` where it has said nothing.
async fn listen(config: ServerConfig, greeting: &'static str) -> (u16, UnboundedReceiver<Option<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (tell, heard) = unbounded_channel();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let mut said = vec![0; 4096];
            let length = match acceptor.accept(client).await {
                Ok(mut client) => {
                    client.write_all(greeting.as_bytes()).await.expect("it is greeted");
                    client.read(&mut said).await.unwrap_or_default()
                }
                Err(_) => 0,
            };
            let said = String::from_utf8_lossy(&said[..length]).into_owned();
            tell.send((!said.is_empty()).then_some(said)).expect("the test listens");
        }
    });
    (port, heard)
}

fn file_of(authority: &Authority) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.pem", Uuid::now_v7()));
    fs::write(&path, authority.pem()).expect("a file");
    path
}

/// What each server hears first, of those that show something wrong, and at last of one that is right.
async fn expect_only_the_right_one_hears(
    greeting: &'static str,
    flags: impl Fn(u16) -> Vec<String>,
    make_it_call: impl AsyncFn(&TestApp),
    expected: &str,
) {
    let (ours, another) = (authority(), authority());
    let trusted = file_of(&ours);
    for (what, config) in [
        ("an unknown authority", shown(&another, "localhost", 2099)),
        ("another name", shown(&ours, "example.org", 2099)),
        ("one that has run out", shown(&ours, "localhost", 2020)),
        ("all as it must be", shown(&ours, "localhost", 2099)),
    ] {
        let (port, mut heard) = listen(config, greeting).await;
        let (flags, trusted) = (flags(port), trusted.to_str().expect("a path"));
        let flags = flags.iter().map(String::as_str).collect::<Vec<_>>();
        let server = Process::start_in(&[("SSL_CERT_FILE", trusted)], &flags).await;
        make_it_call(&server.app().await).await;
        let said = heard.recv().await.expect("it calls");
        let is_right = what == "all as it must be";
        assert_eq!(said.as_ref().is_some_and(|said| said.contains(expected)), is_right, "{what}: {said:?}");
        assert_eq!(said.is_some(), is_right, "{what}: {said:?}");
    }
    fs::remove_file(trusted).expect("the file goes");
}

#[async_test]
async fn a_provider_with_a_wrong_certificate_is_told_nothing() {
    let flags = |port| {
        vec![
            "--google-client-id".into(),
            "kith".into(),
            "--google-issuer".into(),
            format!("https://localhost:{port}"),
        ]
    };
    let begin = async |app: &TestApp| {
        assert_eq!(app.post("/api/google_begin", json!({})).await.status, 503);
    };
    expect_only_the_right_one_hears("", flags, begin, "GET /.well-known/openid-configuration").await;
}

#[async_test]
async fn a_mail_server_with_a_wrong_certificate_is_told_nothing() {
    let flags = |port| vec!["--smtp-url".into(), format!("smtps://ada:hunter2@localhost:{port}")];
    let register = async |app: &TestApp| app.register("ada").await;
    expect_only_the_right_one_hears("220 kith ESMTP\r\n", flags, register, "EHLO").await;
}
