//! An uploaded picture: a form with a file. As for a call, a handler runs only where all of it is in order.

use super::body::{Body, receive};
use super::call::outcome;
use super::head;
use super::viewer::Viewer;
use crate::identity::caller::SignedIn;
use crate::rate_limit::fair_share::Place;
use crate::{Error, Refusal};
use common::envelope::Credentials;
use common::people::profiles::PICTURE_LIMIT;
use multer::bytes::Bytes;
use multer::{Multipart, parse_boundary};
use rocket::data::{Data, FromData, Outcome};
use rocket::futures::stream;
use rocket::request::Request;
use std::convert::Infallible;

/// Bytes of a form with a picture at the most: its boundaries and names take few.
const FORM_LIMIT: usize = PICTURE_LIMIT + 64 * 1024;

/// A picture, and whose it is.
pub(crate) struct Upload {
    pub(crate) viewer: SignedIn,
    /// A file of any kind.
    pub(crate) picture: Vec<u8>,
    /// To be kept for as long as the picture is.
    pub(crate) place: Option<Place>,
}

#[rocket::async_trait]
impl<'r> FromData<'r> for Upload {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        outcome(request, read(request, data).await)
    }
}

async fn read(request: &Request<'_>, data: Data<'_>) -> Result<Upload, Error> {
    head::check(request)?;
    let Body { bytes, place } = receive(request, data, FORM_LIMIT).await?;
    let viewer = SignedIn::admit(request, Credentials::default()).await?;
    let kind = request.headers().get_one("Content-Type").unwrap_or_default();
    let picture = field(kind, bytes).await.map_err(complaint)?.ok_or_else(missing)?;
    match picture.len() {
        0..=PICTURE_LIMIT => Ok(Upload { viewer, picture: picture.into(), place }),
        _ => Err(Error::TooLarge),
    }
}

/// The form's field. The file's name and declared type are ignored.
async fn field(kind: &str, form: Vec<u8>) -> multer::Result<Option<Bytes>> {
    if form.is_empty() {
        return Ok(None);
    }
    let whole = stream::iter([Ok::<_, Infallible>(Bytes::from(form))]);
    let mut form = Multipart::new(whole, parse_boundary(kind)?);
    while let Some(field) = form.next_field().await? {
        if field.name() == Some("picture") {
            return field.bytes().await.map(Some);
        }
    }
    Ok(None)
}

fn complaint(error: multer::Error) -> Error {
    Error::Malformed(format!("The form could not be read: {error}."))
}

fn missing() -> Refusal {
    Refusal::invalid("picture", "Choose a picture.")
}
