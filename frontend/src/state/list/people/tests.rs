//! What comes of actions, one after the other.

use super::*;
use proptest::collection::vec;
use proptest::prelude::*;

fn person(id: u128) -> Person<'static> {
    Person {
        user_id: Uuid::from_u128(id),
        avatar: "".into(),
        username: "".into(),
        location: "".into(),
        relationship: None,
    }
}

fn page(ids: &[u128], next: Option<i64>, total: i64) -> Page {
    let next = next.map(|page| Next { page, cursor: None });
    Page { rows: ids.iter().copied().map(person).collect(), next, total: Some(total) }
}

fn came(want: Want, ids: &[u128], next: Option<i64>, total: i64) -> Action {
    Action::Came(want, page(ids, next, total))
}

fn looked(ids: &[u128], next: Option<i64>, own: &[u128]) -> Action {
    let own = own.iter().copied().map(Uuid::from_u128).collect();
    Action::Looked(page(ids, next, ids.len() as i64), own)
}

fn left(ids: &[u128]) -> Action {
    Action::Left(ids.iter().copied().map(Uuid::from_u128).collect())
}

fn starting_at(page: i64) -> People {
    People::starting_at(Next { page, cursor: None })
}

fn after(start: i64, actions: impl IntoIterator<Item = Action>) -> Rc<People> {
    actions.into_iter().fold(Rc::new(starting_at(start)), Reducible::reduce)
}

fn ids(list: &People) -> Vec<u128> {
    list.batches.rows().map(|row| row.user_id.as_u128()).collect()
}

fn fresh(list: &People) -> Vec<u128> {
    list.fresh.iter().map(Uuid::as_u128).collect()
}

#[test]
fn the_first_page_is_awaited_from_the_start() {
    assert_eq!(after(1, []).awaited().map(|(_, next)| next.page), Some(1));
    assert_eq!(after(7, []).awaited().map(|(_, next)| next.page), Some(7));
}

#[test]
fn asking_twice_asks_once() {
    let list = after(1, [came(Want::Below, &[1], Some(2), 3), Action::Ask(Want::Below)]);
    assert!(Rc::ptr_eq(&list, &list.clone().reduce(Action::Ask(Want::Newest))));
}

#[test]
fn rows_of_ones_own_that_do_not_adjoin_are_offered_and_leave_no_hole() {
    let list = after(1, [came(Want::Below, &[3, 2, 1], None, 3)]);
    let list = list.reduce(looked(&[9, 8, 7], Some(2), &[9, 8, 7]));
    assert_eq!((ids(&list), fresh(&list)), (vec![3, 2, 1], vec![9, 8, 7]));
    assert!(list.has_more_fresh);
}

#[test]
fn a_failed_page_keeps_what_is_there_and_what_to_ask_for() {
    let ask = || Action::Ask(Want::Below);
    let failed = after(1, [came(Want::Below, &[1], Some(2), 3), ask(), Action::Failed(Want::Below)]);
    assert_eq!((failed.len(), failed.awaited()), (1, None));
    let again = failed.reduce(ask());
    assert_eq!(again.awaited().map(|(_, next)| next.page), Some(2));
}

#[test]
fn a_cursor_that_opens_nothing_is_given_up_for_the_page_and_one_below_is_kept() {
    let cursor = |page| Next { page, cursor: Some("c".into()) };
    let again = |list: Rc<People>| {
        let list = list.reduce(Action::Failed(Want::Below)).reduce(Action::Ask(Want::Below));
        list.awaited().map(|(_, next)| next)
    };
    let opened = Rc::new(People::starting_at(cursor(7)));
    assert_eq!(again(opened.clone()), Some(Next { page: 7, cursor: None }));
    let page = Page { next: Some(cursor(8)), ..page(&[1], None, 9) };
    assert_eq!(again(opened.reduce(Action::Came(Want::Below, page))), Some(cursor(8)));
}

#[test]
fn a_list_is_complete_when_no_page_follows() {
    let whole = after(1, [came(Want::Below, &[3, 2], Some(2), 3), came(Want::Below, &[1], None, 3)]);
    assert!(whole.is_complete());
    assert!(Rc::ptr_eq(&whole, &whole.clone().reduce(Action::Ask(Want::Below))));
    assert_eq!(ids(&whole), [3, 2, 1]);
}

