//! Calls, events and their answers in any order: what the app knows in the end is what the server has.

use super::follow_actions::FollowAction;
use super::follows::Follows;
use super::freshness::{Moment, Subject};
use crate::state::list::people::{Action, Next, Page, People, Want};
use common::Success;
use common::graph::follows::FollowChanged;
use common::graph::lists::Direction;
use common::graph::live::Kind;
use common::people::person::{Counts, Person};
use common::people::privacy::Privacy;
use common::people::profiles::Details;
use common::people::profiles::Profile;
use common::people::relationships::Relationship;
use proptest::collection::vec;
use proptest::prelude::*;
use std::rc::Rc;
use uuid::Uuid;
use yew::Reducible;

const ME: Uuid = Uuid::from_u128(1);
const OTHERS: [Uuid; 2] = [Uuid::from_u128(2), Uuid::from_u128(3)];
/// Whose followers are shown.
const STAR: Uuid = OTHERS[0];
/// Who follows each of the others all the time.
const FANS: [Uuid; 3] = [Uuid::from_u128(7), Uuid::from_u128(8), Uuid::from_u128(9)];

/// What the server has: the people I follow, and those who follow me.
#[derive(Clone, Copy, Debug, Default)]
struct Server {
    following: [bool; 2],
    followed_by: [bool; 2],
    blocking: [bool; 2],
    locked: bool,
}

fn index(person: Uuid) -> usize {
    usize::from(person == OTHERS[1])
}

fn person(user_id: Uuid) -> Person<'static> {
    Person { user_id, avatar: "".into(), username: "".into(), location: "".into(), relationship: None }
}

impl Server {
    fn relationship(&self, person: Uuid) -> Relationship {
        let at = index(person);
        Relationship {
            following: self.following[at],
            followed_by: self.followed_by[at],
            blocking: self.blocking[at],
            ..Relationship::default()
        }
    }

    fn counts(&self, person: Uuid) -> Counts {
        let count = |flags: [bool; 2]| flags.into_iter().map(i64::from).sum();
        if person == ME {
            return Counts { followers: count(self.followed_by), followed: count(self.following) };
        }
        let Relationship { following, followed_by, .. } = self.relationship(person);
        Counts { followers: FANS.len() as i64 + i64::from(following), followed: i64::from(followed_by) }
    }

    fn profile(&self, user: Uuid) -> Profile<'static> {
        let relationship = (user != ME).then(|| self.relationship(user));
        let person = Person { relationship, ..person(user) };
        let privacy = Privacy { locked: self.locked && user == ME, hides_lists: false };
        Profile { success: Success, person, counts: self.counts(user), privacy, details: Details::default() }
    }

    fn followers(&self) -> Page {
        let me = self.following[0].then_some(ME);
        let rows: Vec<_> = me.into_iter().chain(FANS).map(person).collect();
        Page { total: Some(rows.len() as i64), rows, next: None }
    }

    fn grant(&mut self, person: Uuid, wish: FollowAction) -> FollowChanged {
        let at = index(person);
        let is_blocked = self.blocking[at] && wish == FollowAction::Follow;
        let now = match is_blocked {
            true => self.relationship(person),
            false => wish.granted(self.relationship(person)),
        };
        (self.following[at], self.followed_by[at], self.blocking[at]) =
            (now.following, now.followed_by, now.blocking);
        FollowChanged { success: Success, relationship: now, counts: self.counts(person) }
    }
}

/// What is on its way to the server and back.
#[derive(Clone, Debug)]
enum Call {
    Change(Uuid, FollowAction),
    SetLocked(bool),
    View(Uuid),
    List(Want, u32),
    Look(Option<Moment>),
}

#[derive(Clone, Debug)]
enum Answer {
    Changed(FollowChanged),
    Saved(Privacy),
    Profile(Profile<'static>),
    Page(Page),
}

#[derive(Clone, Debug)]
struct OnItsWay {
    call: Call,
    asked: Moment,
    answer: Option<Answer>,
}

/// An event that waits to be looked up by the server, and then to come.
type Happening = (Kind, Uuid, Option<(Relationship, Counts)>);

#[derive(Clone, Copy, Debug)]
enum Step {
    Want(usize, FollowAction),
    SetLocked(bool),
    Send,
    Serve(prop::sample::Index),
    Deliver(prop::sample::Index),
    Lose(prop::sample::Index),
    LookUp,
    Tell,
    FollowsMe(usize),
    FollowElsewhere(usize),
    View(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let wish = prop_oneof![
        3 => Just(FollowAction::Follow),
        3 => Just(FollowAction::Unfollow),
        2 => Just(FollowAction::Remove),
        1 => Just(FollowAction::Block),
        1 => Just(FollowAction::Unblock),
    ];
    let at = || any::<prop::sample::Index>();
    prop_oneof![
        3 => (0..2_usize, wish).prop_map(|(person, wish)| Step::Want(person, wish)),
        1 => any::<bool>().prop_map(Step::SetLocked),
        4 => Just(Step::Send),
        6 => at().prop_map(Step::Serve),
        6 => at().prop_map(Step::Deliver),
        1 => at().prop_map(Step::Lose),
        2 => Just(Step::LookUp),
        2 => Just(Step::Tell),
        2 => (0..2_usize).prop_map(Step::FollowsMe),
        1 => (0..2_usize).prop_map(Step::FollowElsewhere),
        2 => (0..3_usize).prop_map(Step::View),
    ]
}

type Awaited = (Option<(Want, Next)>, Option<Moment>);

/// The app, as its hooks run it, and the server.
struct World {
    server: Server,
    follows: Follows,
    list: Rc<People>,
    on_its_way: Vec<OnItsWay>,
    happenings: Vec<Happening>,
    read_again: Option<(Subject, Moment)>,
    /// What the list's page was last asked for, and how often: an answer to an earlier time is dropped.
    awaited: Option<Awaited>,
    asked: u32,
    looked: Option<(i64, Option<Moment>, Option<Relationship>)>,
}

impl World {
    fn new() -> Self {
        let mut world = Self {
            server: Server::default(),
            follows: Follows::default(),
            list: Rc::new(People::starting_at(Next::FIRST)),
            on_its_way: Vec::new(),
            happenings: Vec::new(),
            read_again: None,
            awaited: None,
            asked: 0,
            looked: None,
        };
        for person in [ME, OTHERS[0], OTHERS[1]] {
            world.call(Call::View(person));
        }
        world.run_hooks();
        world
    }

