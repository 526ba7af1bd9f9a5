//! Races, forced by holding locks: what happens to an account while another transaction waits for it.

use crate::helpers::TestApp;
use rocket::futures::future::{Either, select};
use rocket::tokio::task::yield_now;
use std::pin::pin;

impl TestApp {
    /// Does work, which has to come to wait for the accounts; and before it gets hold of them, these statements are done.
    pub async fn meanwhile<T>(&self, sql: &str, work: impl Future<Output = T>) -> T {
        let other = self.database.connect().await;
        other.batch_execute("BEGIN; SELECT FROM accounts FOR UPDATE").await.expect("a lock");
        match select(pin!(work), pin!(self.wait_for_lock())).await {
            Either::Left(_) => panic!("it does not wait for the account"),
            Either::Right(((), work)) => {
                other.batch_execute(&format!("{sql}; COMMIT")).await.expect("the statements");
                work.await
            }
        }
    }

    /// Returns when a transaction waits for a lock.
    pub async fn wait_for_lock(&self) {
        let waiting = "SELECT count(*) FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while self.number(waiting).await == 0 {
            yield_now().await;
        }
    }
}
