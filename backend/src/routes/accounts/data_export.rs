//! Everything of one's own as a file.

use crate::Error;
use crate::database::Db;
use crate::database::accounts::security_events;
use crate::guards::call::Call;
use crate::guards::costly::Costly;
use crate::identity::caller::SignedIn;
use crate::identity::device::Device;
use crate::routes::graph::transfers::File;
use crate::transfers::data_export;
use common::accounts::data_export::Download;
use common::accounts::security_events::Kind;
use rocket::futures::stream::Stream;
use rocket::http::ContentType;
use rocket::post;

#[post("/download", data = "<call>")]
pub(crate) async fn download(
    call: Call<Download, SignedIn>,
    db: &Db,
    device: Device,
    costly: Costly,
) -> Result<File<impl Stream<Item = Vec<u8>>>, Error> {
    security_events::note(&db.client().await?, call.viewer.id, Kind::Downloaded, &device).await?;
    let download = data_export::Download::open(db, costly, call.viewer).await?;
    Ok(File { name: "kith.json", kind: ContentType::JSON, length: None, pieces: download.pieces() })
}
