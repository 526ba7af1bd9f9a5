//! Signing in and out, and where one is signed in.

use crate::database::{Client, Db, second_factors, security_events, sessions};
use crate::guards::{Answer, Anybody, Call, Device, SignedIn, Try, answer};
use crate::passwords::Passwords;
use crate::tokens::{self, TokenHash};
use crate::{Error, config, owner};
use common::security_events::Kind;
use common::sessions::{EndSession, EndSessions, LoggedIn, LoggedOut, Login, Logout, SessionList, Sessions};
use common::{Done, Success};
use rocket::{State, post};
use uuid::Uuid;

/// Nobody learns of a second factor before the password is right.
#[post("/login", data = "<call>")]
pub(super) async fn login(
    call: Call<Login, Anybody>,
    db: &Db,
    passwords: &State<Passwords>,
    lifetime: &State<config::Sessions>,
    from: Try,
) -> Answer {
    let person = owner::recognize(db, passwords, &call.request, &from).await?;
    second_factors::demand(&db.client().await?, person).await?;
    answer::<Login>(&welcome(db, person, &call.viewer, lifetime, &from.device).await?)
}

/// Opens a session: the one end of every way to sign in. Where a second factor is asked for, it has been shown. Whoever comes with
/// a token that still works is signed out of the old session.
pub(super) async fn welcome(
    db: &Db,
    person: Uuid,
    Anybody(old): &Anybody,
    lifetime: &config::Sessions,
    device: &Device,
) -> Result<LoggedIn, Error> {
    let (client, token) = (db.client().await?, tokens::generate());
    sessions::open(&client, &TokenHash::of(&token), person, lifetime, device).await?;
    security_events::note(&client, person, Kind::SignedIn, device).await?;
    if let Some(old) = old {
        leave(&client, old, device).await?;
    }
    Ok(LoggedIn::new(token, person))
}

#[post("/logout", data = "<call>")]
pub(super) async fn logout(call: Call<Logout, SignedIn>, db: &Db, device: Device) -> Answer {
    leave(&db.client().await?, &call.viewer, &device).await?;
    answer::<Logout>(&LoggedOut::default())
}

/// Ends the session of a token.
async fn leave(client: &Client, viewer: &SignedIn, device: &Device) -> Result<(), Error> {
    sessions::close(client, &viewer.token).await?;
    security_events::note(client, viewer.id, Kind::SignedOut, device).await
}

#[post("/sessions", data = "<call>")]
pub(super) async fn list(
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
