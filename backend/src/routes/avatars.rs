//! Pictures of people. An avatar's path always answers.

use crate::avatar::draw;
use rocket::get;
use rocket::http::{ContentType, Header};
use rocket::request::FromParam;
use rocket::response::Responder;
use uuid::Uuid;

/// `<user_id>.svg`.
pub(super) struct Drawing(Uuid);

impl FromParam<'_> for Drawing {
    type Error = ();

    fn from_param(file: &str) -> Result<Self, ()> {
        let id = file.strip_suffix(".svg").ok_or(())?;
        Uuid::try_parse(id).map(Self).map_err(|_| ())
    }
}

#[derive(Responder)]
pub(super) struct Svg {
    drawing: (ContentType, String),
    cache: Header<'static>,
}

#[get("/<file>")]
pub(super) fn avatar(file: Drawing) -> Svg {
    let cache = Header::new("Cache-Control", "public, max-age=86400");
    Svg { drawing: (ContentType::SVG, draw(file.0)), cache }
}
