//! What a proxy and an orchestrator ask: whether the process answers, and whether it can do its work. No endpoints of the API: they take
//! no token, count for no limit, and tell nothing but states.

use crate::Error;
use crate::database::Db;
use crate::health::Health;
use rocket::http::Status;
use rocket::response::content::RawJson;
use rocket::{State, get};
use serde_json::json;

/// The process answers. It needs nothing else, so that no failing database has it restarted.
#[get("/live")]
pub(super) fn live() -> RawJson<&'static str> {
    RawJson("{\"status\":\"live\"}\n")
}

/// Whether requests should be sent here: 200, or 503.
#[get("/ready")]
pub(super) async fn ready(db: &Db, health: &State<Health>) -> Result<(Status, RawJson<String>), Error> {
    let report = health.report(db).await;
    let (status, word) = match report.is_ready() {
        true => (Status::Ok, "ready"),
        false => (Status::ServiceUnavailable, "unavailable"),
    };
    let text =
        serde_json::to_string(&json!({ "status": word, "checks": report })).map_err(Error::internal)?;
    Ok((status, RawJson(text + "\n")))
}
