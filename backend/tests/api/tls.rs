//! TLS to PostgreSQL: each way to ask for it connects or is refused as libpq does, whose `psql` is asked as well.

use crate::commands::{expect_failure, run};
use crate::mailbox::free_port;
use crate::own_postgres::{Authority, Folder, Postgres, program};
use kith::database::{Client, connect};
use rocket::async_test;

/// What becomes of an URL: the connection, or what the operator reads.
async fn reached(url: &str) -> Result<Client, String> {
    connect(url).await.map_err(|error| kith::Error::from(error).for_operator())
}

/// How an URL begins, up to its parameters.
fn at(user: &str, host: &str, port: u16) -> String {
    format!("postgresql://{user}:hunter2@{host}:{port}/postgres?application_name={user}&")
}

/// Expects a connection, by TLS or not, or a refusal in these words; and that libpq does the same.
async fn expect(server: &Postgres, user: &str, host: &str, parameters: &str, expected: Result<bool, &str>) {
    let url = at(user, host, server.port) + parameters;
    let libpq = program("psql").args([&url, "-c", "SELECT 1"]).output().expect("psql runs");
    assert_eq!(libpq.status.success(), expected.is_ok(), "libpq: {url}: {libpq:?}");
    let found = reached(&url).await;
    match expected {
        Ok(by_tls) => {
            let _held = found.unwrap_or_else(|said| panic!("{url}: {said}"));
            let sql =
                "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = $1
                       ORDER BY backend_start DESC LIMIT 1";
            let row = server.admin().await.query_one(sql, &[&user]).await.expect("the connection");
            assert_eq!(row.get::<_, bool>(0), by_tls, "{url}");
        }
        Err(words) => {
            let said = found.err().unwrap_or_else(|| panic!("{url} is not refused"));
            assert!(said.contains(words), "{url}: {said}");
            assert!(!said.contains("hunter2"), "{said}");
        }
    }
}

#[async_test]
async fn each_mode_trusts_whom_libpq_trusts() {
    let (ours, foreign) = (Authority::new(), Authority::new());
    let server = Postgres::start_with_tls(ours.certify("localhost", 2099), &ours, &[]).await;
    let root = server.folder.file("root.pem", &ours.pem());
    let other = server.folder.file("other.pem", &foreign.pem());
    server.admin().await.batch_execute("CREATE ROLE plain LOGIN").await.expect("a role");
    for (host, mode, file, expected) in [
        ("localhost", "disable", "", Ok(false)),
        ("localhost", "prefer", "", Ok(true)),
        ("localhost", "prefer", other.as_str(), Ok(false)),
        ("localhost", "require", "", Ok(true)),
        ("127.0.0.1", "require", "", Ok(true)),
        ("localhost", "require", &other, Err("an issuer that is not trusted")),
        ("127.0.0.1", "require", &root, Ok(true)),
        ("127.0.0.1", "verify-ca", &root, Ok(true)),
        ("localhost", "verify-ca", &other, Err("an issuer that is not trusted")),
        ("localhost", "verify-full", &root, Ok(true)),
        ("127.0.0.1", "verify-full", &root, Err("for another name")),
        ("localhost", "verify-full", &other, Err("an issuer that is not trusted")),
        ("localhost", "verify-full", "/nowhere.pem", Err("sslrootcert=/nowhere.pem")),
    ] {
        let parameters = format!("sslmode={mode}&sslrootcert={file}");
        expect(&server, "kith", host, &parameters, expected).await;
    }
    expect(&server, "plain", "localhost", "sslmode=prefer", Ok(false)).await;
    expect(&server, "plain", "localhost", "sslmode=require", Err("pg_hba.conf rejects")).await;
    let refused = reached(&(at("kith", "localhost", server.port) + "sslrootcert=system")).await.err();
    assert!(refused.is_some_and(|said| said.contains("an issuer that is not trusted")), "not the system's");
}

#[async_test]
async fn an_expired_certificate_and_a_server_without_tls_are_refused() {
    let ours = Authority::new();
    let server = Postgres::start_with_tls(ours.certify("localhost", 2020), &ours, &[]).await;
    let root = server.folder.file("root.pem", &ours.pem());
    let parameters = format!("sslmode=verify-full&sslrootcert={root}");
    expect(&server, "kith", "localhost", &parameters, Err("the certificate has expired")).await;
    expect(&server, "kith", "localhost", "sslmode=require", Ok(true)).await;
    let plain = Postgres::start_with_tls(ours.certify("localhost", 2099), &ours, &["ssl=off"]).await;
    expect(&plain, "kith", "localhost", "sslmode=require", Err("server does not support TLS")).await;
    expect(&plain, "kith", "localhost", "sslmode=prefer", Ok(false)).await;
}

