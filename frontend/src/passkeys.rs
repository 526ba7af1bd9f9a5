//! Passkeys: the browser makes them and signs with them. All of that goes through names, since the app is to forbid itself
//! unsafe code, which a declaration of them would be.

use crate::api::Api;
use crate::language::t;
use crate::state::app::{Action, App};
use crate::state::call_error::CallError;
use common::accounts::passkeys::{Ceremony, PasskeyAdd, PasskeyChallenge, PasskeyLogin};
use common::accounts::second_factors::RecoveryCodes;
use common::accounts::sessions::LoggedIn;
use js_sys::{Function, JSON, Object, Promise, Reflect};
use serde_json::value::RawValue;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Whether the browser knows passkeys, and what the server says of them.
pub fn are_there() -> bool {
    kind().is_ok_and(|kind| method(&kind, "parseRequestOptionsFromJSON").is_some())
}

/// Signs in with one; what the server answers goes to `done`.
pub fn sign_in(app: &UseReducerHandle<App>, done: Callback<LoggedIn>) {
    let api = Api::new(app);
    spawn_local(async move {
        match challenge(&api).await {
            Ok(signed_in) => done.emit(signed_in),
            Err(words) => api.dispatch(Action::ShowToast(words.to_string())),
        }
    });
}

async fn challenge(api: &Api) -> Result<LoggedIn, AttrValue> {
    let words = |error: CallError| error.message();
    let Ceremony { ceremony, options, .. } =
        api.clone().anonymous().call(&PasskeyChallenge {}).await.map_err(words)?;
    let signed = ask("get", "parseRequestOptionsFromJSON", options.get()).await;
    let credential = signed.map_err(|_| t("No passkey was used."))?;
    api.sign_in(&PasskeyLogin { ceremony, credential }).await.map_err(words)
}

/// Has one made, as the server has begun to, and adds it to the account under a name.
pub async fn add(api: &Api, begun: Ceremony, name: String) -> Result<RecoveryCodes, AttrValue> {
    let Ceremony { ceremony, options, .. } = begun;
    let made = ask("create", "parseCreationOptionsFromJSON", options.get()).await;
    let credential = made.map_err(|_| t("No passkey was made."))?;
    api.call(&PasskeyAdd { ceremony, name, credential }).await.map_err(|error| error.message())
}

/// Has the person use a passkey or make one. Gives what the server is to be told, in JSON; fails where they would rather not.
async fn ask(how: &str, parse: &str, options: &str) -> Result<Box<RawValue>, JsValue> {
    let options = call(&kind()?, parse, &JSON::parse(options)?)?;
    let asked = Object::new();
    Reflect::set(&asked, &"publicKey".into(), &options)?;
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let credentials = Reflect::get(&window.navigator(), &"credentials".into())?;
    let answer = JsFuture::from(call(&credentials, how, &asked)?.unchecked_into::<Promise>()).await?;
    let written = String::from(JSON::stringify(&answer)?);
    RawValue::from_string(written).map_err(|_| JsValue::NULL)
}

fn kind() -> Result<JsValue, JsValue> {
    Reflect::get(&js_sys::global(), &"PublicKeyCredential".into())
}

fn method(target: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(target, &name.into()).ok()?.dyn_into().ok()
}

fn call(target: &JsValue, name: &str, value: &JsValue) -> Result<JsValue, JsValue> {
    method(target, name).ok_or(JsValue::NULL)?.call1(target, value)
}
