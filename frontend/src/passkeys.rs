//! Passkeys: the browser makes them and signs with them. All of that goes through names, since the app is to forbid itself
//! unsafe code, which a declaration of them would be.

use crate::api::{Answer, Api};
use crate::language::t;
use crate::state::app::{Action, App};
use crate::state::remote::{self, CallError};
use common::Endpoint;
use common::passkeys::{Ceremony, PasskeyAdd, PasskeyChallenge, PasskeyLogin};
use js_sys::{Function, JSON, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Whether the browser knows passkeys, and what the server says of them.
pub fn are_there() -> bool {
    kind().is_ok_and(|kind| method(&kind, "parseRequestOptionsFromJSON").is_some())
}

/// Signs in with one; what the server answers goes to `done`.
pub fn sign_in(app: &UseReducerHandle<App>, done: Callback<Answer>) {
    let api = Api::new(app);
    spawn_local(async move {
        match challenge(&api).await {
            Ok(answer) => done.emit(answer),
            Err(words) => api.dispatch(Action::Say(words.to_string())),
        }
    });
}

async fn challenge(api: &Api) -> Result<Answer, AttrValue> {
    let words = |error: CallError| error.message();
    let begun = api.clone().anonymous().post(PasskeyChallenge::PATH, "{}").await.map_err(words)?;
    let ceremony = api.read::<Ceremony>(begun).map_err(words)?;
    let signed = ask("get", "parseRequestOptionsFromJSON", ceremony.options.get()).await;
    let signed = signed.map_err(|_| t("No passkey was used."))?;
    let request = format!(r#"{{{}"credential":{signed}}}"#, remote::field("ceremony", &ceremony.ceremony));
    api.sign_in(PasskeyLogin::PATH, &request).await.map_err(words)
}

/// Has one made, as the server has begun to, and adds it to the account under a name.
pub async fn add(api: &Api, begun: Answer, name: &str) -> Result<Answer, AttrValue> {
    let words = |error: CallError| error.message();
    let ceremony = api.read::<Ceremony>(begun).map_err(words)?;
    let made = ask("create", "parseCreationOptionsFromJSON", ceremony.options.get()).await;
    let made = made.map_err(|_| t("No passkey was made."))?;
    let fields = [remote::field("ceremony", &ceremony.ceremony), remote::field("name", name)].concat();
    api.post(PasskeyAdd::PATH, &format!(r#"{{{fields}"credential":{made}}}"#)).await.map_err(words)
}

/// Has the person use a passkey or make one. Gives what the server is to be told, in JSON; fails where they would rather not.
async fn ask(how: &str, parse: &str, options: &str) -> Result<String, JsValue> {
    let options = call(&kind()?, parse, &JSON::parse(options)?)?;
    let asked = Object::new();
    Reflect::set(&asked, &"publicKey".into(), &options)?;
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let credentials = Reflect::get(&window.navigator(), &"credentials".into())?;
    let answer = JsFuture::from(call(&credentials, how, &asked)?.unchecked_into::<Promise>()).await?;
    Ok(JSON::stringify(&answer)?.into())
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
