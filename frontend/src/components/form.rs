//! Any form: what is typed is sent as a request, and what comes of it is told.

use super::field::{Input, field, typed};
use super::notice::again_in;
use crate::api::Api;
use crate::hooks::app::use_app;
use crate::hooks::countdown::use_countdown;
use crate::language::{fill, t, told};
use crate::places;
use crate::state::app::{Action, App, Draft};
use crate::state::call_error::CallError;
use crate::state::form;
use crate::state::form::{Form as State, Rule, Values};
use crate::storage;
use common::{Done, Endpoint, Fields};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};
use yew::platform::spawn_local;
use yew::prelude::*;

/// Forms that have been made so far.
static MADE: AtomicU32 = AtomicU32::new(0);

/// What sends a form.
type Send = dyn Fn(Api, Values) -> Pin<Box<dyn Future<Output = Result<String, CallError>>>>;

/// Sends what is typed and does what comes of it. It gives what the server says, which may stand in place of the form.
#[derive(Clone)]
pub struct Submit(Rc<Send>);

impl Submit {
    /// Has `send` called each time with what is typed by then.
    pub fn new<F>(send: impl Fn(Api, Values) -> F + 'static) -> Self
    where
        F: Future<Output = Result<String, CallError>> + 'static,
    {
        Self(Rc::new(move |api, values| Box::pin(send(api, values))))
    }

    /// Calls an endpoint that only says that it is done, without a session: who reads a mail need not be who is signed in.
    pub fn anonymous<E>(request: impl Fn(&Values) -> E + 'static) -> Self
    where
        E: for<'a> Endpoint<Success<'a> = Done> + 'static,
    {
        Self::new(move |api, values| {
            let request = request(&values);
            async move { Ok(api.anonymous().call(&request).await?.message) }
        })
    }
}

impl PartialEq for Submit {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// What is asked, and of whom.
#[derive(Clone, PartialEq, Properties)]
pub struct FormProps {
    /// The path of the endpoint that it is for, which distinguishes it from other forms.
    pub path: &'static str,
    /// Sends it.
    pub submit: Submit,
    /// What it is; it then stands on a card.
    pub title: &'static str,
    /// What it is for.
    pub text: &'static str,
    /// What is to be typed.
    pub inputs: Vec<Input>,
    /// What stands there already.
    pub initial: Values,
    /// What the button does.
    pub label: &'static str,
    /// What is typed into it, but for passwords, is still there when one comes back.
    pub keeps: bool,
    /// Once all is well, what the server says stands in place of the form.
    pub ends: bool,
    /// The first field takes the focus when it comes.
    pub takes_focus: bool,
    /// What else stands above the fields.
    pub head: Html,
    /// What stands below the button.
    pub foot: Html,
    /// What stands there in its place once the form has ended, if not the same.
    pub after: Option<Html>,
    /// Its button is not the one that most people want.
    pub is_secondary: bool,
}

impl FormProps {
    /// A form of nothing but a button.
    pub fn new(path: &'static str, submit: Submit, label: &'static str) -> Self {
        Self {
            path,
            submit,
            label,
            title: "",
            text: "",
            inputs: Vec::new(),
            initial: Values::new(),
            keeps: false,
            ends: false,
            takes_focus: false,
            head: Html::default(),
            foot: Html::default(),
            after: None,
            is_secondary: false,
        }
    }
}

/// A form, of which there is one for a path.
pub fn form(props: FormProps) -> Html {
    let key = props.path;
    html! { <Form {key} ..props/> }
}

/// The form.
#[component]
fn Form(props: &FormProps) -> Html {
    let (app, form) = (use_app(), use_reducer(State::default));
    let number = *use_state(|| MADE.fetch_add(1, Ordering::Relaxed));
    let left = use_countdown(form.wait, form.tries);
    let values = values(props, &form.values, &app.drafts);
    let send = sending(props, number, &app, &form, &values);
    use_effect_with((), {
        let first = props.inputs.first().filter(|_| props.takes_focus).map(|input| id(number, input.name));
        move |()| first.iter().for_each(|first| places::focus(first))
    });
    let input = |input: &Input| {
        let (form, name) = (form.clone(), input.name);
        let (value, error) = (values.get(name).cloned().unwrap_or_default(), form.fields.get(name));
        let hint = hint(input, &value, &values, app.password_min());
        let oninput = Callback::from({
            let (form, app, path) = (form.dispatcher(), app.dispatcher(), props.path);
            let keeps = keeps(props, input);
            move |event| match typed(&event) {
                text if keeps => app.dispatch(Action::Typed(Draft { path, name, text })),
                text => form.dispatch(form::Action::Type(name, text)),
            }
        });
        field(id(number, name), input, value, hint, error.map(|error| told(error)), oninput)
    };
    let words = match left {
        0 if form.pending => t("One moment…"),
        0 => t(props.label),
        left => again_in(left),
    };
    let onsubmit = move |event: SubmitEvent| {
        event.prevent_default();
        send.emit(());
    };
    let is_over = props.ends && form.done.is_some();
    let class = if props.title.is_empty() { "" } else { "card form" };
    html! {
        <form {class} novalidate={true} {onsubmit}>
            if !props.title.is_empty() { <h1>{t(props.title)}</h1> }
            if !props.text.is_empty() && !is_over { <p>{t(props.text)}</p> }
            {props.head.clone()}
            <p role="status" class="note">{form.done.as_ref().filter(|_| is_over).map(|said| told(said))}</p>
            if !is_over {
                {for props.inputs.iter().map(input)}
                <p class="note error" role="alert">{complaint(&props.inputs, &form)}</p>
                <button class={classes!("button", props.is_secondary.then_some("plain"))} disabled={form.pending || left > 0}>{words}</button>
            }
            {props.after.clone().filter(|_| is_over).unwrap_or_else(|| props.foot.clone())}
        </form>
    }
}

/// Nothing else in the document has it: pages that are kept for Back, or a dialog, may hold the same form.
fn id(number: u32, name: &str) -> String {
    format!("form-{number}-{name}")
}

/// Whether what is typed into a field outlasts its page.
fn keeps(props: &FormProps, input: &Input) -> bool {
    props.keeps && input.kind != "password"
}

/// What is typed, and what stood there already.
fn values(props: &FormProps, typed: &Values, drafts: &[Draft]) -> Values {
    let value = |input: &Input| {
        let is_its = |draft: &&Draft| draft.path == props.path && draft.name == input.name;
        let typed = match keeps(props, input) {
            true => drafts.iter().find(is_its).map(|draft| &draft.text),
            false => typed.get(input.name),
        };
        let value = typed.or_else(|| props.initial.get(input.name));
        (input.name, value.cloned().unwrap_or_default())
    };
    props.inputs.iter().map(value).collect()
}

/// How to fill it in; while a new password is typed, how good it is.
fn hint(input: &Input, value: &str, values: &Values, password_min: u32) -> AttrValue {
    if input.rule != Rule::Password || value.is_empty() {
        return fill(input.hint, &password_min.to_string());
    }
    let wrong = form::wrong([(input.name, input.rule)].into_iter(), values, password_min);
    wrong.get(input.name).map_or_else(|| form::strength(value), |wrong| told(wrong))
}

/// What does not stand at one of the fields.
fn complaint(inputs: &[Input], form: &State) -> AttrValue {
    let is_shown = |name: &String| inputs.iter().any(|input| input.name == name);
    match form.fields.iter().find(|(name, _)| !is_shown(name)) {
        Some((_, wrong)) => told(wrong),
        None if form.fields.is_empty() => form.complaint.clone().into(),
        None => AttrValue::default(),
    }
}

/// Checks what is typed, sends it, and tells what comes of it.
fn sending(
    props: &FormProps,
    number: u32,
    app: &UseReducerHandle<App>,
    form: &UseReducerHandle<State>,
    values: &Values,
) -> Callback<()> {
    let rules = props.inputs.iter().map(|input| (input.name, input.rule));
    let wrong = form::wrong(rules, values, app.password_min());
    let ids: Vec<_> = props.inputs.iter().map(|input| (input.name, id(number, input.name))).collect();
    let (api, form) = (Api::new(app), form.clone());
    let (submit, values) = (props.submit.clone(), values.clone());
    Callback::from(move |()| {
        let ids = ids.clone();
        let state = form.dispatcher();
        // The first field that is wrong takes the focus.
        let refuse = move |fields: Fields, complaint: String, wait: u32| {
            let first = ids.iter().find(|(name, _)| fields.contains_key(*name)).map(|(_, id)| id.clone());
            state.dispatch(form::Action::Refuse(fields, complaint, wait));
            first.iter().for_each(|id| places::focus(id));
        };
        if form.pending {
            return;
        }
        if !wrong.is_empty() {
            return refuse(wrong.clone(), String::new(), 0);
        }
        let (api, form) = (api.clone(), form.dispatcher());
        let sent = (submit.0)(api.clone(), values.clone());
        form.dispatch(form::Action::Send);
        spawn_local(async move {
            match sent.await {
                Ok(message) => {
                    storage::tell_change();
                    form.dispatch(form::Action::Done(message));
                }
                Err(error) => {
                    refuse(error.fields(), error.message().to_string(), error.wait());
                    if let Some(second) = error.second_factor() {
                        api.dispatch(Action::SecondFactor(Some(second.clone())));
                    }
                }
            }
        });
    })
}
