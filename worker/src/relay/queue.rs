//! The queue of relays: site and ids, nothing else. A message only wakes: it may come twice, late or never.

use futures_util::future::join_all;
use worker::{Date, Env, MessageBatch, MessageExt, Result, console_error};

use super::ask::{Came, Leaving, What, ask};
use super::leave::{Desk, Tried};
use crate::problem::Problem;
use crate::secret::random;

/// Ids of one message: who takes it has so many requests open at once (the platform lets six of them go, the others wait).
pub const IDS_MAX: usize = 10;
/// Messages of one batch, by the platform.
pub const MESSAGES_MAX: usize = 100;
/// Whose messages could not be acted on.
const DEAD: &str = "dangol-relays-dead";

/// Tells the queue of deliveries: [`IDS_MAX`] × [`MESSAGES_MAX`] at most.
///
/// # Errors
/// The queue does not take them.
pub async fn wake(env: &Env, site: &str, ids: &[i64]) -> Result<()> {
    let message = |ids: &[i64]| format!("{site}:{}", ids.iter().map(i64::to_string).collect::<Vec<_>>().join(","));
    let messages: Vec<String> = ids.chunks(IDS_MAX).map(message).collect();
    if messages.is_empty() {
        return Ok(());
    }
    env.queue("RELAYS")?.send_batch(messages).await
}

/// Takes what the queue brings.
///
/// # Errors
/// A message is none of ours.
pub async fn take(batch: MessageBatch<String>, env: &Env) -> Result<()> {
    let is_dead = batch.queue() == DEAD;
    let each = batch.messages()?.into_iter().map(|message| async move {
        if is_dead {
            // The alarm wakes again what it is about; that it came to this is for whoever looks after the edge.
            console_error!("a message of the queue of relays is given up: {}", message.body());
            message.ack();
            return;
        }
        match deliver(env, message.body()).await {
            Ok(()) => message.ack(),
            Err(problem) => {
                console_error!("deliveries {} wait: {problem:?}", message.body());
                message.retry();
            }
        }
    });
    join_all(each).await;
    Ok(())
}

async fn deliver(env: &Env, message: &str) -> Result<(), Problem> {
    let Some((site, ids)) = message.split_once(':') else { return Ok(()) };
    let ids: Vec<i64> = ids.split(',').filter_map(|id| id.parse().ok()).collect();
    let leaving: Vec<Leaving> = ask(env, site, now_ms(), What::Leave { ids }).await?;
    if leaving.is_empty() {
        return Ok(());
    }
    let desk = Desk::open(env, site, now_ms()).await?;
    let each = leaving.iter().map(|leaving| async {
        let Tried { came, status } = desk.send(leaving).await;
        // What an answer says to the site is done before it is noted: done twice it does no harm.
        if matches!(came, Came::Gone) {
            desk.switch_off(&leaving.relay).await?;
        }
        let jitter = u16::from_le_bytes(random::<2>()?) % (crm::relay::attempt::JITTER_MAX + 1);
        let report = What::Report { id: leaving.id, tries: leaving.tries, came, status, jitter };
        ask::<bool>(env, site, now_ms(), report).await?;
        Ok::<(), Problem>(())
    });
    // One that cannot report hinders no other: its lease ends.
    for result in join_all(each).await {
        if let Err(problem) = result {
            console_error!("what became of a delivery is not noted, it is tried again: {problem:?}");
        }
    }
    Ok(())
}

fn now_ms() -> i64 {
    i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX)
}
