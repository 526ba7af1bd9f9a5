//! Hearing from the server what happens to the viewer.

use super::looks::is_seen;
use crate::api::{Api, said};
use crate::language::fill;
use crate::state::app::{Action, App};
use crate::state::call_error::CallError;
use crate::state::graph::changes::Change;
use crate::state::graph::freshness::Subject;
use common::graph::live::{Kind, Live, News};
use gloo_events::EventListener;
use gloo_timers::future::TimeoutFuture;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use uuid::Uuid;
use web_sys::AbortController;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Milliseconds between two attempts, at first and at the most.
const PAUSES: (u32, u32) = (1000, 60_000);

/// Listens while the tab can be seen: a browser allows a page's server few connections, and tabs share them. After any
/// break the stream goes on from where it was.
#[hook]
pub fn use_live(app: &UseReducerHandle<App>) {
    let seen = use_state_eq(is_seen);
    use_effect_with((), {
        let seen = seen.setter();
        move |()| {
            let document = web_sys::window().and_then(|window| window.document());
            let told = move |_: &web_sys::Event| seen.set(is_seen());
            let listener = document.map(|document| EventListener::new(&document, "visibilitychange", told));
            move || drop(listener)
        }
    });
    let last = use_mut_ref(|| (None, None::<String>));
    let viewer = app.viewer();
    let listening = app.working_session().map(|session| session.token.clone()).filter(|_| *seen);
    let api = Api::new(app).quiet();
    use_effect_with(listening, move |token| {
        let line = Rc::<Line>::default();
        if token.is_some() {
            // Another person's place is not this one's.
            last.replace_with(|(known, id)| (viewer, id.take().filter(|_| *known == viewer)));
            spawn_local(listen(api, last, line.clone()));
        }
        move || line.close()
    });
}

/// The connection there is, if any, and whether there is to be another one after it.
#[derive(Default)]
struct Line {
    closed: Cell<bool>,
    open: RefCell<Option<AbortController>>,
}

impl Line {
    fn open(&self) -> Option<AbortController> {
        let line = AbortController::new().ok().filter(|_| !self.closed.get());
        self.open.replace(line.clone());
        line
    }

    fn close(&self) {
        self.closed.set(true);
        if let Some(line) = self.open.take() {
            line.abort();
        }
    }
}

/// The viewer, and how far the news of theirs have come.
type Place = Rc<RefCell<(Option<Uuid>, Option<String>)>>;

async fn listen(api: Api, last: Place, line: Rc<Line>) {
    let pause = Cell::new(PAUSES.0);
    while let Some(open) = line.open() {
        let after = last.borrow().1.clone();
        let hear = |event| {
            pause.set(PAUSES.0);
            // What a newer server tells and this app does not know is for the app of tomorrow.
            let news = said::<Live>(&event).ok();
            last.borrow_mut().1 = Some(event.id);
            match news {
                Some(news) => tell(&api, news),
                // A stream begins with an event without news: people may have asked before it did.
                None => api.dispatch(Action::Follows(Change::Doubted(Subject::Requests))),
            }
        };
        let heard = api.listen(&Live { after }, &open, &hear).await;
        if let Err(CallError::SessionEnded | CallError::Refused(_)) = heard {
            return;
        }
        TimeoutFuture::new(pause.get()).await;
        pause.set(PAUSES.1.min(pause.get() * 2));
    }
}

fn tell(api: &Api, news: News<'static>) {
    let name = &news.person.username;
    let words = match news.event {
        Kind::Follower => Some(fill("{} follows you now.", name)),
        Kind::Request => Some(fill("{} asks to follow you.", name)),
        // The viewer's own doing, here or elsewhere, or that of whom they had asked.
        Kind::Followed => None,
    };
    words.into_iter().for_each(|words| api.dispatch(Action::ShowToast(words.to_string())));
    api.dispatch(Action::Follows(Change::Arrived(news)));
}
