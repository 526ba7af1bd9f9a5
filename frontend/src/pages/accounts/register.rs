//! Make an account, by the same rules that the server applies.

use crate::components::accounts::google;
use crate::components::field::Input;
use crate::components::form::{FormProps, Submit, form};
use crate::hooks::accounts::welcome::welcome;
use crate::language::{fill, t, text};
use crate::state::app::App;
use crate::state::call_error::CallError;
use crate::state::form::{Values, value};
use crate::storage::Errand;
use common::accounts::account::Register;
use common::accounts::sessions::{LoggedIn, Login};
use common::{Endpoint, Failure};
use yew::prelude::*;

/// The form, which makes the account and signs in to it.
pub fn register(app: &UseReducerHandle<App>) -> Html {
    let foot = html! {
        <>
            {google::button(app, Errand::SignIn, t("Go on with Google"))}
            <p>{t("Have one already?")}{" "}<a href="/login">{t("Sign in")}</a></p>
        </>
    };
    let wanted = app.intent.as_ref().map(|intent| {
        html! { <p role="status">{fill("Make an account to follow {}", &intent.name)}</p> }
    });
    let submit = registering(app, |values| {
        let made = Register {
            username: value(values, Input::USERNAME.name),
            email_id: value(values, Input::EMAIL.name),
            password: value(values, Input::NEW_PASSWORD.name),
            ..Register::default()
        };
        let login = Login { username: made.username.clone(), password: made.password.clone() };
        (made, login)
    });
    form(FormProps {
        title: text("Make an account"),
        inputs: vec![Input::USERNAME, Input::EMAIL, Input::NEW_PASSWORD],
        keeps: true,
        head: wanted.unwrap_or_default(),
        foot,
        ..FormProps::new(Register::PATH, submit, text("Make an account"))
    })
}

/// Makes an account and signs in to it, by two requests made of what is typed.
pub fn registering<E>(
    app: &UseReducerHandle<App>,
    requests: impl Fn(&Values) -> (Register, E) + 'static,
) -> Submit
where
    E: for<'a> Endpoint<Success<'a> = LoggedIn> + 'static,
{
    let done = welcome(app, false);
    Submit::new(move |api, values| {
        let ((register, login), done) = (requests(&values), done.clone());
        async move {
            // As the contract has it, a failure of the server takes the place of the page.
            let api = api.for_page(true);
            api.clone().anonymous().call(&register).await?;
            done.emit(api.sign_in(&login).await.map_err(|_| not_signed_in())?);
            Ok(String::new())
        }
    })
}

/// Asking for the account once more would be told that the name is taken.
fn not_signed_in() -> CallError {
    let words = t("Your account is made, but signing in did not work yet. Go to Sign in and try there.");
    CallError::Refused(Failure { error_message: words.to_string(), ..Failure::default() })
}
