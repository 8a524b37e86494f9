//! `user_profile` and `user_identity` as delivery reads them: many people at once.

use crate::{
    db::{Arg, DbResult, Sql, Tx},
    model::{Channel, WorkspaceId},
};

/// A list for `in`, filled up to a power of two with its last value, so that few statement texts arise.
fn filled(ids: &[&str]) -> Vec<Arg> {
    let mut list: Vec<Arg> = ids.iter().map(|id| Arg::from(*id)).collect();
    let last = list.last().cloned();
    list.extend(last.into_iter().cycle().take(ids.len().next_power_of_two() - ids.len()));
    list
}

/// distinct_id and properties of those that have a profile. There is at least one id.
pub async fn profiles(tx: &mut Tx, workspace: &WorkspaceId, ids: &[&str]) -> DbResult<Vec<(String, String)>> {
    let sql = Sql::new("select distinct_id, properties from user_profile where workspace_id = ").bind(workspace);
    tx.all_of(sql.push(" and distinct_id in ").rows([filled(ids)])).await
}

/// distinct_id and address of those that can be reached on a channel, the oldest address first. There is at least one id.
pub async fn addresses(tx: &mut Tx, workspace: &WorkspaceId, channel: Channel, ids: &[&str]) -> DbResult<Vec<(String, String)>> {
    let sql = Sql::new("select distinct_id, value from user_identity where active = true and workspace_id = ")
        .bind(workspace)
        .push(" and channel = ")
        .bind(channel)
        .push(" and distinct_id in ")
        .rows([filled(ids)])
        .push(" order by created_at, value");
    tx.all_of(sql).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;

    #[test]
    fn lists_come_in_few_sizes() {
        assert_eq!(filled(&["a"]), args!["a"]);
        assert_eq!(filled(&["a", "b", "c"]), args!["a", "b", "c", "c"]);
        assert_eq!(filled(&["x"; 70]).len(), 128);
    }
}
