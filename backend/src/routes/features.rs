//! What this server is set up for.

use crate::guards::{Answer, Anybody, Call, answer};
use common::features::{Features, ViewFeatures};
use rocket::{State, post};

#[post("/features", data = "<_call>")]
pub(super) async fn features(_call: Call<ViewFeatures, Anybody>, features: &State<Features>) -> Answer {
    answer::<ViewFeatures>(features)
}
