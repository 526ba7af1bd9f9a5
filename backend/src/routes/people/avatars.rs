//! Pictures of people: those that they upload, and those that are drawn. An avatar's path always answers.

use super::profiles::edited;
use crate::database::Db;
use crate::database::people::avatars;
use crate::guards::call::Answer;
use crate::guards::rate_limit::RateLimited;
use crate::guards::upload::Upload;
use crate::pictures::Pictures;
use crate::pictures::default_avatar::draw;
use crate::{Error, Refusal};
use common::Code;
use common::people::avatars::{SIDES, WEBP};
use common::people::profiles::EditProfile;
use rocket::http::{ContentType, Header};
use rocket::request::FromParam;
use rocket::response::Responder;
use rocket::{State, get, post};
use uuid::Uuid;

/// `<user_id>.svg`.
pub(crate) struct Drawing(Uuid);

impl FromParam<'_> for Drawing {
    type Error = ();

    fn from_param(file: &str) -> Result<Self, ()> {
        let id = file.strip_suffix(".svg").ok_or(())?;
        Uuid::try_parse(id).map(Self).map_err(|_| ())
    }
}

/// The hash of a picture, in the digits in which its path has it.
pub(crate) struct Hash([u128; 2]);

impl FromParam<'_> for Hash {
    type Error = ();

    fn from_param(digits: &str) -> Result<Self, ()> {
        if digits.len() != 64 || !digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(());
        }
        let half = |digits| u128::from_str_radix(digits, 16).map_err(|_| ());
        Ok(Self([half(&digits[..32])?, half(&digits[32..])?]))
    }
}

/// `<side>.jpg` or `<side>.webp`.
pub(crate) struct Size {
    side: u16,
    is_webp: bool,
}

impl FromParam<'_> for Size {
    type Error = ();

    fn from_param(file: &str) -> Result<Self, ()> {
        let (side, kind) = file.split_once('.').ok_or(())?;
        let is_webp = match kind {
            "jpg" => false,
            "webp" => true,
            _ => return Err(()),
        };
        let side = SIDES.into_iter().find(|known| *side == known.to_string()).ok_or(())?;
        Ok(Self { side, is_webp })
    }
}

#[derive(Responder)]
pub(crate) struct Svg {
    drawing: (ContentType, String),
    cache: Header<'static>,
}

/// Bytes that a person chose: they are a picture to every browser, and nothing else.
#[derive(Responder)]
pub(crate) struct File {
    picture: (ContentType, Vec<u8>),
    cache: Header<'static>,
    policy: Header<'static>,
    no_guesses: Header<'static>,
}

#[get("/<file>")]
pub(crate) fn drawn(file: Drawing) -> Svg {
    let cache = Header::new("Cache-Control", "public, max-age=86400");
    Svg { drawing: (ContentType::SVG, draw(file.0)), cache }
}

#[get("/<hash>/<file>")]
pub(crate) async fn uploaded(hash: Hash, file: Size, db: &Db) -> Result<File, Error> {
    let mut key = hash.0.map(u128::to_be_bytes).concat();
    key.extend(file.is_webp.then_some(WEBP));
    let bytes = avatars::file(&db.client().await?, &key, file.side)
        .await?
        .ok_or(Refusal::Plain(Code::PictureNotFound))?;
    Ok(File {
        picture: (if file.is_webp { ContentType::WEBP } else { ContentType::JPEG }, bytes),
        cache: Header::new("Cache-Control", "public, max-age=31536000, immutable"),
        policy: Header::new(
            "Content-Security-Policy",
            "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox",
        ),
        no_guesses: Header::new("X-Content-Type-Options", "nosniff"),
    })
}

#[post("/", data = "<upload>")]
pub(crate) async fn upload(
    upload: Upload,
    db: &Db,
    pictures: &State<Pictures>,
    _from: RateLimited,
) -> Answer {
    let Upload { viewer, picture, place: _place } = upload;
    avatars::show(db, &viewer, &pictures.prepare(picture).await?).await?;
    edited::<EditProfile>(db, viewer.id).await
}
