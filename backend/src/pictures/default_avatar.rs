//! The picture of a person who has uploaded none, as a file.

use common::people::avatars;
use uuid::Uuid;

/// An SVG without randomness and without script.
pub(crate) fn draw(id: Uuid) -> String {
    let [ground, figure] = avatars::colours(id);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{}\" shape-rendering=\"crispEdges\">\
         <path fill=\"{ground}\" d=\"{}\"/><path fill=\"{figure}\" d=\"{}\"/></svg>",
        avatars::VIEW_BOX,
        avatars::GROUND,
        avatars::figure(id)
    )
}
