//! What this server is set up for.

use crate::guards::call::{Answer, Call, answer};
use crate::guards::viewer::Anybody;
use common::features::{Features, ViewFeatures};
use rocket::{State, post};

#[post("/features", data = "<_call>")]
pub(crate) async fn features(_call: Call<ViewFeatures, Anybody>, features: &State<Features>) -> Answer {
    answer::<ViewFeatures>(features)
}
