use super::*;

fn parsed(parameters: &str) -> Result<DatabaseUrl, String> {
    let url = format!("postgresql://ada:hunter2%3F@one:5433,two/kith?{parameters}");
    DatabaseUrl::read(&url)
}

#[test]
fn what_is_no_parameter_of_tls_is_left_to_tokio_postgres() {
    let found =
        parsed("sslmode=require&target_session_attrs=read-write&application_name=a%26b").expect("an URL");
    assert_eq!(found.config.get_ports(), [5433, 5432]);
    assert_eq!(found.config.get_password(), Some(&b"hunter2?"[..]));
    assert_eq!(found.config.get_application_name(), Some("a&b"));
    assert_eq!(found.config.get_ssl_mode(), SslMode::Require);
    assert_eq!(found.tls, Tls::default());
}

#[test]
fn each_mode_asks_for_what_libpq_does() {
    let file = || Some(Roots::File("/r t.pem".into()));
    for (parameters, mode, roots, names_host) in [
        ("", SslMode::Prefer, None, false),
        ("sslmode=disable", SslMode::Disable, None, false),
        ("sslmode=prefer&sslrootcert=/r%20t.pem", SslMode::Prefer, file(), false),
        ("sslmode=require&sslrootcert=", SslMode::Require, None, false),
        ("sslmode=require&sslrootcert=/r%20t.pem", SslMode::Require, file(), false),
        ("sslrootcert=/r%20t.pem&sslmode=verify-ca", SslMode::Require, file(), false),
        ("sslmode=verify-full&sslrootcert=/r%20t.pem", SslMode::Require, file(), true),
        ("sslrootcert=system", SslMode::Require, Some(Roots::System), true),
    ] {
        let found = parsed(parameters).expect(parameters);
        assert_eq!(found.config.get_ssl_mode(), mode, "{parameters}");
        assert_eq!(found.tls, Tls { roots, names_host, identity: None }, "{parameters}");
    }
}

#[test]
fn a_refusal_says_what_to_mend_and_nothing_that_may_be_secret() {
    for (parameters, words) in [
        ("sslmode=allow", "verify-ca or verify-full as sslmode"),
        ("sslmode=verify-ca", "needs sslrootcert for sslmode=verify-ca"),
        ("sslmode=require&sslrootcert=system", "with sslmode=verify-full only"),
        ("sslcert=/mine.pem", "both sslcert and sslkey"),
        ("sslcrl=/gone.pem", "the parameter sslcrl, which Kith does not know"),
        ("hunter2=1", "should look like postgresql://user:password@host/database"),
    ] {
        let refusal = parsed(parameters).expect_err(parameters);
        assert!(refusal.contains(words) && !refusal.contains("hunter2"), "{parameters}: {refusal}");
    }
}

#[test]
fn a_socket_of_this_machine_speaks_no_tls() {
    let found = DatabaseUrl::read("postgresql:///kith?host=/run/postgresql&sslmode=require").expect("an URL");
    assert_eq!(found.config.get_ssl_mode(), SslMode::Disable);
    let mixed =
        |mode| DatabaseUrl::read(&format!("postgresql://%2Frun%2Fpostgresql,one/kith?sslmode={mode}"));
    let refusal = mixed("require").expect_err("no TLS through the socket");
    assert!(refusal.contains("names hosts and sockets"), "{refusal}");
    assert_eq!(mixed("prefer").expect("either").config.get_ssl_mode(), SslMode::Prefer);
    let pairs = DatabaseUrl::read("host=one sslmode=require").expect("pairs");
    assert_eq!(pairs.config.get_ssl_mode(), SslMode::Require);
}

#[test]
fn an_at_sign_ends_a_password_where_it_does_for_libpq() {
    for (url, user, host, application) in [
        ("postgresql://one/kith?application_name=a@b&sslmode=require", None, "one", Some("a@b")),
        ("postgresql://ada@one/kith?application_name=a@b&sslmode=require", Some("ada"), "one", Some("a@b")),
        ("postgres://ada:a?b@one?sslmode=require", Some("ada"), "one", None),
    ] {
        let found = DatabaseUrl::read(url).expect(url).config;
        assert_eq!(found.get_hosts(), [Host::Tcp(host.to_owned())], "{url}");
        assert_eq!((found.get_user(), found.get_application_name()), (user, application), "{url}");
        assert_eq!(found.get_ssl_mode(), SslMode::Require, "{url}");
    }
}
