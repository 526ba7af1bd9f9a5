//! What a call may bring, and what it costs.

#![allow(clippy::unwrap_used)] // What cannot be written is a failed test.

use common::endpoint::Cost;
use common::envelope::{Credentials, Signed};
use common::graph::follows::Follow;
use common::graph::lists::Followers;
use common::graph::transfers::{Export, IMPORT_LIMIT, Import};
use common::people::profiles::PICTURE_LIMIT;
use common::{Endpoint, Envelope};
use serde_json::to_string;
use uuid::Uuid;

#[test]
fn a_whole_file_fits_into_its_call_and_nothing_else_is_large() {
    assert_eq!((Follow::BODY_LIMIT, Export::BODY_LIMIT), (64 * 1024, 64 * 1024));
    assert_eq!((Follow::COST, Import::COST, Followers::COST), (Cost::Change, Cost::File, Cost::Call));
    assert_eq!((IMPORT_LIMIT, PICTURE_LIMIT), (4 * 1024 * 1024, 4 * 1024 * 1024));
    // JSON writes each of these as two, and the rest of the call is like any other.
    assert_eq!(Import::BODY_LIMIT, 2 * IMPORT_LIMIT + Follow::BODY_LIMIT);
    let import = Import { csv: "\"\n".repeat(IMPORT_LIMIT / 2), ..Import::default() };
    let credentials = Credentials { token: Some("t".repeat(43)), user_id: Some(Uuid::nil().to_string()) };
    let payload = Signed { request: &import, credentials: &credentials };
    assert!(to_string(&Envelope { payload }).unwrap().len() <= Import::BODY_LIMIT);
}
