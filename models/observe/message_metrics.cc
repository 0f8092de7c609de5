#include "models/observe/message_metrics.h"

#include <algorithm>

namespace rpmsg_sim {

namespace {

constexpr std::uint32_t kNameServiceAddress = 53;

std::uint32_t number_of(const Event& event) {
  return static_cast<std::uint32_t>(event.c >> 32);
}
std::uint16_t head_of(const Event& event) {
  return static_cast<std::uint16_t>(event.c >> 16);
}
std::uint32_t source_address(std::uint64_t addresses) {
  return static_cast<std::uint32_t>(addresses >> 32);
}
std::uint32_t destination_address(std::uint64_t addresses) {
  return static_cast<std::uint32_t>(addresses);
}

bool name_service(std::uint64_t addresses) {
  return destination_address(addresses) == kNameServiceAddress ||
         source_address(addresses) == kNameServiceAddress;
}

// Events of different resources may be up to one memory latency out of order.
Picoseconds elapsed(Picoseconds from, Picoseconds to) {
  return to > from ? to - from : 0;
}

}  // namespace

void MessageMetrics::consume(const Event* events, std::size_t count) {
  for (const Event* event = events; event != events + count; ++event) {
    switch (event->kind) {
      case EventKind::kMuTransmit:
      case EventKind::kMuGeneral:
        this->count(doorbells_, event->source);
        break;
      case EventKind::kInterruptEnter:
        this->count(interrupts_, event->source);
        break;
      case EventKind::kRingPublish:
        published(*event);
        break;
      case EventKind::kRingRead:
        read(*event);
        break;
      case EventKind::kRingReturn:
        finished_unread(event->a, head_of(*event), static_cast<std::uint32_t>(event->b), not_read_);
        break;
      case EventKind::kRingLost:
        finished_unread(event->a, head_of(*event), number_of(*event), lost_);
        break;
      default:
        break;
    }
  }
}

MessageTotals MessageMetrics::totals() const {
  MessageTotals totals;
  totals.sent = sent_;
  totals.received = received_;
  totals.dropped["not_read"] = not_read_;
  totals.lost = lost_;
  std::uint64_t waiting = displaced_.size();
  for (const std::vector<Pending>& ring : pending_) {
    waiting += static_cast<std::uint64_t>(
        std::count_if(ring.begin(), ring.end(), [](const Pending& message) { return message.number != 0; }));
  }
  totals.in_flight = waiting;
  return totals;
}

void MessageMetrics::count(std::vector<std::uint64_t>& table, SourceId source) {
  if (source >= table.size()) table.resize(std::size_t{source} + 1);
  ++table[source];
}

void MessageMetrics::published(const Event& event) {
  if (name_service(event.b)) return;
  ++sent_;
  Pending message;
  message.number = number_of(event);
  message.published = event.time;
  match(event, message);

  const std::uint16_t head = head_of(event);
  if (event.a >= pending_.size()) pending_.resize(std::size_t{event.a} + 1);
  std::vector<Pending>& ring = pending_[event.a];
  if (head >= ring.size()) ring.resize(std::max<std::size_t>(std::size_t{head} + 1, 2 * ring.size()));
  if (ring[head].number != 0) displaced_.emplace(ring[head].number, ring[head]);
  ring[head] = message;
}

// Says of which exchange the message is part: a request opens one, a reply takes the oldest open request.
void MessageMetrics::match(const Event& event, Pending& message) {
  Pair* pair = pair_of(event.a, event.b);
  if (pair == nullptr || pair->one_way) return;
  if (event.a != pair->requester) {
    if (pair->open.empty()) return;
    message.request_published = pair->open.front().published;
    message.request_read = pair->open.front().read;
    pair->open.pop_front();
    return;
  }
  if (pair->open.size() == kMaximumOpenRequests) {
    pair->one_way = true;
    std::deque<Request>().swap(pair->open);
    return;
  }
  message.request_of = pair;
  pair->open.push_back(Request{message.number, event.time, kNever});
}

MessageMetrics::Pair* MessageMetrics::pair_of(std::uint32_t ring, std::uint64_t addresses) {
  const std::uint32_t source = source_address(addresses);
  const std::uint32_t destination = destination_address(addresses);
  const PairKey key{ring >> 1, std::min(source, destination), std::max(source, destination)};
  if (last_pair_ != nullptr && key == last_key_) return last_pair_;
  auto found = pairs_.find(key);
  if (found == pairs_.end()) {
    if (pairs_.size() == kMaximumPairs) return nullptr;
    found = pairs_.emplace(key, Pair{}).first;
    found->second.requester = ring;
  }
  last_key_ = key;
  last_pair_ = &found->second;
  return last_pair_;
}

void MessageMetrics::read(const Event& event) {
  Pending message;
  if (!take(event.a, head_of(event), number_of(event), message)) return;
  ++received_;
  one_way_[event.a & 1].add(elapsed(message.published, event.time));
  if (message.request_published != kNever) add_round_trip(message, event.time);
  if (Request* request = open_request(message, number_of(event))) request->read = event.time;
}

void MessageMetrics::add_round_trip(const Pending& reply, Picoseconds time) {
  const Picoseconds end = std::max(time, reply.request_published);
  const Picoseconds answered = std::clamp(reply.published, reply.request_published, end);
  const Picoseconds asked = std::clamp(reply.request_read, reply.request_published, answered);
  round_trip_.add(end - reply.request_published);
  request_.add(asked - reply.request_published);
  turnaround_.add(answered - asked);
  reply_.add(end - answered);
}

// Null if the message is no request or no longer waits for its reply. Nearly always the oldest.
MessageMetrics::Request* MessageMetrics::open_request(Pending& message, std::uint32_t number) {
  if (message.request_of == nullptr) return nullptr;
  std::deque<Request>& open = message.request_of->open;
  const auto request =
      std::find_if(open.begin(), open.end(), [&](const Request& other) { return other.number == number; });
  return request == open.end() ? nullptr : &*request;
}

void MessageMetrics::finished_unread(std::uint32_t ring, std::uint16_t head, std::uint32_t number,
                                     std::uint64_t& counter) {
  Pending message;
  if (!take(ring, head, number, message)) return;
  ++counter;
  if (message.request_of == nullptr) return;
  std::deque<Request>& open = message.request_of->open;
  const auto request =
      std::find_if(open.begin(), open.end(), [&](const Request& other) { return other.number == number; });
  if (request != open.end()) open.erase(request);
}

// False for a message that is not counted, was read before, or whose number is 0.
bool MessageMetrics::take(std::uint32_t ring, std::uint16_t head, std::uint32_t number, Pending& message) {
  if (number == 0) return false;
  if (ring < pending_.size() && head < pending_[ring].size() && pending_[ring][head].number == number) {
    message = pending_[ring][head];
    pending_[ring][head].number = 0;
    return true;
  }
  const auto found = displaced_.find(number);
  if (found == displaced_.end()) return false;
  message = found->second;
  displaced_.erase(found);
  return true;
}

}  // namespace rpmsg_sim
