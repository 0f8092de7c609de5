// Message accounting and latencies, from the event stream alone.
//
// Messages: sent = received + in_flight + dropped + lost, at every moment. A message is received when its
// receiver first reads the payload, dropped ("not_read") when its buffer comes back without that, lost when
// its buffer was reused or its ring restarted before. Messages to or from the name service (address 53) are
// not counted.
//
// Round trip: on each pair of addresses the side that sends first is the requester. From the request's
// publication to the first read of the reply's payload; replies are matched in order, and a request that was
// dropped or lost no longer waits for one. One way: from publication to the first read, per direction over
// all links.
//
// Bounded: 65,536 requests without a reply make their pair a one-way stream that is not matched any more, and
// beyond 1,024 pairs further ones are counted but not matched. Latencies are summed up as Summary says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "models/observe/event.h"
#include "models/observe/summary.h"

namespace rpmsg_sim {

struct MessageTotals {
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  std::uint64_t in_flight = 0;
  std::map<std::string, std::uint64_t> dropped;  // by reason; every reason is present
  std::uint64_t lost = 0;
};

class MessageMetrics : public EventSink {
 public:
  static constexpr std::size_t kMaximumOpenRequests = 65536;
  static constexpr std::size_t kMaximumPairs = 1024;

  void consume(const Event* events, std::size_t count) override;

  MessageTotals totals() const;
  // In picoseconds.
  const Summary& round_trip() const { return round_trip_; }
  // What a round trip consists of, and which adds up to it: the way of the request, the time between its
  // first read and the publication of the reply, the way of the reply. A reply that was published before its
  // request was read has a turnaround of 0 and a request that ends there.
  const Summary& request() const { return request_; }
  const Summary& turnaround() const { return turnaround_; }
  const Summary& reply() const { return reply_; }
  const Summary& host_to_remote() const { return one_way_[1]; }
  const Summary& remote_to_host() const { return one_way_[0]; }

  // Words and general-purpose requests sent through this side of an MU.
  std::uint64_t doorbells(SourceId mu_side) const { return at(doorbells_, mu_side); }
  // Exceptions that this core entered.
  std::uint64_t interrupts(SourceId core) const { return at(interrupts_, core); }

 private:
  struct Request {
    std::uint32_t number;
    Picoseconds published;
    Picoseconds read = kNever;  // not yet
  };

  // Both directions between two addresses of one link.
  struct Pair {
    std::uint32_t requester = 0;  // ring on which the first message went
    bool one_way = false;         // given up matching
    std::deque<Request> open;     // requests without a reply, oldest first
  };

  // A message that was published and not yet read. Pairs stay where they are in pairs_.
  struct Pending {
    std::uint32_t number = 0;  // 0 = none
    Picoseconds published = 0;
    Picoseconds request_published = kNever;  // of the request that this message answers
    Picoseconds request_read = kNever;
    Pair* request_of = nullptr;  // the pair in which this message is a request
  };

  // link, lower and higher address.
  using PairKey = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;

  static std::uint64_t at(const std::vector<std::uint64_t>& table, SourceId source) {
    return source < table.size() ? table[source] : 0;
  }
  static void count(std::vector<std::uint64_t>& table, SourceId source);

  void published(const Event& event);
  void read(const Event& event);
  void finished_unread(std::uint32_t ring, std::uint16_t head, std::uint32_t number, std::uint64_t& counter);
  Pair* pair_of(std::uint32_t ring, std::uint64_t addresses);
  void match(const Event& event, Pending& message);
  static Request* open_request(Pending& message, std::uint32_t number);
  void add_round_trip(const Pending& reply, Picoseconds time);
  bool take(std::uint32_t ring, std::uint16_t head, std::uint32_t number, Pending& message);

  std::vector<std::vector<Pending>> pending_;  // by ring, by head
  std::map<std::uint32_t, Pending>
      displaced_;  // by number: the head was used again while the message was held
  std::map<PairKey, Pair> pairs_;
  PairKey last_key_;
  Pair* last_pair_ = nullptr;

  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t not_read_ = 0;
  std::uint64_t lost_ = 0;
  std::vector<std::uint64_t> doorbells_;
  std::vector<std::uint64_t> interrupts_;
  Summary round_trip_;
  Summary request_;
  Summary turnaround_;
  Summary reply_;
  Summary one_way_[2];
};

}  // namespace rpmsg_sim
