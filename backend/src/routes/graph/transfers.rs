//! Taking lists along: out as files, and in again.

use super::live::Unbuffered;
use crate::database::Db;
use crate::guards::call::Call;
use crate::guards::costly::Costly;
use crate::identity::caller::SignedIn;
use crate::identity::device::Device;
use crate::transfers::import::Imports;
use crate::{Error, config};
use common::graph::lists::Direction;
use common::graph::transfers::{Export, IMPORT_LIMIT, Import};
use rocket::futures::stream::Stream;
use rocket::http::ContentType;
use rocket::request::Request;
use rocket::response::stream::{ByteStream, Event, EventStream};
use rocket::response::{self, Responder, Response};
use rocket::{Config, State, post};

#[post("/export", data = "<call>")]
pub(crate) async fn export(
    call: Call<Export, SignedIn>,
    db: &Db,
    costly: Costly,
) -> Result<File<impl Stream<Item = Vec<u8>>>, Error> {
    let list = call.request.list;
    let name = match list {
        Direction::Followers => "followers.csv",
        Direction::Followed => "followed.csv",
    };
    let export = crate::transfers::export::Export::open(db, costly, call.viewer, list).await?;
    Ok(File { name, kind: ContentType::CSV, length: Some(export.length), pieces: export.pieces() })
}

#[post("/import", data = "<call>")]
pub(crate) async fn import(
    call: Call<Import, SignedIn>,
    db: &Db,
    device: Device,
    imports: &State<Imports>,
    site: &State<config::Site>,
    server: &Config,
) -> Result<Unbuffered<impl Stream<Item = Event>>, Error> {
    if call.request.csv.len() > IMPORT_LIMIT {
        return Err(Error::TooLarge);
    }
    let here = site.url(server.port).parse().map_err(Error::internal)?;
    let events = imports.begin(db, call.viewer, &device, here, call.request).await?;
    Ok(Unbuffered(EventStream::from(events).heartbeat(None)))
}

/// A file to be kept. A client that gets fewer bytes than `length` knows that it was cut off; where no length is told, the
/// file itself must show it.
pub(crate) struct File<S> {
    pub(crate) name: &'static str,
    pub(crate) kind: ContentType,
    pub(crate) length: Option<usize>,
    pub(crate) pieces: S,
}

impl<'r, S: Stream<Item = Vec<u8>> + Send + 'r> Responder<'r, 'r> for File<S> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'r> {
        let mut response = Response::build_from(ByteStream(self.pieces).respond_to(request)?);
        response
            .header(self.kind)
            .raw_header("Content-Disposition", format!("attachment; filename=\"{}\"", self.name));
        if let Some(length) = self.length {
            response.raw_header("Content-Length", length.to_string());
        }
        response.ok()
    }
}