    fn call(&mut self, call: Call) {
        self.on_its_way.push(OnItsWay { call, asked: self.follows.now(), answer: None });
    }

    fn profile(&self, person: Uuid) -> Option<Profile<'static>> {
        self.follows.profile(&person.to_string()).cloned()
    }

    /// What the hooks do after each change.
    fn run_hooks(&mut self) {
        let doubtful = self.follows.doubtful(Some(ME));
        if self.read_again != doubtful {
            self.read_again = doubtful;
            if let Some((Subject::Person(person), _)) = doubtful {
                self.call(Call::View(person));
            }
        }
        let settled = self.follows.settled(STAR, Some(ME));
        let is_off = self.follows.standing(STAR).is_some_and(|now| !now.following);
        if is_off && self.list.batches.place(ME).is_some() {
            self.list = self.list.clone().reduce(Action::Left(vec![ME]));
        }
        let awaited = Some((self.list.awaited(), settled));
        if self.awaited != awaited {
            self.asked += 1;
            if let (Some((want, _)), Some(_)) = (self.list.awaited(), settled) {
                self.call(Call::List(want, self.asked));
            }
            self.awaited = awaited;
        }
        let rows = self.profile(STAR).map(|profile| profile.counts.followers).unwrap_or_default();
        let occasion = Some((rows, settled, self.follows.standing(STAR)));
        if !self.list.is_opening() && settled.is_some() && self.looked != occasion {
            self.looked = occasion;
            self.call(Call::Look(settled));
        }
    }

    fn serve(&mut self, at: usize) {
        let call = self.on_its_way[at].call.clone();
        let answer = match call {
            Call::Change(person, wish) => Answer::Changed(self.server.grant(person, wish)),
            Call::SetLocked(locked) => {
                self.server.locked = locked;
                Answer::Saved(Privacy { locked, hides_lists: false })
            }
            Call::View(person) => Answer::Profile(self.server.profile(person)),
            Call::List(..) | Call::Look(_) => Answer::Page(self.server.followers()),
        };
        self.on_its_way[at].answer = Some(answer);
    }

    fn deliver(&mut self, at: usize) {
        let OnItsWay { call, asked, answer } = self.on_its_way.remove(at);
        match (call, answer) {
            (Call::Change(person, _), Some(Answer::Changed(changed))) => {
                self.follows.granted(person, changed, Some(ME));
            }
            (_, Some(Answer::Saved(privacy))) => self.follows.choose(Some(ME), privacy),
            (_, Some(Answer::Profile(profile))) => self.follows.see(profile, Some(ME), asked),
            (Call::List(want, asking), Some(Answer::Page(page))) if asking == self.asked => {
                self.count(&page, asked);
                self.list = self.list.clone().reduce(Action::Came(want, page));
            }
            (Call::Look(settled), Some(Answer::Page(page)))
                if self.follows.settled(STAR, Some(ME)) == settled =>
            {
                self.count(&page, asked);
                self.list = self.list.clone().reduce(Action::Looked(page, vec![ME]));
            }
            _ => {}
        }
    }

    fn count(&mut self, page: &Page, asked: Moment) {
        let total = page.total.unwrap_or_default();
        self.follows.count_list(STAR, Direction::Followers, total, Some(ME), asked);
    }

    /// Those whose answer is there, or is not.
    fn calls(&self, is_answered: bool) -> Vec<usize> {
        let calls = self.on_its_way.iter().enumerate();
        calls.filter(|(_, call)| call.answer.is_some() == is_answered).map(|(at, _)| at).collect()
    }

    fn send(&mut self) -> bool {
        let Some((person, wish)) = self.follows.next() else { return false };
        self.follows.send(person);
        self.call(Call::Change(person, wish));
        true
    }

