//! A text that grows and counts its own numbers, for lists with optional filters.

use super::Arg;

/// SQL under construction. `push` takes only `&'static str`, so that no value of a person can become SQL.
#[derive(Clone, Debug)]
pub struct Sql {
    pub(super) text: String,
    pub(super) args: Vec<Arg>,
}

impl Sql {
    pub fn new(text: &'static str) -> Self {
        Self { text: text.to_owned(), args: Vec::new() }
    }

    pub fn push(mut self, text: &'static str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Adds the next `$n`.
    pub fn bind(mut self, value: impl Into<Arg>) -> Self {
        self.args.push(value.into());
        self.text.push('$');
        self.text.push_str(&self.args.len().to_string());
        self
    }

    /// Adds `($1, $2), ($3, $4)` for as many rows as there are.
    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<Arg>>) -> Self {
        for (at, row) in rows.into_iter().enumerate() {
            self.text.push_str(if at == 0 { "(" } else { ", (" });
            for (column, value) in row.into_iter().enumerate() {
                if column > 0 {
                    self.text.push_str(", ");
                }
                self = self.bind(value);
            }
            self.text.push(')');
        }
        self
    }
}

/// Cuts many rows into pieces of a few sizes only, so that few statement texts arise and stay prepared.
pub fn pieces<T>(rows: &[T]) -> impl Iterator<Item = &[T]> {
    let mut rest = rows;
    std::iter::from_fn(move || {
        let size = [16, 4, 1].into_iter().find(|size| *size <= rest.len())?;
        let (piece, others) = rest.split_at(size);
        rest = others;
        Some(piece)
    })
}

/// What `like … escape '\'` finds a person's text with, anywhere, in small letters.
pub fn like_pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;

    #[test]
    fn numbers_count_themselves() {
        let sql = Sql::new("select a from t where x = ").bind("1").push(" and y in ").push("(select 1) and z = ").bind(2i64);
        assert_eq!(sql.text, "select a from t where x = $1 and y in (select 1) and z = $2");
        let sql = Sql::new("insert into t (a, b) values ").rows([args!["x", 1i64], args!["y", 2i64]]);
        assert_eq!(sql.text, "insert into t (a, b) values ($1, $2), ($3, $4)");
    }

    #[test]
    fn pieces_come_in_few_sizes_and_lose_nothing() {
        let rows: Vec<u32> = (0..41).collect();
        let sizes: Vec<usize> = pieces(&rows).map(<[u32]>::len).collect();
        assert_eq!(sizes, [16, 16, 4, 4, 1]);
        assert_eq!(pieces(&rows).flatten().copied().collect::<Vec<_>>(), rows);
        assert_eq!(pieces(&[] as &[u32]).count(), 0);
    }

    #[test]
    fn wildcards_of_a_person_are_letters() {
        assert_eq!(like_pattern("50%_Off\\"), "%50\\%\\_off\\\\%");
    }
}
