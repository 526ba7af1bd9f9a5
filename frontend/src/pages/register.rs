//! Make an account, by the same rules that the server applies.

use crate::api::Api;
use crate::components::field::Field;
use crate::components::submit::Submit;
use crate::hooks::use_sign_in;
use crate::language::{t, told};
use crate::pages::login::sign_in;
use crate::state::form::typing;
use crate::state::remote::CallError;
use crate::state::session::Session;
use common::{Failure, Fields, accounts, rules};
use yew::prelude::*;

/// What is wrong with each field, by the rules that the server applies. What applies them there knows more than this form
/// needs, and would be 2 KB more to download.
fn check(wanted: &accounts::Register) -> Result<(), Fields> {
    let accounts::Register { username, email_id, password, .. } = wanted;
    let checked = [
        ("Username", rules::username(username, &())),
        ("Email_id", rules::email(email_id, &())),
        ("Password", rules::password(username, email_id)(password, &())),
    ];
    let mut wrong = Fields::new();
    for (name, checked) in checked {
        if let Err(complaint) = checked {
            wrong.insert(name.to_owned(), complaint.message().to_owned());
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// Makes the account and signs in to it.
async fn join(api: Api, wanted: accounts::Register) -> Result<Session, CallError> {
    api.tell(&wanted).await?;
    // Asking for the account once more would be told that the name is taken.
    let made = t("Your account is made, but signing in did not work yet. Go to Sign in and try there.");
    let failure = Failure { error_message: made.to_string(), ..Failure::default() };
    sign_in(api, wanted).await.map_err(|_| CallError::Refused(failure))
}

/// The registration form.
#[component]
pub fn Register() -> Html {
    let (form, submit) = use_sign_in(check, |api, wanted| Box::pin(join(api, wanted)), false);
    let on_username = typing(&form, |wanted, text| wanted.username = text);
    let on_email = typing(&form, |wanted, text| wanted.email_id = text);
    let on_password = typing(&form, |wanted, text| wanted.password = text);
    let error = |name: &str| form.fields.get(name).map(|error| told(error));
    html! {
        <form class="card form" novalidate={true} onsubmit={submit}>
            <h1>{t("Make an account")}</h1>
            <Field label={t("Username")} name="Username" autocomplete="username" value={form.input.username.clone()}
                hint={t("2 to 30 letters, digits, and _ . -")} error={error("Username")} on_input={on_username}/>
            <Field label={t("E-mail")} name="Email_id" kind="email" autocomplete="email"
                value={form.input.email_id.clone()} error={error("Email_id")} on_input={on_email}/>
            <Field label={t("Password")} name="Password" kind="password" autocomplete="new-password"
                hint={t("At least 8 characters of any kind")} value={form.input.password.clone()}
                error={error("Password")} on_input={on_password}/>
            <p class="note error" role="alert">{&form.complaint}</p>
            <Submit label={t("Make an account")} busy={t("One moment…")} pending={form.pending} wait={form.wait} tries={form.tries}/>
            <p>{t("Have one already?")}{" "}<a href="/login">{t("Sign in")}</a></p>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use common::failure;

    #[test]
    fn the_form_says_what_the_server_would() {
        for [username, email_id, password] in [
            ["ada", "ada@example.org", "correct horse"],
            ["a", "ada", "short"],
            ["a b", "ada@example.org", "ada@example.org"],
            ["Long-enough", "", "long-enough"],
        ] {
            let [username, email_id, password] = [username, email_id, password].map(str::to_owned);
            let wanted = accounts::Register { username, email_id, password, ..accounts::Register::default() };
            assert_eq!(check(&wanted), failure::check(&wanted), "{wanted:?}");
        }
    }
}
