//! The viewer's picture: chosen, looked at, and then saved.

use super::avatar::avatar;
use crate::api::Api;
use crate::hooks::app::use_app;
use crate::hooks::people::profile::look_again;
use crate::language::t;
use crate::state::app::Action;
use crate::state::people::picture::{Fault, fault};
use crate::storage;
use common::people::avatars;
use common::people::person::Person;
use common::people::profiles::{PICTURE_LIMIT, RemoveAvatar};
use gloo_events::EventListener;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileReader, HtmlImageElement, HtmlInputElement};
use yew::platform::spawn_local;
use yew::prelude::*;

/// Whose it is.
#[derive(PartialEq, Properties)]
pub struct PictureProps {
    /// The viewer.
    pub person: Person<'static>,
}

/// What is chosen and not saved yet.
#[derive(Clone, Default, PartialEq)]
struct Chosen {
    file: Option<File>,
    /// The same as an address, to be looked at.
    source: String,
    complaint: AttrValue,
    pending: bool,
}

/// The picture, and what can be done with it.
#[component]
pub fn Picture(props: &PictureProps) -> Html {
    let (app, chosen) = (use_app(), use_state(Chosen::default));
    let person = &props.person;
    let is_uploaded = !person.avatar.is_empty() && person.avatar != avatars::path(person.user_id);
    let on_file = {
        let chosen = chosen.setter();
        Callback::from(move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            look_at(input.files().and_then(|files| files.get(0)), &chosen);
            // The same file can then be chosen once more.
            input.set_value("");
        })
    };
    let send = |file: Option<File>| {
        let (app, now, set) = (app.clone(), (*chosen).clone(), chosen.setter());
        Callback::from(move |_: MouseEvent| {
            let (app, now, set, file) = (app.clone(), now.clone(), set.clone(), file.clone());
            set.set(Chosen { pending: true, complaint: AttrValue::default(), ..now.clone() });
            spawn_local(async move {
                let api = Api::new(&app);
                let sent = match &file {
                    Some(file) => api.upload(file).await,
                    None => api.call(&RemoveAvatar {}).await.map(drop),
                };
                if let Err(error) = sent {
                    return set.set(Chosen { complaint: error.message(), pending: false, ..now });
                }
                storage::tell_change();
                look_again(&app).await;
                set.set(Chosen::default());
                api.dispatch(Action::ShowToast(t("Saved.").to_string()));
            });
        })
    };
    let choose = if is_uploaded { t("Choose another picture") } else { t("Choose a picture") };
    let (set, pending) = (chosen.setter(), chosen.pending);
    let give_up = move |_| set.set(Chosen::default());
    html! {
        <div class="picture">
            if chosen.source.is_empty() {
                {avatar(person, "avatar large", "88")}
            } else {
                <img class="avatar large" src={chosen.source.clone()} alt={t("The picture that you have chosen")}/>
            }
            <div class="field">
                <label class="note">
                    {choose}
                    <input type="file" accept="image/jpeg,image/png,image/webp,image/gif" disabled={pending} onchange={on_file}/>
                </label>
                <p class="note error" role="alert">{chosen.complaint.clone()}</p>
                <p class="actions">
                    if chosen.file.is_some() {
                        <button class="button small" disabled={pending} onclick={send(chosen.file.clone())}>{t("Save picture")}</button>
                        <button class="button small plain" disabled={pending} onclick={give_up}>{t("Cancel")}</button>
                    } else if is_uploaded {
                        <button class="button small plain" disabled={pending} onclick={send(None)}>{t("Remove picture")}</button>
                    }
                </p>
            </div>
        </div>
    }
}

/// Shows a file before it is sent. What is no picture, or too large a one, is not worth the wait.
fn look_at(file: Option<File>, chosen: &UseStateSetter<Chosen>) {
    let (Some(file), Ok(reader)) = (file, FileReader::new()) else { return };
    if file.size() > PICTURE_LIMIT as f64 {
        let complaint = t("The picture is too large: 4 MB at the most.");
        return chosen.set(Chosen { complaint, ..Chosen::default() });
    }
    let (set, kept) = (chosen.clone(), file.clone());
    let read = reader.clone();
    let shown = EventListener::once(&reader, "load", move |_| {
        let source = read.result().ok().and_then(|source| source.as_string()).unwrap_or_default();
        spawn_local(async move {
            set.set(match complaint(&source).await {
                Some(complaint) => Chosen { complaint, ..Chosen::default() },
                None => Chosen { file: Some(kept), source, ..Chosen::default() },
            });
        });
    });
    // It is gone with the reader.
    shown.forget();
    if reader.read_as_data_url(&file).is_err() {
        chosen.set(Chosen { complaint: t("The file could not be read."), ..Chosen::default() });
    }
}

/// What is wrong with a picture, which the browser must be able to show.
async fn complaint(source: &str) -> Option<AttrValue> {
    let fault = match shown(source).await {
        Some(image) => fault(source, image.natural_width(), image.natural_height())?,
        None => Fault::Unreadable,
    };
    Some(match fault {
        Fault::Unreadable => {
            t("This picture cannot be read. Choose a file that is a PNG, JPEG, WebP or GIF.")
        }
        Fault::TooLarge => {
            t("This picture is too large. It may have 8192 pixels a side, and 40 million in all.")
        }
    })
}

async fn shown(source: &str) -> Option<HtmlImageElement> {
    let image = HtmlImageElement::new().ok()?;
    image.set_src(source);
    JsFuture::from(image.decode()).await.ok()?;
    Some(image)
}
