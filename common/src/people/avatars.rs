//! The picture of a person: one that they have uploaded, or one that is drawn from the id, so it is always the same one.
//! The server serves either as a file, and the browser app draws the latter in place.

use uuid::Uuid;

/// The part of the plane that shows.
pub const VIEW_BOX: &str = "-1.5 -1.5 8 8";
/// The path that covers it.
pub const GROUND: &str = "M-2-2h9v9h-9z";

/// Pixels of the side of an uploaded picture as it is served: as it is known by its path, and as it stands in a list.
pub const SIDES: [u16; 2] = [400, 96];

/// The digits of a hash.
const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// What the key of a picture has after the hash where it is a WebP, which can be transparent. Otherwise it is a JPEG.
pub const WEBP: u8 = 1;

/// Bytes of a hash.
const HASH: usize = 32;

/// Where an uploaded picture is served, by its key, in the larger of its [`SIDES`]. Every row of a list asks.
pub fn picture(key: &[u8]) -> String {
    let (hash, kind) = key.split_at(HASH.min(key.len()));
    let mut path = String::with_capacity("/avatars//400.webp".len() + 2 * HASH);
    path.push_str("/avatars/");
    for byte in hash {
        path.push(char::from(DIGITS[usize::from(byte >> 4)]));
        path.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    path.push_str(if kind == [WEBP] { "/400.webp" } else { "/400.jpg" });
    path
}

/// Where the drawn picture is served.
pub fn path(id: Uuid) -> String {
    format!("/avatars/{}.svg", id.hyphenated())
}

/// The colours of the ground and of the figure on it: one hue, light and dark.
pub fn colours(id: Uuid) -> [String; 2] {
    // Only the last bytes of a UUIDv7 differ at random: before them stands a count of those made in the same millisecond.
    let hue = u32::from(id.as_bytes()[13]) * 360 / 256;
    [format!("hsl({hue} 55% 88%)"), format!("hsl({hue} 60% 38%)")]
}

/// The path of the figure: a five-by-five pattern, mirrored like a face.
pub fn figure(id: Uuid) -> String {
    let bytes = id.as_bytes();
    let pattern = u16::from_be_bytes([bytes[14], bytes[15]]);
    let cells = (0..15).filter(|cell| pattern >> cell & 1 == 1).flat_map(|cell| {
        let (x, y) = (cell % 3, cell / 3);
        [(x, y), (4 - x, y)]
    });
    cells.map(|(x, y)| format!("M{x} {y}h1v1h-1z")).collect()
}