#[test]
fn what_is_new_goes_on_top_and_comes_once() {
    let list = after(1, [came(Want::Below, &[3, 2], Some(2), 3), came(Want::Newest, &[5, 4, 3], Some(2), 5)]);
    assert_eq!((ids(&list), list.total), (vec![5, 4, 3, 2], Some(5)));
    assert_eq!(list.next.as_ref().map(|next| next.page), Some(2), "what is below is not touched");
}

#[test]
fn who_has_left_in_the_meantime_goes_and_who_has_come_back_moves_up() {
    let list = after(1, [came(Want::Below, &[6, 5, 4, 3, 2], Some(2), 9)]);
    let list = list.reduce(came(Want::Newest, &[7, 3, 6, 4], Some(2), 9));
    assert_eq!(ids(&list), [7, 3, 6, 4, 2]);
}

#[test]
fn what_has_changed_about_those_on_the_first_page_shows() {
    let mut moved = page(&[4, 3, 2], Some(2), 4);
    moved.rows.iter_mut().for_each(|person| person.location = "Paris".into());
    let list = after(1, [came(Want::Below, &[3, 2, 1], Some(2), 3), Action::Came(Want::Newest, moved)]);
    let places: Vec<_> = list.batches.rows().map(|person| &*person.location).collect();
    assert_eq!(places, ["Paris", "Paris", "Paris", ""]);
}

#[test]
fn with_more_new_than_a_page_holds_the_list_begins_anew() {
    let list = after(1, [came(Want::Below, &[3, 2], None, 2), came(Want::Newest, &[9, 8, 7], Some(2), 99)]);
    assert_eq!((ids(&list), list.is_complete()), (vec![9, 8, 7], false));
}

#[test]
fn one_who_comes_for_another_who_went_is_new_though_no_number_changes() {
    let list = after(1, [came(Want::Below, &[3, 2, 1], None, 3), left(&[2]), looked(&[4, 3, 1], None, &[])]);
    assert_eq!((ids(&list), fresh(&list)), (vec![3, 1], vec![4]));
    let list = list.reduce(came(Want::Newest, &[4, 3, 1], None, 3));
    assert_eq!((ids(&list), fresh(&list)), (vec![4, 3, 1], vec![]));
}

#[test]
fn the_viewers_own_row_is_shown_at_once_and_others_wait() {
    let opened = || after(1, [came(Want::Below, &[3, 2], Some(2), 9)]);
    let list = opened().reduce(looked(&[7, 6, 5, 3], Some(2), &[6]));
    assert_eq!((ids(&list), fresh(&list)), (vec![6, 3, 2], vec![7, 5]));
    let list = list.reduce(came(Want::Newest, &[7, 6, 5, 3], Some(2), 9));
    assert_eq!((ids(&list), fresh(&list)), (vec![7, 6, 5, 3, 2], vec![]), "in the server's order");
    let list = list.reduce(left(&[6]));
    assert_eq!((ids(&list), list.total), (vec![7, 5, 3, 2], Some(8)));
}

#[test]
fn who_waits_to_be_shown_is_not_counted_yet() {
    let opened = after(1, [came(Want::Below, &[3, 2], Some(2), 7)]);
    let own = vec![Uuid::from_u128(5)];
    let list = opened.reduce(Action::Looked(page(&[6, 5, 4, 3], Some(2), 10), own));
    assert_eq!((fresh(&list), list.has_more_fresh, list.total), (vec![6, 4], false, Some(8)));
}

#[test]
fn one_who_is_new_and_leaves_is_not_new() {
    let list = after(1, [came(Want::Below, &[3], None, 1), looked(&[5, 4, 3], None, &[]), left(&[5])]);
    assert_eq!(fresh(&list), [4]);
    assert!(list.reduce(looked(&[3], None, &[])).fresh.is_empty());
}

#[test]
fn an_empty_list_takes_in_what_is_new_since_that_moves_nothing() {
    let list = after(1, [came(Want::Below, &[], None, 0), looked(&[2, 1], None, &[])]);
    assert_eq!((ids(&list), fresh(&list), list.total), (vec![2, 1], vec![], Some(2)));
}

