//! Noticing that the server cannot be reached, and that it can again.

use crate::api;
use crate::state::app::{Action, App};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Milliseconds to the first look.
const SHORTEST: u32 = 1_000;
/// Milliseconds from one look to the next at the most.
const LONGEST: u32 = 30_000;

/// While the server is away, looks for it: at once when the browser is back on the network, and else ever less often.
#[hook]
pub fn use_connection(app: &UseReducerHandle<App>) {
    use_effect_with(app.dispatcher(), |app| {
        let (lost, look) = (app.clone(), app.clone());
        let listeners = web_sys::window().map(|window| {
            [
                EventListener::new(&window, "offline", move |_| lost.dispatch(Action::Offline)),
                EventListener::new(&window, "online", move |_| look_for_server(look.clone())),
            ]
        });
        move || drop(listeners)
    });
    let looks = use_state_eq(|| 0_u32);
    let dispatcher = app.dispatcher();
    use_effect_with((app.offline, *looks), move |&(offline, made)| {
        // What has come back only for a moment is looked for as seldom as before.
        let pause = if offline { LONGEST.min(SHORTEST << made.min(5)) } else { LONGEST };
        let timer = Timeout::new(pause, move || {
            if offline {
                look_for_server(dispatcher);
            }
            looks.set(if offline { made + 1 } else { 0 });
        });
        move || drop(timer)
    });
}

fn look_for_server(app: UseReducerDispatcher<App>) {
    spawn_local(async move {
        if api::is_reachable().await {
            app.dispatch(Action::Online);
        }
    });
}
