//! Signing in and out, and where one is signed in.

use crate::config;
use crate::database::Db;
use crate::database::accounts::logins::LoginContext;
use crate::database::accounts::{logins, security_events, sessions};
use crate::guards::call::{Answer, Call, answer};
use crate::guards::reauthentication::Reauthentication;
use crate::guards::viewer::Anybody;
use crate::identity::caller::SignedIn;
use crate::identity::device::Device;
use crate::letters::mail::Mail;
use common::accounts::security_events::Kind;
use common::accounts::sessions::{EndSession, EndSessions, LoggedOut, Login, Logout, SessionList, Sessions};
use common::features::Features;
use common::{Done, Success};
use rocket::{State, post};

/// A second factor is not disclosed before the password is right.
#[post("/login", data = "<call>")]
pub(crate) async fn login(
    call: Call<Login, Anybody>,
    db: &Db,
    features: &State<Features>,
    lifetime: &State<config::Sessions>,
    mail: Mail,
    owner: Reauthentication<'_>,
) -> Answer {
    let account = owner.authenticate(&call.request, features.mail).await?;
    let context =
        LoginContext { before: call.viewer.session(), lifetime, device: &owner.device, mail: &mail };
    answer::<Login>(&logins::by_password(db, &account, &context).await?)
}

#[post("/logout", data = "<call>")]
pub(super) async fn logout(call: Call<Logout, SignedIn>, db: &Db, device: Device) -> Answer {
    sessions::leave(&db.client().await?, &call.viewer, &device).await?;
    answer::<Logout>(&LoggedOut::default())
}

#[post("/sessions", data = "<call>")]
pub(crate) async fn list(
    call: Call<Sessions, SignedIn>,
    db: &Db,
    lifetime: &State<config::Sessions>,
) -> Answer {
    let SignedIn { id, token } = &call.viewer;
    let sessions = sessions::of(&db.client().await?, *id, token, lifetime).await?;
    answer::<Sessions>(&SessionList { success: Success, sessions })
}

#[post("/end_session", data = "<call>")]
pub(super) async fn end_one(call: Call<EndSession, SignedIn>, db: &Db, device: Device) -> Answer {
    let (client, id) = (db.client().await?, call.viewer.id);
    let ended = sessions::close_one(&client, id, call.request.session_id).await?;
    if ended > 0 {
        security_events::note(&client, id, Kind::SessionsEnded, &device).await?;
    }
    answer::<EndSession>(&Done::new("session ended"))
}

#[post("/end_sessions", data = "<call>")]
pub(super) async fn end_all(call: Call<EndSessions, SignedIn>, db: &Db, device: Device) -> Answer {
    let (client, SignedIn { id, token }) = (db.client().await?, call.viewer);
    let ended = match call.request.others {
        true => sessions::close_others(&client, id, &token).await?,
        false => sessions::close_all(&client, id).await?,
    };
    if ended > 0 {
        security_events::note(&client, id, Kind::SessionsEnded, &device).await?;
    }
    answer::<EndSessions>(&Done::new("sessions ended"))
}
