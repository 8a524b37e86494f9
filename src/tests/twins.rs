//! What a reliability test is worth: each has a twin here in which the protection is taken away. Then what it protects from has to
//! happen, and the same eyes have to see it. Protections are taken away from the database, so that the program stays as it is.
//!
//! That nothing is done twice after a kill has no twin: the job, the execution's id and the message's uniqueness each hold alone. That
//! nobody is answered before the commit is tested where it is done, in `db/group.rs`.

use crate::{
    delivery::{failing, killed},
    house::{Sabotage, houses},
    hub::{queue, trigger},
};

/// Claims hold nothing: what is claimed is due again at once.
const NO_HOLDS: Sabotage = Sabotage {
    sqlite: "create trigger twin after update on job when new.held begin update job set run_at = 0 where id = new.id; end",
    postgres: "create function twin() returns trigger language plpgsql as
        $$ begin if new.held then new.run_at := 0; end if; return new; end $$;
        create trigger twin before update on job for each row execute function twin()",
};

#[tokio::test]
async fn without_holds_a_job_is_everybodys() {
    for house in houses().await {
        house.sabotage(&NO_HOLDS).await;
        assert_eq!(queue::claim_what_is_held(&house).await, (1, 1));
    }
}

/// All claims of a job look like the first one.
const NO_TOKENS: Sabotage = Sabotage {
    sqlite: "create trigger twin after update on job when new.attempts > 1 begin update job set attempts = 1 where id = new.id; end",
    postgres: "create function twin() returns trigger language plpgsql as
        $$ begin new.attempts := 1; return new; end $$;
        create trigger twin before update on job for each row execute function twin()",
};

#[tokio::test]
async fn without_tokens_who_lost_the_hold_finishes_the_job_of_who_took_over() {
    for house in houses().await {
        house.sabotage(&NO_TOKENS).await;
        assert_eq!(queue::wake_up_late(&house).await, [true, false, false, false]);
    }
}

/// Idempotency keys are forgotten as soon as they are taken.
const NO_KEYS: Sabotage = Sabotage {
    sqlite: "create trigger twin after insert on idempotency begin delete from idempotency where key = new.key; end",
    postgres: "create function twin() returns trigger language plpgsql as
        $$ begin delete from idempotency where key = new.key; return null; end $$;
        create trigger twin after insert on idempotency for each row execute function twin()",
};

#[tokio::test]
async fn without_keys_a_race_makes_several_requests() {
    for house in houses().await {
        house.sabotage(&NO_KEYS).await;
        assert!(trigger::race(&house).await > 1);
    }
}

/// A request is kept without its job.
const NO_JOBS: Sabotage = Sabotage {
    sqlite: "create trigger twin after insert on job begin delete from job where id = new.id; end",
    postgres: "create function twin() returns trigger language plpgsql as $$ begin return null; end $$;
        create trigger twin before insert on job for each row execute function twin()",
};

#[tokio::test]
async fn without_its_job_what_was_answered_202_is_lost() {
    for house in houses().await {
        house.sabotage(&NO_JOBS).await;
        let (promised, desk) = (killed::kill_and_finish(&house, 1).await, house.desk("sandbox"));
        assert!(!promised.is_empty());
        for id in promised {
            assert!(desk.executions(&id).await.is_empty(), "{id} was delivered nevertheless");
        }
    }
}

/// Attempts are not counted before they begin.
const NO_COUNT: Sabotage = Sabotage {
    sqlite: "create trigger twin after insert on message begin
        update message set attempts = 0 where workspace_id = new.workspace_id and id = new.id; end",
    postgres: "create function twin() returns trigger language plpgsql as
        $$ begin new.attempts := 0; return new; end $$;
        create trigger twin before insert on message for each row execute function twin()",
};

#[tokio::test]
async fn without_a_count_nobody_knows_of_the_attempt_whose_worker_died() {
    for house in houses().await {
        house.sabotage(&NO_COUNT).await;
        let (attempts, mails) = failing::die_before_the_call(&house).await;
        assert_eq!((attempts.len(), mails), (1, 1));
    }
}
