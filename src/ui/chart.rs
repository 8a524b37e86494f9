use super::{Text, grouped};
use leptos::prelude::*;

/// One line, or one colour of the bars, of a chart.
#[derive(Clone, Debug)]
pub struct Series {
    pub name: String,
    pub values: Vec<i64>,
}

impl Series {
    pub fn new(name: impl Into<String>, values: Vec<i64>) -> Self {
        Self { name: name.into(), values }
    }
}

/// The drawing's own measures. It is stretched to the width of its place, and strokes keep their width.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 200.0;

/// Figures over time as lines, the first one filled. `labels` name the points in time.
#[component]
pub fn AreaChart(
    /// What it shows, in words.
    #[prop(into)]
    label: String,
    labels: Vec<String>,
    series: Vec<Series>,
) -> impl IntoView {
    let top = ceiling(series.iter().flat_map(|series| &series.values).copied().max().unwrap_or(0));
    let step = WIDTH / (labels.len().max(2) - 1) as f64;
    let lines = series
        .iter()
        .enumerate()
        .map(|(at, series)| {
            let points: Vec<String> = series
                .values
                .iter()
                .enumerate()
                .map(|(x, value)| format!("{:.1} {:.1}", x as f64 * step, height_of(*value, top)))
                .collect();
            if points.is_empty() {
                return ().into_any();
            }
            let line = format!("M{}", points.join("L"));
            let fill = (at == 0).then(|| {
                let right = (series.values.len() - 1) as f64 * step;
                let path = format!("{line}L{right:.1} {HEIGHT}L0 {HEIGHT}Z");
                view! { <path class="chart-fill" d=path></path> }
            });
            view! {
                <g data-series=(at + 1).to_string()>
                    {fill}
                    <path class="chart-line" d=line vector-effect="non-scaling-stroke"></path>
                </g>
            }
            .into_any()
        })
        .collect_view();
    let hits = hits(&labels, &series, step, -step / 2.0);
    figure(label, labels, series, top, view! { {lines}{hits} }.into_any())
}

/// Figures over time as bars, the series on top of each other.
#[component]
pub fn BarChart(#[prop(into)] label: String, labels: Vec<String>, series: Vec<Series>) -> impl IntoView {
    let sum = |x: usize| series.iter().filter_map(|series| series.values.get(x)).sum::<i64>();
    let top = ceiling((0..labels.len()).map(sum).max().unwrap_or(0));
    let step = WIDTH / labels.len().max(1) as f64;
    let mut bars = Vec::new();
    for x in 0..labels.len() {
        let mut below = 0;
        for (at, series) in series.iter().enumerate() {
            let value = series.values.get(x).copied().unwrap_or(0);
            let (foot, head) = (height_of(below, top), height_of(below + value, top));
            below += value;
            if value > 0 {
                bars.push(
                    view! {
                        <rect
                            class="chart-bar"
                            data-series=(at + 1).to_string()
                            x=format!("{:.1}", x as f64 * step + step * 0.14)
                            y=format!("{head:.1}")
                            width=format!("{:.1}", step * 0.72)
                            height=format!("{:.1}", foot - head)
                        ></rect>
                    }
                    .into_any(),
                );
            }
        }
    }
    let hits = hits(&labels, &series, step, 0.0);
    figure(label, labels, series, top, view! { {bars}{hits} }.into_any())
}

/// Columns that nobody sees: the figures of a point in time show when the pointer rests on its column.
fn hits(labels: &[String], series: &[Series], step: f64, shift: f64) -> AnyView {
    labels
        .iter()
        .enumerate()
        .map(|(x, label)| {
            let figures: Vec<String> =
                series.iter().filter_map(|series| Some(format!("{}: {}", series.name, grouped(*series.values.get(x)?)))).collect();
            view! {
                <rect class="chart-hit" x=format!("{:.1}", x as f64 * step + shift) y="0" width=format!("{step:.1}") height=HEIGHT.to_string()>
                    <title>{format!("{label}\n{}", figures.join("\n"))}</title>
                </rect>
            }
        })
        .collect_view()
        .into_any()
}

