// Why a message did not arrive, or not in time, and what each core could still see when nothing happened any
// more.
//
// Which messages are explained:
// - stuck: not read when the run ended. After a deadlock every one; otherwise those that have waited longer
// than
//   kLateFactor times the median of their direction, 1 ms if no message of it was read.
// - dropped: its buffer came back unread. lost: its buffer was used again, or its ring set up anew, before it
// was
//   read.
// - late: the slowest message that was read, if an expectation about a latency failed, or if it took more
// than
//   kLateFactor times the median of its direction.
// At most kExplained of each kind, the oldest ones.
#pragma once

#include <vector>

#include "models/observe/event.h"
#include "platforms/builder.h"
#include "scenarios/engine/result.h"

namespace rpmsg_sim {

inline constexpr unsigned kLateFactor = 10;
inline constexpr std::size_t kExplained = 3;

// How each side of a Messaging Unit last rang the other one.
class LastDoorbells : public EventSink {
 public:
  void consume(const Event* events, std::size_t count) override;
  // kMuTransmit, kMuOverwrite or kMuGeneral; null if it never did.
  const Event* of(SourceId mu_side) const {
    return mu_side < last_.size() && last_[mu_side].time != kNever ? &last_[mu_side] : nullptr;
  }

 private:
  std::vector<Event> last_;
};

// `result` has its end, its messages, findings and expectations.
std::vector<MessageExplanation> explain_messages(const System& system, const LastDoorbells& doorbells,
                                                 const RunResult& result);

std::vector<CoreWait> what_else_cores_see(const System& system);

}  // namespace rpmsg_sim
