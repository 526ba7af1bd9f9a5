//! A picture that somebody uploads: a form with a file. As for a call, a handler runs only where all of it is in order.

use super::call::{in_time, outcome, stated_length};
use super::{SignedIn, Viewer};
use crate::Error;
use common::envelope::Credentials;
use common::profiles::PICTURE_LIMIT;
use rocket::FromForm;
use rocket::data::{Data, FromData, Outcome};
use rocket::form::error::ErrorKind;
use rocket::form::{Errors, Form};
use rocket::http::Status;
use rocket::request::Request;

/// A picture, and whose it is.
pub(crate) struct Upload {
    pub(crate) viewer: SignedIn,
    /// A file of any kind.
    pub(crate) picture: Vec<u8>,
}

/// The form's field. What the file is called, and what type it is said to be of, nobody asks.
#[derive(FromForm)]
struct Sent<'r> {
    picture: &'r [u8],
}

#[rocket::async_trait]
impl<'r> FromData<'r> for Upload {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        outcome(request, read(request, data).await)
    }
}

async fn read<'r>(request: &'r Request<'_>, mut data: Data<'r>) -> Result<Upload, Error> {
    if !request.content_type().is_some_and(|sent| sent.is_form_data()) {
        return Err(Error::NotForm);
    }
    let viewer = SignedIn::admit(request, Credentials::default()).await?;
    // To Rocket, a form that ends before it has begun is one that is too large.
    if data.peek(1).await.is_empty() {
        return Err(missing());
    }
    match in_time(request, PICTURE_LIMIT, Form::<Sent>::from_data(request, data)).await? {
        Outcome::Success(form) => Ok(Upload { viewer, picture: form.picture.to_vec() }),
        Outcome::Error((_, errors)) => Err(complaint(request, &errors)),
        Outcome::Forward((_, status)) => Err(Error::from_status(status)),
    }
}

/// To Rocket, a form that breaks off is one that is too large; only its length tells which it is.
fn complaint(request: &Request<'_>, errors: &Errors<'_>) -> Error {
    let is_small = stated_length(request).is_some_and(|length| length <= PICTURE_LIMIT);
    if errors.iter().any(|error| error.status() == Status::PayloadTooLarge) {
        return match is_small {
            true => Error::Malformed("The form broke off.".to_owned()),
            false => Error::TooLarge,
        };
    }
    if errors.iter().any(|error| matches!(error.kind, ErrorKind::Missing)) {
        return missing();
    }
    let errors = errors.iter().map(ToString::to_string).collect::<Vec<_>>();
    Error::Malformed(format!("The form could not be read: {}.", errors.join(", ")))
}

fn missing() -> Error {
    Error::Invalid(Error::field("picture", "Choose a picture."))
}
