//! What became of a file that was brought.

use crate::files;
use crate::language::{count, plural, t};
use crate::state::graph::transfers::Transfers;
use common::graph::transfers::{Imported, Reason, Unmatched};
use js_sys::Array;
use std::rc::Rc;
use yew::prelude::*;

/// Lines of the file that are shown at the most; all of them can be saved.
const SHOWN: usize = 100;

/// The report, once nothing more comes.
pub fn import_report(transfers: &Rc<Transfers>) -> Html {
    let told = transfers.told.as_ref().filter(|_| !transfers.is_importing);
    html! {
        <>
            <div role="status">
                if !transfers.complaint.is_empty() {
                    <p class="note error">{&transfers.complaint}</p>
                }
                if let Some(told) = told { {numbers(told)} }
            </div>
            if told.is_some() && !transfers.unmatched.is_empty() { {unmatched(transfers.clone())} }
        </>
    }
}

fn numbers(told: &Imported) -> Html {
    let title = match told.done {
        true => t("The file is imported."),
        false => t("What was done until then is kept. Import the file again to go on."),
    };
    let line = |number: usize, words: fn(i64) -> AttrValue| {
        if number > 0 {
            html! { <li>{words(number as i64)}</li> }
        } else {
            Html::default()
        }
    };
    html! {
        <>
            <p><b>{title}</b></p>
            <ul>
                {line(told.followed, |number| plural("One newly followed", "{} newly followed", number))}
                {line(told.requested, |number| plural("One asked, who is locked", "{} asked, who are locked", number))}
                {line(told.already, |number| plural("One followed or asked before", "{} followed or asked before", number))}
                {line(told.unfollowed, |number| plural("One followed no more", "{} followed no more", number))}
            </ul>
        </>
    }
}

fn unmatched(transfers: Rc<Transfers>) -> Html {
    let row = |Unmatched { line, account, reason }: &Unmatched| {
        html! { <tr><td>{count(*line as i64)}</td><td>{account.clone()}</td><td>{why(*reason)}</td></tr> }
    };
    let rows = || transfers.unmatched.iter().flat_map(|rows| rows.iter());
    let (shown, all) = (rows().take(SHOWN).map(row).collect::<Html>(), rows().count());
    let words = plural("One line could not be matched:", "{} lines could not be matched:", all as i64);
    let onclick = move |_| save(&transfers);
    html! {
        <>
            <p>{words}</p>
            <table>
                <tr><th>{t("Line")}</th><th>{t("Account")}</th><th>{t("Why")}</th></tr>
                {shown}
            </table>
            if all > SHOWN { <p class="note">{plural("and one other", "and {} others", (all - SHOWN) as i64)}</p> }
            <p class="actions"><button class="button small plain" {onclick}>{t("Save these lines")}</button></p>
        </>
    }
}

/// As a file, in the form in which it can be mended and brought again.
fn save(transfers: &Transfers) {
    let rows = transfers.unmatched.iter().flat_map(|rows| rows.iter());
    let lines = rows.map(|row| format!("{},{}\n", row.account, why(row.reason))).collect::<String>();
    if let Err(error) = files::save("unmatched.csv", &Array::of1(&lines.into())) {
        web_sys::console::warn_1(&error);
    }
}

fn why(reason: Reason) -> AttrValue {
    match reason {
        Reason::Unknown => t("Nobody goes by that name here"),
        Reason::Elsewhere => t("The account belongs to another server"),
        Reason::Oneself => t("It is you"),
    }
}
