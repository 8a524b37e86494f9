//! Which lines the palette shows for what is typed, and in which order.

/// Most lines that are shown for something typed.
const MOST: usize = 20;

/// What a line does.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Goes to a path of this site.
    Go(String),
    /// Presses the button of the page that this selector finds.
    Press(String),
}

/// One line of the palette.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Under which heading.
    pub group: String,
    pub title: String,
    /// At the end of the line, quieter. May be empty.
    pub note: String,
    /// The colour of a workspace.
    pub tone: Option<String>,
    pub deed: Deed,
}

impl Line {
    pub fn to(group: impl Into<String>, title: impl Into<String>, to: impl Into<String>) -> Self {
        Self { group: group.into(), title: title.into(), note: String::new(), tone: None, deed: Deed::Go(to.into()) }
    }

    fn matches(&self, words: &[String]) -> bool {
        let text = format!("{} {} {}", self.title, self.note, self.group).to_lowercase();
        words.iter().all(|word| text.contains(word))
    }

    fn begins_with(&self, words: &[String]) -> bool {
        words.first().is_some_and(|word| self.title.to_lowercase().starts_with(word))
    }
}

/// Nothing typed: all places. Else the places that have every word in them, those that begin with it first, then the things that the
/// server found, then `more`.
pub fn choose(places: &[Line], found: &[Line], typed: &str, more: Option<Line>) -> Vec<Line> {
    let words: Vec<String> = typed.to_lowercase().split_whitespace().map(str::to_owned).collect();
    if words.is_empty() {
        return places.to_vec();
    }
    let (first, second): (Vec<&Line>, Vec<&Line>) =
        places.iter().filter(|line| line.matches(&words)).partition(|line| line.begins_with(&words));
    let mut lines: Vec<Line> = Vec::new();
    for line in first.into_iter().chain(found).chain(second).cloned() {
        // What was looked at lately may be found once more.
        if !lines.iter().any(|known| known.deed == line.deed) {
            lines.push(line);
        }
    }
    lines.truncate(MOST - usize::from(more.is_some()));
    let mut lines: Vec<Line> = groups(lines).into_iter().flat_map(|(_, lines)| lines).map(|(_, line)| line).collect();
    lines.extend(more);
    lines
}

/// Under their headings, each heading once, where its first line stands. A line keeps its place in the whole.
pub fn groups(lines: Vec<Line>) -> Vec<(String, Vec<(usize, Line)>)> {
    let mut groups: Vec<(String, Vec<(usize, Line)>)> = Vec::new();
    for (at, line) in lines.into_iter().enumerate() {
        match groups.iter_mut().find(|(name, _)| *name == line.group) {
            Some((_, group)) => group.push((at, line)),
            None => groups.push((line.group.clone(), vec![(at, line)])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Vec<Line> {
        vec![
            Line::to("Recent", "Welcome", "/staging/workflows/welcome"),
            Line::to("Go to", "Workflows", "/staging/workflows"),
            Line::to("Go to", "Messages", "/staging/messages"),
            Line::to("Workspaces", "Production", "/production"),
            Line::to("Create", "New workflow", "/staging/workflows/new"),
            Line { deed: Deed::Press("#dark".to_owned()), ..Line::to("Theme", "Theme: dark", "") },
        ]
    }

    fn titles(lines: &[Line]) -> Vec<&str> {
        lines.iter().map(|line| line.title.as_str()).collect()
    }

    #[test]
    fn what_is_pressed_is_found_like_what_is_gone_to() {
        assert_eq!(choose(&places(), &[], "dark", None)[0].deed, Deed::Press("#dark".to_owned()));
    }

    #[test]
    fn nothing_typed_shows_every_place() {
        assert_eq!(choose(&places(), &[], "  ", None), places());
    }

    #[test]
    fn what_begins_with_the_word_comes_before_what_has_it_inside() {
        assert_eq!(titles(&choose(&places(), &[], "workf", None)), ["Workflows", "New workflow"]);
        assert_eq!(titles(&choose(&places(), &[], "create flow", None)), ["New workflow"], "every word counts, headings too");
        assert!(choose(&places(), &[], "zebra", None).is_empty());
    }

    #[test]
    fn a_thing_is_not_shown_twice_and_the_search_page_comes_last() {
        let found = |slug: &str| Line {
            note: slug.to_owned(),
            ..Line::to("Workflows", format!("We {slug}"), format!("/staging/workflows/{slug}"))
        };
        let more = Line::to("More", "Search for “we”", "/staging/search?q=we");
        let lines = choose(&places(), &[found("welcome"), found("weekly")], "we", Some(more.clone()));
        assert_eq!(titles(&lines), ["Welcome", "We weekly", "Search for “we”"]);
        let many: Vec<Line> = (0..40).map(|at| found(&format!("we-{at}"))).collect();
        let lines = choose(&places(), &many, "we", Some(more));
        assert_eq!((lines.len(), titles(&lines)[MOST - 1]), (MOST, "Search for “we”"));
    }

    #[test]
    fn the_places_of_lines_are_those_of_the_keys() {
        let lines = choose(&places(), &[], "o", None);
        let places: Vec<usize> = groups(lines.clone()).into_iter().flat_map(|(_, lines)| lines).map(|(at, _)| at).collect();
        assert_eq!(places, (0..lines.len()).collect::<Vec<_>>());
    }
}
