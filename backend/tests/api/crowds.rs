//! Many people and follows at once, put straight into the database.

use crate::helpers::TestApp;
use uuid::Uuid;

impl TestApp {
    /// Makes `count` people named `<prefix>000`, `<prefix>001` and so on, who have no accounts.
    pub async fn crowd(&self, prefix: &str, count: usize) -> Vec<Uuid> {
        let ids = (0..count).map(|_| Uuid::now_v7()).collect::<Vec<_>>();
        let names = (0..count).map(|number| format!("{prefix}{number:03}")).collect::<Vec<_>>();
        let sql = "INSERT INTO people (person_id, username) SELECT * FROM unnest($1::uuid[], $2::text[])";
        self.sql.execute(sql, &[&ids, &names]).await.expect("a crowd");
        ids
    }

    /// Lets everybody in the crowd follow `person`, in order.
    pub async fn gather(&self, crowd: &[Uuid], person: Uuid) {
        let follows = crowd.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>();
        self.edges("followers", &vec![person; crowd.len()], crowd, &follows).await;
        self.edges("followed", crowd, &vec![person; crowd.len()], &follows).await;
    }

    /// Lets `person` follow everybody in the crowd, in order.
    pub async fn admire(&self, person: Uuid, crowd: &[Uuid]) {
        let follows = crowd.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>();
        self.edges("followers", crowd, &vec![person; crowd.len()], &follows).await;
        self.edges("followed", &vec![person; crowd.len()], crowd, &follows).await;
    }

    async fn edges(&self, table: &str, people: &[Uuid], others: &[Uuid], follows: &[Uuid]) {
        let sql = format!("INSERT INTO {table} SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[])");
        self.sql.execute(&sql, &[&people, &others, &follows]).await.expect("edges");
    }

    /// Fails unless each follow stands in both directions, under one id.
    pub async fn assert_directions_agree(&self) {
        let sql = "SELECT count(*) FROM followers FULL JOIN followed
                   ON followers.person_id = followed_id AND follower_id = followed.person_id
                      AND followers.follow_id = followed.follow_id
                   WHERE followers.person_id IS NULL OR followed.person_id IS NULL";
        assert_eq!(self.number(sql).await, 0, "follows that stand in one direction only");
    }
}
