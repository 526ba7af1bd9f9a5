//! Writing to people, in the language of whoever asks for it, with links to this site.

use super::call::refuse;
use super::viewer::managed;
use crate::mail::{Language, Letter, Mailer};
use crate::{Error, config};
use rocket::request::{FromRequest, Outcome, Request};
use std::future::{Future, ready};

/// What it takes to write a mail.
pub(crate) struct Mail {
    mailer: Mailer,
    site: String,
    language: Language,
}

impl Mail {
    /// Refuses what makes no sense without mails, where none are sent.
    pub(crate) fn require(&self) -> Result<(), Error> {
        match self.mailer.is_on() {
            true => Ok(()),
            false => Err(Error::Forbidden("No mails are sent here.")),
        }
    }

    /// Sends a letter to an address, after the answer.
    pub(crate) fn send(&self, to: String, letter: Letter) {
        self.write(ready(Ok(Some((to, letter)))));
    }

    /// Finds out after the answer whether there is a letter to send, and to which address.
    pub(crate) fn write(
        &self,
        work: impl Future<Output = Result<Option<(String, Letter)>, Error>> + Send + 'static,
    ) {
        let (site, language) = (self.site.clone(), self.language);
        self.mailer.post(async move { Ok(work.await?.map(|(to, letter)| letter.text(to, &site, language))) });
    }

    fn of(request: &Request<'_>) -> Result<Self, Error> {
        let (mailer, site) = (managed::<Mailer>(request)?, managed::<config::Site>(request)?);
        let accepted = request.headers().get_one("Accept-Language").unwrap_or_default();
        Ok(Self {
            mailer: mailer.clone(),
            site: site.url(request.rocket().config().port),
            language: Language::of(accepted),
        })
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Mail {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match Self::of(request) {
            Ok(mail) => Outcome::Success(mail),
            Err(error) => Outcome::Error((refuse(request, error), ())),
        }
    }
}
