//! What people let others see and do.

use crate::database::Db;
use crate::database::people::privacy;
use crate::guards::call::{Answer, Call, answer};
use crate::identity::caller::SignedIn;
use common::Success;
use common::people::privacy::{PrivacySet, SetPrivacy};
use rocket::post;

#[post("/privacy", data = "<call>")]
pub(crate) async fn set(call: Call<SetPrivacy, SignedIn>, db: &Db) -> Answer {
    let privacy = privacy::set(&db.client().await?, call.viewer.id, call.request).await?;
    answer::<SetPrivacy>(&PrivacySet { success: Success, privacy })
}