#[test]
fn where_more_is_new_than_was_looked_at_that_is_told() {
    let list = after(1, [came(Want::Below, &[3], None, 1), looked(&[9, 8, 7], Some(2), &[])]);
    assert_eq!((fresh(&list).len(), list.has_more_fresh), (3, true));
    let list = list.reduce(came(Want::Newest, &[9, 8, 7], Some(2), 7));
    assert_eq!((fresh(&list).len(), list.has_more_fresh), (0, false));
}

#[test]
fn a_look_tells_nothing_before_there_is_a_first_page_nor_where_it_is_not_shown() {
    assert!(after(1, [looked(&[2, 1], None, &[])]).batches.is_empty());
    let middle = after(3, [came(Want::Below, &[1], None, 61), looked(&[2], Some(2), &[2])]);
    assert_eq!((ids(&middle), fresh(&middle), middle.has_more_fresh), (vec![1], vec![], false));
}

#[test]
fn who_leaves_a_list_is_counted_out_of_it() {
    let list = after(1, [came(Want::Below, &[5, 4, 3], Some(2), 5), left(&[4])]);
    assert_eq!((ids(&list), list.total), (vec![5, 3], Some(4)));
    let empty = after(1, [came(Want::Below, &[5, 4], None, 2), left(&[4, 5])]);
    assert_eq!((empty.len(), empty.batches.len(), empty.total), (0, 0, Some(0)));
}

#[test]
fn a_list_opened_in_the_middle_grows_upwards_until_its_rows_adjoin() {
    let opened = after(3, [came(Want::Below, &[4, 3], Some(4), 9), Action::Ask(Want::Above)]);
    assert_eq!(opened.awaited().map(|(_, next)| next.page), Some(2));
    let read = opened.reduce(came(Want::Above, &[6], Some(3), 9));
    assert_eq!((ids(&read), read.awaited().map(|(_, next)| next.page)), (vec![4, 3], Some(3)));
    let grown = read.reduce(came(Want::Above, &[5, 4], Some(4), 9));
    assert_eq!((ids(&grown), grown.first, grown.phase), (vec![6, 5, 4, 3], 2, Phase::Idle));
    let asked = grown.reduce(Action::Ask(Want::Above)).awaited();
    assert_eq!(asked, Some((Want::Above, Next::FIRST)));
}

#[test]
fn above_rows_that_adjoin_nothing_for_ten_pages_the_list_begins_anew() {
    let above = |list: Rc<People>, page: i64| {
        list.reduce(came(Want::Above, &[1000 - page as u128], Some(page + 1), 99))
    };
    let opened = after(3, [came(Want::Below, &[4, 3], Some(4), 99), Action::Ask(Want::Above)]);
    let read = (2..11).fold(opened, above);
    assert_eq!((ids(&read), read.awaited().map(|(_, next)| next.page)), (vec![4, 3], Some(11)));
    let anew = above(read, 11);
    assert_eq!(ids(&anew), (2..12).map(|page| 1000 - page).collect::<Vec<_>>());
    assert_eq!(
        (anew.first, anew.next.as_ref().map(|next| next.page), anew.phase),
        (2, Some(12), Phase::Idle)
    );
}

#[test]
fn a_list_opened_past_its_end_begins_at_its_beginning() {
    let opened = after(9, [came(Want::Below, &[], None, 2)]);
    assert_eq!(opened.awaited().map(|(_, next)| next.page), Some(1));
}

#[test]
fn short_pages_and_empty_ones_are_passed_on_the_way_to_the_end() {
    let ask = || Action::Ask(Want::Below);
    let empty = after(3, [came(Want::Below, &[], Some(4), 99), ask()]);
    assert_eq!(empty.awaited().map(|(_, next)| next.page), Some(4));
    let pages = [came(Want::Below, &[7], Some(5), 99), ask(), came(Want::Below, &[], Some(6), 99)];
    let short = pages.into_iter().fold(empty, Reducible::reduce);
    assert_eq!(
        (ids(&short), short.batches.len(), short.rows(), short.is_complete()),
        (vec![7], 1, 61, false)
    );
}

#[test]
fn short_pages_are_joined_whichever_way_they_come() {
    let below = (1..=40).map(|id| came(Want::Below, &[1000 - 2 * id, 999 - 2 * id], Some(2), 0));
    let list = after(1, below);
    assert_eq!((list.len(), list.batches.len()), (80, 3));
    let above = (1000..1060).map(|id| came(Want::Newest, &[id, id - 1], Some(2), 0));
    let list = above.fold(after(1, [came(Want::Below, &[999], None, 0)]), Reducible::reduce);
    assert_eq!((list.len(), list.batches.len()), (61, 3));
}

