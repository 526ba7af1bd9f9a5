//! Writing mails, in the language of the caller.

use super::call::refuse;
use crate::http::state::managed;
use crate::letters::mail::Mail;
use crate::letters::postbox::Postbox;
use crate::letters::texts::Language;
use crate::{Error, Refusal};
use common::Code;
use rocket::request::{FromRequest, Outcome, Request};

impl Mail {
    /// Refuses what makes no sense without mails, where none are sent.
    pub(crate) fn require(&self) -> Result<(), Refusal> {
        match self.is_on() {
            true => Ok(()),
            false => Err(Refusal::Plain(Code::EmailUnavailable)),
        }
    }
}

fn mail(request: &Request<'_>) -> Result<Mail, Error> {
    let accepted = request.headers().get_one("Accept-Language").unwrap_or_default();
    Ok(Mail::new(managed::<Option<Postbox>>(request)?.clone(), Language::of(accepted)))
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Mail {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match mail(request) {
            Ok(mail) => Outcome::Success(mail),
            Err(error) => Outcome::Error((refuse(request, error), ())),
        }
    }
}
