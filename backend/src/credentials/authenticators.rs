//! Authenticator apps: a secret shared with one, how it gets there, and which of its codes is good when (TOTP, RFC 6238).

use crate::Error;
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;
use totp_rs::{Builder, Totp};

/// Whose codes these are, as the app shows it.
const ISSUER: &str = "Kith";
/// Modules of blank space around a QR code, without which it may not be read.
const MARGIN: i32 = 4;

/// A secret that an app shares: SHA-1, six digits, a new code every 30 seconds, as every app understands it. A clock may be one
/// code early or late.
pub(crate) struct Authenticator(Totp);

impl Authenticator {
    /// With a new secret of 160 bits, for the account of that name.
    pub(crate) fn generate(username: &str) -> Result<Self, Error> {
        let totp = Builder::new().with_account_name(username).with_issuer(Some(ISSUER));
        Ok(Self(totp.build().map_err(Error::internal)?))
    }

    /// With the secret of one that was made before.
    pub(crate) fn of(secret: Vec<u8>) -> Result<Self, Error> {
        Ok(Self(Builder::new().with_secret(secret).build().map_err(Error::internal)?))
    }

    pub(crate) fn secret(&self) -> &[u8] {
        self.0.secret().as_bytes()
    }

    /// The secret as one types it in.
    pub(crate) fn base32(&self) -> String {
        self.0.secret().to_base32()
    }

    /// All that an app must know, as an `otpauth:` address.
    pub(crate) fn uri(&self) -> Result<String, Error> {
        self.0.to_url().map_err(Error::internal)
    }

    /// The step of time that a code belongs to, where it is good now.
    pub(crate) fn step(&self, code: &str) -> Result<Option<i64>, Error> {
        self.0.check_current(code).map(i64::try_from).transpose().map_err(Error::internal)
    }
}

/// A text as a QR code: one path in SVG, dark on nothing. A strict content policy finds nothing to refuse in it.
pub(crate) fn qr(text: &str) -> Result<String, Error> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(Error::internal)?;
    let (size, side) = (code.size(), code.size() + 2 * MARGIN);
    let mut path = String::new();
    for (x, y) in
        (0..size).flat_map(|y| (0..size).map(move |x| (x, y))).filter(|&(x, y)| code.get_module(x, y))
    {
        write!(path, "M{},{}h1v1h-1z", x + MARGIN, y + MARGIN).map_err(Error::internal)?;
    }
    Ok(format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges"><path d="{path}"/></svg>"#
    ))
}
