//! Plots: the least is that people look at them, so they are few, and readable on white and on black.

use anyhow::{Result, anyhow};
use plotters::prelude::*;
use std::path::Path;

const SIZE: (u32, u32) = (760, 380);
/// Halfway between white and black.
const GREY: RGBColor = RGBColor(128, 128, 128);
/// One for each line; neither is lost on white or on black, nor to eyes that see few colours.
const COLOURS: [RGBColor; 2] = [RGBColor(217, 119, 6), RGBColor(59, 130, 246)];

/// A plot over a logarithmic axis.
pub struct Plot {
    /// What it shows.
    pub title: String,
    /// What the horizontal axis counts.
    pub across: &'static str,
    /// What the vertical axis says.
    pub up: &'static str,
    /// Two lines at the most.
    pub series: Vec<Series>,
}

/// One line.
pub struct Series {
    /// For the legend.
    pub name: String,
    /// From left to right.
    pub points: Vec<(f64, f64)>,
}

impl Plot {
    /// Writes it as SVG.
    pub fn draw(&self, path: &Path) -> Result<()> {
        self.try_draw(path).map_err(|error| anyhow!("{} cannot be drawn: {error}", path.display()))?;
        println!("{} is drawn.", path.display());
        Ok(())
    }

    fn try_draw(&self, path: &Path) -> Result<(), Box<dyn std::error::Error + '_>> {
        let points = || self.series.iter().flat_map(|series| &series.points);
        let right = points().map(|point| point.0).fold(10.0, f64::max);
        let left = points().map(|point| point.0).fold(right, f64::min);
        // The cost that is hoped for is in the middle.
        let top = points().map(|point| point.1).fold(1.7, f64::max) * 1.15;
        let root = SVGBackend::new(path, SIZE).into_drawing_area();
        let text = |size: u32| ("sans-serif", size).into_font().color(&GREY);
        let mut chart = ChartBuilder::on(&root)
            .caption(&self.title, text(21))
            .margin(16)
            .x_label_area_size(48)
            .y_label_area_size(64)
            .build_cartesian_2d((left..right).log_scale(), 0.0..top)?;
        chart
            .configure_mesh()
            .axis_style(GREY)
            .bold_line_style(GREY.mix(0.25))
            .light_line_style(TRANSPARENT)
            .label_style(text(16))
            .x_desc(self.across)
            .y_desc(self.up)
            .x_label_formatter(&|value| super::table::number(*value))
            .y_label_formatter(&|value| format!("{value:.1}"))
            .draw()?;
        for (series, colour) in self.series.iter().zip(COLOURS) {
            chart
                .draw_series(
                    LineSeries::new(series.points.iter().copied(), colour.stroke_width(2)).point_size(4),
                )?
                .label(&series.name)
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 24, y)], colour.stroke_width(2)));
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::LowerRight)
            .label_font(text(16))
            .draw()?;
        Ok(root.present()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plot_says_what_it_shows() {
        let series = Series { name: "by cursor".to_owned(), points: vec![(1.0, 1.0), (10_000.0, 1.04)] };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plot.svg");
        Plot { title: "Cost".to_owned(), across: "page", up: "times", series: vec![series] }
            .draw(&path)
            .unwrap();
        let svg = std::fs::read_to_string(path).unwrap();
        for text in ["Cost", "page", "times", "by cursor", "10,000"] {
            assert!(svg.contains(&format!("{text}\n")), "{text} is missing: {svg}");
        }
    }
}
