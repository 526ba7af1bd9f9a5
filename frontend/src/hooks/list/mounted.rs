//! Keeping only those batches of a long list in the document that are near the screen, and asking for more in time.

use crate::state::list::batches::Batch;
use crate::state::list::people::People;
use crate::state::list::window;
use crate::state::list::window::Window;
use gloo_events::EventListener;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element};
use yew::prelude::*;

/// The batches to draw. Tells when the end of the list is within a screen of the screen.
#[hook]
pub fn use_mounted(
    feed: &NodeRef,
    list: &UseReducerHandle<People>,
    shown: bool,
    on_end: Callback<()>,
) -> Window {
    // Where the screen is on the list. What comes into it is drawn at once: an effect may run a frame after what was drawn.
    let seen = use_mut_ref(|| (0.0, screen()));
    let range = use_state_eq(Window::default);
    let latest = use_mut_ref(|| list.clone());
    *latest.borrow_mut() = list.clone();
    let look = {
        let (feed, seen, range) = (feed.clone(), seen.clone(), range.setter());
        use_callback(on_end, move |(), on_end| {
            let Some(place) = place(&feed) else { return };
            let (top, screen) = (-place.top(), screen());
            seen.replace((top, top + screen));
            range.set(near(&latest.borrow().batches, (top, top + screen)));
            if place.bottom() < 2.0 * screen {
                on_end.emit(());
            }
        })
    };
    use_effect_with((shown, look.clone()), |(shown, look)| {
        let listeners = web_sys::window().filter(|_| *shown).map(|window| {
            ["scroll", "resize"].map(|event| {
                let look = look.clone();
                EventListener::new(&window, event, move |_| look.emit(()))
            })
        });
        move || drop(listeners)
    });
    let drawn = near(&list.batches, *seen.borrow());
    let (batches, feed) = (list.batches.clone(), feed.clone());
    let was_shown = use_mut_ref(|| true);
    use_effect(move || {
        if shown {
            measure(&feed, &batches, drawn.first);
        }
        // A page that one returns to is as one left it until it is scrolled to where one was.
        if was_shown.replace(shown) && shown {
            look.emit(());
        }
    });
    drawn
}

fn near(batches: &[Rc<Batch>], (top, bottom): (f64, f64)) -> Window {
    window::mounted(batches, |batch| (batch.rows.len(), batch.height()), top, bottom)
}

/// Where the list is; nowhere, while its page is put away for another.
pub fn place(feed: &NodeRef) -> Option<DomRect> {
    let place = feed.cast::<Element>()?.get_bounding_client_rect();
    (place.width() > 0.0).then_some(place)
}

/// Notes how high the batches that are drawn have become.
fn measure(feed: &NodeRef, batches: &[Rc<Batch>], first: usize) {
    let drawn = feed.cast::<Element>().filter(|_| place(feed).is_some());
    let Some(drawn) = drawn.and_then(|feed| feed.query_selector_all(":scope > div").ok()) else { return };
    for (index, batch) in batches.iter().skip(first).take(drawn.length() as usize).enumerate() {
        if let Some(node) = drawn.item(index as u32) {
            batch.drawn.set(node.unchecked_into::<Element>().get_bounding_client_rect().height());
        }
    }
}

/// The height of what can be seen, in CSS pixels.
fn screen() -> f64 {
    let height = web_sys::window().and_then(|window| window.inner_height().ok());
    height.and_then(|height| height.as_f64()).unwrap_or(1000.0)
}
