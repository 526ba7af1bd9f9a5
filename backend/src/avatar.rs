//! The picture of a person who has uploaded none: drawn from the id, so it is always the same one.

use uuid::Uuid;

/// Where a person's picture is served.
pub(crate) fn path(id: Uuid) -> String {
    format!("/avatars/{}.svg", id.hyphenated())
}

/// An SVG of a five-by-five pattern, mirrored like a face, on a ground of its own hue. No randomness, no script.
pub(crate) fn draw(id: Uuid) -> String {
    // The last bytes of a UUIDv7 are its random ones.
    let bytes = id.as_bytes();
    let hue = u32::from(bytes[9]) * 360 / 256;
    let pattern = u16::from_be_bytes([bytes[14], bytes[15]]);
    let cells = (0..15).filter(|cell| pattern >> cell & 1 == 1).flat_map(|cell| {
        let (x, y) = (cell % 3, cell / 3);
        [(x, y), (4 - x, y)]
    });
    let path = cells.map(|(x, y)| format!("M{x} {y}h1v1h-1z")).collect::<String>();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-1.5 -1.5 8 8\" shape-rendering=\"crispEdges\">\
         <path fill=\"hsl({hue} 55% 88%)\" d=\"M-2-2h9v9h-9z\"/><path fill=\"hsl({hue} 60% 38%)\" d=\"{path}\"/></svg>"
    )
}
