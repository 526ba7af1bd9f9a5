//! Taking figures side by side: one of each, then one of each again, so that whatever else the machine does meets all
//! of them alike.

use anyhow::Result;

/// How often, and for how long, each side is loaded.
#[derive(Clone, Copy)]
pub struct Rounds {
    /// Turns that count, for each side.
    pub rounds: usize,
    /// Seconds of a turn.
    pub seconds: u64,
}

/// Something that is loaded for a number of seconds; its figure.
pub type Side<'a> = Box<dyn FnMut(u64) -> Result<f64> + 'a>;

/// The figures of every side, by round.
pub struct Figures(Vec<Vec<f64>>);

impl Rounds {
    /// A short turn of each that does not count, and then all rounds.
    pub fn interleave(self, mut sides: Vec<Side<'_>>) -> Result<Figures> {
        for side in &mut sides {
            side(1)?;
        }
        let mut figures = vec![Vec::new(); sides.len()];
        for _ in 0..self.rounds {
            for (side, figures) in sides.iter_mut().zip(&mut figures) {
                figures.push(side(self.seconds)?);
            }
        }
        Ok(Figures(figures))
    }
}

impl Figures {
    /// The middle one of a side's figures.
    pub fn middle(&self, side: usize) -> f64 {
        Spread::of(self.0[side].clone()).middle
    }

    /// One side over another: taken in each round, since a round's figures share their circumstances.
    pub fn ratio(&self, over: usize, under: usize) -> Spread {
        let rounds = self.0[over].iter().zip(&self.0[under]);
        Spread::of(rounds.map(|(over, under)| over / under).collect())
    }
}

/// The least, the middle and the greatest of some figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// No figure is less.
    pub least: f64,
    /// The median.
    pub middle: f64,
    /// No figure is greater.
    pub greatest: f64,
}

impl Spread {
    /// Of figures in any order, at least one.
    pub fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        let count = figures.len();
        let middle = (figures[(count - 1) / 2] + figures[count / 2]) / 2.0;
        Self { least: figures[0], middle, greatest: figures[count - 1] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_the_middle_of_the_rounds_ratios() {
        let figures = Figures(vec![vec![1.0, 4.0, 9.0], vec![2.0, 4.0, 10.0]]);
        assert_eq!(figures.middle(0), 4.0);
        assert_eq!(figures.ratio(0, 1), Spread { least: 0.5, middle: 0.9, greatest: 1.0 });
        assert_eq!(Spread::of(vec![1.0, 2.0]).middle, 1.5);
    }

    #[test]
    fn sides_take_turns_and_the_first_does_not_count() {
        let turns = std::cell::RefCell::new(Vec::new());
        let side = |name: f64| -> Side<'_> {
            let turns = &turns;
            Box::new(move |seconds| {
                turns.borrow_mut().push((name, seconds));
                Ok(name)
            })
        };
        let figures = Rounds { rounds: 2, seconds: 3 }.interleave(vec![side(1.0), side(2.0)]).unwrap();
        assert_eq!(figures.0, [[1.0, 1.0], [2.0, 2.0]]);
        assert_eq!(turns.take(), [(1.0, 1), (2.0, 1), (1.0, 3), (2.0, 3), (1.0, 3), (2.0, 3)]);
    }
}
