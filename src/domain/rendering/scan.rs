//! A first look at a template, before it is parsed: it finds what people get wrong most, and says it in their words.

use super::bounds::{DEPTH, NESTING, SOURCE};
use super::compile::Fault;

/// What stands between `{{` and `}}`.
struct Tag<'a> {
    /// Where the `{{` is, in bytes.
    at: usize,
    /// Without braces, tildes and blanks.
    inside: &'a str,
}

/// Refuses what is too large, too deep, not closed, or not of our language.
pub fn scan(source: &str) -> Result<(), Fault> {
    if source.len() > SOURCE {
        return Err(Fault::new("This is larger than 256 kB."));
    }
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut at = 0;
    while let Some(found) = source[at..].find("{{") {
        let start = at + found;
        // One backslash makes the braces text; two are a backslash before a tag.
        let slashes = source[..start].bytes().rev().take_while(|byte| *byte == b'\\').count();
        if slashes == 1 {
            at = start + 2;
            continue;
        }
        let fault = |message: String| Fault::at(source, start, message);
        if source[start..].starts_with("{{!") {
            let (from, end) = if source[start..].starts_with("{{!--") { (5, "--}}") } else { (3, "}}") };
            let Some(length) = source[start + from..].find(end) else {
                return Err(fault(format!("This comment is not closed. Add {end}.")));
            };
            at = start + from + length + end.len();
            continue;
        }
        if source[start..].starts_with("{{{{") {
            return Err(fault("Four braces are not supported. Write \\{{ for braces that are text.".to_owned()));
        }
        let Some((tag, end)) = tag(source, start) else {
            return Err(fault("These {{ have no }}.".to_owned()));
        };
        at = end;
        look_at(&tag, &mut open).map_err(fault)?;
        if open.len() > DEPTH {
            return Err(fault(format!("Blocks stand in blocks at most {DEPTH} times.")));
        }
    }
    match open.last() {
        Some((name, start)) => Err(Fault::at(source, *start, format!("{{{{#{name}}}}} is not closed. Add {{{{/{name}}}}}."))),
        None => Ok(()),
    }
}

/// The tag at `start`, and where it ends.
fn tag(source: &str, start: usize) -> Option<(Tag<'_>, usize)> {
    let bytes = source.as_bytes();
    let triple = source[start..].starts_with("{{{");
    let inner = start + if triple { 3 } else { 2 };
    let closing: &[u8] = if triple { b"}}}" } else { b"}}" };
    let mut quote = None;
    let mut end = None;
    let mut at = inner;
    while at < bytes.len() {
        match (quote, bytes[at]) {
            (Some(_), b'\\') => at += 1,
            (Some(open), byte) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, byte @ (b'"' | b'\'')) => quote = Some(byte),
            (None, _) if bytes[at..].starts_with(closing) => {
                end = Some(at);
                break;
            }
            (None, _) => {}
        }
        at += 1;
    }
    // A quote that is never closed swallows everything: then the nearest braces are meant.
    let end = end.or_else(|| source[inner..].find(if triple { "}}}" } else { "}}" }).map(|found| inner + found))?;
    let inside = source.get(inner..end)?.trim_matches(|c: char| c.is_whitespace() || c == '~');
    Some((Tag { at: start, inside }, end + closing.len()))
}

fn look_at<'a>(tag: &Tag<'a>, open: &mut Vec<(&'a str, usize)>) -> Result<(), String> {
    let nested = tag.inside.bytes().filter(|byte| matches!(byte, b'(' | b'[' | b'{')).count();
    if nested > NESTING * 4 {
        return Err(format!("This expression is nested too deep. Use at most {NESTING} levels of parentheses."));
    }
    let word = |text: &'a str| text.trim_start().split(|c: char| c.is_whitespace()).next().unwrap_or("");
    let mut letters = tag.inside.chars();
    match letters.next() {
        None => Err("There is no name between the braces.".to_owned()),
        Some('>' | '*') => Err("Partials and decorators are not supported. Write the text here.".to_owned()),
        Some('#') => {
            let rest = letters.as_str();
            if rest.trim_start().starts_with(['>', '*']) {
                return Err("Partials and decorators are not supported. Write the text here.".to_owned());
            }
            open.push((word(rest), tag.at));
            Ok(())
        }
        Some('/') => {
            let name = letters.as_str().trim();
            match open.pop() {
                Some((opened, _)) if opened == name || name.is_empty() => Ok(()),
                Some((opened, _)) => Err(format!("{{{{/{name}}}}} stands where {{{{/{opened}}}}} is expected.")),
                None => Err(format!("{{{{/{name}}}}} closes nothing. Add {{{{#{name} …}}}} before it, or take it away.")),
            }
        }
        Some('^') if !letters.as_str().trim().is_empty() => {
            let name = letters.as_str().trim();
            Err(format!("Write {{{{#unless {name}}}}} … {{{{/unless}}}}."))
        }
        _ if word(tag.inside) == "else" && open.is_empty() => Err("{{else}} stands outside of a block.".to_owned()),
        _ => Ok(()),
    }
}
