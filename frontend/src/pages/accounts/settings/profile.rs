//! What the viewer tells of themselves.

use crate::components::field::Input;
use crate::components::form::{FormProps, Submit, form};
use crate::components::people::picture::Picture;
use crate::hooks::people::profile::look_again;
use crate::language::{t, text};
use crate::pages::accounts::settings::section;
use crate::state::app::{Action, App};
use crate::state::form::value;
use common::Endpoint;
use common::people::profiles::EditProfile;
use common::people::profiles::Profile;
use yew::prelude::*;

const NAME: Input = Input::line("name", text("Name"), "name");
const ABOUT: Input = Input {
    kind: "textarea",
    hint: text("500 characters at the most"),
    ..Input::line("about", text("About you"), "off")
};
const PLACE: Input = Input::line("location", text("Place"), "off");

/// The picture, and the words.
pub fn profile(app: &UseReducerHandle<App>, mine: &Profile<'static>) -> Html {
    let (details, place) = (&mine.details, mine.person.location.to_string());
    let words = form(FormProps {
        inputs: vec![NAME, ABOUT, PLACE],
        initial: [
            (NAME.name, details.name.clone()),
            (ABOUT.name, details.about.clone()),
            (PLACE.name, place),
        ]
        .into(),
        keeps: true,
        ..FormProps::new(EditProfile::PATH, saving(app), text("Save"))
    });
    let picture = html! { <Picture person={mine.person.clone()}/> };
    html! { <>{section(t("Picture"), picture)}{section(t("About you"), words)}</> }
}

fn saving(app: &UseReducerHandle<App>) -> Submit {
    let app = app.clone();
    Submit::new(move |api, values| {
        let app = app.clone();
        async move {
            let typed = |input: Input| Some(value(&values, input.name));
            let request = EditProfile { name: typed(NAME), about: typed(ABOUT), location: typed(PLACE) };
            api.call(&request).await?;
            api.dispatch(Action::ShowToast(t("Saved.").to_string()));
            look_again(&app).await;
            // From here on the profile itself says so.
            api.dispatch(Action::Saved(EditProfile::PATH, values));
            Ok(String::new())
        }
    })
}