fn figure(label: String, labels: Vec<String>, series: Vec<Series>, top: i64, drawing: AnyView) -> AnyView {
    let names = series
        .iter()
        .enumerate()
        .map(|(at, series)| view! { <li data-series=(at + 1).to_string()>{series.name.clone()}</li> })
        .collect_view();
    // At most seven words under the drawing, evenly spread, the first and the last among them.
    let shown = labels.len().min(7);
    let marks = (0..shown)
        .map(|at| labels[if shown > 1 { at * (labels.len() - 1) / (shown - 1) } else { 0 }].clone())
        .map(|text| view! { <span>{text}</span> })
        .collect_view();
    view! {
        <figure class="chart">
            <div class="chart-plot">
                <div class="chart-scale" aria-hidden="true">
                    <span>{grouped(top)}</span>
                    <span>{grouped(top / 2)}</span>
                    <span>"0"</span>
                </div>
                <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" role="img" aria-label=label.clone()>
                    <path class="chart-grid" d=format!("M0 0H{WIDTH}M0 {0}H{WIDTH}M0 {HEIGHT}H{WIDTH}", HEIGHT / 2.0) vector-effect="non-scaling-stroke"></path>
                    {drawing}
                </svg>
            </div>
            <div class="chart-marks" aria-hidden="true">{marks}</div>
            <figcaption>
                <ul class="chart-names">{names}</ul>
                <details class="chart-data">
                    <summary>"Table"</summary>
                    {figures(label, labels, series)}
                </details>
            </figcaption>
        </figure>
    }
    .into_any()
}

fn figures(label: String, labels: Vec<String>, series: Vec<Series>) -> AnyView {
    let heads = series.iter().map(|series| view! { <th scope="col" class="num">{series.name.clone()}</th> }).collect_view();
    let rows = labels
        .into_iter()
        .enumerate()
        .map(|(x, label)| {
            let cells = series
                .iter()
                .map(|series| view! { <td class="num">{series.values.get(x).map(|value| grouped(*value))}</td> })
                .collect_view();
            view! { <tr><th scope="row">{label}</th>{cells}</tr> }
        })
        .collect_view();
    view! {
        <div class="chart-table" tabindex="0" role="group" aria-label=label>
            <table class="data-table">
                <caption class="sr-only">{label.clone()}</caption>
                <thead>
                    <tr><th scope="col">"When"</th>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// A line without axes, for a figure or a table row.
#[component]
pub fn Sparkline(
    /// What it shows, in words that stand for the drawing.
    #[prop(into)]
    label: String,
    values: Vec<i64>,
) -> impl IntoView {
    let top = values.iter().copied().max().unwrap_or(0).max(1);
    let step = 100.0 / (values.len().max(2) - 1) as f64;
    let points: Vec<String> = values
        .iter()
        .enumerate()
        .map(|(x, value)| format!("{:.1} {:.1}", x as f64 * step, 23.0 - *value as f64 / top as f64 * 22.0))
        .collect();
    let line = if points.is_empty() { String::new() } else { format!("M{}", points.join("L")) };
    view! {
        <svg class="sparkline" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label=label>
            <path class="chart-line" d=line vector-effect="non-scaling-stroke"></path>
        </svg>
    }
    .into_any()
}

/// One line of a [`BarList`].
#[derive(Clone, Debug)]
pub struct Bar {
    pub label: String,
    pub value: i64,
    pub href: Option<String>,
}

/// Things and how many of each, the longest bar first: busiest workflows, reasons of failures.
#[component]
pub fn BarList(bars: Vec<Bar>, #[prop(optional, into)] unit: Text) -> impl IntoView {
    let top = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let unit = unit.get();
    let rows = bars
        .into_iter()
        .map(|bar| {
            let width = format!("{:.1}%", (bar.value as f64 / top as f64 * 100.0).max(0.5));
            let label = match bar.href {
                Some(href) => view! { <a href=href>{bar.label}</a> }.into_any(),
                None => view! { <span>{bar.label}</span> }.into_any(),
            };
            view! {
                <li>
                    <div class="bar-words">
                        {label}
                        <span class="num">{grouped(bar.value)}{unit.clone().map(|unit| view! { <span class="sr-only">{format!(" {unit}")}</span> })}</span>
                    </div>
                    <svg class="bar" width="100%" height="6" aria-hidden="true">
                        <rect class="bar-track" width="100%" height="6" rx="3"></rect>
                        <rect class="bar-fill" width=width height="6" rx="3"></rect>
                    </svg>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="bar-list">{rows}</ol> }.into_any()
}

fn height_of(value: i64, top: i64) -> f64 {
    HEIGHT - value as f64 / top as f64 * HEIGHT
}

/// The next round number above the highest figure, even so that half of it is whole.
fn ceiling(highest: i64) -> i64 {
    const ROUND: [i64; 10] = [2, 4, 6, 8, 10, 12, 16, 20, 24, 30];
    let mut unit = 1;
    loop {
        if let Some(round) = ROUND.into_iter().map(|round| round * unit).find(|round| highest <= *round) {
            return round;
        }
        unit *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::ceiling;

    #[test]
    fn the_scale_ends_on_a_round_number() {
        assert_eq!(ceiling(0), 2);
        assert_eq!(ceiling(7), 8);
        assert_eq!(ceiling(9), 10);
        assert_eq!(ceiling(311), 400);
        assert_eq!(ceiling(1_130), 1_200);
        assert_eq!(ceiling(18_204), 20_000);
        assert_eq!(ceiling(100), 100);
    }
}
