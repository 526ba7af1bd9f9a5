//! Makes up a follow graph as social networks have them: a few people have very many followers, most have few, and
//! many a follow is returned. The same size gives the same graph.

use super::graph::{Graph, NewPerson};
use super::names;
use crate::{Error, Refusal};
use rand::distr::{Distribution, weighted::WeightedIndex};
use rand::rngs::StdRng;
use rand::seq::{SliceRandom, index};
use rand::{RngExt, SeedableRng};
use std::collections::HashSet;

/// How steeply popularity falls with rank, as measured on public follow graphs.
const STEEPNESS: f64 = 0.9;
/// The share of follows that are returned.
const RETURNED: f64 = 0.3;
/// The rank, in popularity, of the person whom one signs in as.
const GUIDE: usize = 12;

/// How large a graph to make.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// All people.
    pub people: u32,
    /// All follows.
    pub follows: u32,
    /// Followers of the first person, who has the most.
    pub celebrity: u32,
}

impl Size {
    fn check(self) -> Result<(), Refusal> {
        let Size { people, follows, celebrity } = self;
        let others = u64::from(people.saturating_sub(1));
        let possible = u64::from(people) * others / 4;
        // Nobody else has as many followers as the first person.
        let possible =
            possible.min(u64::from(celebrity) + others * u64::from(celebrity.saturating_sub(1)) / 2);
        let complaint = if people < 16 {
            "it takes at least 16 people to make a graph".to_owned()
        } else if celebrity >= people {
            format!("{people} people give the best-followed account {} followers at the most", people - 1)
        } else if follows < celebrity || u64::from(follows) > possible {
            format!(
                "{people} people can have {celebrity} to {possible} follows in a believable graph, not {follows}"
            )
        } else {
            return Ok(());
        };
        Err(Refusal::Unreadable(complaint))
    }
}

/// Makes a graph. One of the well-followed people, who follows many, is named `guide`.
pub fn generate(size: Size, guide: &str) -> Result<Graph, Error> {
    size.check()?;
    let rng = &mut StdRng::seed_from_u64(u64::from(size.people));
    let mut taken = HashSet::from([guide.to_owned()]);
    let mut people = (0..size.people)
        .map(|_| NewPerson { username: names::unused(rng, &mut taken), location: names::place(rng) })
        .collect::<Vec<_>>();
    guide.clone_into(&mut people[GUIDE].username);
    Ok(Graph { people, follows: follows(size, rng)? })
}

fn follows(size: Size, rng: &mut StdRng) -> Result<Vec<(u32, u32)>, Error> {
    let popularity = (0..size.people).map(|rank| f64::from(rank + 1).powf(-STEEPNESS)).collect::<Vec<_>>();
    let mut activity = popularity.clone();
    activity.shuffle(rng);
    activity[GUIDE] = popularity[GUIDE];
    let followers = WeightedIndex::new(&activity).map_err(Error::internal)?;
    let followed = WeightedIndex::new(&popularity[1..]).map_err(Error::internal)?;

    let fans = index::sample(rng, size.people as usize - 1, size.celebrity as usize);
    let mut follows = fans.into_iter().map(|fan| (fan as u32 + 1, 0)).collect::<HashSet<_>>();
    let mut counts = vec![0; size.people as usize];
    while follows.len() < size.follows as usize {
        let (from, to) = (followers.sample(rng) as u32, followed.sample(rng) as u32 + 1);
        let directions = if rng.random_bool(RETURNED) { 2 } else { 1 };
        for (from, to) in [(from, to), (to, from)].into_iter().take(directions) {
            let room =
                to != 0 && counts[to as usize] + 1 < size.celebrity && follows.len() < size.follows as usize;
            if room && from != to && follows.insert((from, to)) {
                counts[to as usize] += 1;
            }
        }
    }
    let mut follows = follows.into_iter().collect::<Vec<_>>();
    follows.sort_unstable();
    follows.shuffle(rng);
    Ok(follows)
}