    fn look_up(&mut self) {
        let server = self.server;
        if let Some((_, person, told)) = self.happenings.iter_mut().find(|(.., told)| told.is_none()) {
            *told = Some((server.relationship(*person), server.counts(ME)));
        }
    }

    /// Events come in their order.
    fn tell(&mut self) {
        if let Some((kind, person, Some((told, counts)))) = self.happenings.first().copied() {
            self.happenings.remove(0);
            match kind {
                Kind::Followed => {
                    // What is shown is looked at then.
                    if self.follows.followed(person, told, Some(ME)) {
                        self.follows.doubt(Subject::Person(ME));
                    }
                }
                _ => self.follows.arrived(person, told, counts, Some(ME)),
            }
        }
    }

    fn take(&mut self, step: Step) {
        let pick = |calls: Vec<usize>, at: prop::sample::Index| {
            (!calls.is_empty()).then(|| calls[at.index(calls.len())])
        };
        match step {
            Step::Want(person, wish) => {
                let person = OTHERS[person];
                if let Some(profile) = self.profile(person) {
                    let shown = self.follows.relationship(person, profile.person.relationship);
                    self.follows.want(person, shown, wish);
                }
            }
            Step::SetLocked(locked) => {
                // One is saved at a time.
                let is_saving = |way: &OnItsWay| matches!(way.call, Call::SetLocked(_));
                if !self.on_its_way.iter().any(is_saving) {
                    self.call(Call::SetLocked(locked));
                }
            }
            Step::Send => drop(self.send()),
            Step::Serve(at) => pick(self.calls(false), at).into_iter().for_each(|at| self.serve(at)),
            Step::Deliver(at) => pick(self.calls(true), at).into_iter().for_each(|at| self.deliver(at)),
            // The line breaks: the server may have done it, or not.
            Step::Lose(at) => {
                let may_fail = |at: &usize| match self.on_its_way[*at].call {
                    Call::Change(..) => true,
                    Call::View(person) => self.profile(person).is_some(),
                    _ => false,
                };
                let calls = (0..self.on_its_way.len()).filter(may_fail).collect();
                let lost = pick(calls, at).map(|at| self.on_its_way.remove(at));
                match lost.map(|lost| (lost.call, lost.asked)) {
                    Some((Call::Change(person, _), _)) => drop(self.follows.refused(person, Some(ME))),
                    Some((Call::View(person), asked)) => self.follows.put_off(Subject::Person(person), asked),
                    _ => {}
                }
            }
            Step::LookUp => self.look_up(),
            Step::Tell => self.tell(),
            Step::FollowsMe(person) => {
                if !self.server.followed_by[person] && !self.server.blocking[person] {
                    self.server.followed_by[person] = true;
                    self.happenings.push((Kind::Follower, OTHERS[person], None));
                }
            }
            Step::FollowElsewhere(person) => {
                if !self.server.following[person] && !self.server.blocking[person] {
                    self.server.following[person] = true;
                    self.happenings.push((Kind::Followed, OTHERS[person], None));
                }
            }
            Step::View(person) => self.call(Call::View([ME, OTHERS[0], OTHERS[1]][person])),
        }
        self.run_hooks();
    }

    /// Lets everything come to its end.
    fn finish(&mut self) {
        for _ in 0..500 {
            self.run_hooks();
            if self.send() {
                continue;
            }
            self.look_up();
            self.tell();
            match (self.calls(true).first(), self.calls(false).first()) {
                (Some(answered), _) => self.deliver(*answered),
                (None, Some(unanswered)) => self.serve(*unanswered),
                (None, None) if self.happenings.is_empty() => {}
                (None, None) => continue,
            }
            self.run_hooks();
            let is_idle = self.on_its_way.is_empty() && self.happenings.is_empty();
            if is_idle && self.follows.next().is_none() && self.follows.doubtful(Some(ME)).is_none() {
                return;
            }
        }
        panic!("it comes to no end");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn whatever_overtakes_whatever_it_ends_as_the_server_has_it(steps in vec(step(), 0..60)) {
        let mut world = World::new();
        for step in steps {
            world.take(step);
        }
        world.finish();
        let World { server, follows, list, .. } = &world;
        for person in [ME, OTHERS[0], OTHERS[1]] {
            let profile = world.profile(person).expect("a profile");
            prop_assert_eq!(follows.counts(&profile, Some(ME)), server.counts(person), "counts of {}", person);
            prop_assert_eq!(profile.counts, server.counts(person));
            if person != ME {
                let shown = follows.relationship(person, profile.person.relationship);
                prop_assert_eq!(shown, server.relationship(person), "how I stand to {}", person);
            }
        }
        prop_assert_eq!(world.profile(ME).map(|me| me.privacy.locked), Some(server.locked));
        let rows: Vec<_> = list.batches.rows().map(|row| row.user_id).collect();
        let there: Vec<_> = server.followers().rows.iter().map(|row| row.user_id).collect();
        prop_assert_eq!(rows, there);
        prop_assert_eq!(&list.fresh, &Vec::<Uuid>::new(), "one's own follow is not new");
    }
}
