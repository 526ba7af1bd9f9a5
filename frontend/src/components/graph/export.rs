//! Saves what Kith keeps of the viewer as files.

use crate::api::Api;
use crate::components::notice::{note, small_button};
use crate::files;
use crate::language::t;
use crate::state::app::{Action, App};
use crate::state::call_error::CallError;
use crate::state::graph::transfers::Transfer;
use common::accounts::data_export::Download;
use common::graph::lists::Direction;
use common::graph::transfers::Export;
use yew::platform::spawn_local;
use yew::prelude::*;

/// A file that the viewer can save.
#[derive(Clone, Copy)]
enum Wanted {
    List(Direction),
    Everything,
}

/// A button for each file, and how far the one that is being saved has come.
pub fn export(app: &UseReducerHandle<App>) -> Html {
    // Without a value, where it is not known how much there will be.
    let value = |now: u32| (now > 0).then(|| now.to_string());
    html! {
        <>
            {note(t("Your lists as CSV files, which Mastodon reads too, or all that Kith keeps of you as one JSON file."))}
            <p class="actions">
                {button(app, Wanted::List(Direction::Followed), t("Save whom you follow"))}
                {button(app, Wanted::List(Direction::Followers), t("Save your followers"))}
                {button(app, Wanted::Everything, t("Save everything"))}
                if let Some(now) = app.transfers.saving {
                    <progress max="100" value={value(now)} aria-label={t("Loading…")}/>
                }
            </p>
        </>
    }
}

fn button(app: &UseReducerHandle<App>, wanted: Wanted, words: AttrValue) -> Html {
    let app = app.clone();
    let begin = move |_| {
        if app.transfers.saving.is_none() {
            spawn_local(save(app.clone(), wanted));
        }
    };
    small_button(words, Callback::from(begin))
}

async fn save(app: UseReducerHandle<App>, wanted: Wanted) {
    let api = Api::new(&app);
    let tell = |now| api.dispatch(Action::Transfer(Transfer::Saving(now)));
    let tell_hundredths = |hundredths| tell(Some(hundredths as u32));
    tell(Some(0));
    let (name, come) = match wanted {
        Wanted::List(list) => (name(list), api.file(&Export { list }, &tell_hundredths).await),
        Wanted::Everything => ("kith.json", api.file(&Download {}, &tell_hundredths).await),
    };
    tell(None);
    if let Err(error) = come.and_then(|file| files::save(name, &file).map_err(|_| CallError::Broken)) {
        api.dispatch(Action::ShowToast(error.message().to_string()));
    }
}

fn name(list: Direction) -> &'static str {
    match list {
        Direction::Followed => "followed.csv",
        Direction::Followers => "followers.csv",
    }
}
