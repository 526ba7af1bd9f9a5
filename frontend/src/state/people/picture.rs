//! Whether a file that is chosen as a picture can be one, before it is sent. The server looks once more, by the same bounds.

/// How a data address of each kind that the server takes goes on: PNG, JPEG, GIF and WebP.
const KINDS: [&str; 4] = ["iVBORw0KGgo", "/9j/", "R0lGOD", "UklGR"];
/// Pixels of a side at the most.
const SIDE: u32 = 8_192;
/// Pixels at the most.
const PIXELS: u64 = 40_000_000;

/// Why a picture is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is of no kind that the server takes.
    Unreadable,
    /// It has too many pixels.
    TooLarge,
}

/// What is wrong with a picture, given as a data address, of this size.
pub fn fault(source: &str, width: u32, height: u32) -> Option<Fault> {
    let content = source.split_once(',').map(|(_, content)| content).unwrap_or_default();
    if width == 0 || height == 0 || !KINDS.iter().any(|kind| content.starts_with(kind)) {
        return Some(Fault::Unreadable);
    }
    let is_large = width > SIDE || height > SIDE || u64::from(width) * u64::from(height) > PIXELS;
    is_large.then_some(Fault::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_content_says_whatever_it_is_called() {
        for content in ["iVBORw0KGgoAAAAN", "/9j/4AAQ", "R0lGODlhAQAB", "R0lGODdh", "UklGRiQAAABXRUJQ"] {
            assert_eq!(fault(&format!("data:text/html;base64,{content}"), 1, 1), None, "{content}");
        }
        for source in
            ["", "data:image/png;base64,", "data:image/png;base64,PHN2Zz4=", "data:image/png;base64,Qk0="]
        {
            assert_eq!(fault(source, 1, 1), Some(Fault::Unreadable), "{source}");
        }
    }

    #[test]
    fn its_size_is_what_the_server_takes() {
        let of = |width, height| fault("data:;base64,/9j/", width, height);
        for (width, height) in [(1, 1), (8_192, 1), (1, 8_192), (8_000, 5_000)] {
            assert_eq!(of(width, height), None);
        }
        for (width, height) in [(8_193, 1), (1, 8_193), (8_000, 5_001), (u32::MAX, u32::MAX)] {
            assert_eq!(of(width, height), Some(Fault::TooLarge));
        }
        for (width, height) in [(0, 0), (0, 9), (9, 0)] {
            assert_eq!(of(width, height), Some(Fault::Unreadable));
        }
    }
}
