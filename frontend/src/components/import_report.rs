//! What became of a file.

use crate::files;
use crate::language::{count, plural, t};
use crate::state::transfers::Progress;
use common::transfers::{Imported, Reason, Unmatched};
use js_sys::Array;
use yew::prelude::*;

/// Lines of the file that are shown at the most; all of them can be saved.
const SHOWN: usize = 100;

/// The report, once nothing more comes.
pub fn report(progress: &Progress) -> Html {
    html! {
        <div role="status" class="report">
            if !progress.is_running {
                if !progress.complaint.is_empty() {
                    <p class="note error">{&progress.complaint}{" "}{t("What was done until then is kept; import the file again to go on.")}</p>
                }
                {for progress.told.as_ref().map(|told| numbers(told, progress.is_done()))}
            }
        </div>
    }
}

fn numbers(told: &Imported, is_done: bool) -> Html {
    let line = |number: usize, words: AttrValue| (number > 0).then(|| html! { <li>{words}</li> });
    let say = |one, other, number: usize| line(number, plural(one, other, number as i64));
    html! {
        <>
            if is_done { <h3>{t("The file is imported.")}</h3> }
            <ul>
                {for say("One person newly followed", "{} people newly followed", told.followed)}
                {for say("One person asked, who is locked", "{} people asked, who are locked", told.requested)}
                {for say("One person followed or asked before", "{} people followed or asked before", told.already)}
                {for say("One person followed no more", "{} people followed no more", told.unfollowed)}
                {for say("One line that could not be matched", "{} lines that could not be matched", told.unmatched.len())}
            </ul>
            if !told.unmatched.is_empty() { {unmatched(&told.unmatched)} }
        </>
    }
}

fn unmatched(rows: &[Unmatched]) -> Html {
    let row = |Unmatched { line, account, reason }: &Unmatched| {
        html! { <tr><td>{count(*line as i64)}</td><td>{account.clone()}</td><td>{why(*reason)}</td></tr> }
    };
    let file = rows.iter().map(|Unmatched { line, account, reason }| format!("{line},{account},{}\n", why(*reason)));
    let file = Array::of1(&file.collect::<String>().into());
    let onclick = move |_| {
        if let Err(error) = files::save("unmatched.csv", &file) {
            web_sys::console::warn_1(&error);
        }
    };
    let rest = rows.len().saturating_sub(SHOWN);
    html! {
        <>
            <table>
                <thead><tr><th>{t("Line")}</th><th>{t("Account")}</th><th>{t("Why")}</th></tr></thead>
                <tbody>{for rows.iter().take(SHOWN).map(row)}</tbody>
            </table>
            if rest > 0 { <p class="note">{plural("and one more", "and {} more", rest as i64)}</p> }
            <button class="button small plain" {onclick}>{t("Save these lines")}</button>
        </>
    }
}

fn why(reason: Reason) -> AttrValue {
    match reason {
        Reason::Unknown => t("Nobody goes by that name here"),
        Reason::Elsewhere => t("The account belongs to another server"),
        Reason::Oneself => t("It is you"),
    }
}
