//! What addresses and accounts still have of each class of mails (`letters/budgets.rs`), counted by all servers together.
//!
//! A row says when the budget is full again: each mail moves that on by a period, and no further than the burst.

use crate::Refusal;
use crate::database::connection::Connection;
use crate::database::{Error, execute, query_opt};
use crate::letters::budgets::Budget;
use std::time::Duration;

/// What the log calls it.
const LIMIT: &str = "mails";

/// Counts a mail, or refuses it with the time to wait. The clock is read when the row is held: a statement may have waited for that.
pub(super) async fn spend(client: &impl Connection, budget: &Budget) -> Result<(), Error> {
    let sql =
        "INSERT INTO mail_budgets (key, full_at) VALUES ($1, clock_timestamp() + make_interval(secs => $2))
               ON CONFLICT (key) DO UPDATE
               SET full_at = greatest(mail_budgets.full_at, clock_timestamp()) + make_interval(secs => $2)
               WHERE mail_budgets.full_at <= clock_timestamp() + make_interval(secs => $3)";
    let (period, ahead) = (budget.period.as_secs_f64(), ahead(budget).as_secs_f64());
    match execute(client, sql, &[&&budget.key[..], &period, &ahead]).await? {
        0 => {
            check(client, budget).await.and(Err(Refusal::TooManyAttempts { limit: LIMIT, seconds: 1 }.into()))
        }
        _ => Ok(()),
    }
}

/// Tells how long a mail has to wait, if it has to, and counts none.
pub(crate) async fn check(client: &impl Connection, budget: &Budget) -> Result<(), Error> {
    let sql =
        "SELECT ceil(extract(epoch FROM full_at - clock_timestamp() - make_interval(secs => $2)))::bigint
               FROM mail_budgets WHERE key = $1";
    let row = query_opt(client, sql, &[&&budget.key[..], &ahead(budget).as_secs_f64()]).await?;
    match row.map(|row| row.try_get::<_, i64>(0)).transpose()?.map(u64::try_from) {
        Some(Ok(seconds @ 1..)) => Err(Refusal::TooManyAttempts { limit: LIMIT, seconds }.into()),
        _ => Ok(()),
    }
}

/// How far ahead of now a budget may be full again, for one more mail.
fn ahead(budget: &Budget) -> Duration {
    budget.period * budget.burst.saturating_sub(1)
}
