//! Counting down to the moment when it is worth trying again.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

/// Seconds that are left of `seconds`; begins anew with each new `occasion`.
#[hook]
pub fn use_countdown(seconds: u32, occasion: u32) -> u32 {
    let left = use_state(|| (occasion, seconds));
    let now = if left.0 == occasion { left.1 } else { seconds };
    use_effect_with((occasion, now), move |&(occasion, now)| {
        let tick = (now > 0).then(|| Timeout::new(1000, move || left.set((occasion, now - 1))));
        move || drop(tick)
    });
    now
}
