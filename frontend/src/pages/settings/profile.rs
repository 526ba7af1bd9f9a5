//! What the viewer tells of themselves.

use super::section;
use crate::components::field::Input;
use crate::components::form::Form;
use crate::components::picture::Picture;
use crate::hooks::look_again;
use crate::language::t;
use crate::state::app::{Action, App};
use common::Endpoint;
use common::people::Profile;
use common::profiles::EditProfile;
use yew::platform::spawn_local;
use yew::prelude::*;

/// The picture, and the words.
pub fn profile(app: &UseReducerHandle<App>, mine: &Profile<'static>) -> Html {
    let (details, person) = (&mine.details, &mine.person);
    let line = |name, label, autocomplete, value: &str| Input {
        value: value.to_owned().into(),
        ..Input::line(name, label, autocomplete)
    };
    let about = Input {
        kind: "textarea",
        hint: t("500 characters at the most"),
        ..line("about", t("About you"), "off", &details.about)
    };
    let inputs = vec![
        line("name", t("Name"), "name", &details.name),
        about,
        line("location", t("Place"), "off", &person.location),
    ];
    let picture = html! { <Picture person={person.clone()}/> };
    html! {
        <>
            {section(t("Picture"), picture)}
            {section(t("About you"), html! {
                <Form path={EditProfile::PATH} {inputs} label={t("Save")} busy={t("One moment…")} class="" on_done={saved(app)}/>
            })}
        </>
    }
}

fn saved<T: 'static>(app: &UseReducerHandle<App>) -> Callback<T> {
    let app = app.clone();
    Callback::from(move |_| {
        let app = app.clone();
        spawn_local(async move {
            app.dispatch(Action::Say(t("Saved.").to_string()));
            look_again(&app).await;
        });
    })
}
