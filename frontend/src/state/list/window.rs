//! Which batches of a long list are near enough to the screen to be in the document.

/// CSS pixels beyond the screen that are mounted at the most.
const MARGIN: f64 = 1200.0;
/// Rows beyond the screen, above it and below it, after which no more batches are mounted.
const MARGIN_ROWS: usize = 60;
/// CSS pixels of the screen that the bar at its top covers.
pub const BAR: f64 = 72.0;

/// Batches of a list, by their indices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The first that is mounted.
    pub first: usize,
    /// The one after the last that is mounted.
    pub end: usize,
    /// The one at the top of the screen, under the bar.
    pub top: usize,
}

/// The batches to mount, given the rows and the height in CSS pixels of each, and the part of the list, from `top` to
/// `bottom`, that is on screen. Whatever is on screen is mounted, however many rows that takes; beyond the screen, what is
/// within a screen of it, or less where the screen is large or the rows are many.
pub fn mounted<B>(batches: &[B], size: impl Fn(&B) -> (usize, f64), top: f64, bottom: f64) -> Window {
    let (mut window, mut offset) = (Window::default(), 0.0);
    // Where the mounted batches begin and end.
    let (mut above, mut below) = (0.0, 0.0);
    for (index, batch) in batches.iter().enumerate() {
        let end = offset + size(batch).1;
        // Scrolled past its end, a list still shows its last batch.
        if end <= top && index + 1 < batches.len() {
            (window.first, above) = (index + 1, end);
        }
        if offset < bottom {
            (window.end, below) = (index + 1, end);
        }
        if offset <= top + BAR {
            window.top = index;
        }
        offset = end;
    }
    let margin = MARGIN.min(bottom - top);
    let mut rows = 0;
    while window.first > 0 && above > top - margin && rows < MARGIN_ROWS {
        window.first -= 1;
        let (more, height) = size(&batches[window.first]);
        (rows, above) = (rows + more, above - height);
    }
    rows = 0;
    while window.end < batches.len() && below < bottom + margin && rows < MARGIN_ROWS {
        let (more, height) = size(&batches[window.end]);
        window.end += 1;
        (rows, below) = (rows + more, below + height);
    }
    window
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn window(batches: &[(usize, f64)], top: f64, bottom: f64) -> Window {
        mounted(batches, |size| *size, top, bottom)
    }

    fn of(batches: usize, top: f64, bottom: f64) -> (usize, usize) {
        let window = window(&vec![(30, 1000.0); batches], top, bottom);
        (window.first, window.end)
    }

    #[test]
    fn the_batch_at_the_top_of_the_screen_is_known() {
        let top = |top: f64| window(&[(30, 1000.0); 9], top, top + 900.0).top;
        let tops = [-300.0, 927.0, 928.0, 1001.0, 90_000.0].map(top);
        assert_eq!(tops, [0, 0, 1, 1, 8], "the bar covers what is less than 72 pixels below");
    }

    #[test]
    fn the_batches_within_a_screen_are_mounted() {
        assert_eq!(of(100, 0.0, 900.0), (0, 2));
        assert_eq!(of(100, 50_000.0, 50_900.0), (49, 52));
        assert_eq!(of(100, 50_000.0, 51_000.0), (49, 52), "up to it and not beyond");
        assert_eq!(of(100, 99_100.0, 100_000.0), (98, 100));
    }

    #[test]
    fn of_low_rows_sixty_are_mounted_above_the_screen_and_sixty_below() {
        let window = window(&[(30, 100.0); 100], 5000.0, 5900.0);
        assert_eq!((window.first, window.end), (50 - 2, 59 + 2));
    }

    #[test]
    fn a_list_that_is_short_or_out_of_sight_has_a_batch_all_the_same() {
        assert_eq!(of(1, 0.0, 900.0), (0, 1));
        assert_eq!(of(3, 90_000.0, 90_900.0), (2, 3));
        assert_eq!(of(3, -90_900.0, -90_000.0), (0, 0));
        assert_eq!(of(0, 0.0, 900.0), (0, 0));
    }

    #[test]
    fn a_screen_of_any_height_is_full() {
        assert_eq!(of(100, 50_000.0, 70_000.0), (48, 72));
    }

    proptest! {
        #[test]
        fn what_is_on_screen_is_mounted_and_little_beside_it(
            batches in vec((1_usize..=100, 1_u32..=300), 0..300),
            at in -0.2_f64..1.2,
            screen in 1_u32..20_000,
        ) {
            let batches: Vec<_> = batches.into_iter().map(|(rows, each)| (rows, rows as f64 * f64::from(each))).collect();
            let place = |index: usize| batches[..index].iter().map(|(_, height)| height).sum::<f64>();
            let whole = place(batches.len());
            let (top, screen) = ((whole * at).floor(), f64::from(screen));
            let bottom = top + screen;
            let window = window(&batches, top, bottom);
            let (begin, end) = (place(window.first), place(window.end));
            prop_assert!(window.first <= window.end);
            if top < whole && bottom > 0.0 {
                prop_assert!(begin <= top.max(0.0) && end >= bottom.min(whole), "{begin}..{end} is mounted");
            }
            // The rows of those that do not touch the screen.
            let beyond = |batches: &[(usize, f64)], offset: f64, is_beyond: &dyn Fn(f64, f64) -> bool| {
                let mut offset = offset;
                let mut rows = 0;
                for (more, height) in batches {
                    rows += if is_beyond(offset, offset + height) { *more } else { 0 };
                    offset += height;
                }
                rows
            };
            let shown = &batches[window.first..window.end];
            let (above, below) = (
                beyond(shown, begin, &|_, end| end <= top),
                beyond(shown, begin, &|begin, _| begin >= bottom),
            );
            // One batch goes beyond the bound at the most, and one is shown of a list that was scrolled past.
            prop_assert!(above < MARGIN_ROWS + 200 && below < MARGIN_ROWS + 100, "{above} and {below} rows");
            let margin = MARGIN.min(screen);
            prop_assert!(begin <= (top - margin).max(0.0) || above >= MARGIN_ROWS || top > whole);
            prop_assert!(end >= (bottom + margin).min(whole) || below >= MARGIN_ROWS || bottom < 0.0);
        }
    }
}
