//! Which pages of a long list are near enough to the screen to be in the document.

/// Pages in the document at the most: with 30 rows each, fewer than 200 rows.
const MOUNTED: usize = 6;
/// CSS pixels beyond the screen that are mounted at the most.
const MARGIN: f64 = 1200.0;
/// CSS pixels of the screen that the bar at its top covers.
const BAR: f64 = 72.0;

/// Pages of a list, by their indices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The first that is mounted.
    pub first: usize,
    /// The one after the last that is mounted.
    pub end: usize,
    /// The one at the top of the screen, under the bar.
    pub top: usize,
}

/// The pages to mount, given the height of every page in CSS pixels and the part of the list, from `top` to `bottom`,
/// that is on screen: those within a screen of it, or less where the screen is large.
pub fn mounted(heights: impl Iterator<Item = f64>, top: f64, bottom: f64) -> Window {
    let margin = MARGIN.min(bottom - top);
    let (mut window, mut offset) = (Window::default(), 0.0);
    for (index, height) in heights.enumerate() {
        if offset + height < top - margin {
            window.first = index + 1;
        }
        if offset <= bottom + margin {
            window.end = index + 1;
        }
        if offset <= top + BAR {
            window.top = index;
        }
        offset += height;
    }
    // Scrolled past its end, a list still shows its last page.
    window.first = window.first.min(window.end.saturating_sub(1));
    window.end = window.end.min(window.first + MOUNTED);
    window
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pages: usize, top: f64, bottom: f64) -> (usize, usize) {
        let window = mounted(std::iter::repeat_n(1000.0, pages), top, bottom);
        (window.first, window.end)
    }

    #[test]
    fn the_page_at_the_top_of_the_screen_is_known() {
        let top = |top: f64| mounted(std::iter::repeat_n(1000.0, 9), top, top + 900.0).top;
        assert_eq!([top(-300.0), top(900.0), top(1001.0), top(90_000.0)], [0, 0, 1, 8]);
    }

    #[test]
    fn the_pages_within_a_screen_are_mounted() {
        assert_eq!(of(100, 0.0, 900.0), (0, 2));
        assert_eq!(of(100, 50_000.0, 50_900.0), (49, 52));
        assert_eq!(of(100, 99_100.0, 100_000.0), (98, 100));
    }

    #[test]
    fn a_list_that_is_short_or_out_of_sight_has_a_page_all_the_same() {
        assert_eq!(of(1, 0.0, 900.0), (0, 1));
        assert_eq!(of(3, 90_000.0, 90_900.0), (2, 3));
        assert_eq!(of(3, -90_900.0, -90_000.0), (0, 0));
        assert_eq!(of(0, 0.0, 900.0), (0, 0));
    }

    #[test]
    fn no_screen_is_so_large_that_more_rows_are_mounted() {
        assert_eq!(of(100, 50_000.0, 70_000.0), (48, 54));
    }
}
