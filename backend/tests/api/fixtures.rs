//! Many people and follows at once, put straight into the database.

use crate::helpers::TestApp;
use kith::database::people::search::noted::fill;
use uuid::Uuid;

impl TestApp {
    /// Makes `count` people named `<prefix>000`, `<prefix>001` and so on, who have no accounts.
    pub async fn crowd(&self, prefix: &str, count: usize) -> Vec<Uuid> {
        let ids = (0..count).map(|_| Uuid::now_v7()).collect::<Vec<_>>();
        let names = (0..count).map(|number| format!("{prefix}{number:03}")).collect::<Vec<_>>();
        let sql = "INSERT INTO people (person_id, username) SELECT * FROM unnest($1::uuid[], $2::text[])";
        self.sql.execute(sql, &[&ids, &names]).await.expect("a crowd");
        self.note_words().await;
        ids
    }

    /// Notes the words of people who were put straight into the database, so that a search finds them.
    pub async fn note_words(&self) {
        fill(&mut self.database.client().await).await.expect("words are noted");
    }

    /// Lets everybody in the crowd follow `person`, in order.
    pub async fn gather(&self, crowd: &[Uuid], person: Uuid) {
        self.gather_at(crowd, person, &crowd.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>()).await;
    }

    /// The same under given ids, and so at given times.
    pub async fn gather_at(&self, crowd: &[Uuid], person: Uuid, follows: &[Uuid]) {
        self.edges("followers", &vec![person; crowd.len()], crowd, follows).await;
        self.edges("followed", crowd, &vec![person; crowd.len()], follows).await;
    }

    /// Lets `person` follow everybody in the crowd, in order.
    pub async fn admire(&self, person: Uuid, crowd: &[Uuid]) {
        let follows = crowd.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>();
        self.edges("followers", crowd, &vec![person; crowd.len()], &follows).await;
        self.edges("followed", &vec![person; crowd.len()], crowd, &follows).await;
    }

    async fn edges(&self, table: &str, people: &[Uuid], others: &[Uuid], follows: &[Uuid]) {
        let sql =
            format!("INSERT INTO {table} SELECT *, false FROM unnest($1::uuid[], $2::uuid[], $3::uuid[])");
        self.sql.execute(&sql, &[&people, &others, &follows]).await.expect("edges");
    }

    /// Fails unless each follow stands in both directions, under one id.
    pub async fn assert_directions_agree(&self) {
        let sql = "WITH followers AS MATERIALIZED (SELECT * FROM followers), followed AS MATERIALIZED (SELECT * FROM followed)
                   SELECT count(*) FROM followers FULL JOIN followed
                   ON followers.person_id = followed_id AND follower_id = followed.person_id
                      AND followers.follow_id = followed.follow_id
                   WHERE followers.person_id IS NULL OR followed.person_id IS NULL";
        assert_eq!(self.number(sql).await, 0, "follows that stand in one direction only");
    }

    /// Fails unless each count is the number of counted rows between the one before it and its end, and each list that has
    /// counted rows has counts of every level.
    pub async fn assert_counts_hold(&self) {
        for (list, tallies) in [("followers", "follower_tallies"), ("followed", "followed_tallies")] {
            let wrong = format!(
                "SELECT count(*) FROM (
                     SELECT *, lag(last_id, 1, '{}') OVER (PARTITION BY person_id, level ORDER BY last_id) AS after
                     FROM {tallies}) AS tally
                 WHERE rows <> (SELECT count(*) FROM {list} WHERE person_id = tally.person_id AND counted
                                AND follow_id > after AND follow_id <= last_id)",
                Uuid::nil()
            );
            assert_eq!(self.number(&wrong).await, 0, "tallies of {list} that are wrong");
            let missing = format!(
                "SELECT count(*) FROM (SELECT DISTINCT person_id FROM {list} WHERE counted) AS owner
                 WHERE 3 <> (SELECT count(*) FROM {tallies} WHERE person_id = owner.person_id AND last_id = '{}')",
                Uuid::max()
            );
            assert_eq!(self.number(&missing).await, 0, "counted lists of {list} without open tallies");
        }
    }
}
