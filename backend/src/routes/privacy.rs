//! What people let others see and do.

use crate::database::{Db, privacy};
use crate::guards::{Answer, Call, SignedIn, answer};
use common::Success;
use common::privacy::{PrivacySet, SetPrivacy};
use rocket::post;

#[post("/privacy", data = "<call>")]
pub(super) async fn set(call: Call<SetPrivacy, SignedIn>, db: &Db) -> Answer {
    let privacy = privacy::set(&db.client().await?, call.viewer.id, call.request).await?;
    answer::<SetPrivacy>(&PrivacySet { success: Success, privacy })
}
