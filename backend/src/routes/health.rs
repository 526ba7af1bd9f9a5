//! What a proxy and an orchestrator ask: whether the process answers, and whether it can do its work. No endpoints of the API: they take
//! no token, count for no limit, and tell nothing but states.

use crate::Error;
use crate::database::Db;
use crate::health::Health;
use crate::http::ending::Ending;
use rocket::http::Status;
use rocket::response::content::RawJson;
use rocket::{State, get};
use serde_json::json;

/// The process answers, and 503 once it is about to end. It tells of nothing that another copy shares, such as the database: a proxy that
/// takes out all copies at once has none left to answer.
#[get("/live")]
pub(super) fn live(ending: &State<Ending>) -> (Status, RawJson<&'static str>) {
    match ending.has_begun() {
        true => (Status::ServiceUnavailable, RawJson("{\"status\":\"ending\"}\n")),
        false => (Status::Ok, RawJson("{\"status\":\"live\"}\n")),
    }
}

/// Whether requests can be answered now: 200, or 503 where they cannot, or the server is about to end.
#[get("/ready")]
pub(super) async fn ready(
    db: &Db,
    health: &State<Health>,
    ending: &State<Ending>,
) -> Result<(Status, RawJson<String>), Error> {
    let report = health.report(db).await;
    let (status, word) = match (ending.has_begun(), report.is_ready()) {
        (true, _) => (Status::ServiceUnavailable, "ending"),
        (false, true) => (Status::Ok, "ready"),
        (false, false) => (Status::ServiceUnavailable, "unavailable"),
    };
    let text =
        serde_json::to_string(&json!({ "status": word, "checks": report })).map_err(Error::internal)?;
    Ok((status, RawJson(text + "\n")))
}
