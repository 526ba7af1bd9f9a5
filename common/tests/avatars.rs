//! The drawn picture of a person, and where pictures are served.

use common::people::avatars::{WEBP, colours, figure, path, picture};
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

/// An id with these last bytes.
fn id(hue: u8, pattern: u16) -> Uuid {
    let [high, low] = pattern.to_be_bytes();
    let mut bytes = [0x5a; 16];
    bytes[13..].copy_from_slice(&[hue, high, low]);
    Uuid::from_bytes(bytes)
}

/// The cells of a path that is made of squares of side 1, and of nothing else.
fn cells(path: &str) -> Option<BTreeSet<(u16, u16)>> {
    let corner = |square: &str| {
        let (x, y) = square.strip_prefix('M')?.split_once(' ')?;
        Some((x.parse().ok()?, y.parse().ok()?))
    };
    path.split_terminator("h1v1h-1z").map(corner).collect()
}

#[test]
fn a_picture_is_served_under_its_hash_and_by_its_kind() {
    let hash: Vec<u8> = (0..32).map(|byte| byte * 8 + 1).collect();
    let digits = "0109111921293139414951596169717981899199a1a9b1b9c1c9d1d9e1e9f1f9";
    assert_eq!(picture(&hash), format!("/avatars/{digits}/400.jpg"));
    assert_eq!(picture(&[&hash[..], &[WEBP]].concat()), format!("/avatars/{digits}/400.webp"));
    assert_eq!(picture(&[&hash[..], &[WEBP + 1]].concat()), format!("/avatars/{digits}/400.jpg"));
    assert_eq!(picture(&hash[..2]), "/avatars/0109/400.jpg");
}

#[test]
fn a_drawn_picture_is_served_under_its_id() {
    let text = "018f3c2e-5a7b-7c1d-8e9f-0123456789ab";
    assert_eq!(Uuid::parse_str(text).map(path), Ok(format!("/avatars/{text}.svg")));
}

#[test]
fn the_hue_goes_round_the_whole_circle() {
    for (byte, hue) in [(0, 0), (1, 1), (64, 90), (128, 180), (255, 358)] {
        let expected = [format!("hsl({hue} 55% 88%)"), format!("hsl({hue} 60% 38%)")];
        assert_eq!(colours(id(byte, 0)), expected);
    }
}

#[test]
fn no_bits_draw_nothing_and_all_bits_everything() {
    assert_eq!(figure(id(0, 0)), "");
    assert_eq!(cells(&figure(id(0, 0x7fff))).map(|drawn| drawn.len()), Some(25));
}

proptest! {
    #[test]
    fn a_figure_is_mirrored_and_tells_the_bits_it_was_drawn_from(hue: u8, pattern: u16) {
        let drawn = cells(&figure(id(hue, pattern))).expect("squares");
        let mirrored: BTreeSet<_> = drawn.iter().map(|(x, y)| (4 - x, *y)).collect();
        prop_assert_eq!(&drawn, &mirrored);
        let left = drawn.iter().filter(|(x, _)| *x < 3);
        prop_assert_eq!(left.map(|(x, y)| 1 << (3 * y + x)).sum::<u16>(), pattern & 0x7fff);
    }
}