/// A list as a server has it: ids that grow with time, the newest first.
#[derive(Clone, Debug, Default)]
struct Server {
    ids: Vec<u128>,
    last: u128,
}

impl Server {
    fn grow(&mut self, by: usize) {
        for _ in 0..by {
            self.last += 1;
            self.ids.insert(0, self.last);
        }
    }

    fn page(&self, Next { page, cursor }: &Next, limit: usize) -> Page {
        let rest: Vec<_> = match cursor.as_ref().and_then(|cursor| cursor.parse::<u128>().ok()) {
            Some(cursor) => self.ids.iter().copied().filter(|id| *id < cursor).collect(),
            None => self.ids.iter().copied().skip((*page as usize - 1) * limit).collect(),
        };
        let rows = &rest[..limit.min(rest.len())];
        let cursor = rows.last().filter(|_| rest.len() > limit).map(u128::to_string);
        let next = cursor.map(|cursor| Next { page: page + 1, cursor: Some(cursor) });
        let rows = rows.iter().copied().map(person).collect();
        Page { rows, next, total: Some(self.ids.len() as i64) }
    }

    /// Answers what the list awaits, until it awaits nothing.
    fn answer(&self, mut list: Rc<People>) -> Rc<People> {
        for _ in 0..100 {
            let Some((want, next)) = list.awaited() else { return list };
            list = list.reduce(Action::Came(want, self.page(&next, PAGE_ROWS as usize)));
        }
        panic!("it asks without end");
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Come(usize),
    Go(prop::sample::Index),
    Ask(Want),
    Look,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (1_usize..50).prop_map(Step::Come),
        any::<prop::sample::Index>().prop_map(Step::Go),
        any::<prop::sample::Index>().prop_map(Step::Go),
        prop_oneof![Just(Want::Below), Just(Want::Above), Just(Want::Newest)].prop_map(Step::Ask),
        Just(Step::Look),
    ]
}

proptest! {
    #[test]
    fn however_a_list_changes_while_it_is_read_it_ends_as_the_server_has_it(
        rows in 0_usize..200, start in 1_i64..6, steps in vec(step(), 0..40),
    ) {
        let mut server = Server::default();
        server.grow(rows);
        let mut list = server.answer(Rc::new(starting_at(start)));
        for step in steps {
            match step {
                Step::Come(rows) => server.grow(rows),
                Step::Go(at) if !server.ids.is_empty() => {
                    server.ids.remove(at.index(server.ids.len()));
                }
                Step::Ask(Want::Above) if list.first == 1 => {}
                Step::Ask(want) => list = server.answer(list.reduce(Action::Ask(want))),
                Step::Look => {
                    list = list.reduce(Action::Looked(server.page(&Next::FIRST, 100), Vec::new()));
                    let (shown, fresh) = (ids(&list), fresh(&list));
                    let top = server.ids.iter().position(|id| shown.contains(id));
                    let above: Vec<_> = server.ids.iter().copied().take(top.unwrap_or(100).min(100)).collect();
                    if list.first == 1 {
                        prop_assert!(above.iter().all(|id| shown.contains(id) || fresh.contains(id)));
                        prop_assert!(fresh.iter().all(|id| above.contains(id)), "{fresh:?} in {above:?}");
                    }
                }
                Step::Go(_) => {}
            }
            for pair in list.batches.windows(2) {
                prop_assert!(pair.iter().all(|batch| batch.rows.len() <= 100 && !batch.rows.is_empty()));
            }
        }
        while list.first > 1 {
            let first = list.first;
            list = server.answer(list.reduce(Action::Ask(Want::Above)));
            prop_assert!(list.first < first, "it grows upwards");
        }
        list = server.answer(list.reduce(Action::Ask(Want::Newest)));
        while !list.is_complete() {
            let next = list.next.clone();
            list = server.answer(list.reduce(Action::Ask(Want::Below)));
            prop_assert_ne!(&list.next, &next, "it grows downwards");
        }
        let there: Vec<_> = ids(&list).into_iter().filter(|id| server.ids.contains(id)).collect();
        prop_assert_eq!(there, server.ids);
    }
}
