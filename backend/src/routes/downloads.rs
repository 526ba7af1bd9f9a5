//! Everything of one's own as a file.

use super::transfers::File;
use crate::Error;
use crate::database::{Db, security_events};
use crate::downloads;
use crate::guards::{Call, Costly, Device, SignedIn};
use common::downloads::Download;
use common::security_events::Kind;
use rocket::futures::stream::Stream;
use rocket::http::ContentType;
use rocket::post;

#[post("/download", data = "<call>")]
pub(super) async fn download(
    call: Call<Download, SignedIn>,
    db: &Db,
    device: Device,
    costly: Costly,
) -> Result<File<impl Stream<Item = Vec<u8>>>, Error> {
    security_events::note(&db.client().await?, call.viewer.id, Kind::Downloaded, &device).await?;
    let download = downloads::Download::open(db, costly, call.viewer).await?;
    Ok(File { name: "kith.json", kind: ContentType::JSON, length: None, pieces: download.pieces() })
}