#[async_test]
async fn a_client_shows_its_certificate() {
    let (ours, foreign) = (Authority::new(), Authority::new());
    let server = Postgres::start_with_tls(ours.certify("localhost", 2099), &ours, &[]).await;
    server.admin().await.batch_execute("CREATE ROLE certified LOGIN").await.expect("a role");
    let shown = |authority: &Authority, name| {
        let (certificate, key) = authority.certify(name, 2099);
        let file = |kind, text: &str| server.folder.file(&format!("{name}.{kind}"), text);
        format!("sslmode=require&sslcert={}&sslkey={}", file("pem", &certificate), file("key", &key))
    };
    let needed = "requires a valid client certificate";
    expect(&server, "certified", "localhost", "sslmode=require", Err(needed)).await;
    expect(&server, "certified", "localhost", &shown(&ours, "certified"), Ok(true)).await;
    expect(&server, "certified", "localhost", &shown(&ours, "another"), Err("authentication failed")).await;
    expect(&server, "certified", "localhost", &shown(&foreign, "certified"), Err("alert")).await;
}

#[async_test]
async fn a_password_is_bound_to_the_channel() {
    let ours = Authority::new();
    let server = Postgres::start_with_tls(ours.certify("localhost", 2099), &ours, &[]).await;
    let role = "CREATE ROLE ada LOGIN PASSWORD 'hunter2'; CREATE ROLE bob LOGIN";
    server.admin().await.batch_execute(role).await.expect("roles");
    expect(&server, "ada", "localhost", "sslmode=require&channel_binding=require", Ok(true)).await;
    expect(&server, "ada", "localhost", "sslmode=require&channel_binding=disable", Ok(true)).await;
    // Nothing is asked for that could be bound.
    for (user, mode) in [("bob", "require"), ("bob", "disable")] {
        let parameters = format!("sslmode={mode}&channel_binding=require");
        expect(&server, user, "localhost", &parameters, Err("channel binding")).await;
    }
}

#[async_test]
async fn of_several_hosts_the_first_that_serves_is_taken() {
    let ours = Authority::new();
    let read_only = ["default_transaction_read_only=on"];
    let replica = Postgres::start_with_tls(ours.certify("localhost", 2099), &ours, &read_only).await;
    let primary = Postgres::start_with_tls(ours.certify("localhost", 2099), &ours, &[]).await;
    let root = primary.folder.file("root.pem", &ours.pem());
    let hosts =
        format!("localhost:{},localhost:{},localhost:{}", free_port().await, replica.port, primary.port);
    for (wanted, taken) in [("any", &replica), ("read-write", &primary), ("read-only", &replica)] {
        let url = format!(
            "postgresql://kith:hunter2@{hosts}/postgres?application_name={wanted}&target_session_attrs={wanted}&sslmode=verify-full&sslrootcert={root}"
        );
        let _held = reached(&url).await.unwrap_or_else(|said| panic!("{wanted}: {said}"));
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1";
        let found: i64 = taken.admin().await.query_one(sql, &[&wanted]).await.expect("a number").get(0);
        assert_eq!(found, 1, "{wanted}");
    }
    drop(primary);
    let url = format!("postgresql://kith:hunter2@{hosts}/postgres?target_session_attrs=read-write");
    let said = reached(&url).await.err().unwrap_or_default();
    assert!(said.starts_with("the database cannot be reached: ") && !said.contains("hunter2"), "{said}");
}

#[async_test]
async fn a_file_that_cannot_be_used_is_one_clear_line() {
    let folder = Folder::new();
    let (empty, broken) =
        (folder.file("empty.pem", ""), folder.file("broken.pem", "-----BEGIN CERTIFICATE-----\n!\n"));
    let server = "postgresql://ada:hunter2@localhost/kith?sslmode=verify-full";
    for (parameters, words) in [
        (format!("sslrootcert={empty}"), "it holds no certificate"),
        (format!("sslrootcert={broken}"), "broken.pem of DATABASE_URL cannot be used: "),
        ("sslrootcert=/nowhere.pem".to_owned(), "sslrootcert=/nowhere.pem of DATABASE_URL cannot be used: "),
        (
            "sslrootcert=system&sslcert=/nowhere.pem&sslkey=/nowhere.key".to_owned(),
            "sslcert=/nowhere.pem of DATABASE_URL",
        ),
        ("sslcrl=/gone.pem".to_owned(), "sslcrl"),
    ] {
        let output = run(&["migrate", "--database-url", &format!("{server}&{parameters}")]);
        expect_failure(&output, words);
        assert!(!String::from_utf8_lossy(&output.stderr).contains("hunter2"), "{output:?}");
    }
}
