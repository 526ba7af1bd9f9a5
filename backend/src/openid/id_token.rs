//! Verification of ID tokens. Why one is refused goes into the log; the token itself does not.

use super::provider::Client;
use crate::Error;
use crate::database::accounts::identities::Identity;
use crate::identity::email_address::EmailAddress;
use openidconnect::core::{CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJwsSigningAlgorithm};
use openidconnect::{Nonce, SignatureVerificationError};
use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds that the provider's clock may be ahead of ours.
const LEEWAY: i64 = 60;
/// Seconds from a token's issue to its use: it is made for one sign-in, which does not take as long.
const AGE_MAX: i64 = 60 * 60;
/// Characters of a subject, as OpenID has it.
const SUBJECT_MAX: usize = 255;

/// Reads a token, and believes nothing yet. The reason why one is wrong may repeat what it says about a person, so it is not told.
pub(crate) fn parse(text: &str) -> Result<CoreIdToken, Error> {
    text.parse().map_err(|_| Error::unidentified("it cannot be read as an ID token"))
}

/// Whether it may be the provider's own, signed with a key that is newer than those known.
pub(super) fn is_of_unknown_key(client: &Client, token: &CoreIdToken) -> bool {
    token.signing_alg() == Ok(&CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256)
        && token.signing_key(&verifier(client)) == Err(SignatureVerificationError::NoMatchingKey)
}

/// Whom the provider vouches for, to an audience that is allowed, in this very sign-in, which has one of the nonces.
pub(crate) fn verify(
    client: &Client,
    token: &CoreIdToken,
    nonces: &[Nonce],
    is_allowed: impl Fn(&str) -> bool,
) -> Result<Identity, Error> {
    let is_ours = |sent: Option<&Nonce>| match sent {
        Some(sent) if nonces.iter().any(|nonce| nonce.secret() == sent.secret()) => Ok(()),
        Some(_) => Err("it has the nonce of another sign-in".to_owned()),
        None => Err("it has no nonce".to_owned()),
    };
    let claims = token.claims(&verifier(client), is_ours).map_err(Error::unidentified)?;
    match claims.audiences().as_slice() {
        [audience] if is_allowed(audience) => {}
        others => return Err(Error::unidentified(format!("it is meant for {others:?}"))),
    }
    let subject = claims.subject().as_str();
    if !(1..=SUBJECT_MAX).contains(&subject.chars().count()) || subject.chars().any(char::is_control) {
        return Err(Error::unidentified("its subject cannot be one"));
    }
    let (issuer, subject) = (claims.issuer().to_string(), subject.to_owned());
    Ok(Identity { issuer, subject, email: verified_email(claims) })
}

/// Signed with the provider's key and by RS256 alone, whatever else it offers. Which audiences will do is asked later: there
/// is more than one.
fn verifier(client: &Client) -> CoreIdTokenVerifier<'_> {
    client
        .id_token_verifier()
        .set_allowed_algs([CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256])
        .require_audience_match(false)
        .set_issue_time_verifier_fn(|issued| check_issue(issued.timestamp()))
}

fn check_issue(issued: i64) -> Result<(), String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|error| error.to_string())?;
    match i64::try_from(now.as_secs()).unwrap_or(i64::MAX).saturating_sub(issued) {
        age if age < -LEEWAY => Err("it is from the future".to_owned()),
        age if age > AGE_MAX => Err("it was issued too long ago".to_owned()),
        _ => Ok(()),
    }
}

/// The address that the provider has verified, or `""`.
fn verified_email(claims: &CoreIdTokenClaims) -> String {
    let email = claims.email().filter(|_| claims.email_verified() == Some(true));
    email.and_then(|email| EmailAddress::parse(email.as_str())).map(String::from).unwrap_or_default()
}
